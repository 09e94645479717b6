package dev.cellwise.examples.handwriting;

import dev.cellwise.kernels.Threefry;

/** Random numbers for one purpose, in order: the same for the same seed on every machine. */
final class Chance {
  /** First word of the counter, which no network's own random numbers have. */
  private static final int PLACE = 0x46000000;

  private final long seed;
  private final int purpose;
  private int drawn;

  /**
   * At the first number.
   *
   * @param seed the user's
   * @param purpose numbers for another purpose are others
   */
  Chance(long seed, Purpose purpose) {
    this.seed = seed;
    this.purpose = PLACE + purpose.ordinal();
  }

  /** What numbers are for. */
  enum Purpose {
    TRAINING,
    VALIDATION,
    TEST,
    PEN_TRAINING,
    PEN_VALIDATION,
    PEN_TEST
  }

  /** A number in [0, 1): one of 2^24. */
  float unit() {
    return (next() >>> 8) * 0x1p-24f;
  }

  /** A number in [from, to). */
  float between(float from, float to) {
    return from + (to - from) * unit();
  }

  /** A whole number from 0 to {@code bound - 1}, each as likely as 32 bits allow. */
  int below(int bound) {
    return (int) (Integer.toUnsignedLong(next()) * bound >>> Integer.SIZE);
  }

  private int next() {
    return Threefry.bits(seed, purpose, drawn++, 0, 0);
  }
}
