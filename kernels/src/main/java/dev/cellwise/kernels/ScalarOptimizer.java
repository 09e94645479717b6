package dev.cellwise.kernels;

/** The scalar twin of {@link Optimizer}. */
final class ScalarOptimizer {
  private ScalarOptimizer() {}

  static void sgd(int n, float[] g, int gOff, float learningRate, float[] w, int wOff) {
    for (int i = 0; i < n; i++) {
      w[wOff + i] = Fma.fma(-learningRate, g[gOff + i], w[wOff + i]);
    }
  }

  static void adam(
      int n,
      float[] g,
      int gOff,
      float k1,
      float b2,
      float k2,
      float r,
      float step,
      float epsilon,
      float[] m,
      int mOff,
      float[] v,
      int vOff,
      float[] w,
      int wOff) {
    for (int i = 0; i < n; i++) {
      float gi = g[gOff + i];
      float mi = Fma.fma(k1, gi - m[mOff + i], m[mOff + i]);
      float vi = Fma.fma(k2 * gi, gi, b2 * v[vOff + i]);
      // The double square root of a float, rounded to float, is the correctly rounded float one.
      float denominator = Fma.fma((float) Math.sqrt(vi), r, epsilon);
      m[mOff + i] = mi;
      v[vOff + i] = vi;
      w[wOff + i] = Fma.fma(-step, mi / denominator, w[wOff + i]);
    }
  }
}
