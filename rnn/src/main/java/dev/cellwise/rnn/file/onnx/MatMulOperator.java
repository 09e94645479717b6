package dev.cellwise.rnn.file.onnx;

import java.util.Arrays;

/**
 * MatMul, with a third input a bias, which is no input of ONNX's but of a sum behind it. Every
 * product is a chain that begins at the bias, as in a dense layer.
 *
 * @param packed the second input and the bias, where they are constants and a matrix; else null
 */
record MatMulOperator(PackedMatrix packed) implements Operator {
  /** Nothing packed yet. */
  MatMulOperator() {
    this(null);
  }

  @Override
  public OnnxType[] types(OnnxType[] in) {
    return new OnnxType[] {Operator.same(Types.FLOAT).of(in)};
  }

  @Override
  public Operator with(Value[] constants, Room room) {
    Value b = constants[1];
    boolean bound = b != null && (constants.length < 3 || constants[2] != null);
    return bound && b.rank() == 2 && b.shape[1] > 0
        ? new MatMulOperator(packed(b, bias(constants), room))
        : this;
  }

  private static float[] bias(Value[] in) {
    return in.length < 3 ? null : in[2].floats();
  }

  private static PackedMatrix packed(Value b, float[] bias, Room room) {
    return new PackedMatrix(b.shape[0], b.shape[1], b.floats(), 0, false, bias, room);
  }

  @Override
  public Value[] run(Value[] in, Room room) {
    Value a = in[0].rank() == 1 ? in[0].in(1, in[0].size) : in[0];
    Value b = in[1].rank() == 1 ? in[1].in(in[1].size, 1) : in[1];
    if (in[0].rank() == 0 || in[1].rank() == 0) {
      throw new Refusal("inputs", "at least one dimension each", in[0] + " and " + in[1]);
    }
    int rank = a.rank();
    int m = a.shape[rank - 2];
    int k = a.shape[rank - 1];
    int n = b.shape[b.rank() - 1];
    if (b.shape[b.rank() - 2] != k) {
      throw new Refusal("inputs", "as many columns as rows", in[0] + " and " + in[1]);
    }
    int[] over =
        Axes.broadcast(Arrays.copyOf(a.shape, rank - 2), Arrays.copyOf(b.shape, b.rank() - 2));
    int[] shape = Arrays.copyOf(over, over.length + 2);
    shape[over.length] = m;
    shape[over.length + 1] = n;
    Value y = room.floats(shape);
    if (y.size > 0) {
      multiply(a, b, bias(in), over, y, room);
    }
    return new Value[] {y.in(plain(shape, in))};
  }

  /** A vector is a row or a column, but not in the result. */
  private static int[] plain(int[] shape, Value[] in) {
    int last = shape.length;
    if (in[1].rank() == 1) {
      last--;
    }
    int[] plain = Arrays.copyOf(shape, last);
    if (in[0].rank() == 1) {
      int row = shape.length - 2;
      plain = new int[last - 1];
      System.arraycopy(shape, 0, plain, 0, row);
      System.arraycopy(shape, row + 1, plain, row, last - 1 - row);
    }
    return plain;
  }

  private void multiply(Value a, Value b, float[] bias, int[] over, Value y, Room room) {
    int m = y.shape[over.length];
    int n = y.shape[over.length + 1];
    int k = a.shape[a.rank() - 1];
    if (b.rank() == 2) {
      PackedMatrix matrix = packed == null ? packed(b, bias, room) : packed;
      matrix.multiply(y.size / n, a.floats(), 0, y.floats(), 0);
      if (packed == null) {
        room.give(matrix.bytes());
      }
      return;
    }
    Broadcast of =
        new Broadcast(
            over, Arrays.copyOf(a.shape, a.rank() - 2), Arrays.copyOf(b.shape, b.rank() - 2));
    for (int i = 0; i < y.size / (m * n); i++, of.next()) {
      PackedMatrix matrix =
          new PackedMatrix(k, n, b.floats(), of.place(1) * k * n, false, bias, room);
      matrix.multiply(m, a.floats(), of.place(0) * m * k, y.floats(), i * m * n);
      room.give(matrix.bytes());
    }
  }
}
