package dev.cellwise.examples.charlm;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Progress as plain lines, at most one for each ten seconds: for log files and dumb terminals. */
final class ProgressLines implements Progress {
  private static final long INTERVAL = 10_000_000_000L;

  private final PrintWriter err;
  private final long total;
  private final LongSupplier clock;
  private final long start;
  private long next;
  private long shown;
  private long characters;
  private double loss;

  /**
   * Starts the clock.
   *
   * @param err where to write
   * @param total the number of characters that a whole run trains on
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  ProgressLines(PrintWriter err, long total, LongSupplier clock) {
    this.err = err;
    this.total = total;
    this.clock = clock;
    start = clock.getAsLong();
    next = INTERVAL;
  }

  @Override
  public void update(long characters, double loss) {
    this.characters = characters;
    this.loss = loss;
    if (clock.getAsLong() - start >= next) {
      print();
    }
  }

  /** Prints the last state, unless that was done. */
  @Override
  public void close() {
    if (characters > shown) {
      print();
    }
  }

  private void print() {
    long elapsed = clock.getAsLong() - start;
    double rate = characters / (elapsed / 1e9);
    long left = Math.round((total - characters) / rate);
    err.printf(
        Locale.ROOT,
        "training %3d %%  %,d of %,d kchar  %.0f kchar/s  ETA %d:%02d  loss %.3f%n",
        100 * characters / total,
        characters / 1000,
        total / 1000,
        rate / 1000,
        left / 60,
        left % 60,
        loss);
    err.flush();
    shown = characters;
    next = elapsed + INTERVAL;
  }
}
