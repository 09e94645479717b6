package dev.cellwise.kernels;

import static dev.cellwise.kernels.ScalarActivation.DENSITY;
import static dev.cellwise.kernels.ScalarActivation.EXPM1_MIN;
import static dev.cellwise.kernels.ScalarActivation.GELU_MAX;
import static dev.cellwise.kernels.ScalarActivation.L10;
import static dev.cellwise.kernels.ScalarActivation.L2;
import static dev.cellwise.kernels.ScalarActivation.L3;
import static dev.cellwise.kernels.ScalarActivation.L4;
import static dev.cellwise.kernels.ScalarActivation.L5;
import static dev.cellwise.kernels.ScalarActivation.L6;
import static dev.cellwise.kernels.ScalarActivation.L7;
import static dev.cellwise.kernels.ScalarActivation.L8;
import static dev.cellwise.kernels.ScalarActivation.L9;
import static dev.cellwise.kernels.ScalarActivation.P0;
import static dev.cellwise.kernels.ScalarActivation.P1;
import static dev.cellwise.kernels.ScalarActivation.P2;
import static dev.cellwise.kernels.ScalarActivation.P3;
import static dev.cellwise.kernels.ScalarActivation.P4;
import static dev.cellwise.kernels.ScalarActivation.Q1;
import static dev.cellwise.kernels.ScalarActivation.Q2;
import static dev.cellwise.kernels.ScalarActivation.Q3;
import static dev.cellwise.kernels.ScalarActivation.Q4;
import static dev.cellwise.kernels.ScalarActivation.Q5;
import static dev.cellwise.kernels.ScalarElementwise.E2;
import static dev.cellwise.kernels.ScalarElementwise.E3;
import static dev.cellwise.kernels.ScalarElementwise.E4;
import static dev.cellwise.kernels.ScalarElementwise.E5;
import static dev.cellwise.kernels.ScalarElementwise.E6;
import static dev.cellwise.kernels.ScalarElementwise.EXP_MIN;
import static dev.cellwise.kernels.ScalarElementwise.LN_2;
import static dev.cellwise.kernels.ScalarElementwise.LN_2_HIGH;
import static dev.cellwise.kernels.ScalarElementwise.LN_2_LOW;
import static dev.cellwise.kernels.ScalarElementwise.LOG2_E;
import static dev.cellwise.kernels.ScalarElementwise.ROUND;
import static dev.cellwise.kernels.ScalarElementwise.SIGMOID_MAX;
import static dev.cellwise.kernels.ScalarElementwise.SIGMOID_SCALE;
import static dev.cellwise.kernels.ScalarElementwise.T11;
import static dev.cellwise.kernels.ScalarElementwise.T13;
import static dev.cellwise.kernels.ScalarElementwise.T3;
import static dev.cellwise.kernels.ScalarElementwise.T5;
import static dev.cellwise.kernels.ScalarElementwise.T7;
import static dev.cellwise.kernels.ScalarElementwise.T9;
import static dev.cellwise.kernels.ScalarElementwise.TANH_MAX;
import static dev.cellwise.kernels.ScalarElementwise.TANH_SMALL_SQUARED;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.I;
import static dev.cellwise.kernels.VectorShape.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.UMIN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The vector twin of {@link Activation}: the lines of {@link ScalarActivation} in the same order,
 * for all lanes at once.
 *
 * <p>Every function is written out in its loop, the exponential of five of them and {@link
 * VectorElementwise}'s sigmoid and tanh too: calls of the Vector API are inlined in any company,
 * calls of a method of ours that takes or returns vectors are not.
 */
