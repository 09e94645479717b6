package dev.cellwise.examples;

import dev.cellwise.kernels.Threefry;

/** Random numbers for one purpose, in order: the same for the same seed on every machine. */
public final class Draws {
  private final long seed;
  private final int purpose;
  private long drawn;

  /**
   * At the first number.
   *
   * @param seed the user's
   * @param purpose numbers for another purpose are others
   */
  public Draws(long seed, Purpose purpose) {
    this.seed = seed;
    this.purpose = purpose.word;
  }

  /** What numbers are for. */
  public enum Purpose {
    /** Sequences to train on. */
    TRAINING(0x45000000),
    /** Sequences to choose by. */
    VALIDATION(0x45000001),
    /** Sequences to judge by. */
    TEST(0x45000002),
    /** First weights. */
    START(0x45000003),
    /** Images of letters to train on. */
    WRITTEN_TRAINING(0x46000000),
    /** Images of letters to choose by. */
    WRITTEN_VALIDATION(0x46000001),
    /** Images of letters to judge by. */
    WRITTEN_TEST(0x46000002),
    /** Ways of a pen to train on. */
    PEN_TRAINING(0x46000003),
    /** Ways of a pen to choose by. */
    PEN_VALIDATION(0x46000004),
    /** Ways of a pen to judge by. */
    PEN_TEST(0x46000005);

    /** First word of the counter, which no network's own random numbers have. */
    private final int word;

    Purpose(int word) {
      this.word = word;
    }
  }

  /**
   * A number in [0, 1).
   *
   * @return one of 2^24
   */
  public float unit() {
    return (next() >>> 8) * 0x1p-24f;
  }

  /**
   * A number in [from, to).
   *
   * @param from the least
   * @param to above it
   * @return each as likely
   */
  public float between(float from, float to) {
    return from + (to - from) * unit();
  }

  /**
   * A whole number from 0 to {@code bound - 1}.
   *
   * @param bound at least 1
   * @return each as likely as 32 bits allow
   */
  public int below(int bound) {
    return (int) (Integer.toUnsignedLong(next()) * bound >>> Integer.SIZE);
  }

  private int next() {
    long at = drawn++;
    return Threefry.bits(seed, purpose, (int) at, (int) (at >>> Integer.SIZE), 0);
  }
}
