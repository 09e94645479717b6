package dev.cellwise.bench.race;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

/** Times single calls of a workload, one pair of looks at the clock each, turn by turn. */
final class Timer {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private static final int MOST_CALLS = 4_000_000;

  /** Of a turn. */
  private static final int LEAST_CALLS = 3;

  /** The warm-up is looked at in blocks of this many nanoseconds. */
  private static final long BLOCK = 100_000_000;

  private static final int STEADY_BLOCKS = 4;

  /** How far apart the medians of a steady state's blocks may be. */
  private static final double SPREAD = 1.05;

  /** The part of the blocks' time that compiler and collector may take in a steady state. */
  private static final double OTHERS = 0.03;

  /** The process's time goes on by ticks of 10 ms: a difference is wrong by one. */
  private static final long TICK = 10_000_000;

  /** A warm-up ends after this many times its least length, steady or not. */
  private static final int PATIENCE = 8;

  private final Runnable workload;

  /** Threads of the workload itself, whose time is not the compiler's. */
  private final int threads;

  private final long[] nanos = new long[MOST_CALLS];
  private int calls;
  private long bytes;

  Timer(Runnable workload, int threads) {
    this.workload = workload;
    this.threads = threads;
  }

  /**
   * Calls until the times stay as they are and the compiler has nothing to do: pinned to one core
   * it shares that core with the work for seconds.
   *
   * @param seconds at least; at most eight times as long, or four blocks
   * @return whether it came to rest
   */
  boolean warmUp(double seconds) {
    double[] medians = new double[STEADY_BLOCKS];
    long[] from = new long[STEADY_BLOCKS];
    long[] others = new long[STEADY_BLOCKS];
    long start = System.nanoTime();
    for (int block = 0; ; block++) {
      int at = block % STEADY_BLOCKS;
      from[at] = System.nanoTime();
      others[at] = othersTime();
      medians[at] = median(0, sample(0, seconds > 0 ? BLOCK : 0));
      int oldest = (block + 1) % STEADY_BLOCKS;
      long now = System.nanoTime();
      boolean steady =
          block + 1 >= STEADY_BLOCKS
              && (threads > 1 || quiet(othersTime() - others[oldest], now - from[oldest]))
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

  /**
   * Times calls for a while, three at least; they are kept for {@link #quantiles}.
   *
   * @return the median, in nanoseconds
   */
  double turn(double seconds) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    int n = sample(calls, (long) (seconds * 1e9));
    bytes += THREADS.getCurrentThreadAllocatedBytes() - allocated;
    // Sorted within the turn only: the whole is sorted at the end.
    double median = median(calls, n);
    calls += n;
    return median;
  }

  private double median(int from, int n) {
    Arrays.sort(nanos, from, from + n);
    return (nanos[from + (n - 1) / 2] + nanos[from + n / 2]) / 2.0;
  }

  /** Times calls into the array from a place on; returns their number. */
  private int sample(int from, long length) {
    if (from + LEAST_CALLS > nanos.length) {
      throw new IllegalStateException("more than " + MOST_CALLS + " calls: shorten the turns");
    }
    int n = 0;
    long end = System.nanoTime() + length;
    long start = end - length;
    while ((n < LEAST_CALLS || start < end) && from + n < nanos.length) {
      start = System.nanoTime();
      workload.run();
      nanos[from + n++] = System.nanoTime() - start;
    }
    return n;
  }

  /** Calls of all turns so far. */
  int calls() {
    return calls;
  }

  /** Bytes that this thread allocated a call, of all turns so far. */
  double bytes() {
    return (double) bytes / Math.max(1, calls);
  }

  /** Nanoseconds of a call at parts of all turns' calls: 0 the fastest, 1 the slowest. */
  List<Double> quantiles(List<Double> parts) {
    Arrays.sort(nanos, 0, calls);
    return parts.stream()
        .map(p -> (double) nanos[(int) Math.min(calls - 1, Math.floor(p * calls))])
        .toList();
  }
}