final class VectorActivation {
  // Constants of ints: see VectorElementwise.
  private static final IntVector EXP_MIN_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(EXP_MIN));
  private static final IntVector EXPM1_MIN_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(EXPM1_MIN));
  private static final IntVector SIGMOID_MAX_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(SIGMOID_MAX));
  private static final IntVector TANH_MAX_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(TANH_MAX));
  private static final IntVector GELU_MAX_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(GELU_MAX));
  private static final IntVector LARGEST_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(Float.MAX_VALUE));
  private static final IntVector MAGNITUDE = IntVector.broadcast(I, Integer.MAX_VALUE);
  private static final IntVector SIGN = IntVector.broadcast(I, Integer.MIN_VALUE);

  private VectorActivation() {}

  static void forward(Activation f, int n, float[] a, int aOff, float[] y, int yOff) {
    switch (f.kind) {
      case IDENTITY -> System.arraycopy(a, aOff, y, yOff, n);
      case AFFINE -> affine(n, f.p, f.q, a, aOff, y, yOff);
      case TANH, SCALED_TANH -> scaledTanh(n, f.p, f.q, a, aOff, y, yOff);
      case SIGMOID -> sigmoid(n, a, aOff, y, yOff);
      case HARD_SIGMOID -> hardSigmoid(n, f.p, f.q, a, aOff, y, yOff);
      case SOFTSIGN -> softsign(n, a, aOff, y, yOff);
      case RELU, THRESHOLDED_RELU -> thresholdedRelu(n, f.p, a, aOff, y, yOff);
      case LEAKY_RELU -> leakyRelu(n, f.p, a, aOff, y, yOff);
      case ELU -> elu(n, f.p, a, aOff, y, yOff);
      case SOFTPLUS -> softplus(n, a, aOff, y, yOff);
      case GELU -> gelu(n, a, aOff, y, yOff);
    }
  }

  static void backward(
      Activation f, int n, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    switch (f.kind) {
      case IDENTITY -> System.arraycopy(dy, dyOff, da, daOff, n);
      case AFFINE -> affineBackward(n, f.p, dy, dyOff, da, daOff);
      case TANH -> tanhBackward(n, saved, sOff, dy, dyOff, da, daOff);
      case SCALED_TANH -> scaledTanhBackward(n, f.p, f.q, saved, sOff, dy, dyOff, da, daOff);
      case SIGMOID -> sigmoidBackward(n, saved, sOff, dy, dyOff, da, daOff);
      case HARD_SIGMOID -> hardSigmoidBackward(n, f.p, saved, sOff, dy, dyOff, da, daOff);
      case SOFTSIGN -> softsignBackward(n, saved, sOff, dy, dyOff, da, daOff);
      case RELU, THRESHOLDED_RELU ->
          thresholdedReluBackward(n, f.p, saved, sOff, dy, dyOff, da, daOff);
      case LEAKY_RELU -> leakyReluBackward(n, f.p, saved, sOff, dy, dyOff, da, daOff);
      case ELU -> eluBackward(n, f.p, saved, sOff, dy, dyOff, da, daOff);
      case SOFTPLUS -> softplusBackward(n, saved, sOff, dy, dyOff, da, daOff);
      case GELU -> geluBackward(n, saved, sOff, dy, dyOff, da, daOff);
    }
  }

  static void affine(int n, float slope, float offset, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, x, xOff + i);
      broadcast(F, slope).fma(v, broadcast(F, offset)).intoArray(y, yOff + i);
    }
    ScalarActivation.affine(n - bound, slope, offset, x, xOff + bound, y, yOff + bound);
  }

  static void affineBackward(int n, float slope, float[] dy, int dyOff, float[] da, int daOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      fromArray(F, dy, dyOff + i).mul(slope).intoArray(da, daOff + i);
    }
    ScalarActivation.affineBackward(n - bound, slope, dy, dyOff + bound, da, daOff + bound);
  }

  /** {@link ScalarElementwise#tanh(float)} of each lane. */
  static void scaledTanh(
      int n, float height, float slope, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, x, xOff + i).mul(slope);
      FloatVector u = v.mul(v);
      FloatVector p =
          u.fma(T13, T11)
              .fma(u, broadcast(F, T9))
              .fma(u, broadcast(F, T7))
              .fma(u, broadcast(F, T5))
              .fma(u, broadcast(F, T3));
      FloatVector small = p.fma(u.mul(v), v);
      IntVector bits = v.reinterpretAsInts();
      FloatVector a = bits.and(MAGNITUDE).min(TANH_MAX_BITS).reinterpretAsFloats();
      FloatVector round = broadcast(F, ROUND + 127);
      FloatVector z = a.fma(broadcast(F, 2 * LOG2_E), round);
      FloatVector k = z.sub(round);
      FloatVector r = k.fma(broadcast(F, -LN_2 / 2), a);
      FloatVector r2 = r.mul(r);
      FloatVector c3 = r.fma(4 * E3, 2 * E2);
      FloatVector c5 = r.fma(16 * E5, 8 * E4);
      FloatVector q = r2.fma(broadcast(F, 32 * E6), c5).fma(r2, c3).fma(r2, r);
      FloatVector s = z.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector one = broadcast(F, 1f);
      FloatVector large = one.sub(one.div(s.fma(q, s.fma(0.5f, 0.5f))));
      FloatVector t = small.blend(large, u.compare(GT, broadcast(F, TANH_SMALL_SQUARED)));
      IntVector signed = t.reinterpretAsInts().or(bits.and(SIGN));
      signed.reinterpretAsFloats().mul(height).intoArray(y, yOff + i);
    }
    ScalarActivation.scaledTanh(n - bound, height, slope, x, xOff + bound, y, yOff + bound);
  }

  static void tanhBackward(
      int n, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, saved, sOff + i);
      FloatVector dv = fromArray(F, dy, dyOff + i);
      dv.mul(v.neg().fma(v, broadcast(F, 1f))).intoArray(da, daOff + i);
    }
    ScalarActivation.tanhBackward(
        n - bound, saved, sOff + bound, dy, dyOff + bound, da, daOff + bound);
  }

  static void scaledTanhBackward(
      int n,
      float height,
      float slope,
      float[] saved,
      int sOff,
      float[] dy,
      int dyOff,
      float[] da,
      int daOff) {
    int bound = F.loopBound(n);
    float steepest = height * slope;
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, saved, sOff + i);
      FloatVector dv = fromArray(F, dy, dyOff + i);
      FloatVector t = v.div(height);
      FloatVector d = t.neg().fma(t, broadcast(F, 1f)).mul(steepest);
      dv.mul(d).intoArray(da, daOff + i);
    }
    ScalarActivation.scaledTanhBackward(
        n - bound, height, slope, saved, sOff + bound, dy, dyOff + bound, da, daOff + bound);
  }

  /** {@link ScalarElementwise#sigmoid(float)} of each lane. */
  static void sigmoid(int n, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, x, xOff + i);
      FloatVector a =
          v.reinterpretAsInts()
              .min(SIGMOID_MAX_BITS)
              .lanewise(UMIN, EXP_MIN_BITS)
              .reinterpretAsFloats();
      FloatVector shift = broadcast(F, ROUND + 357);
      FloatVector z = a.fma(broadcast(F, -LOG2_E), shift);
      FloatVector k = z.sub(shift);
      FloatVector r = k.fma(broadcast(F, LN_2_LOW), k.fma(broadcast(F, LN_2_HIGH), a));
      FloatVector r2 = r.mul(r);
      FloatVector p3 = r.fma(broadcast(F, E3), broadcast(F, -E2));
      FloatVector p5 = r.fma(broadcast(F, E5), broadcast(F, -E4));
      FloatVector q = r2.fma(broadcast(F, -E6), p5).fma(r2, p3).fma(r2, r);
      FloatVector s = z.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector scale = broadcast(F, SIGMOID_SCALE);
      FloatVector denominator = s.fma(q, scale.sub(s));
      FloatVector d = s.fma(q, scale.sub(denominator.add(s)));
      FloatVector minusT = broadcast(F, -1f).div(denominator);
      FloatVector e = minusT.fma(d, minusT.fma(denominator, broadcast(F, 1f)));
      FloatVector result = e.fma(minusT, minusT).mul(broadcast(F, -SIGMOID_SCALE));
      result.blend(v, v.compare(NE, v)).intoArray(y, yOff + i);
    }
    ScalarElementwise.sigmoid(n - bound, x, xOff + bound, y, yOff + bound);
  }

  static void sigmoidBackward(
      int n, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, saved, sOff + i);
      FloatVector dv = fromArray(F, dy, dyOff + i);
      dv.mul(v.neg().fma(v, v)).intoArray(da, daOff + i);
    }
    ScalarActivation.sigmoidBackward(
        n - bound, saved, sOff + bound, dy, dyOff + bound, da, daOff + bound);
  }

  static void hardSigmoid(
      int n, float slope, float offset, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, x, xOff + i);
      FloatVector line = broadcast(F, slope).fma(v, broadcast(F, offset));
      line.blend(1f, line.compare(GE, 1f)).blend(0f, line.compare(LE, 0f)).intoArray(y, yOff + i);
    }
    ScalarActivation.hardSigmoid(n - bound, slope, offset, x, xOff + bound, y, yOff + bound);
  }

  static void hardSigmoidBackward(
      int n, float slope, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, saved, sOff + i);
      FloatVector dv = fromArray(F, dy, dyOff + i);
      dv.mul(slope)
          .blend(0f, v.compare(LE, 0f).or(v.compare(GE, 1f)))
          .blend(v, v.compare(NE, v))
          .intoArray(da, daOff + i);
    }
    ScalarActivation.hardSigmoidBackward(
        n - bound, slope, saved, sOff + bound, dy, dyOff + bound, da, daOff + bound);
  }

  static void softsign(int n, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, x, xOff + i);
      IntVector bits = v.reinterpretAsInts();
      IntVector magnitude = bits.and(MAGNITUDE).min(LARGEST_BITS);
      FloatVector a = magnitude.reinterpretAsFloats();
      FloatVector signed = magnitude.or(bits.and(SIGN)).reinterpretAsFloats();
      FloatVector result = signed.div(a.add(1f));
      result.blend(v, v.compare(NE, v)).intoArray(y, yOff + i);
    }
    ScalarActivation.softsign(n - bound, x, xOff + bound, y, yOff + bound);
  }

  static void softsignBackward(
      int n, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, saved, sOff + i);
      FloatVector dv = fromArray(F, dy, dyOff + i);
      FloatVector left = broadcast(F, 1f).sub(v.abs());
      dv.mul(left.mul(left)).intoArray(da, daOff + i);
    }
    ScalarActivation.softsignBackward(
        n - bound, saved, sOff + bound, dy, dyOff + bound, da, daOff + bound);
  }

  static void thresholdedRelu(int n, float theta, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, x, xOff + i);
      v.blend(0f, v.compare(LE, theta)).intoArray(y, yOff + i);
    }
    ScalarActivation.thresholdedRelu(n - bound, theta, x, xOff + bound, y, yOff + bound);
  }

  static void thresholdedReluBackward(
      int n, float theta, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, saved, sOff + i);
      FloatVector dv = fromArray(F, dy, dyOff + i);
      broadcast(F, 0f)
          .blend(dv, v.compare(GT, theta))
          .blend(v, v.compare(NE, v))
          .intoArray(da, daOff + i);
    }
    ScalarActivation.thresholdedReluBackward(
        n - bound, theta, saved, sOff + bound, dy, dyOff + bound, da, daOff + bound);
  }

  static void leakyRelu(int n, float slope, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, x, xOff + i);
      v.mul(slope).blend(v, v.compare(GT, 0f)).intoArray(y, yOff + i);
    }
    ScalarActivation.leakyRelu(n - bound, slope, x, xOff + bound, y, yOff + bound);
  }

  static void leakyReluBackward(
      int n, float slope, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, saved, sOff + i);
      FloatVector dv = fromArray(F, dy, dyOff + i);
      dv.mul(slope)
          .blend(dv, v.compare(GT, 0f))
          .blend(v, v.compare(NE, v))
          .intoArray(da, daOff + i);
    }
    ScalarActivation.leakyReluBackward(
        n - bound, slope, saved, sOff + bound, dy, dyOff + bound, da, daOff + bound);
  }

  static void elu(int n, float alpha, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, x, xOff + i);
      FloatVector a = v.reinterpretAsInts().lanewise(UMIN, EXPM1_MIN_BITS).reinterpretAsFloats();
      FloatVector round = broadcast(F, ROUND + 127);
      FloatVector z = a.fma(broadcast(F, LOG2_E), round);
      FloatVector k = z.sub(round);
      FloatVector r = k.fma(broadcast(F, -LN_2_LOW), k.fma(broadcast(F, -LN_2_HIGH), a));
      FloatVector r2 = r.mul(r);
      FloatVector p3 = r.fma(broadcast(F, E3), broadcast(F, E2));
      FloatVector p5 = r.fma(broadcast(F, E5), broadcast(F, E4));
      FloatVector q = r2.fma(broadcast(F, E6), p5).fma(r2, p3).fma(r2, r);
      FloatVector s = z.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector below = s.fma(q, s.sub(1f)).mul(alpha);
      v.blend(below, v.compare(LT, 0f)).intoArray(y, yOff + i);
    }
    ScalarActivation.elu(n - bound, alpha, x, xOff + bound, y, yOff + bound);
  }

  static void eluBackward(
      int n, float alpha, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, saved, sOff + i);
      FloatVector dv = fromArray(F, dy, dyOff + i);
      dv.mul(v.add(alpha)).blend(dv, v.compare(GT, 0f)).intoArray(da, daOff + i);
    }
    ScalarActivation.eluBackward(
        n - bound, alpha, saved, sOff + bound, dy, dyOff + bound, da, daOff + bound);
  }

  static void softplus(int n, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, x, xOff + i);
      FloatVector a =
          v.reinterpretAsInts().or(SIGN).lanewise(UMIN, EXP_MIN_BITS).reinterpretAsFloats();
      FloatVector round = broadcast(F, ROUND + 254);
      FloatVector z = a.fma(broadcast(F, LOG2_E), round);
      FloatVector k = z.sub(round);
      FloatVector r = k.fma(broadcast(F, -LN_2_LOW), k.fma(broadcast(F, -LN_2_HIGH), a));
      FloatVector r2 = r.mul(r);
      FloatVector p3 = r.fma(broadcast(F, E3), broadcast(F, E2));
      FloatVector p5 = r.fma(broadcast(F, E5), broadcast(F, E4));
      FloatVector q = r2.fma(broadcast(F, E6), p5).fma(r2, p3).fma(r2, r);
      IntVector biased = z.reinterpretAsInts();
      IntVector half = biased.lanewise(LSHR, 1);
      FloatVector s1 = half.lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector s2 = biased.sub(half).lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector e = s1.fma(q, s1).mul(s2);
      FloatVector e2 = e.mul(e);
      FloatVector l3 = e.fma(broadcast(F, L3), broadcast(F, L2));
      FloatVector l5 = e.fma(broadcast(F, L5), broadcast(F, L4));
      FloatVector l7 = e.fma(broadcast(F, L7), broadcast(F, L6));
      FloatVector l9 = e.fma(broadcast(F, L9), broadcast(F, L8));
      FloatVector l = e2.fma(broadcast(F, L10), l9).fma(e2, l7).fma(e2, l5).fma(e2, l3);
      FloatVector positive = broadcast(F, 0f).blend(v, v.compare(GT, 0f));
      FloatVector result = positive.add(l.fma(e2, e));
      result.blend(v, v.compare(NE, v)).intoArray(y, yOff + i);
    }
    ScalarActivation.softplus(n - bound, x, xOff + bound, y, yOff + bound);
  }

  static void softplusBackward(
      int n, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, saved, sOff + i);
      FloatVector dv = fromArray(F, dy, dyOff + i);
      FloatVector a =
          v.reinterpretAsInts().or(SIGN).lanewise(UMIN, EXPM1_MIN_BITS).reinterpretAsFloats();
      FloatVector round = broadcast(F, ROUND + 127);
      FloatVector z = a.fma(broadcast(F, LOG2_E), round);
      FloatVector k = z.sub(round);
      FloatVector r = k.fma(broadcast(F, -LN_2_LOW), k.fma(broadcast(F, -LN_2_HIGH), a));
      FloatVector r2 = r.mul(r);
      FloatVector p3 = r.fma(broadcast(F, E3), broadcast(F, E2));
      FloatVector p5 = r.fma(broadcast(F, E5), broadcast(F, E4));
      FloatVector q = r2.fma(broadcast(F, E6), p5).fma(r2, p3).fma(r2, r);
      FloatVector s = z.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector d = dv.mul(s.neg().fma(q, broadcast(F, 1f).sub(s)));
      d.blend(v, v.compare(NE, v)).intoArray(da, daOff + i);
    }
    ScalarActivation.softplusBackward(
        n - bound, saved, sOff + bound, dy, dyOff + bound, da, daOff + bound);
  }

  static void gelu(int n, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, x, xOff + i);
      FloatVector t = v.reinterpretAsInts().and(MAGNITUDE).min(GELU_MAX_BITS).reinterpretAsFloats();
      FloatVector u = t.mul(-0.5f);
      FloatVector a = u.mul(t);
      FloatVector lost = u.fma(t, a.neg());
      FloatVector round = broadcast(F, ROUND + 254);
      FloatVector z = a.fma(broadcast(F, LOG2_E), round);
      FloatVector k = z.sub(round);
      FloatVector high = k.fma(broadcast(F, -LN_2_HIGH), a);
      FloatVector r = high.add(k.fma(broadcast(F, -LN_2_LOW), lost));
      FloatVector r2 = r.mul(r);
      FloatVector c3 = r.fma(broadcast(F, E3), broadcast(F, E2));
      FloatVector c5 = r.fma(broadcast(F, E5), broadcast(F, E4));
      FloatVector e = r2.fma(broadcast(F, E6), c5).fma(r2, c3).fma(r2, r);
      IntVector biased = z.reinterpretAsInts();
      IntVector half = biased.lanewise(LSHR, 1);
      FloatVector s1 = half.lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector s2 = biased.sub(half).lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector p3 = t.fma(broadcast(F, P4), broadcast(F, P3)).fma(t, broadcast(F, P2));
      FloatVector p = p3.fma(t, broadcast(F, P1)).fma(t, broadcast(F, P0));
      FloatVector q4 = t.fma(broadcast(F, Q5), broadcast(F, Q4)).fma(t, broadcast(F, Q3));
      FloatVector q = q4.fma(t, broadcast(F, Q2)).fma(t, broadcast(F, Q1)).fma(t, broadcast(F, 1f));
      FloatVector m = p.mul(t).div(q).mul(s1);
      FloatVector tail = m.fma(e, m);
      FloatVector zero = v.reinterpretAsInts().and(SIGN).reinterpretAsFloats();
      FloatVector result = tail.neg().fma(s2, zero.blend(v, v.compare(GT, 0f)));
      result.blend(v, v.compare(NE, v)).intoArray(y, yOff + i);
    }
    ScalarActivation.gelu(n - bound, x, xOff + bound, y, yOff + bound);
  }

  static void geluBackward(
      int n, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, saved, sOff + i);
      FloatVector dv = fromArray(F, dy, dyOff + i);
      FloatVector t = v.reinterpretAsInts().and(MAGNITUDE).min(GELU_MAX_BITS).reinterpretAsFloats();
      FloatVector u = t.mul(-0.5f);
      FloatVector a = u.mul(t);
      FloatVector lost = u.fma(t, a.neg());
      FloatVector round = broadcast(F, ROUND + 254);
      FloatVector z = a.fma(broadcast(F, LOG2_E), round);
      FloatVector k = z.sub(round);
      FloatVector high = k.fma(broadcast(F, -LN_2_HIGH), a);
      FloatVector r = high.add(k.fma(broadcast(F, -LN_2_LOW), lost));
      FloatVector r2 = r.mul(r);
      FloatVector c3 = r.fma(broadcast(F, E3), broadcast(F, E2));
      FloatVector c5 = r.fma(broadcast(F, E5), broadcast(F, E4));
      FloatVector e = r2.fma(broadcast(F, E6), c5).fma(r2, c3).fma(r2, r);
      IntVector biased = z.reinterpretAsInts();
      IntVector half = biased.lanewise(LSHR, 1);
      FloatVector s1 = half.lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector s2 = biased.sub(half).lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector p3 = t.fma(broadcast(F, P4), broadcast(F, P3)).fma(t, broadcast(F, P2));
      FloatVector p = p3.fma(t, broadcast(F, P1)).fma(t, broadcast(F, P0));
      FloatVector q4 = t.fma(broadcast(F, Q5), broadcast(F, Q4)).fma(t, broadcast(F, Q3));
      FloatVector q = q4.fma(t, broadcast(F, Q2)).fma(t, broadcast(F, Q1)).fma(t, broadcast(F, 1f));
      FloatVector m = t.fma(broadcast(F, -DENSITY), p.div(q)).mul(s1);
      FloatVector below = m.fma(e, m).mul(s2);
      FloatVector slope = below.blend(broadcast(F, 1f).sub(below), v.compare(GT, 0f));
      dv.mul(slope).blend(v, v.compare(NE, v)).intoArray(da, daOff + i);
    }
    ScalarActivation.geluBackward(
        n - bound, saved, sOff + bound, dy, dyOff + bound, da, daOff + bound);
  }
}
