package dev.cellwise.kernels;

import static dev.cellwise.kernels.Tail.KEEP;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.I;
import static dev.cellwise.kernels.VectorShape.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import dev.cellwise.kernels.Regression.Kind;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The vector twin of {@link Regression}, a row at a time: gradient and sum in one pass. A partial
 * sum of a block is a lane, as in {@link VectorNorm}. Vectors of fewer than 16 lanes go through the
 * block several times, each time for other partials; each element is read and written but once, so
 * the gradient may take the place of the outputs.
 */
final class VectorRegression {
  private static final IntVector SIGN = IntVector.broadcast(I, Integer.MIN_VALUE);

  /** From partials l to the others of the same pair: those 8 further on; none at 512 bits. */
  private static final int PAIR = Math.max(L, 8);

  private VectorRegression() {}

  static double row(
      Kind kind,
      float delta,
      int n,
      float[] y,
      int yOff,
      float[] t,
      int tOff,
      float g,
      float[] d,
      int dOff) {
    double sum = 0;
    for (int b = 0; b < n; b += Norm.BLOCK) {
      int m = Math.min(Norm.BLOCK, n - b);
      int yb = yOff + b;
      int tb = tOff + b;
      int db = dOff + b;
      if (!Tail.isIn(y, yb, m) || !Tail.isIn(t, tb, m)) {
        return sum + ScalarRegression.row(kind, delta, m, y, yb, t, tb, g, d, db);
      }
      sum +=
          switch (kind) {
            case SQUARED -> squared(m, y, yb, t, tb, 2 * g, d, db);
            case ABSOLUTE -> absolute(m, y, yb, t, tb, g, d, db);
            case HUBER -> huber(delta, m, y, yb, t, tb, g, d, db);
          };
    }
    // What the last block has beyond a multiple of 16 was only added to the sum.
    int bound = n & -16;
    ScalarRegression.gradient(
        kind, delta, n - bound, y, yOff + bound, t, tOff + bound, g, d, dOff + bound);
    return sum;
  }

  private static float squared(
      int n, float[] y, int yOff, float[] t, int tOff, float g2, float[] d, int dOff) {
    int bound = n & -16;
    FloatVector sums = zero(F);
    for (int l = 0; l < 8; l += L) {
      FloatVector pair = zero(F);
      for (int h = l; h < 16; h += PAIR) {
        FloatVector s = zero(F);
        for (int i = h; i < bound; i += 16) {
          FloatVector r = fromArray(F, y, yOff + i).sub(fromArray(F, t, tOff + i));
          s = r.fma(r, s);
          r.mul(g2).intoArray(d, dOff + i);
        }
        int i = bound + h;
        if (i < n) {
          IntVector keep = IntVector.fromArray(I, KEEP, Tail.at(n) + h);
          FloatVector r = fromArray(F, y, yOff + i).sub(fromArray(F, t, tOff + i));
          r = r.reinterpretAsInts().and(keep).reinterpretAsFloats();
          s = r.fma(r, s);
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

  private static float absolute(
      int n, float[] y, int yOff, float[] t, int tOff, float g, float[] d, int dOff) {
    int bound = n & -16;
    FloatVector sums = zero(F);
    for (int l = 0; l < 8; l += L) {
      FloatVector pair = zero(F);
      for (int h = l; h < 16; h += PAIR) {
        FloatVector s = zero(F);
        for (int i = h; i < bound; i += 16) {
          FloatVector r = fromArray(F, y, yOff + i).sub(fromArray(F, t, tOff + i));
          s = r.abs().add(s);
          zero(F)
              .blend(g, r.compare(GT, 0f))
              .blend(-g, r.compare(LT, 0f))
              .blend(r, r.compare(NE, r))
              .intoArray(d, dOff + i);
        }
        int i = bound + h;
        if (i < n) {
          IntVector keep = IntVector.fromArray(I, KEEP, Tail.at(n) + h);
          FloatVector r = fromArray(F, y, yOff + i).sub(fromArray(F, t, tOff + i));
          r = r.reinterpretAsInts().and(keep).reinterpretAsFloats();
          s = r.abs().add(s);
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

  private static float huber(
      float delta, int n, float[] y, int yOff, float[] t, int tOff, float g, float[] d, int dOff) {
    int bound = n & -16;
    FloatVector sums = zero(F);
    for (int l = 0; l < 8; l += L) {
      FloatVector pair = zero(F);
      for (int h = l; h < 16; h += PAIR) {
        FloatVector s = zero(F);
        for (int i = h; i < bound; i += 16) {
          FloatVector r = fromArray(F, y, yOff + i).sub(fromArray(F, t, tOff + i));
          FloatVector a = r.abs();
          FloatVector c = a.blend(delta, a.compare(GT, delta));
          s = c.fma(c.fma(broadcast(F, -0.5f), a), s);
          IntVector sign = r.reinterpretAsInts().and(SIGN);
          c.reinterpretAsInts().or(sign).reinterpretAsFloats().mul(g).intoArray(d, dOff + i);
        }
        int i = bound + h;
        if (i < n) {
          IntVector keep = IntVector.fromArray(I, KEEP, Tail.at(n) + h);
          FloatVector r = fromArray(F, y, yOff + i).sub(fromArray(F, t, tOff + i));
          r = r.reinterpretAsInts().and(keep).reinterpretAsFloats();
          FloatVector a = r.abs();
          FloatVector c = a.blend(delta, a.compare(GT, delta));
          s = c.fma(c.fma(broadcast(F, -0.5f), a), s);
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
}
