package dev.cellwise.kernels;

/** The scalar twin of {@link Norm}: the order of its sums, spelled out. */
final class ScalarNorm {
  private static final int PARTIALS = 16;

  private ScalarNorm() {}

  static double sum(int n, float[] a, int aOff) {
    double sum = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      sum += sumTree(1, 0, Math.min(Norm.BLOCK, n - block), a, aOff + block);
    }
    return sum;
  }

  /** The node of the tree over all partials that are {@code l} modulo {@code step}. */
  private static float sumTree(int step, int l, int n, float[] a, int aOff) {
    if (step < PARTIALS) {
      return sumTree(2 * step, l, n, a, aOff) + sumTree(2 * step, l + step, n, a, aOff);
    }
    float partial = 0;
    for (int i = l; i < n; i += PARTIALS) {
      partial += a[aOff + i];
    }
    return partial;
  }

  /** The sum of {@code (scale * a[i])^2}. */
  static double scaledSquares(int n, float scale, float[] a, int aOff) {
    double sum = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      sum += squareTree(1, 0, Math.min(Norm.BLOCK, n - block), scale, a, aOff + block);
    }
    return sum;
  }

  private static float squareTree(int step, int l, int n, float scale, float[] a, int aOff) {
    if (step < PARTIALS) {
      return squareTree(2 * step, l, n, scale, a, aOff)
          + squareTree(2 * step, l + step, n, scale, a, aOff);
    }
    float partial = 0;
    for (int i = l; i < n; i += PARTIALS) {
      float x = scale * a[aOff + i];
      partial = Fma.fma(x, x, partial);
    }
    return partial;
  }

  static float maxAbs(int n, float[] a, int aOff) {
    float max = 0;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, Math.abs(a[aOff + i]));
    }
    return max;
  }

  static void scale(int n, float factor, float[] a, int aOff) {
    for (int i = 0; i < n; i++) {
      a[aOff + i] = factor * a[aOff + i];
    }
  }
}
