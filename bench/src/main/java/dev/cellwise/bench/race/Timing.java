package dev.cellwise.bench.race;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.cellwise.bench.cases.Workload;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Times single calls, one pair of looks at the clock each.
 *
 * @param median nanoseconds of a call
 * @param p99 99th percentile
 * @param calls that were timed
 * @param bytes allocated a call
 * @param steady whether the warm-up ended in a steady state
 */
record Timing(double median, double p99, int calls, double bytes, boolean steady) {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private static final int MOST_CALLS = 2_000_000;
  private static final int LEAST_CALLS = 7;

  /** The warm-up is looked at in blocks of this many nanoseconds. */
  private static final long BLOCK = 100_000_000;

  private static final int BLOCK_CALLS = 3;
  private static final int STEADY_BLOCKS = 4;

  /** How far apart the medians of a steady state's blocks may be. */
  private static final double SPREAD = 1.05;

  /** The part of the blocks' time that compiler and collector may take in a steady state. */
  private static final double OTHERS = 0.03;

  /** The process's time goes on by ticks of 10 ms: a difference is wrong by one. */
  private static final long TICK = 10_000_000;

  /** A warm-up ends after this many times its least length, steady or not. */
  private static final int PATIENCE = 8;

  /**
   * Warms up, then times calls.
   *
   * <p>The warm-up lasts until the times of calls stay as they are and the compiler has nothing to
   * do: pinned to one core it shares that core with the work for seconds.
   *
   * @param warm least seconds of the warm-up
   * @param seconds of calls that are timed; at least 7 calls
   */
  static Timing of(Workload workload, double warm, double seconds) {
    long[] nanos = new long[MOST_CALLS];
    boolean steady = warmUp(workload, warm, nanos);
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    int calls = sample(workload, (long) (seconds * 1e9), LEAST_CALLS, nanos);
    double bytes = (double) (THREADS.getCurrentThreadAllocatedBytes() - allocated) / calls;
    Arrays.sort(nanos, 0, calls);
    long p99 = nanos[Math.min(calls - 1, (int) (calls * 0.99))];
    return new Timing(nanos[calls / 2], p99, calls, bytes, steady);
  }

  private static boolean warmUp(Workload workload, double seconds, long[] nanos) {
    double[] medians = new double[STEADY_BLOCKS];
    long[] from = new long[STEADY_BLOCKS];
    long[] others = new long[STEADY_BLOCKS];
    long start = System.nanoTime();
    for (int block = 0; ; block++) {
      int at = block % STEADY_BLOCKS;
      from[at] = System.nanoTime();
      others[at] = othersTime();
      int calls = sample(workload, seconds > 0 ? BLOCK : 0, BLOCK_CALLS, nanos);
      Arrays.sort(nanos, 0, calls);
      medians[at] = nanos[calls / 2];
      int oldest = (block + 1) % STEADY_BLOCKS;
      long now = System.nanoTime();
      boolean steady =
          block + 1 >= STEADY_BLOCKS
              && quiet(othersTime() - others[oldest], now - from[oldest])
              && spread(medians) <= SPREAD;
      double gone = (now - start) / 1e9;
      if (gone >= seconds && steady || gone >= PATIENCE * seconds) {
        return steady;
      }
    }
  }

  /** Whether the other threads took little enough of so much time, for all that can be told. */
  static boolean quiet(long others, long elapsed) {
    return others - TICK < OTHERS * elapsed;
  }

  private static double spread(double[] medians) {
    return Arrays.stream(medians).max().orElseThrow() / Arrays.stream(medians).min().orElseThrow();
  }

  /** Processor time of all threads but this one. */
  private static long othersTime() {
    return PROCESS.getProcessCpuTime() - THREADS.getCurrentThreadCpuTime();
  }

  /** Times calls for {@code length} nanoseconds and {@code least} calls; returns their number. */
  private static int sample(Workload workload, long length, int least, long[] nanos) {
    int n = 0;
    long end = System.nanoTime() + length;
    long start = end - length;
    while ((n < least || start < end) && n < nanos.length) {
      start = System.nanoTime();
      workload.run();
      nanos[n++] = System.nanoTime() - start;
    }
    return n;
  }
}
