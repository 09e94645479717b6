package dev.cellwise.kernels;

/** The scalar twin of {@link Optimizer}. */
final class ScalarOptimizer {
  private ScalarOptimizer() {}

  static void sgd(int n, float[] g, int gOff, float l2, float rate, float[] w, int wOff) {
    for (int i = 0; i < n; i++) {
      float wi = w[wOff + i];
      float gi = gradient(g[gOff + i], l2, wi);
      w[wOff + i] = Fma.fma(-rate, gi, wi);
    }
  }

  static void momentum(
      int n,
      float[] g,
      int gOff,
      float l2,
      float rate,
      float mu,
      float[] b,
      int bOff,
      float[] w,
      int wOff) {
    for (int i = 0; i < n; i++) {
      float wi = w[wOff + i];
      float gi = gradient(g[gOff + i], l2, wi);
      float bi = Fma.fma(mu, b[bOff + i], gi);
      b[bOff + i] = bi;
      w[wOff + i] = Fma.fma(-rate, bi, wi);
    }
  }

  static void nesterov(
      int n,
      float[] g,
      int gOff,
      float l2,
      float rate,
      float mu,
      float[] b,
      int bOff,
      float[] w,
      int wOff) {
    for (int i = 0; i < n; i++) {
      float wi = w[wOff + i];
      float gi = gradient(g[gOff + i], l2, wi);
      float bi = Fma.fma(mu, b[bOff + i], gi);
      b[bOff + i] = bi;
      w[wOff + i] = Fma.fma(-rate, Fma.fma(mu, bi, gi), wi);
    }
  }

  static void rmsProp(
      int n,
      float[] g,
      int gOff,
      float l2,
      float rate,
      float alpha,
      float k,
      float epsilon,
      float[] v,
      int vOff,
      float[] w,
      int wOff) {
    for (int i = 0; i < n; i++) {
      float wi = w[wOff + i];
      float gi = gradient(g[gOff + i], l2, wi);
      float vi = Fma.fma(k * gi, gi, alpha * v[vOff + i]);
      v[vOff + i] = vi;
      w[wOff + i] = Fma.fma(-rate, gi / (root(vi) + epsilon), wi);
    }
  }

  static void adaGrad(
      int n,
      float[] g,
      int gOff,
      float l2,
      float rate,
      float epsilon,
      float[] s,
      int sOff,
      float[] w,
      int wOff) {
    for (int i = 0; i < n; i++) {
      float wi = w[wOff + i];
      float gi = gradient(g[gOff + i], l2, wi);
      float si = Fma.fma(gi, gi, s[sOff + i]);
      s[sOff + i] = si;
      w[wOff + i] = Fma.fma(-rate, gi / (root(si) + epsilon), wi);
    }
  }

  static void adam(
      int n,
      float[] g,
      int gOff,
      float l2,
      float d,
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
      float wi = w[wOff + i];
      float gi = gradient(g[gOff + i], l2, wi);
      float mi = Fma.fma(k1, gi - m[mOff + i], m[mOff + i]);
      float vi = Fma.fma(k2 * gi, gi, b2 * v[vOff + i]);
      float denominator = Fma.fma(root(vi), r, epsilon);
      m[mOff + i] = mi;
      v[vOff + i] = vi;
      w[wOff + i] = Fma.fma(-step, mi / denominator, Fma.fma(d, wi, wi));
    }
  }

  static void nAdam(
      int n,
      float[] g,
      int gOff,
      float l2,
      float k1,
      float b2,
      float k2,
      float r,
      float stepG,
      float stepM,
      float epsilon,
      float[] m,
      int mOff,
      float[] v,
      int vOff,
      float[] w,
      int wOff) {
    for (int i = 0; i < n; i++) {
      float wi = w[wOff + i];
      float gi = gradient(g[gOff + i], l2, wi);
      float mi = Fma.fma(k1, gi - m[mOff + i], m[mOff + i]);
      float vi = Fma.fma(k2 * gi, gi, b2 * v[vOff + i]);
      float denominator = Fma.fma(root(vi), r, epsilon);
      m[mOff + i] = mi;
      v[vOff + i] = vi;
      w[wOff + i] = wi - Fma.fma(stepM, mi, stepG * gi) / denominator;
    }
  }

  private static float gradient(float g, float l2, float w) {
    return l2 == 0 ? g : Fma.fma(l2, w, g);
  }

  /** The double root of a float, rounded to float, is the correctly rounded float one. */
  private static float root(float a) {
    return (float) Math.sqrt(a);
  }
}
