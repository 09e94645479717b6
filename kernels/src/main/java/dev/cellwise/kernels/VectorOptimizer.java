package dev.cellwise.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector twin of {@link Optimizer}; its scalar twin does what is left of the last vector. */
final class VectorOptimizer {
  private static final VectorSpecies<Float> F = VectorShape.F;
  private static final int L = VectorShape.L;

  private VectorOptimizer() {}

  static void sgd(int n, float[] g, int gOff, float learningRate, float[] w, int wOff) {
    int bound = F.loopBound(n);
    FloatVector rate = FloatVector.broadcast(F, -learningRate);
    for (int i = 0; i < bound; i += L) {
      FloatVector gi = FloatVector.fromArray(F, g, gOff + i);
      rate.fma(gi, FloatVector.fromArray(F, w, wOff + i)).intoArray(w, wOff + i);
    }
    ScalarOptimizer.sgd(n - bound, g, gOff + bound, learningRate, w, wOff + bound);
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
    int bound = F.loopBound(n);
    FloatVector kOne = FloatVector.broadcast(F, k1);
    FloatVector rv = FloatVector.broadcast(F, r);
    FloatVector eps = FloatVector.broadcast(F, epsilon);
    FloatVector rate = FloatVector.broadcast(F, -step);
    for (int i = 0; i < bound; i += L) {
      FloatVector gi = FloatVector.fromArray(F, g, gOff + i);
      FloatVector mi = FloatVector.fromArray(F, m, mOff + i);
      mi = kOne.fma(gi.sub(mi), mi);
      FloatVector vi = gi.mul(k2).fma(gi, FloatVector.fromArray(F, v, vOff + i).mul(b2));
      FloatVector denominator = vi.sqrt().fma(rv, eps);
      mi.intoArray(m, mOff + i);
      vi.intoArray(v, vOff + i);
      FloatVector wi = FloatVector.fromArray(F, w, wOff + i);
      rate.fma(mi.div(denominator), wi).intoArray(w, wOff + i);
    }
    ScalarOptimizer.adam(
        n - bound,
        g,
        gOff + bound,
        k1,
        b2,
        k2,
        r,
        step,
        epsilon,
        m,
        mOff + bound,
        v,
        vOff + bound,
        w,
        wOff + bound);
  }
}
