package dev.cellwise.kernels;

import static dev.cellwise.kernels.Tail.KEEP;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link Norm}. A partial sum of a block is a lane. With vectors of 512 bits,
 * one holds all 16. With 256, s holds partials 0 to 7 and t 8 to 15; with 128, a first pass over
 * the block does 0 to 3 and 8 to 11, a second the others, since one pass with four accumulators is
 * more than C2 is willing to inline. A lane that the last step of a range does not fill adds +0,
 * which changes nothing: a partial is never -0.
 *
 * <p>There are no helpers that take or return vectors. C2 stops inlining methods of ours, though
 * not those of the JDK, once a caller has grown big; these bodies are then compiled well all the
 * same.
 */
final class VectorNorm {
  private static final VectorSpecies<Float> F = VectorShape.F;
  private static final VectorSpecies<Integer> I = VectorShape.I;
  private static final int L = VectorShape.L;

  /** Brings lane 8, or 4, down to lane 0. */
  static final VectorShuffle<Float> DOWN_8 = VectorShuffle.iota(F, 8, 1, true);

  static final VectorShuffle<Float> DOWN_4 = VectorShuffle.iota(F, 4, 1, true);

  private VectorNorm() {}

  static double sum(int n, float[] a, int aOff) {
    double sum = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      int m = Math.min(Norm.BLOCK, n - block);
      int at = aOff + block;
      sum += Tail.isIn(a, at, m) ? blockSum(m, a, at) : ScalarNorm.sum(m, a, at);
    }
    return sum;
  }

  private static float blockSum(int n, float[] a, int aOff) {
    int bound = n & -16;
    FloatVector sums = FloatVector.zero(F);
    for (int l = 0; l < 8; l += L) {
      FloatVector s = FloatVector.zero(F);
      FloatVector t = FloatVector.zero(F);
      for (int i = l; i < bound; i += 16) {
        s = FloatVector.fromArray(F, a, aOff + i).add(s);
        if (L < 16) {
          t = FloatVector.fromArray(F, a, aOff + i + 8).add(t);
        }
      }
      if (bound < n) {
        int i = aOff + bound + l;
        int keep = Tail.at(n) + l;
        IntVector bits = FloatVector.fromArray(F, a, i).reinterpretAsInts();
        s = bits.and(IntVector.fromArray(I, KEEP, keep)).reinterpretAsFloats().add(s);
        if (L < 16) {
          bits = FloatVector.fromArray(F, a, i + 8).reinterpretAsInts();
          t = bits.and(IntVector.fromArray(I, KEEP, keep + 8)).reinterpretAsFloats().add(t);
        }
      }
      sums = s.add(t).add(sums);
    }
    if (L == 16) {
      sums = sums.add(sums.rearrange(DOWN_8));
    }
    if (L >= 8) {
      sums = sums.add(sums.rearrange(DOWN_4));
    }
    return (sums.lane(0) + sums.lane(2)) + (sums.lane(1) + sums.lane(3));
  }

  static double scaledSquares(int n, float scale, float[] a, int aOff) {
    double sum = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      int m = Math.min(Norm.BLOCK, n - block);
      int at = aOff + block;
      sum +=
          Tail.isIn(a, at, m)
              ? blockSquares(m, scale, a, at)
              : ScalarNorm.scaledSquares(m, scale, a, at);
    }
    return sum;
  }

  private static float blockSquares(int n, float scale, float[] a, int aOff) {
    int bound = n & -16;
    FloatVector sums = FloatVector.zero(F);
    for (int l = 0; l < 8; l += L) {
      FloatVector s = FloatVector.zero(F);
      FloatVector t = FloatVector.zero(F);
      for (int i = l; i < bound; i += 16) {
        FloatVector x = FloatVector.fromArray(F, a, aOff + i).mul(scale);
        s = x.fma(x, s);
        if (L < 16) {
          FloatVector y = FloatVector.fromArray(F, a, aOff + i + 8).mul(scale);
          t = y.fma(y, t);
        }
      }
      if (bound < n) {
        int i = aOff + bound + l;
        int keep = Tail.at(n) + l;
        IntVector bits = FloatVector.fromArray(F, a, i).mul(scale).reinterpretAsInts();
        FloatVector x = bits.and(IntVector.fromArray(I, KEEP, keep)).reinterpretAsFloats();
        s = x.fma(x, s);
        if (L < 16) {
          bits = FloatVector.fromArray(F, a, i + 8).mul(scale).reinterpretAsInts();
          FloatVector y = bits.and(IntVector.fromArray(I, KEEP, keep + 8)).reinterpretAsFloats();
          t = y.fma(y, t);
        }
      }
      sums = s.add(t).add(sums);
    }
    if (L == 16) {
      sums = sums.add(sums.rearrange(DOWN_8));
    }
    if (L >= 8) {
      sums = sums.add(sums.rearrange(DOWN_4));
    }
    return (sums.lane(0) + sums.lane(2)) + (sums.lane(1) + sums.lane(3));
  }

  /** Among floats without sign, larger bits are larger numbers, and NaN is above all. */
  static float maxAbs(int n, float[] a, int aOff) {
    int bound = F.loopBound(n);
    IntVector max = IntVector.zero(I);
    for (int i = 0; i < bound; i += L) {
      max = FloatVector.fromArray(F, a, aOff + i).reinterpretAsInts().and(0x7fffffff).max(max);
    }
    float head = Float.intBitsToFloat(max.reduceLanes(VectorOperators.MAX));
    return Math.max(head, ScalarNorm.maxAbs(n - bound, a, aOff + bound));
  }

  static void scale(int n, float factor, float[] a, int aOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      FloatVector.fromArray(F, a, aOff + i).mul(factor).intoArray(a, aOff + i);
    }
    ScalarNorm.scale(n - bound, factor, a, aOff + bound);
  }
}
