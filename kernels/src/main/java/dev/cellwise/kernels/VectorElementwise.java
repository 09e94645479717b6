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
import static dev.cellwise.kernels.ScalarElementwise.TANH_SMALL_SQUARED;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.I;
import static dev.cellwise.kernels.VectorShape.L;
import static jdk.incubator.vector.FloatVector.broadcast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The vector twin of {@link Elementwise}: the lines of {@link ScalarElementwise} in the same order,
 * for all lanes at once.
 *
 * <p>The methods for one vector are building blocks for other kernels. They take it from an array
 * and put the result into one: where C2 does not inline them, all that is lost is a call.
 */
final class VectorElementwise {
  // Constants of ints are loaded from memory once before a loop, which C2 cannot do for floats when
  // the loop stores floats; and they take fewer nodes of its graph than a broadcast in the code.
  private static final IntVector EXP_MIN_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(EXP_MIN));
  private static final IntVector EXP_MAX_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(EXP_MAX));
  private static final IntVector SIGMOID_MAX_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(SIGMOID_MAX));
  private static final IntVector TANH_MAX_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(TANH_MAX));
  private static final IntVector MAGNITUDE = IntVector.broadcast(I, Integer.MAX_VALUE);
  private static final IntVector SIGN = IntVector.broadcast(I, Integer.MIN_VALUE);

  private VectorElementwise() {}

  static void exp(int n, float[] x, int xOff, float[] y, int yOff) {
    exp(n, 0, x, xOff, y, yOff);
  }

  /**
   * y = e^(x - shift): {@link ScalarElementwise#exp(float)} of each lane. Written out in the loop:
   * calls of the Vector API are inlined in any company, calls of a method of ours are not.
   */
  static void exp(int n, float shift, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, xOff + i).sub(shift);
      FloatVector a =
          v.reinterpretAsInts()
              .min(EXP_MAX_BITS)
              .lanewise(VectorOperators.UMIN, EXP_MIN_BITS)
              .reinterpretAsFloats();
      FloatVector round = broadcast(F, ROUND + 254);
      FloatVector z = a.fma(broadcast(F, LOG2_E), round);
      FloatVector k = z.sub(round);
      FloatVector r = k.fma(broadcast(F, -LN_2_LOW), k.fma(broadcast(F, -LN_2_HIGH), a));
      FloatVector r2 = r.mul(r);
      FloatVector p3 = r.fma(broadcast(F, E3), broadcast(F, E2));
      FloatVector p5 = r.fma(broadcast(F, E5), broadcast(F, E4));
      FloatVector p = r2.fma(broadcast(F, E6), p5).fma(r2, p3);
      FloatVector q = p.fma(r2, r);
      IntVector biased = z.reinterpretAsInts();
      IntVector half = biased.lanewise(VectorOperators.LSHR, 1);
      FloatVector s1 = half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      FloatVector s2 = biased.sub(half).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      FloatVector e = s1.fma(q, s1).mul(s2);
      e.blend(v, v.compare(VectorOperators.NE, v)).intoArray(y, yOff + i);
    }
    ScalarElementwise.exp(n - bound, shift, x, xOff + bound, y, yOff + bound);
  }

  static void sigmoid(int n, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      sigmoid(x, xOff + i, y, yOff + i);
    }
    ScalarElementwise.sigmoid(n - bound, x, xOff + bound, y, yOff + bound);
  }

  static void tanh(int n, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      tanh(x, xOff + i, y, yOff + i);
    }
    ScalarElementwise.tanh(n - bound, x, xOff + bound, y, yOff + bound);
  }

  static void add(int n, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector.fromArray(F, y, yOff + i)
          .add(FloatVector.fromArray(F, x, xOff + i))
          .intoArray(y, yOff + i);
    }
    ScalarElementwise.add(n - bound, x, xOff + bound, y, yOff + bound);
  }

  static void multiply(int n, float[] x, int xOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector.fromArray(F, y, yOff + i)
          .mul(FloatVector.fromArray(F, x, xOff + i))
          .intoArray(y, yOff + i);
    }
    ScalarElementwise.multiply(n - bound, x, xOff + bound, y, yOff + bound);
  }

  /** One vector: {@link ScalarElementwise#sigmoid(float)} of each lane. */
  static void sigmoid(float[] x, int xOff, float[] y, int yOff) {
    FloatVector v = FloatVector.fromArray(F, x, xOff);
    FloatVector a =
        v.reinterpretAsInts()
            .min(SIGMOID_MAX_BITS)
            .lanewise(VectorOperators.UMIN, EXP_MIN_BITS)
            .reinterpretAsFloats();
    FloatVector shift = broadcast(F, ROUND + 357);
    FloatVector z = a.fma(broadcast(F, -LOG2_E), shift);
    FloatVector k = z.sub(shift);
    FloatVector r = k.fma(broadcast(F, LN_2_LOW), k.fma(broadcast(F, LN_2_HIGH), a));
    FloatVector r2 = r.mul(r);
    FloatVector q =
        r2.fma(broadcast(F, -E6), r.fma(broadcast(F, E5), broadcast(F, -E4)))
            .fma(r2, r.fma(broadcast(F, E3), broadcast(F, -E2)))
            .fma(r2, r);
    FloatVector s = z.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector scale = broadcast(F, SIGMOID_SCALE);
    FloatVector denominator = s.fma(q, scale.sub(s));
    FloatVector d = s.fma(q, scale.sub(denominator.add(s)));
    FloatVector minusT = broadcast(F, -1f).div(denominator);
    minusT
        .fma(d, minusT.fma(denominator, broadcast(F, 1f)))
        .fma(minusT, minusT)
        .mul(broadcast(F, -SIGMOID_SCALE))
        .blend(v, v.compare(VectorOperators.NE, v))
        .intoArray(y, yOff);
  }

  /** One vector: {@link ScalarElementwise#tanh(float)} of each lane. */
  static void tanh(float[] x, int xOff, float[] y, int yOff) {
    FloatVector v = FloatVector.fromArray(F, x, xOff);
    FloatVector u = v.mul(v);
    FloatVector small =
        u.fma(T13, T11)
            .fma(u, broadcast(F, T9))
            .fma(u, broadcast(F, T7))
            .fma(u, broadcast(F, T5))
            .fma(u, broadcast(F, T3))
            .fma(u.mul(v), v);

    IntVector bits = v.reinterpretAsInts();
    FloatVector a = bits.and(MAGNITUDE).min(TANH_MAX_BITS).reinterpretAsFloats();
    FloatVector shift = broadcast(F, ROUND + 127);
    FloatVector z = a.fma(broadcast(F, 2 * LOG2_E), shift);
    FloatVector r = z.sub(shift).fma(broadcast(F, -LN_2 / 2), a);
    FloatVector r2 = r.mul(r);
    FloatVector q =
        r2.fma(broadcast(F, 32 * E6), r.fma(16 * E5, 8 * E4))
            .fma(r2, r.fma(4 * E3, 2 * E2))
            .fma(r2, r);
    FloatVector s = z.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector one = broadcast(F, 1f);
    FloatVector large = one.sub(one.div(s.fma(q, s.fma(0.5f, 0.5f))));
    small
        .blend(large, u.compare(VectorOperators.GT, broadcast(F, TANH_SMALL_SQUARED)))
        .reinterpretAsInts()
        .or(bits.and(SIGN))
        .reinterpretAsFloats()
        .intoArray(y, yOff);
  }
}
