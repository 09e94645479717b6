package dev.cellwise.kernels;

/**
 * Counter-based random numbers: Threefry 4x32 with 20 rounds of add, rotate and exclusive or.
 *
 * <p>A number is a function of its place, not of the numbers drawn before: key = (seed, stream),
 * counter = (layer, step, row, unit). So a row's mask does not depend on its place in the batch,
 * and any step can be drawn again. The bits are the same everywhere.
 *
 * <p>Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, 2011.
 */
public final class Threefry {
  private Threefry() {}

  static final int PARITY = 0x1BD11BDA;

  /** Rotations of the pairs (0, 1), (2, 3) in even rounds and (0, 3), (2, 1) in odd ones. */
  static final int[] ROTATION_A = {10, 11, 13, 23, 6, 17, 25, 18};

  static final int[] ROTATION_B = {26, 21, 27, 5, 20, 11, 10, 20};

  /**
   * A number in [0, 1): one of 2^24 equally likely ones.
   *
   * @param seed the seed
   * @param layer first word of the counter
   * @param step second word
   * @param row third word
   * @param unit fourth word
   * @return a multiple of 2^-24
   */
  public static float uniform(long seed, int layer, int step, int row, int unit) {
    return (bits(seed, layer, step, row, unit) >>> 8) * 0x1p-24f;
  }

  /**
   * 32 random bits: the first word of the block.
   *
   * @param seed the seed
   * @param layer first word of the counter
   * @param step second word
   * @param row third word
   * @param unit fourth word
   * @return all values equally likely
   */
  public static int bits(long seed, int layer, int step, int row, int unit) {
    return block((int) seed, (int) (seed >>> 32), 0, 0, layer, step, row, unit, 0);
  }

  /**
   * A mask over the units of a row: 0 by the given rate, {@code keep} otherwise. Of every 64 units,
   * unit {@code 16 w + i} takes word {@code w} of the block whose counter ends in the first of them
   * plus {@code i}.
   *
   * @param seed the seed
   * @param stream what the numbers are for, so that masks of different kinds never share one; 0 is
   *     that of {@link #bits}
   * @param layer first word of the counter
   * @param step second word
   * @param row third word
   * @param units units, a multiple of 16
   * @param rate share of zeros, 0 to 1
   * @param keep what the other units get
   * @param mask [units] — Modified.
   * @param mOff start in {@code mask}
   */
  public static void mask(
      long seed,
      int stream,
      int layer,
      int step,
      int row,
      int units,
      float rate,
      float keep,
      float[] mask,
      int mOff) {
    if (units % Panels.BLOCK != 0) {
      throw new IllegalArgumentException("units: expected a multiple of 16, got " + units);
    }
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("rate: expected 0 to 1, got " + rate);
    }
    Check.range("mask", mask, mOff, units);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    int below = (int) (rate * 0x1p24f);
    if (Kernels.VECTOR) {
      VectorThreefry.mask(k0, k1, stream, layer, step, row, units, below, keep, mask, mOff);
    } else {
      mask(k0, k1, stream, layer, step, row, units, below, keep, mask, mOff);
    }
  }

  /** The scalar twin of {@link VectorThreefry#mask}. */
  static void mask(
      int k0,
      int k1,
      int k2,
      int c0,
      int c1,
      int c2,
      int units,
      int below,
      float keep,
      float[] mask,
      int mOff) {
    for (int u = 0; u < units; u++) {
      int bits = block(k0, k1, k2, 0, c0, c1, c2, u / 64 * 64 + u % 16, u / 16 % 4);
      mask[mOff + u] = bits >>> 8 < below ? 0 : keep;
    }
  }

  /** One word of the block of a key and a counter. */
  static int block(int k0, int k1, int k2, int k3, int c0, int c1, int c2, int c3, int word) {
    int k4 = PARITY ^ k0 ^ k1 ^ k2 ^ k3;
    int x0 = c0 + k0;
    int x1 = c1 + k1;
    int x2 = c2 + k2;
    int x3 = c3 + k3;
    for (int round = 0; round < 20; round++) {
      int a = ROTATION_A[round & 7];
      int b = ROTATION_B[round & 7];
      if ((round & 1) == 0) {
        x0 += x1;
        x1 = Integer.rotateLeft(x1, a) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, b) ^ x2;
      } else {
        x0 += x3;
        x3 = Integer.rotateLeft(x3, a) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, b) ^ x2;
      }
      if ((round & 3) == 3) {
        int s = round / 4 + 1;
        x0 += key(s, k0, k1, k2, k3, k4);
        x1 += key(s + 1, k0, k1, k2, k3, k4);
        x2 += key(s + 2, k0, k1, k2, k3, k4);
        x3 += key(s + 3, k0, k1, k2, k3, k4) + s;
      }
    }
    return word == 0 ? x0 : word == 1 ? x1 : word == 2 ? x2 : x3;
  }

  static int key(int i, int k0, int k1, int k2, int k3, int k4) {
    return switch (i % 5) {
      case 0 -> k0;
      case 1 -> k1;
      case 2 -> k2;
      case 3 -> k3;
      default -> k4;
    };
  }
}
