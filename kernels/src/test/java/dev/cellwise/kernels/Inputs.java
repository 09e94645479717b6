package dev.cellwise.kernels;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Deterministic inputs. {@link SplittableRandom}'s integers are specified, and everything below is
 * made from them by exact operations, so that digests over these inputs hold on every machine.
 */
final class Inputs {
  private final SplittableRandom random;

  Inputs(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Numbers with 24 random bits, evenly spread over [low, high) up to one rounding each. */
  float[] uniform(int n, float low, float high) {
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = low + (high - low) * ((random.nextInt() >>> 8) * 0x1p-24f);
    }
    return a;
  }

  /** Numbers of either sign whose exponents are evenly spread over [low, high). */
  float[] exponents(int n, int low, int high) {
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      int mantissa = random.nextInt(1 << 24);
      float one = Float.intBitsToFloat(0x3f800000 | mantissa >>> 1);
      a[i] = Math.scalb((mantissa & 1) == 0 ? one : -one, low + random.nextInt(high - low));
    }
    return a;
  }

  /** Any float: every bit pattern is as likely as any other, NaN and infinities among them. */
  float[] bits(int n) {
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = Float.intBitsToFloat(random.nextInt());
    }
    return a;
  }

  /**
   * The same with {@code more} NaN behind: where there are 15 or more, the last step of a sum is a
   * vector's, else the scalar twin's ({@link Tail}).
   */
  static float[] before(int more, float[] a) {
    float[] b = Arrays.copyOf(a, a.length + more);
    Arrays.fill(b, a.length, b.length, Float.NaN);
    return b;
  }

  /** Integers of [0, bound). */
  int[] indices(int n, int bound) {
    int[] a = new int[n];
    for (int i = 0; i < n; i++) {
      a[i] = random.nextInt(bound);
    }
    return a;
  }
}
