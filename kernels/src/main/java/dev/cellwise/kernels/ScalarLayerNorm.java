package dev.cellwise.kernels;

/** The scalar twin of {@link LayerNorm}: one row each, but for the way back of two gains. */
final class ScalarLayerNorm {
  private static final int PARTIALS = 64;

  /** Partials that take what is left behind the last 64 elements of a block. */
  private static final int REST = 16;

  private ScalarLayerNorm() {}

  static double sum(int n, float[] x, int xOff) {
    double sum = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      sum += sumTree(1, 0, Math.min(Norm.BLOCK, n - block), x, xOff + block);
    }
    return sum;
  }

  /** The node of the tree over all partials that are {@code l} modulo {@code step}. */
  private static float sumTree(int step, int l, int n, float[] x, int xOff) {
    if (step < PARTIALS) {
      return sumTree(2 * step, l, n, x, xOff) + sumTree(2 * step, l + step, n, x, xOff);
    }
    int chains = n & -PARTIALS;
    float partial = 0;
    for (int i = l; i < chains; i += PARTIALS) {
      partial += x[xOff + i];
    }
    for (int i = chains + l; l < REST && i < n; i += REST) {
      partial += x[xOff + i];
    }
    return partial;
  }

  /** Gives s. */
  static float normalise(int n, float[] x, int xOff, float[] y, int yOff) {
    float mean = (float) (sum(n, x, xOff) / n);
    float s = LayerNorm.factor(squares(n, mean, x, xOff), n);
    for (int i = 0; i < n; i++) {
      y[yOff + i] = (x[xOff + i] - mean) * s;
    }
    return s;
  }

  /** The sum of the squares of x - mean. */
  static double squares(int n, float mean, float[] x, int xOff) {
    double squares = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      squares += squareTree(1, 0, Math.min(Norm.BLOCK, n - block), mean, x, xOff + block);
    }
    return squares;
  }

  /** The node of the tree over all partials that are {@code l} modulo {@code step}. */
  private static float squareTree(int step, int l, int n, float mean, float[] x, int xOff) {
    if (step < PARTIALS) {
      return squareTree(2 * step, l, n, mean, x, xOff)
          + squareTree(2 * step, l + step, n, mean, x, xOff);
    }
    int chains = n & -PARTIALS;
    float partial = 0;
    for (int i = l; i < chains; i += PARTIALS) {
      float d = x[xOff + i] - mean;
      partial = Fma.fma(d, d, partial);
    }
    for (int i = chains + l; l < REST && i < n; i += REST) {
      float d = x[xOff + i] - mean;
      partial = Fma.fma(d, d, partial);
    }
    return partial;
  }

  static void normaliseBackward(int n, float[] y, int yOff, float s, float[] dy, int dyOff) {
    float m = (float) (sum(n, dy, dyOff) / n);
    float q = (float) (products(n, y, yOff, dy, dyOff) / n);
    for (int i = 0; i < n; i++) {
      dy[dyOff + i] = s * Fma.fma(-q, y[yOff + i], dy[dyOff + i] - m);
    }
  }

  /** The sum of y dy. */
  static double products(int n, float[] y, int yOff, float[] dy, int dyOff) {
    double products = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      int length = Math.min(Norm.BLOCK, n - block);
      products += productTree(1, 0, length, y, yOff + block, dy, dyOff + block);
    }
    return products;
  }

  private static float productTree(
      int step, int l, int n, float[] y, int yOff, float[] dy, int dyOff) {
    if (step < PARTIALS) {
      return productTree(2 * step, l, n, y, yOff, dy, dyOff)
          + productTree(2 * step, l + step, n, y, yOff, dy, dyOff);
    }
    int chains = n & -PARTIALS;
    float partial = 0;
    for (int i = l; i < chains; i += PARTIALS) {
      partial = Fma.fma(dy[dyOff + i], y[yOff + i], partial);
    }
    for (int i = chains + l; l < REST && i < n; i += REST) {
      partial = Fma.fma(dy[dyOff + i], y[yOff + i], partial);
    }
    return partial;
  }

  static void scale(
      int n, float[] g, int gOff, float[] b, int bOff, float[] x, int xOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = Fma.fma(g[gOff + i], x[xOff + i], b[bOff + i]);
    }
  }

  static void scaleBackward(
      int n,
      float[] g,
      int gOff,
      float[] x,
      int xOff,
      float[] dy,
      int dyOff,
      float[] dg,
      int dgOff,
      float[] db,
      int dbOff,
      float[] dx,
      int dxOff) {
    for (int i = 0; i < n; i++) {
      float dyi = dy[dyOff + i];
      dx[dxOff + i] = Fma.fma(g[gOff + i], dyi, dx[dxOff + i]);
      dg[dgOff + i] = Fma.fma(x[xOff + i], dyi, dg[dgOff + i]);
      db[dbOff + i] += dyi;
    }
  }

  static void scaleTwo(
      int n,
      float[] g,
      int gOff,
      float[] k,
      int kOff,
      float[] b,
      int bOff,
      float[] x,
      int xOff,
      float[] u,
      int uOff,
      float[] y,
      int yOff) {
    for (int i = 0; i < n; i++) {
      float first = Fma.fma(g[gOff + i], x[xOff + i], b[bOff + i]);
      y[yOff + i] = Fma.fma(k[kOff + i], u[uOff + i], first);
    }
  }

  /**
   * All rows, ascending. An element of dg, dk or db is a chain over the rows, one of dx or du has a
   * step of its chain in each row: no element depends on another, so their order is free.
   */
  static void scaleTwoBackward(
      int rows,
      int n,
      float[] g,
      int gOff,
      float[] k,
      int kOff,
      float[] x,
      int xOff,
      float[] u,
      int uOff,
      int stride,
      float[] dy,
      int dyOff,
      int dyStride,
      float[] dg,
      int dgOff,
      float[] dk,
      int dkOff,
      float[] db,
      int dbOff,
      float[] dx,
      int dxOff,
      float[] du,
      int duOff) {
    for (int r = 0; r < rows; r++) {
      int at = r * stride;
      for (int i = 0; i < n; i++) {
        float dyi = dy[dyOff + r * dyStride + i];
        dx[dxOff + at + i] = Fma.fma(g[gOff + i], dyi, dx[dxOff + at + i]);
        du[duOff + at + i] = Fma.fma(k[kOff + i], dyi, du[duOff + at + i]);
        dg[dgOff + i] = Fma.fma(x[xOff + at + i], dyi, dg[dgOff + i]);
        dk[dkOff + i] = Fma.fma(u[uOff + at + i], dyi, dk[dkOff + i]);
        db[dbOff + i] += dyi;
      }
    }
  }
}
