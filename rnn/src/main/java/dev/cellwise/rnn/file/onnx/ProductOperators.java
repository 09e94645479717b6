package dev.cellwise.rnn.file.onnx;

import java.util.Arrays;
import java.util.Map;

/** Products of matrices. */
final class ProductOperators {
  private ProductOperators() {}

  static void addTo(Map<String, Operator.Maker> all) {
    all.put(
        "MatMul",
        node -> {
          node.inputs(2, 2);
          return new MatMulOperator();
        });
    all.put("Gemm", ProductOperators::gemm);
  }

  private static Operator gemm(Making node) {
    node.inputs(node.opset() < 11 ? 3 : 2, 3);
    float alpha = node.number("alpha", 1f);
    float beta = node.number("beta", 1f);
    return new GemmOperator(alpha, beta, node.flag("transA"), node.flag("transB"), null);
  }

  /**
   * Gemm: {@code α A B + β C}, a chain that begins at C where that is a bias and neither factor
   * does anything.
   *
   * @param packed B and a bias, where they are constants; else null
   */
  record GemmOperator(float alpha, float beta, boolean turnA, boolean turnB, PackedMatrix packed)
      implements Operator {
    @Override
    public OnnxType[] types(OnnxType[] in) {
      return new OnnxType[] {Operator.same(Types.FLOAT).of(in)};
    }

    @Override
    public Operator with(Value[] constants, Room room) {
      Value b = constants[1];
      boolean without = constants.length < 3;
      if (b == null || b.rank() != 2 || columns(b) == 0 || (!without && constants[2] == null)) {
        return this;
      }
      return new GemmOperator(alpha, beta, turnA, turnB, packed(constants, room));
    }

    private int columns(Value b) {
      return b.shape[turnB ? 0 : 1];
    }

    /** C as what the chains begin at; null where it is none. */
    private float[] bias(Value[] in) {
      Value c = in.length < 3 ? null : in[2];
      if (c == null || alpha != 1 || beta != 1) {
        return null;
      }
      int n = columns(in[1]);
      boolean row = c.rank() <= 2 && c.size == n && (c.rank() == 0 || c.shape[c.rank() - 1] == n);
      return row ? c.floats() : null;
    }

    private PackedMatrix packed(Value[] in, Room room) {
      int n = columns(in[1]);
      int k = in[1].shape[turnB ? 1 : 0];
      return new PackedMatrix(k, n, in[1].floats(), 0, turnB, bias(in), room);
    }

    @Override
    public Value[] run(Value[] in, Room room) {
      if (in[0].rank() != 2 || in[1].rank() != 2) {
        throw new Refusal("inputs", "two matrices", in[0] + " and " + in[1]);
      }
      Value a = in[0];
      if (turnA) {
        a = MoveOperators.transposed(a, new int[] {1, 0}, room);
        room.hold(a);
      }
      int n = columns(in[1]);
      if (a.shape[1] != in[1].shape[turnB ? 1 : 0]) {
        throw new Refusal("inputs", "as many columns as rows", in[0] + " and " + in[1]);
      }
      Value y = room.floats(a.shape[0], n);
      if (y.size > 0) {
        PackedMatrix matrix = packed == null ? packed(in, room) : packed;
        matrix.multiply(a.shape[0], a.floats(), 0, y.floats(), 0);
        if (packed == null) {
          room.give(matrix.bytes());
        }
      }
      if (turnA) {
        room.drop(a);
      }
      if (bias(in) == null) {
        addScaled(y, in.length < 3 ? null : in[2]);
      }
      return new Value[] {y};
    }

    private void addScaled(Value y, Value c) {
      float[] to = y.floats();
      if (alpha != 1) {
        for (int i = 0; i < to.length; i++) {
          to[i] *= alpha;
        }
      }
      if (c == null) {
        return;
      }
      if (!Arrays.equals(Axes.broadcast(y.shape, c.shape), y.shape)) {
        throw new Refusal("C", "a shape that stretches to " + y, c);
      }
      Broadcast of = new Broadcast(y.shape, c.shape);
      for (int i = 0; i < to.length; i++, of.next()) {
        to[i] += beta * c.floats()[of.place(0)];
      }
    }
  }
}
