package dev.cellwise.examples.memory;

import dev.cellwise.kernels.Threefry;

/** Random numbers for one purpose, in order: the same for the same seed on every machine. */
final class Draws {
  /** First word of the counter, which no network's own random numbers have. */
  private static final int PLACE = 0x45000000;

  private final long seed;
  private final int purpose;
  private long drawn;

  /**
   * At the first number.
   *
   * @param seed the user's
   * @param purpose numbers for another purpose are others
   */
  Draws(long seed, Purpose purpose) {
    this.seed = seed;
    this.purpose = PLACE + purpose.ordinal();
  }

  /** What numbers are for. */
  enum Purpose {
    TRAINING,
    VALIDATION,
    TEST,
    START
  }

  /** A number in [0, 1): one of 2^24. */
  float unit() {
    return (next() >>> 8) * 0x1p-24f;
  }

  /**
   * A whole number from 0 to {@code bound - 1}, each as likely as 32 bits allow.
   *
   * @param bound at least 1
   */
  int below(int bound) {
    return (int) (Integer.toUnsignedLong(next()) * bound >>> Integer.SIZE);
  }

  private int next() {
    long at = drawn++;
    return Threefry.bits(seed, purpose, (int) at, (int) (at >>> Integer.SIZE), 0);
  }
}
