package dev.cellwise.kernels;

import static dev.cellwise.kernels.ScalarElementwise.E2;
import static dev.cellwise.kernels.ScalarElementwise.E3;
import static dev.cellwise.kernels.ScalarElementwise.E4;
import static dev.cellwise.kernels.ScalarElementwise.E5;
import static dev.cellwise.kernels.ScalarElementwise.E6;
import static dev.cellwise.kernels.ScalarElementwise.EXP_MAX;
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
import static dev.cellwise.kernels.ScalarElementwise.TANH_SMALL;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The vector twin of {@link Elementwise}: the lines of {@link ScalarElementwise} in the same order,
 * for all lanes at once.
 *
 * <p>The methods on vectors are building blocks for other kernels. They must be inlined where they
 * are used, and C2 stops inlining in big methods without a word: use at most two of them in one.
 */
final class VectorElementwise {
  private VectorElementwise() {}

  static void exp(int n, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      exp(FloatVector.fromArray(F, x, xOff + i)).intoArray(y, yOff + i);
    }
    ScalarElementwise.exp(n - bound, x, xOff + bound, y, yOff + bound);
  }

  static void sigmoid(int n, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      sigmoid(FloatVector.fromArray(F, x, xOff + i)).intoArray(y, yOff + i);
    }
    ScalarElementwise.sigmoid(n - bound, x, xOff + bound, y, yOff + bound);
  }

  static void tanh(int n, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      tanh(FloatVector.fromArray(F, x, xOff + i)).intoArray(y, yOff + i);
    }
    ScalarElementwise.tanh(n - bound, x, xOff + bound, y, yOff + bound);
  }

  /** {@link ScalarElementwise#exp(float)} of each lane. */
  static FloatVector exp(FloatVector x) {
    FloatVector a = clamp(x, EXP_MIN, EXP_MAX);
    FloatVector z = a.fma(LOG2_E, ROUND + 254);
    FloatVector k = z.sub(ROUND + 254);
    FloatVector r = k.fma(all(-LN_2_LOW), k.fma(all(-LN_2_HIGH), a));
    FloatVector r2 = r.mul(r);
    FloatVector p = r2.fma(all(E6), r.fma(E5, E4)).fma(r2, r.fma(E3, E2));
    FloatVector q = p.fma(r2, r);
    IntVector biased = z.reinterpretAsInts();
    IntVector half = biased.lanewise(VectorOperators.LSHR, 1);
    FloatVector s1 = half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector s2 = biased.sub(half).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector y = s1.fma(q, s1).mul(s2);
    return y.blend(x, x.compare(VectorOperators.NE, x));
  }

  /** {@link ScalarElementwise#sigmoid(float)} of each lane. */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector a = clamp(x, EXP_MIN, SIGMOID_MAX);
    FloatVector z = a.fma(-LOG2_E, ROUND + 357);
    FloatVector k = z.sub(ROUND + 357);
    FloatVector r = k.fma(all(LN_2_LOW), k.fma(all(LN_2_HIGH), a));
    FloatVector r2 = r.mul(r);
    FloatVector p = r2.fma(all(-E6), r.fma(E5, -E4)).fma(r2, r.fma(E3, -E2));
    FloatVector q = p.fma(r2, r);
    FloatVector s = z.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector denominator = s.fma(q, all(SIGMOID_SCALE).sub(s));
    FloatVector d = s.fma(q, all(SIGMOID_SCALE).sub(denominator.add(s)));
    FloatVector minusT = all(-1f).div(denominator);
    FloatVector e = minusT.fma(d, minusT.fma(denominator, all(1f)));
    FloatVector y = e.fma(minusT, minusT).mul(-SIGMOID_SCALE);
    return y.blend(x, x.compare(VectorOperators.NE, x));
  }

  /** {@link ScalarElementwise#tanh(float)} of each lane. */
  static FloatVector tanh(FloatVector x) {
    FloatVector u = x.mul(x);
    FloatVector p = u.fma(T13, T11).fma(u, all(T9)).fma(u, all(T7)).fma(u, all(T5)).fma(u, all(T3));
    FloatVector small = p.fma(u.mul(x), x);

    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    IntVector bits = x.reinterpretAsInts().and(Integer.MAX_VALUE);
    FloatVector a = bits.min(Float.floatToRawIntBits(TANH_MAX)).reinterpretAsFloats();
    FloatVector z = a.fma(2 * LOG2_E, ROUND + 127);
    FloatVector k = z.sub(ROUND + 127);
    FloatVector r = k.fma(all(-LN_2 / 2), a);
    FloatVector r2 = r.mul(r);
    FloatVector c = r2.fma(all(32 * E6), r.fma(16 * E5, 8 * E4)).fma(r2, r.fma(4 * E3, 2 * E2));
    FloatVector q = c.fma(r2, r);
    FloatVector s = z.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector w = all(1f).div(s.fma(q, s.fma(0.5f, 0.5f)));
    FloatVector large = all(1f).sub(w);
    FloatVector y =
        small.blend(large, bits.reinterpretAsFloats().compare(VectorOperators.GT, TANH_SMALL));
    return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  private static FloatVector clamp(FloatVector x, float low, float high) {
    return x.reinterpretAsInts()
        .min(Float.floatToRawIntBits(high))
        .lanewise(VectorOperators.UMIN, Float.floatToRawIntBits(low))
        .reinterpretAsFloats();
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(F, value);
  }
}
