package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/**
 * A matrix by which rows are multiplied, with a bias, packed for the kernels: {@code y = b + W x}.
 */
final class PackedMatrix {
  /** The most units that panels have. */
  private static final int MOST_UNITS = 1 << 24;

  /** Rows whose results are made at a time where they must be brought together. */
  private static final int CHUNK = 256;

  /** K, columns of the rows. */
  private final int k;

  /** N, columns of the results. */
  private final int n;

  private final Panels panels;
  private final float[] p;
  private final int w;
  private final int b;

  /**
   * Packs.
   *
   * @param k rows of the matrix
   * @param n its columns, at least 1
   * @param m [k, n], or [n, k] if it is turned. Not modified.
   * @param at start in {@code m}
   * @param turned whether it is the transpose that lies there
   * @param bias [n]; null for zeros. Not modified.
   * @param room for it
   */
  PackedMatrix(int k, int n, float[] m, int at, boolean turned, float[] bias, Room room) {
    if (n > MOST_UNITS || (long) k * Panels.padded(n) > Integer.MAX_VALUE / 2) {
      throw new Refusal("matrix", "at most " + MOST_UNITS + " columns that fit an array", n);
    }
    this.k = k;
    this.n = n;
    this.panels = Panels.dense(n);
    Layout.Builder layout = Layout.builder("matrix");
    this.w = layout.add("w", panels.size(k));
    this.b = layout.add("b", panels.size(1));
    Layout built = layout.build();
    room.take(built.bytes());
    this.p = built.allocate();
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        p[w + panels.index(k, i, 0, j)] = m[at + (turned ? j * k + i : i * n + j)];
      }
    }
    if (bias != null) {
      panels.pack(1, 0, bias, 0, p, b);
    }
  }

  int k() {
    return k;
  }

  int n() {
    return n;
  }

  /** Bytes that it takes. */
  long bytes() {
    return (long) Float.BYTES * p.length;
  }

  /**
   * Multiplies.
   *
   * @param rows how many
   * @param x [rows, k] — Not modified.
   * @param xOff start in {@code x}
   * @param y [rows, n] — Modified.
   * @param yOff start in {@code y}
   */
  void multiply(int rows, float[] x, int xOff, float[] y, int yOff) {
    int columns = panels.columns();
    int width = panels.width();
    if (columns == n) {
      Affine.forward(rows, k, panels, x, xOff, k, p, w, p, b, y, yOff, width, n);
      return;
    }
    float[] some = new float[Math.min(rows, CHUNK) * columns];
    for (int r = 0; r < rows; r += CHUNK) {
      int count = Math.min(rows - r, CHUNK);
      Affine.forward(count, k, panels, x, xOff + r * k, k, p, w, p, b, some, 0, width, columns);
      for (int i = 0; i < count; i++) {
        System.arraycopy(some, i * columns, y, yOff + (r + i) * n, n);
      }
    }
  }
}
