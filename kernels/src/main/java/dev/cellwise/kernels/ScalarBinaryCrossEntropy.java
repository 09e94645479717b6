package dev.cellwise.kernels;

/**
 * The scalar twin of {@link BinaryCrossEntropy}, a row at a time. The weight of the yes is that of
 * the column, or p where there is no array of them.
 */
final class ScalarBinaryCrossEntropy {
  private static final int PARTIALS = 16;

  private ScalarBinaryCrossEntropy() {}

  static boolean areProbabilities(int n, float[] target, int targetOff) {
    for (int i = 0; i < n; i++) {
      if (!(target[targetOff + i] >= 0 && target[targetOff + i] <= 1)) {
        return false;
      }
    }
    return true;
  }

  /** Writes the gradient of a row, and returns the sum of its losses, without weight. */
  static double row(
      int n,
      float[] x,
      int xOff,
      float[] target,
      int targetOff,
      float p,
      float[] ps,
      int psOff,
      float g,
      float[] dX,
      int dXOff) {
    double sum = losses(n, x, xOff, target, targetOff, p, ps, psOff);
    gradient(n, x, xOff, target, targetOff, p, ps, psOff, g, dX, dXOff);
    return sum;
  }

  static double losses(
      int n, float[] x, int xOff, float[] target, int targetOff, float p, float[] ps, int psOff) {
    double sum = 0;
    for (int b = 0; b < n; b += Norm.BLOCK) {
      int block = Math.min(Norm.BLOCK, n - b);
      sum += tree(1, 0, block, x, xOff + b, target, targetOff + b, p, ps, psOff + b);
    }
    return sum;
  }

  /** The node of the tree over all partials that are {@code l} modulo {@code step}. */
  private static float tree(
      int step,
      int l,
      int n,
      float[] x,
      int xOff,
      float[] target,
      int targetOff,
      float p,
      float[] ps,
      int psOff) {
    if (step < PARTIALS) {
      return tree(2 * step, l, n, x, xOff, target, targetOff, p, ps, psOff)
          + tree(2 * step, l + step, n, x, xOff, target, targetOff, p, ps, psOff);
    }
    float partial = 0;
    for (int i = l; i < n; i += PARTIALS) {
      partial += loss(x[xOff + i], target[targetOff + i], ps == null ? p : ps[psOff + i]);
    }
    return partial;
  }

  private static float loss(float x, float t, float p) {
    float no = 1f - t;
    float yes = p * t;
    return Fma.fma(ScalarActivation.log1pExp(x), yes + no, Math.abs(x) * (x > 0 ? no : yes));
  }

  static void gradient(
      int n,
      float[] x,
      int xOff,
      float[] target,
      int targetOff,
      float p,
      float[] ps,
      int psOff,
      float g,
      float[] dX,
      int dXOff) {
    for (int i = 0; i < n; i++) {
      float xi = x[xOff + i];
      float t = target[targetOff + i];
      float no = 1f - t;
      float yes = (ps == null ? p : ps[psOff + i]) * t;
      float m = ScalarElementwise.sigmoid(-Math.abs(xi));
      dX[dXOff + i] = g * (xi > 0 ? Fma.fma(-m, yes + no, no) : Fma.fma(m, yes + no, -yes));
    }
  }
}
