package dev.cellwise.kernels;

import static dev.cellwise.kernels.Panels.BLOCK;
import static dev.cellwise.kernels.Panels.THREE_BLOCKS;
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
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.UMIN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The vector twin of {@link AffineGru}, made as {@link VectorAffineLstm} is. With three element
 * functions it is small enough for C2 to keep locals that are assigned twice in registers.
 */
final class VectorAffineGru {
  private static final IntVector EXP_MIN_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(EXP_MIN));
  private static final IntVector SIGMOID_MAX_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(SIGMOID_MAX));
  private static final IntVector TANH_MAX_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(TANH_MAX));
  private static final IntVector MAGNITUDE = IntVector.broadcast(I, Integer.MAX_VALUE);
  private static final IntVector SIGN = IntVector.broadcast(I, Integer.MIN_VALUE);

  /** Whether all of h₋ is read before some of h is written, which may be in its place. */
  private static final boolean IN_PLACE = L == BLOCK;

  /** Where h is made in the room to work in, behind r and z. */
  private static final int OUT = 2 * BLOCK;

  private VectorAffineGru() {}

  static void forward(
      Panels panels,
      int k,
      float[] x,
      int xOff,
      float[] w,
      int wOff,
      int m,
      float[] h,
      int hOff,
      float[] u,
      int uOff,
      float[] s,
      int sOff,
      int sPanel,
      float[] bm,
      int bmOff,
      float[] z,
      int zOff,
      float[] y,
      int yOff) {
    for (int b = 0; b < panels.count(); b++) {
      int unit = b * BLOCK;
      int wb = wOff + b * THREE_BLOCKS * k;
      int ub = uOff + b * THREE_BLOCKS * m;
      int sb = sOff + b * sPanel;
      block(
          k,
          x,
          xOff,
          w,
          wb,
          m,
          h,
          hOff,
          hOff + unit,
          u,
          ub,
          s,
          sb,
          bm,
          bmOff + unit,
          z,
          zOff,
          IN_PLACE ? y : z,
          IN_PLACE ? yOff + unit : zOff + OUT);
      if (!IN_PLACE) {
        System.arraycopy(z, zOff + OUT, y, yOff + unit, BLOCK);
      }
    }
  }

  private static void block(
      int k,
      float[] x,
      int xOff,
      float[] w,
      int wOff,
      int m,
      float[] h,
      int hOff,
      int hUnit,
      float[] u,
      int uOff,
      float[] s,
      int sOff,
      float[] bm,
      int bmOff,
      float[] z,
      int zOff,
      float[] y,
      int yOff) {
    for (int j = 0; j < BLOCK; j += L) {
      FloatVector n = FloatVector.fromArray(F, s, sOff + j);
      FloatVector reset = FloatVector.fromArray(F, s, sOff + BLOCK + j);
      FloatVector update = FloatVector.fromArray(F, s, sOff + 2 * BLOCK + j);
      FloatVector candidate = FloatVector.fromArray(F, bm, bmOff + j);
      for (int e = 0; e < k; e++) {
        int at = wOff + j + e * THREE_BLOCKS;
        FloatVector xe = broadcast(F, x[xOff + e]);
        n = FloatVector.fromArray(F, w, at).fma(xe, n);
        reset = FloatVector.fromArray(F, w, at + BLOCK).fma(xe, reset);
        update = FloatVector.fromArray(F, w, at + 2 * BLOCK).fma(xe, update);
      }
      for (int e = 0; e < m; e++) {
        int at = uOff + j + e * THREE_BLOCKS;
        FloatVector he = broadcast(F, h[hOff + e]);
        reset = FloatVector.fromArray(F, u, at).fma(he, reset);
        update = FloatVector.fromArray(F, u, at + BLOCK).fma(he, update);
        candidate = FloatVector.fromArray(F, u, at + 2 * BLOCK).fma(he, candidate);
      }
      reset.intoArray(z, zOff);
      update.intoArray(z, zOff + L);
      // r, z = σ(a).
      for (int e = 0; e < 2 * L; e += L) {
        FloatVector v = FloatVector.fromArray(F, z, zOff + e);
        FloatVector a =
            v.reinterpretAsInts()
                .min(SIGMOID_MAX_BITS)
                .lanewise(UMIN, EXP_MIN_BITS)
                .reinterpretAsFloats();
        FloatVector shift = broadcast(F, ROUND + 357);
        FloatVector t = a.fma(broadcast(F, -LOG2_E), shift);
        FloatVector whole = t.sub(shift);
        FloatVector r = whole.fma(broadcast(F, LN_2_LOW), whole.fma(broadcast(F, LN_2_HIGH), a));
        FloatVector r2 = r.mul(r);
        FloatVector q =
            r2.fma(broadcast(F, -E6), r.fma(broadcast(F, E5), broadcast(F, -E4)))
                .fma(r2, r.fma(broadcast(F, E3), broadcast(F, -E2)))
                .fma(r2, r);
        FloatVector p = t.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
        FloatVector scale = broadcast(F, SIGMOID_SCALE);
        FloatVector denominator = p.fma(q, scale.sub(p));
        FloatVector d = p.fma(q, scale.sub(denominator.add(p)));
        FloatVector minusT = broadcast(F, -1f).div(denominator);
        minusT
            .fma(d, minusT.fma(denominator, broadcast(F, 1f)))
            .fma(minusT, minusT)
            .mul(broadcast(F, -SIGMOID_SCALE))
            .blend(v, v.compare(NE, v))
            .intoArray(z, zOff + e);
      }
      // n = tanh(fma(r, m, a_n)).
      n = FloatVector.fromArray(F, z, zOff).fma(candidate, n);
      FloatVector v2 = n.mul(n);
      FloatVector small =
          v2.fma(T13, T11)
              .fma(v2, broadcast(F, T9))
              .fma(v2, broadcast(F, T7))
              .fma(v2, broadcast(F, T5))
              .fma(v2, broadcast(F, T3))
              .fma(v2.mul(n), n);
      IntVector bits = n.reinterpretAsInts();
      FloatVector a = bits.and(MAGNITUDE).min(TANH_MAX_BITS).reinterpretAsFloats();
      FloatVector t = a.fma(broadcast(F, 2 * LOG2_E), broadcast(F, ROUND + 127));
      FloatVector r = t.sub(broadcast(F, ROUND + 127)).fma(broadcast(F, -LN_2 / 2), a);
      FloatVector r2 = r.mul(r);
      FloatVector q =
          r2.fma(broadcast(F, 32 * E6), r.fma(16 * E5, 8 * E4))
              .fma(r2, r.fma(4 * E3, 2 * E2))
              .fma(r2, r);
      FloatVector p = t.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector large = broadcast(F, 1f).sub(broadcast(F, 1f).div(p.fma(q, p.fma(0.5f, 0.5f))));
      n =
          small
              .blend(large, v2.compare(GT, broadcast(F, TANH_SMALL_SQUARED)))
              .reinterpretAsInts()
              .or(bits.and(SIGN))
              .reinterpretAsFloats();
      // h = fma(z, h₋, fma(-z, n, n)).
      update = FloatVector.fromArray(F, z, zOff + L);
      FloatVector before = FloatVector.fromArray(F, h, hUnit + j);
      update.fma(before, update.neg().fma(n, n)).intoArray(y, yOff + j);
    }
  }
}
