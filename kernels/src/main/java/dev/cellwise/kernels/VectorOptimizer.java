package dev.cellwise.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link Optimizer}; its scalar twin does what is left of the last vector.
 *
 * <p>A blend takes the gradient with or without the term of l2: a sum with a term of zero could
 * turn -0 into +0, and a branch would be one more loop each.
 */
final class VectorOptimizer {
  private static final VectorSpecies<Float> F = VectorShape.F;
  private static final int L = VectorShape.L;

  private VectorOptimizer() {}

  static void sgd(int n, float[] g, int gOff, float l2, float rate, float[] w, int wOff) {
    int bound = F.loopBound(n);
    VectorMask<Float> penalised = F.maskAll(l2 != 0);
    FloatVector penalty = FloatVector.broadcast(F, l2);
    FloatVector down = FloatVector.broadcast(F, -rate);
    for (int i = 0; i < bound; i += L) {
      FloatVector wi = FloatVector.fromArray(F, w, wOff + i);
      FloatVector gi = FloatVector.fromArray(F, g, gOff + i);
      gi = gi.blend(penalty.fma(wi, gi), penalised);
      down.fma(gi, wi).intoArray(w, wOff + i);
    }
    ScalarOptimizer.sgd(n - bound, g, gOff + bound, l2, rate, w, wOff + bound);
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
    int bound = F.loopBound(n);
    VectorMask<Float> penalised = F.maskAll(l2 != 0);
    FloatVector penalty = FloatVector.broadcast(F, l2);
    FloatVector down = FloatVector.broadcast(F, -rate);
    FloatVector keep = FloatVector.broadcast(F, mu);
    for (int i = 0; i < bound; i += L) {
      FloatVector wi = FloatVector.fromArray(F, w, wOff + i);
      FloatVector gi = FloatVector.fromArray(F, g, gOff + i);
      gi = gi.blend(penalty.fma(wi, gi), penalised);
      FloatVector bi = keep.fma(FloatVector.fromArray(F, b, bOff + i), gi);
      bi.intoArray(b, bOff + i);
      down.fma(bi, wi).intoArray(w, wOff + i);
    }
    ScalarOptimizer.momentum(
        n - bound, g, gOff + bound, l2, rate, mu, b, bOff + bound, w, wOff + bound);
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
    int bound = F.loopBound(n);
    VectorMask<Float> penalised = F.maskAll(l2 != 0);
    FloatVector penalty = FloatVector.broadcast(F, l2);
    FloatVector down = FloatVector.broadcast(F, -rate);
    FloatVector keep = FloatVector.broadcast(F, mu);
    for (int i = 0; i < bound; i += L) {
      FloatVector wi = FloatVector.fromArray(F, w, wOff + i);
      FloatVector gi = FloatVector.fromArray(F, g, gOff + i);
      gi = gi.blend(penalty.fma(wi, gi), penalised);
      FloatVector bi = keep.fma(FloatVector.fromArray(F, b, bOff + i), gi);
      bi.intoArray(b, bOff + i);
      down.fma(keep.fma(bi, gi), wi).intoArray(w, wOff + i);
    }
    ScalarOptimizer.nesterov(
        n - bound, g, gOff + bound, l2, rate, mu, b, bOff + bound, w, wOff + bound);
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
    int bound = F.loopBound(n);
    VectorMask<Float> penalised = F.maskAll(l2 != 0);
    FloatVector penalty = FloatVector.broadcast(F, l2);
    FloatVector down = FloatVector.broadcast(F, -rate);
    for (int i = 0; i < bound; i += L) {
      FloatVector wi = FloatVector.fromArray(F, w, wOff + i);
      FloatVector gi = FloatVector.fromArray(F, g, gOff + i);
      gi = gi.blend(penalty.fma(wi, gi), penalised);
      FloatVector vi = gi.mul(k).fma(gi, FloatVector.fromArray(F, v, vOff + i).mul(alpha));
      vi.intoArray(v, vOff + i);
      down.fma(gi.div(vi.sqrt().add(epsilon)), wi).intoArray(w, wOff + i);
    }
    ScalarOptimizer.rmsProp(
        n - bound, g, gOff + bound, l2, rate, alpha, k, epsilon, v, vOff + bound, w, wOff + bound);
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
    int bound = F.loopBound(n);
    VectorMask<Float> penalised = F.maskAll(l2 != 0);
    FloatVector penalty = FloatVector.broadcast(F, l2);
    FloatVector down = FloatVector.broadcast(F, -rate);
    for (int i = 0; i < bound; i += L) {
      FloatVector wi = FloatVector.fromArray(F, w, wOff + i);
      FloatVector gi = FloatVector.fromArray(F, g, gOff + i);
      gi = gi.blend(penalty.fma(wi, gi), penalised);
      FloatVector si = gi.fma(gi, FloatVector.fromArray(F, s, sOff + i));
      si.intoArray(s, sOff + i);
      down.fma(gi.div(si.sqrt().add(epsilon)), wi).intoArray(w, wOff + i);
    }
    ScalarOptimizer.adaGrad(
        n - bound, g, gOff + bound, l2, rate, epsilon, s, sOff + bound, w, wOff + bound);
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
    int bound = F.loopBound(n);
    VectorMask<Float> penalised = F.maskAll(l2 != 0);
    FloatVector penalty = FloatVector.broadcast(F, l2);
    FloatVector kOne = FloatVector.broadcast(F, k1);
    FloatVector rv = FloatVector.broadcast(F, r);
    FloatVector eps = FloatVector.broadcast(F, epsilon);
    FloatVector down = FloatVector.broadcast(F, -step);
    FloatVector off = FloatVector.broadcast(F, d);
    for (int i = 0; i < bound; i += L) {
      FloatVector wi = FloatVector.fromArray(F, w, wOff + i);
      FloatVector gi = FloatVector.fromArray(F, g, gOff + i);
      gi = gi.blend(penalty.fma(wi, gi), penalised);
      FloatVector mi = FloatVector.fromArray(F, m, mOff + i);
      mi = kOne.fma(gi.sub(mi), mi);
      FloatVector vi = gi.mul(k2).fma(gi, FloatVector.fromArray(F, v, vOff + i).mul(b2));
      FloatVector denominator = vi.sqrt().fma(rv, eps);
      mi.intoArray(m, mOff + i);
      vi.intoArray(v, vOff + i);
      down.fma(mi.div(denominator), off.fma(wi, wi)).intoArray(w, wOff + i);
    }
    ScalarOptimizer.adam(
        n - bound,
        g,
        gOff + bound,
        l2,
        d,
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
    int bound = F.loopBound(n);
    VectorMask<Float> penalised = F.maskAll(l2 != 0);
    FloatVector penalty = FloatVector.broadcast(F, l2);
    FloatVector kOne = FloatVector.broadcast(F, k1);
    FloatVector rv = FloatVector.broadcast(F, r);
    FloatVector eps = FloatVector.broadcast(F, epsilon);
    FloatVector ofM = FloatVector.broadcast(F, stepM);
    for (int i = 0; i < bound; i += L) {
      FloatVector wi = FloatVector.fromArray(F, w, wOff + i);
      FloatVector gi = FloatVector.fromArray(F, g, gOff + i);
      gi = gi.blend(penalty.fma(wi, gi), penalised);
      FloatVector mi = FloatVector.fromArray(F, m, mOff + i);
      mi = kOne.fma(gi.sub(mi), mi);
      FloatVector vi = gi.mul(k2).fma(gi, FloatVector.fromArray(F, v, vOff + i).mul(b2));
      FloatVector denominator = vi.sqrt().fma(rv, eps);
      mi.intoArray(m, mOff + i);
      vi.intoArray(v, vOff + i);
      wi.sub(ofM.fma(mi, gi.mul(stepG)).div(denominator)).intoArray(w, wOff + i);
    }
    ScalarOptimizer.nAdam(
        n - bound,
        g,
        gOff + bound,
        l2,
        k1,
        b2,
        k2,
        r,
        stepG,
        stepM,
        epsilon,
        m,
        mOff + bound,
        v,
        vOff + bound,
        w,
        wOff + bound);
  }
}
