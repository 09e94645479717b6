package dev.cellwise.examples;

import java.util.Arrays;

/** The times of single steps or requests, all kept, so that percentiles are exact. */
public final class StepTimes {
  private long[] nanos = new long[1024];
  private int count;

  /** None yet. */
  public StepTimes() {}

  /**
   * Adds a time.
   *
   * @param time nanoseconds
   */
  public void record(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
  }

  /**
   * Adds all times of another.
   *
   * @param other not modified
   */
  public void add(StepTimes other) {
    int all = Math.addExact(count, other.count);
    if (all > nanos.length) {
      // As if they came one by one: those of many others, one after the other, are moved once.
      nanos = Arrays.copyOf(nanos, Math.max(2 * nanos.length, all));
    }
    System.arraycopy(other.nanos, 0, nanos, count, other.count);
    count = all;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /**
   * The smallest recorded time that at least this share of all recorded times does not exceed.
   *
   * @param share above 0, at most 1: 0.5 for the median, 0.99 for p99
   * @return nanoseconds
   */
  public long percentile(double share) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * count) - 1)];
  }
}
