package dev.cellwise.examples.charlm;

import java.util.function.LongSupplier;

/** When training must end so that the whole command keeps to its time. */
final class Deadline {
  /** Warming up, speaking and writing files. */
  private static final double SECONDS_FOR_THE_REST = 4;

  /** The final ones, of floats and rounded, and the stream that takes longer for a part of it. */
  private static final double VALIDATIONS_AT_THE_END = 3;

  private final LongSupplier clock;
  private final long start;
  private final double seconds;
  private double reserved = SECONDS_FOR_THE_REST;

  /**
   * A deadline.
   *
   * @param minutes for the whole command, or null for no limit
   * @param start when the command began, by the clock
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  Deadline(Double minutes, long start, LongSupplier clock) {
    this.clock = clock;
    this.start = start;
    seconds = minutes == null ? Double.POSITIVE_INFINITY : minutes * 60;
  }

  /**
   * Keeps time for what follows training.
   *
   * @param validation the seconds that a validation on all that is held out would take
   */
  void reserveForTheEnd(double validation) {
    reserved = SECONDS_FOR_THE_REST + VALIDATIONS_AT_THE_END * validation;
  }

  /** Whether training must end now. */
  boolean isReached() {
    return elapsed() + reserved > seconds;
  }

  /** Seconds since the start. */
  double elapsed() {
    return (clock.getAsLong() - start) / 1e9;
  }
}
