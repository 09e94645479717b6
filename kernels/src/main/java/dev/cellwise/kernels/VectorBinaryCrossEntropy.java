package dev.cellwise.kernels;

import static dev.cellwise.kernels.ScalarActivation.L10;
import static dev.cellwise.kernels.ScalarActivation.L2;
import static dev.cellwise.kernels.ScalarActivation.L3;
import static dev.cellwise.kernels.ScalarActivation.L4;
import static dev.cellwise.kernels.ScalarActivation.L5;
import static dev.cellwise.kernels.ScalarActivation.L6;
import static dev.cellwise.kernels.ScalarActivation.L7;
import static dev.cellwise.kernels.ScalarActivation.L8;
import static dev.cellwise.kernels.ScalarActivation.L9;
import static dev.cellwise.kernels.ScalarElementwise.E2;
import static dev.cellwise.kernels.ScalarElementwise.E3;
import static dev.cellwise.kernels.ScalarElementwise.E4;
import static dev.cellwise.kernels.ScalarElementwise.E5;
import static dev.cellwise.kernels.ScalarElementwise.E6;
import static dev.cellwise.kernels.ScalarElementwise.EXP_MIN;
import static dev.cellwise.kernels.ScalarElementwise.LN_2_HIGH;
import static dev.cellwise.kernels.ScalarElementwise.LN_2_LOW;
import static dev.cellwise.kernels.ScalarElementwise.LOG2_E;
import static dev.cellwise.kernels.ScalarElementwise.ROUND;
import static dev.cellwise.kernels.Tail.KEEP;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.I;
import static dev.cellwise.kernels.VectorShape.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.OR;
import static jdk.incubator.vector.VectorOperators.UMIN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The vector twin of {@link BinaryCrossEntropy}, a row at a time: a pass for the sum, with the
 * lines of {@link ScalarActivation#log1pExp}, and one for the gradient.
 */
final class VectorBinaryCrossEntropy {
  private static final IntVector SIGN = IntVector.broadcast(I, Integer.MIN_VALUE);
  private static final IntVector EXP_MIN_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(EXP_MIN));
  private static final IntVector ONE_BITS = IntVector.broadcast(I, Float.floatToRawIntBits(1f));

  /** From partials l to the others of the same pair: those 8 further on; none at 512 bits. */
  private static final int PAIR = Math.max(L, 8);

  private VectorBinaryCrossEntropy() {}

  static boolean areProbabilities(int n, float[] t, int tOff) {
    int bound = F.loopBound(n);
    IntVector outside = IntVector.zero(I);
    for (int i = 0; i < bound; i += L) {
      // Without the sign of -0: bits below 0 or above those of 1 are no probability's.
      IntVector bits = fromArray(F, t, tOff + i).add(0f).reinterpretAsInts();
      outside = ONE_BITS.sub(bits).or(bits).or(outside);
    }
    return outside.reduceLanes(OR) >= 0
        && ScalarBinaryCrossEntropy.areProbabilities(n - bound, t, tOff + bound);
  }

  static double row(
      int n,
      float[] x,
      int xOff,
      float[] t,
      int tOff,
      float p,
      float[] ps,
      int psOff,
      float g,
      float[] dX,
      int dXOff) {
    double sum = 0;
    for (int b = 0; b < n; b += Norm.BLOCK) {
      int m = Math.min(Norm.BLOCK, n - b);
      int xb = xOff + b;
      int tb = tOff + b;
      int pb = psOff + b;
      sum +=
          Tail.isIn(x, xb, m) && Tail.isIn(t, tb, m) && (ps == null || Tail.isIn(ps, pb, m))
              ? losses(m, x, xb, t, tb, p, ps, pb)
              : ScalarBinaryCrossEntropy.losses(m, x, xb, t, tb, p, ps, pb);
    }
    gradient(n, x, xOff, t, tOff, p, ps, psOff, g, dX, dXOff);
    return sum;
  }

  /**
   * The sum of a block, in the partials of {@link VectorNorm}. What {@link Tail} does to the last
   * step is done to all: with a second copy of the loop, the method would be more than C2 is
   * willing to inline.
   */
  private static float losses(
      int n, float[] x, int xOff, float[] t, int tOff, float p, float[] ps, int psOff) {
    FloatVector sums = zero(F);
    for (int l = 0; l < 8; l += L) {
      FloatVector pair = zero(F);
      for (int h = l; h < 16; h += PAIR) {
        FloatVector s = zero(F);
        for (int i = h; i < n; i += 16) {
          int at = i - h > n - 16 ? Tail.at(n) : 0;
          IntVector keep = IntVector.fromArray(I, KEEP, at + h);
          FloatVector v = fromArray(F, x, xOff + i);
          FloatVector ti = fromArray(F, t, tOff + i);
          FloatVector no = broadcast(F, 1f).sub(ti);
          FloatVector yes = ti.mul(ps == null ? broadcast(F, p) : fromArray(F, ps, psOff + i));
          FloatVector line = v.abs().mul(yes.blend(no, v.compare(GT, 0f)));
          IntVector clamped = v.reinterpretAsInts().or(SIGN).lanewise(UMIN, EXP_MIN_BITS);
          FloatVector a = clamped.reinterpretAsFloats();
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
          FloatVector log = e2.fma(broadcast(F, L10), l9).fma(e2, l7).fma(e2, l5).fma(e2, l3);
          IntVector loss = log.fma(e2, e).fma(yes.add(no), line).reinterpretAsInts();
          s = loss.and(keep).reinterpretAsFloats().add(s);
        }
        pair = s.add(pair);
      }
      sums = pair.add(sums);
    }
    if (L == 16) {
      sums = sums.add(sums.rearrange(VectorNorm.DOWN_8));
    }
    if (L >= 8) {
      sums = sums.add(sums.rearrange(VectorNorm.DOWN_4));
    }
    return (sums.lane(0) + sums.lane(2)) + (sums.lane(1) + sums.lane(3));
  }

  private static void gradient(
      int n,
      float[] x,
      int xOff,
      float[] t,
      int tOff,
      float p,
      float[] ps,
      int psOff,
      float g,
      float[] dX,
      int dXOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector v = fromArray(F, x, xOff + i);
      v.reinterpretAsInts().or(SIGN).reinterpretAsFloats().intoArray(dX, dXOff + i);
      VectorElementwise.sigmoid(dX, dXOff + i, dX, dXOff + i);
      FloatVector m = fromArray(F, dX, dXOff + i);
      FloatVector ti = fromArray(F, t, tOff + i);
      FloatVector no = broadcast(F, 1f).sub(ti);
      FloatVector yes = ti.mul(ps == null ? broadcast(F, p) : fromArray(F, ps, psOff + i));
      FloatVector all = yes.add(no);
      FloatVector above = m.neg().fma(all, no);
      m.fma(all, yes.neg()).blend(above, v.compare(GT, 0f)).mul(g).intoArray(dX, dXOff + i);
    }
    ScalarBinaryCrossEntropy.gradient(
        n - bound, x, xOff + bound, t, tOff + bound, p, ps, psOff + bound, g, dX, dXOff + bound);
  }
}
