package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Threefry;

/**
 * The random numbers of one tensor: number {@code i} is drawn by {@link Threefry} at counter
 * (tensor, i), so a seed gives the same bits everywhere.
 */
record Draw(long seed, int tensor) {
  /** Uniform in ±bound. */
  void uniform(double bound, float[] to, int from, int n) {
    float scale = (float) bound;
    for (int i = from; i < from + n; i++) {
      float u = Threefry.uniform(seed, 0, tensor, i, 0);
      to[i] = Math.fma(2 * scale, u, -scale);
    }
  }

  /** Normal with variance 1, by G. Box and M. Muller, 1958, in double. */
  private double normal(int i) {
    double u = 1 - Threefry.uniform(seed, 0, tensor, i, 0);
    double v = Threefry.uniform(seed, 0, tensor, i, 1);
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
  }

  /**
   * A matrix whose rows, or columns where there are fewer, are orthonormal: Q of the QR
   * decomposition of a normal matrix with R's diagonal above 0, by Gram and Schmidt's process in
   * double, each vector made orthogonal twice (L. Giraud and others, 2005: twice is enough).
   */
  void orthogonal(int rows, int columns, float[] to, int from) {
    int count = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    double[][] q = new double[count][length];
    for (int a = 0; a < count; a++) {
      for (int i = 0; i < length; i++) {
        q[a][i] = normal(from + a * length + i);
      }
      for (int pass = 0; pass < 2; pass++) {
        for (int b = 0; b < a; b++) {
          subtract(q[a], dot(q[a], q[b]), q[b]);
        }
      }
      double norm = Math.sqrt(dot(q[a], q[a]));
      for (int i = 0; i < length; i++) {
        q[a][i] /= norm;
      }
    }
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        to[from + r * columns + c] = (float) (rows <= columns ? q[r][c] : q[c][r]);
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void subtract(double[] a, double factor, double[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] -= factor * b[i];
    }
  }
}
