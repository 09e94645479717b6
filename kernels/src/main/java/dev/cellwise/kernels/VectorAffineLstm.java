package dev.cellwise.kernels;

import static dev.cellwise.kernels.LstmGates.ROW;
import static dev.cellwise.kernels.Panels.BLOCK;
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
 * The vector twin of {@link AffineLstm}. The lines of {@link VectorElementwise} are written out, so
 * that what is on the way to h stays in registers. No local is assigned twice but the sums: else C2
 * makes objects of some.
 */
final class VectorAffineLstm {
  private static final IntVector EXP_MIN_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(EXP_MIN));
  private static final IntVector SIGMOID_MAX_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(SIGMOID_MAX));
  private static final IntVector TANH_MAX_BITS =
      IntVector.broadcast(I, Float.floatToRawIntBits(TANH_MAX));
  private static final IntVector MAGNITUDE = IntVector.broadcast(I, Integer.MAX_VALUE);
  private static final IntVector SIGN = IntVector.broadcast(I, Integer.MIN_VALUE);

  private static final int F_GATE = BLOCK;
  private static final int O_GATE = 2 * BLOCK;
  private static final int G_GATE = 3 * BLOCK;

  /**
   * Whether all of h₋ is read before some of h is written, which may be in its place. If not, h is
   * made in the room to work in, where i was.
   */
  private static final boolean IN_PLACE = L == BLOCK;

  private VectorAffineLstm() {}

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
      float[] z,
      int zOff,
      float[] c,
      int cOff,
      float[] y,
      int yOff) {
    for (int b = 0; b < panels.count(); b++) {
      int unit = b * BLOCK;
      int wb = wOff + b * ROW * k;
      int ub = uOff + b * ROW * m;
      int sb = sOff + b * sPanel;
      float[] to = IN_PLACE ? y : z;
      int at = IN_PLACE ? yOff + unit : zOff;
      block(k, x, xOff, w, wb, m, h, hOff, u, ub, s, sb, z, zOff, c, cOff + unit, to, at);
      if (!IN_PLACE) {
        System.arraycopy(z, zOff, y, yOff + unit, BLOCK);
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
      float[] u,
      int uOff,
      float[] s,
      int sOff,
      float[] z,
      int zOff,
      float[] c,
      int cOff,
      float[] y,
      int yOff) {
    for (int j = 0; j < BLOCK; j += L) {
      // a = s + W x + U h₋.
      FloatVector i = FloatVector.fromArray(F, s, sOff + j);
      FloatVector f = FloatVector.fromArray(F, s, sOff + F_GATE + j);
      FloatVector o = FloatVector.fromArray(F, s, sOff + O_GATE + j);
      FloatVector g = FloatVector.fromArray(F, s, sOff + G_GATE + j);
      for (int e = 0; e < k; e++) {
        int at = wOff + j + e * ROW;
        FloatVector xe = broadcast(F, x[xOff + e]);
        i = FloatVector.fromArray(F, w, at).fma(xe, i);
        f = FloatVector.fromArray(F, w, at + F_GATE).fma(xe, f);
        o = FloatVector.fromArray(F, w, at + O_GATE).fma(xe, o);
        g = FloatVector.fromArray(F, w, at + G_GATE).fma(xe, g);
      }
      for (int e = 0; e < m; e++) {
        int at = uOff + j + e * ROW;
        FloatVector he = broadcast(F, h[hOff + e]);
        i = FloatVector.fromArray(F, u, at).fma(he, i);
        f = FloatVector.fromArray(F, u, at + F_GATE).fma(he, f);
        o = FloatVector.fromArray(F, u, at + O_GATE).fma(he, o);
        g = FloatVector.fromArray(F, u, at + G_GATE).fma(he, g);
      }
      i.intoArray(z, zOff + j);
      f.intoArray(z, zOff + F_GATE + j);
      o.intoArray(z, zOff + O_GATE + j);
      g.intoArray(z, zOff + G_GATE + j);
      // i, f, o = σ(a).
      for (int e = j; e < G_GATE; e += BLOCK) {
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
      FloatVector aG = FloatVector.fromArray(F, z, zOff + G_GATE + j);
      // g = tanh(a_g), c = fma(f, c₋, i·g).
      FloatVector v2 = aG.mul(aG);
      FloatVector small =
          v2.fma(T13, T11)
              .fma(v2, broadcast(F, T9))
              .fma(v2, broadcast(F, T7))
              .fma(v2, broadcast(F, T5))
              .fma(v2, broadcast(F, T3))
              .fma(v2.mul(aG), aG);
      IntVector bits = aG.reinterpretAsInts();
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
      FloatVector gGate =
          small
              .blend(large, v2.compare(GT, broadcast(F, TANH_SMALL_SQUARED)))
              .reinterpretAsInts()
              .or(bits.and(SIGN))
              .reinterpretAsFloats();
      FloatVector iGate = FloatVector.fromArray(F, z, zOff + j);
      FloatVector fGate = FloatVector.fromArray(F, z, zOff + F_GATE + j);
      FloatVector cell = fGate.fma(FloatVector.fromArray(F, c, cOff + j), iGate.mul(gGate));
      cell.intoArray(c, cOff + j);
      // h = o · tanh(c).
      FloatVector cellSquared = cell.mul(cell);
      FloatVector smallC =
          cellSquared
              .fma(T13, T11)
              .fma(cellSquared, broadcast(F, T9))
              .fma(cellSquared, broadcast(F, T7))
              .fma(cellSquared, broadcast(F, T5))
              .fma(cellSquared, broadcast(F, T3))
              .fma(cellSquared.mul(cell), cell);
      IntVector bitsC = cell.reinterpretAsInts();
      FloatVector aC = bitsC.and(MAGNITUDE).min(TANH_MAX_BITS).reinterpretAsFloats();
      FloatVector tC = aC.fma(broadcast(F, 2 * LOG2_E), broadcast(F, ROUND + 127));
      FloatVector rC = tC.sub(broadcast(F, ROUND + 127)).fma(broadcast(F, -LN_2 / 2), aC);
      FloatVector rC2 = rC.mul(rC);
      FloatVector qC =
          rC2.fma(broadcast(F, 32 * E6), rC.fma(16 * E5, 8 * E4))
              .fma(rC2, rC.fma(4 * E3, 2 * E2))
              .fma(rC2, rC);
      FloatVector pC = tC.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector largeC =
          broadcast(F, 1f).sub(broadcast(F, 1f).div(pC.fma(qC, pC.fma(0.5f, 0.5f))));
      FloatVector tanh =
          smallC
              .blend(largeC, cellSquared.compare(GT, broadcast(F, TANH_SMALL_SQUARED)))
              .reinterpretAsInts()
              .or(bitsC.and(SIGN))
              .reinterpretAsFloats();
      FloatVector.fromArray(F, z, zOff + O_GATE + j).mul(tanh).intoArray(y, yOff + j);
    }
  }
}
