package dev.cellwise.examples;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Progress as plain lines, at most one for each ten seconds: for log files and dumb terminals. */
final class ProgressLines implements Progress {
  private static final long INTERVAL = 10_000_000_000L;

  private final PrintWriter err;
  private final String name;
  private final Unit unit;
  private final long total;
  private final LongSupplier clock;
  private final long start;
  private long next;
  private long shown;
  private long done;
  private double loss;

  /**
   * Starts the clock.
   *
   * @param err where to write
   * @param name of the run
   * @param unit what is counted
   * @param total how much a whole run does
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  ProgressLines(PrintWriter err, String name, Unit unit, long total, LongSupplier clock) {
    this.err = err;
    this.name = name;
    this.unit = unit;
    this.total = total;
    this.clock = clock;
    start = clock.getAsLong();
    next = INTERVAL;
  }

  @Override
  public void update(long done, double loss) {
    this.done = done;
    this.loss = loss;
    if (clock.getAsLong() - start >= next) {
      print();
    }
  }

  /** Prints the last state, unless that was done. */
  @Override
  public void close() {
    if (done > shown) {
      print();
    }
  }

  private void print() {
    long elapsed = clock.getAsLong() - start;
    double rate = done / (elapsed / 1e9);
    long left = Math.round((total - done) / rate);
    err.printf(
        Locale.ROOT,
        "%s %3d %%  %,d of %,d %s  %.0f %s/s  ETA %d:%02d  loss %.3f%n",
        name,
        100 * done / total,
        done / unit.size(),
        total / unit.size(),
        unit.name(),
        rate / unit.size(),
        unit.name(),
        left / 60,
        left % 60,
        loss);
    err.flush();
    shown = done;
    next = elapsed + INTERVAL;
  }
}
