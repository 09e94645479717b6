package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.LayerNorm;
import java.util.Arrays;

/**
 * Layer normalisation of rows, which are all axes from one on: the kernel's where ε is its own;
 * else by sums in double.
 *
 * @param axis the first axis of a row
 * @param epsilon ε
 */
record LayerNormOperator(long axis, float epsilon) implements Operator {
  /** Whether ε is that of the kernel, as a float. */
  boolean isKernels() {
    return epsilon == (float) LayerNorm.EPSILON;
  }

  @Override
  public OnnxType[] types(OnnxType[] in) {
    Operator.same(Types.FLOAT).of(in);
    return new OnnxType[] {in[0]};
  }

  @Override
  public Value[] run(Value[] in, Room room) {
    Value x = in[0];
    int at = Axes.of(axis, x.rank());
    int n = Axes.product(x.shape, at, x.rank());
    int[] row = Arrays.copyOfRange(x.shape, at, x.rank());
    float[] gain = row("scale", in[1], row, n);
    float[] bias = in.length > 2 && in[2] != null ? row("bias", in[2], row, n) : new float[n];
    Value y = room.floats(x.shape);
    if (y.size > 0) {
      int rows = y.size / n;
      if (isKernels()) {
        float[] factors = new float[rows];
        LayerNorm.normalise(rows, n, x.floats(), 0, n, y.floats(), 0, n, factors, 0);
      } else {
        for (int r = 0; r < rows; r++) {
          normalise(x.floats(), y.floats(), r * n, n);
        }
      }
      LayerNorm.scale(rows, n, gain, 0, bias, 0, y.floats(), 0, n, y.floats(), 0, n);
    }
    return new Value[] {y};
  }

  /** What stretches to a row. */
  private static float[] row(String name, Value given, int[] shape, int n) {
    boolean whole = given.size == n && isRow(given.shape, shape);
    if (!whole && given.size != 1) {
      throw new Refusal(
          name, n + " numbers in shape " + Arrays.toString(shape) + ", or one", given);
    }
    if (whole) {
      return given.floats();
    }
    float[] row = new float[n];
    Arrays.fill(row, given.floats()[0]);
    return row;
  }

  /** Whether a shape is a row's, but for dimensions of 1 before it. */
  private static boolean isRow(int[] given, int[] row) {
    int more = given.length - row.length;
    for (int i = -Math.max(more, 0); i < row.length; i++) {
      int size = i + more < 0 ? 1 : given[i + more];
      if (size != (i < 0 ? 1 : row[i])) {
        return false;
      }
    }
    return true;
  }

  private void normalise(float[] x, float[] y, int at, int n) {
    double sum = 0;
    for (int i = at; i < at + n; i++) {
      sum += x[i];
    }
    double mean = sum / n;
    double squares = 0;
    for (int i = at; i < at + n; i++) {
      squares += (x[i] - mean) * (x[i] - mean);
    }
    double factor = 1 / Math.sqrt(squares / n + epsilon);
    for (int i = at; i < at + n; i++) {
      y[i] = (float) ((x[i] - mean) * factor);
    }
  }
}
