package dev.cellwise.examples.charlm;

import java.util.Arrays;

/** The times of single steps, all kept, so that percentiles are exact. */
final class StepTimes {
  private long[] nanos = new long[1024];
  private int count;

  void record(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
  }

  /**
   * The smallest recorded time that at least this share of all recorded times does not exceed.
   *
   * @param share above 0, at most 1: 0.5 for the median, 0.99 for p99
   * @return nanoseconds
   */
  long percentile(double share) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * count) - 1)];
  }
}
