package dev.cellwise.kernels;

import dev.cellwise.kernels.Regression.Kind;

/** The scalar twin of {@link Regression}, a row at a time. */
final class ScalarRegression {
  private static final int PARTIALS = 16;

  private ScalarRegression() {}

  /** Writes the gradient of a row, and returns the sum of its losses, without weight. */
  static double row(
      Kind kind,
      float delta,
      int n,
      float[] y,
      int yOff,
      float[] target,
      int targetOff,
      float g,
      float[] dY,
      int dYOff) {
    double sum = 0;
    for (int b = 0; b < n; b += Norm.BLOCK) {
      int block = Math.min(Norm.BLOCK, n - b);
      sum += tree(kind, delta, 1, 0, block, y, yOff + b, target, targetOff + b);
    }
    gradient(kind, delta, n, y, yOff, target, targetOff, g, dY, dYOff);
    return sum;
  }

  /** The node of the tree over all partials that are {@code l} modulo {@code step}. */
  private static float tree(
      Kind kind,
      float delta,
      int step,
      int l,
      int n,
      float[] y,
      int yOff,
      float[] target,
      int targetOff) {
    if (step < PARTIALS) {
      return tree(kind, delta, 2 * step, l, n, y, yOff, target, targetOff)
          + tree(kind, delta, 2 * step, l + step, n, y, yOff, target, targetOff);
    }
    float partial = 0;
    for (int i = l; i < n; i += PARTIALS) {
      partial = add(kind, delta, y[yOff + i] - target[targetOff + i], partial);
    }
    return partial;
  }

  /** A partial sum with the loss of one more element. */
  private static float add(Kind kind, float delta, float r, float partial) {
    float a = Math.abs(r);
    return switch (kind) {
      case SQUARED -> Fma.fma(r, r, partial);
      case ABSOLUTE -> partial + a;
      case HUBER -> {
        // |r| of a NaN.
        float c = a > delta ? delta : a;
        yield Fma.fma(c, Fma.fma(-0.5f, c, a), partial);
      }
    };
  }

  static void gradient(
      Kind kind,
      float delta,
      int n,
      float[] y,
      int yOff,
      float[] target,
      int targetOff,
      float g,
      float[] dY,
      int dYOff) {
    for (int i = 0; i < n; i++) {
      float r = y[yOff + i] - target[targetOff + i];
      dY[dYOff + i] =
          switch (kind) {
            case SQUARED -> r * (2 * g);
            case ABSOLUTE -> slope(r, g);
            case HUBER -> Math.copySign(Math.abs(r) > delta ? delta : Math.abs(r), r) * g;
          };
    }
  }

  /** g with the sign of r, +0 for zero, NaN for NaN. */
  private static float slope(float r, float g) {
    float notAbove = r < 0 ? -g : 0f;
    float d = r > 0 ? g : notAbove;
    return r != r ? r : d;
  }
}
