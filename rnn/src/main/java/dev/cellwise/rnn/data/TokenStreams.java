package dev.cellwise.rnn.data;

import java.util.Arrays;
import java.util.Locale;

/**
 * One long sequence of tokens, read as N streams side by side: N rows that follow each other in the
 * sequence, each read in windows of T steps, the next window beginning where the last one ended. So
 * a network's state can be carried from window to window, which is what truncated backpropagation
 * through time needs.
 *
 * <pre>
 * tokens  a b c d e f g h i j k l m     N = 2 rows, T = 3 steps: 2 windows an epoch
 * row 0   a b c | d e f
 * row 1   g h i | j k l                 the last token is only ever a target
 * </pre>
 *
 * <p>The target of each token is the one after it. An epoch uses the largest number of whole
 * windows; what is left over, less than N·T + T tokens, lies behind the rows. With a seed, an epoch
 * begins at an offset of its own among these, so that other windows are cut and other tokens left
 * over each time; the offset depends on the seed and the epoch alone.
 *
 * <p>Not thread-safe. Filling allocates nothing.
 */
public final class TokenStreams {
  private final int[] tokens;
  private final int rows;
  private final int steps;
  private final int windows;
  private final boolean seeded;
  private final long seed;
  private long position;

  private TokenStreams(int[] tokens, int rows, int steps, int slack, boolean seeded, long seed) {
    positive("rows", rows);
    positive("steps", steps);
    long usable = (long) tokens.length - 1 - slack;
    this.windows = (int) Math.max(0, usable / ((long) rows * steps));
    if (windows == 0) {
      throw new IllegalArgumentException(
          String.format(
              "tokens: expected at least %d for %d rows of %d steps, got %d",
              (long) rows * steps + 1 + slack, rows, steps, tokens.length));
    }
    this.tokens = tokens;
    this.rows = rows;
    this.steps = steps;
    this.seeded = seeded;
    this.seed = seed;
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
    }
  }

  /**
   * Streams whose epochs all begin at the first token.
   *
   * @param tokens at least N·T + 1; not copied, must not change
   * @param rows N, at least 1
   * @param steps T, at least 1
   * @return streams at the start of epoch 0
   * @throws IllegalArgumentException if a size is not positive or there are too few tokens
   */
  public static TokenStreams of(int[] tokens, int rows, int steps) {
    return new TokenStreams(tokens, rows, steps, 0, false, 0);
  }

  /**
   * Streams whose epochs begin at an offset of their own, T places or more to choose from.
   *
   * @param tokens at least N·T + T; not copied, must not change
   * @param rows N, at least 1
   * @param steps T, at least 1
   * @param seed the offsets are the same for the same seed
   * @return streams at the start of epoch 0
   * @throws IllegalArgumentException if a size is not positive or there are too few tokens
   */
  public static TokenStreams shifted(int[] tokens, int rows, int steps, long seed) {
    return new TokenStreams(tokens, rows, steps, steps - 1, true, seed);
  }

  /**
   * The next window.
   *
   * @param x [T, N], {@code x[t * N + n]}. Modified.
   * @param y [T, N], the token after each of x. Modified.
   * @return true if this window is the first of an epoch: its rows do not continue those of the
   *     window before, so the caller starts from a zero state
   * @throws IllegalArgumentException if an array is not of T·N elements
   */
  public boolean fill(int[] x, int[] y) {
    checkLength("x", x);
    checkLength("y", y);
    long epoch = epoch();
    int window = window();
    int rowLength = windows * steps;
    int first = offset(epoch) + window * steps;
    for (int n = 0; n < rows; n++) {
      int from = first + n * rowLength;
      for (int t = 0; t < steps; t++) {
        x[t * rows + n] = tokens[from + t];
        y[t * rows + n] = tokens[from + t + 1];
      }
    }
    position++;
    return window == 0;
  }

  private void checkLength(String name, int[] array) {
    if (array.length != (long) rows * steps) {
      throw new IllegalArgumentException(
          String.format(
              "%s: expected %d steps of %d rows, got %d tokens", name, steps, rows, array.length));
    }
  }

  /** Where an epoch begins: 0, or one of the places from which all windows fit. */
  private int offset(long epoch) {
    if (!seeded) {
      return 0;
    }
    long places = tokens.length - (long) rows * windows * steps;
    return (int) Math.unsignedMultiplyHigh(mix(seed + epoch * 0x9E3779B97F4A7C15L), places);
  }

  /** The output function of SplitMix64 (Steele, Lea and Flood 2014, variant 13 of Stafford). */
  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /**
   * Rows, N.
   *
   * @return at least 1
   */
  public int rows() {
    return rows;
  }

  /**
   * Steps of a window, T.
   *
   * @return at least 1
   */
  public int steps() {
    return steps;
  }

  /**
   * Windows in an epoch.
   *
   * @return at least 1
   */
  public int windows() {
    return windows;
  }

  /**
   * The epoch of the window that comes next.
   *
   * @return from 0
   */
  public long epoch() {
    return position / windows;
  }

  /**
   * The place in its epoch of the window that comes next.
   *
   * @return 0 to windows - 1
   */
  public int window() {
    return (int) (position % windows);
  }

  /**
   * Windows filled since the start: all that is to be kept in order to go on later from here.
   *
   * @return from 0
   */
  public long position() {
    return position;
  }

  /**
   * Goes to a position, such as that of an earlier run with the same tokens and sizes.
   *
   * @param newPosition windows from the start, at least 0
   */
  public void position(long newPosition) {
    if (newPosition < 0) {
      throw new IllegalArgumentException("position: expected at least 0, got " + newPosition);
    }
    position = newPosition;
  }

  /** Sizes, seed, and a hash of the tokens: the same text, the same windows. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "TokenStreams[%d tokens of hash %08x, %d rows of %d steps%s]",
        tokens.length,
        Arrays.hashCode(tokens),
        rows,
        steps,
        seeded ? ", seed " + seed : "");
  }
}
