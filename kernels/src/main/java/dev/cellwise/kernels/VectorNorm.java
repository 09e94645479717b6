package dev.cellwise.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link Norm}. The 16 partial sums of a block are one vector of 512 bits, two of
 * 256 or four of 128: s0 holds the first of them, s1 to s3 what does not fit. A lane that the last
 * step of a range does not fill adds +0, which changes nothing: a partial is never -0.
 */
final class VectorNorm {
  private static final VectorSpecies<Float> F = VectorShape.F;
  private static final VectorSpecies<Integer> I = VectorShape.I;
  private static final int L = VectorShape.L;

  /** Moves the upper half, or the second quarter, of 16 or 8 lanes down to lane 0. */
  private static final VectorShuffle<Float> DOWN_8 = VectorShuffle.iota(F, 8, 1, true);

  private static final VectorShuffle<Float> DOWN_4 = VectorShuffle.iota(F, 4, 1, true);

  private VectorNorm() {}

  static double sum(int n, float[] a, int aOff) {
    double sum = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      sum += blockSum(Math.min(Norm.BLOCK, n - block), a, aOff + block);
    }
    return sum;
  }

  private static float blockSum(int n, float[] a, int aOff) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int bound = n & -16;
    for (int i = 0; i < bound; i += 16) {
      s0 = s0.add(FloatVector.fromArray(F, a, aOff + i));
      if (L < 16) {
        s1 = s1.add(FloatVector.fromArray(F, a, aOff + i + L));
      }
      if (L < 8) {
        s2 = s2.add(FloatVector.fromArray(F, a, aOff + i + 2 * L));
        s3 = s3.add(FloatVector.fromArray(F, a, aOff + i + 3 * L));
      }
    }
    if (bound < n) {
      s0 = s0.add(tail(bound, n, a, aOff));
      if (L < 16) {
        s1 = s1.add(tail(bound + L, n, a, aOff));
      }
      if (L < 8) {
        s2 = s2.add(tail(bound + 2 * L, n, a, aOff));
        s3 = s3.add(tail(bound + 3 * L, n, a, aOff));
      }
    }
    return tree(s0, s1, s2, s3);
  }

  static double scaledSquares(int n, float scale, float[] a, int aOff) {
    double sum = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      sum += blockSquares(Math.min(Norm.BLOCK, n - block), scale, a, aOff + block);
    }
    return sum;
  }

  private static float blockSquares(int n, float scale, float[] a, int aOff) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int bound = n & -16;
    for (int i = 0; i < bound; i += 16) {
      s0 = square(FloatVector.fromArray(F, a, aOff + i), scale, s0);
      if (L < 16) {
        s1 = square(FloatVector.fromArray(F, a, aOff + i + L), scale, s1);
      }
      if (L < 8) {
        s2 = square(FloatVector.fromArray(F, a, aOff + i + 2 * L), scale, s2);
        s3 = square(FloatVector.fromArray(F, a, aOff + i + 3 * L), scale, s3);
      }
    }
    if (bound < n) {
      s0 = square(tail(bound, n, a, aOff), scale, s0);
      if (L < 16) {
        s1 = square(tail(bound + L, n, a, aOff), scale, s1);
      }
      if (L < 8) {
        s2 = square(tail(bound + 2 * L, n, a, aOff), scale, s2);
        s3 = square(tail(bound + 3 * L, n, a, aOff), scale, s3);
      }
    }
    return tree(s0, s1, s2, s3);
  }

  private static FloatVector square(FloatVector a, float scale, FloatVector s) {
    FloatVector x = a.mul(scale);
    return x.fma(x, s);
  }

  /** The elements from i on, and +0 from n on. */
  private static FloatVector tail(int i, int n, float[] a, int aOff) {
    VectorMask<Float> rest = F.indexInRange(i, n);
    return FloatVector.fromArray(F, a, aOff + i, rest);
  }

  /** Adds the 16 partials at distances 8, 4, 2, 1. */
  private static float tree(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3) {
    FloatVector s;
    if (L == 16) {
      s = s0.add(s0.rearrange(DOWN_8));
      s = s.add(s.rearrange(DOWN_4));
    } else if (L == 8) {
      s = s0.add(s1);
      s = s.add(s.rearrange(DOWN_4));
    } else {
      s = s0.add(s2).add(s1.add(s3));
    }
    return (s.lane(0) + s.lane(2)) + (s.lane(1) + s.lane(3));
  }

  /** Among floats without sign, larger bits are larger numbers, and NaN is above all. */
  static float maxAbs(int n, float[] a, int aOff) {
    int bound = F.loopBound(n);
    IntVector max = IntVector.zero(I);
    for (int i = 0; i < bound; i += L) {
      max = max.max(FloatVector.fromArray(F, a, aOff + i).reinterpretAsInts().and(0x7fffffff));
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
