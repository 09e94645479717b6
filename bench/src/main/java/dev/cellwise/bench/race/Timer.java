package dev.cellwise.bench.race;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** Times single calls of a workload, one pair of looks at the clock each, turn by turn. */
final class Timer {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** A turn ends with them, however short: no library is too fast to be timed. */
  private static final int MOST_CALLS = 2_000_000;

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

  /** But not before so many seconds: compilers take the time that they take. */
  private static final double LEAST_PATIENCE = 8;

  /** Calls that leave more on average, and should leave nothing, are not compiled yet. */
  private static final long MOST_BYTES = 1024;

  /**
   * Nor are they where a block of many short ones leaves more in all: one of a thousand calls that
   * boxes its vectors is not seen in the average.
   */
  private static final long MOST_BLOCK_BYTES = 256 * 1024;

  private final Runnable workload;

  /** Threads of the workload itself, whose time cannot be told from the compiler's. */
  private final int threads;

  /** Whether a call leaves nothing on the heap once it is compiled. */
  private final boolean garbageFree;

  private final LongSupplier clock;

  /** Processor time of all threads but this one. */
  private final LongSupplier others;

  private final long[] nanos = new long[MOST_CALLS];

  /** All calls of the turns, to three digits. */
  private final Histogram histogram = new Histogram(3);

  private long bytes;

  Timer(Runnable workload, int threads, boolean garbageFree) {
    this(
        workload,
        threads,
        garbageFree,
        System::nanoTime,
        () -> PROCESS.getProcessCpuTime() - THREADS.getCurrentThreadCpuTime());
  }

  /** By other clocks, in nanoseconds. */
  Timer(
      Runnable workload,
      int threads,
      boolean garbageFree,
      LongSupplier clock,
      LongSupplier others) {
    this.workload = workload;
    this.threads = threads;
    this.garbageFree = garbageFree;
    this.clock = clock;
    this.others = others;
  }

  /**
   * Calls until the times stay as they are and, on one thread, the compiler has nothing to do:
   * pinned to one core it shares that core with the work for seconds. What the compiler has not
   * been asked for yet is told by its garbage, where there should be none.
   *
   * @param seconds at least, and at most eight times as long or eight seconds; 0: one block
   * @return whether it came to rest
   */
  boolean warmUp(double seconds) {
    double[] medians = new double[STEADY_BLOCKS];
    long[] from = new long[STEADY_BLOCKS];
    long[] busy = new long[STEADY_BLOCKS];
    double most = seconds == 0 ? 0 : Math.max(PATIENCE * seconds, LEAST_PATIENCE);
    long start = clock.getAsLong();
    for (int block = 0; ; block++) {
      int at = block % STEADY_BLOCKS;
      from[at] = clock.getAsLong();
      busy[at] = others.getAsLong();
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      int calls = sample(seconds > 0 ? BLOCK : 0);
      allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
      medians[at] = median(calls);
      int oldest = (block + 1) % STEADY_BLOCKS;
      long now = clock.getAsLong();
      boolean steady =
          block + 1 >= STEADY_BLOCKS
              && (threads > 1 || quiet(others.getAsLong() - busy[oldest], now - from[oldest]))
              && (!garbageFree || clean(allocated, calls))
              && spread(medians) <= SPREAD;
      double gone = (now - start) / 1e9;
      if (gone >= seconds && steady || gone >= most) {
        return steady;
      }
    }
  }

  /** Whether a block's calls left so little that all of them are compiled. */
  static boolean clean(long allocated, int calls) {
    return allocated <= Math.min(MOST_BYTES * calls, MOST_BLOCK_BYTES);
  }

  /** Whether the other threads took little enough of so much time, for all that can be told. */
  static boolean quiet(long others, long elapsed) {
    return others - TICK < OTHERS * elapsed;
  }

  private static double spread(double[] medians) {
    return Arrays.stream(medians).max().orElseThrow() / Arrays.stream(medians).min().orElseThrow();
  }

  /**
   * Times calls for a while, three at least and two millions at most; they are kept for {@link
   * #quantiles}.
   *
   * @return the median, in nanoseconds
   */
  double turn(double seconds) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    int calls = sample((long) (seconds * 1e9));
    bytes += THREADS.getCurrentThreadAllocatedBytes() - allocated;
    for (int i = 0; i < calls; i++) {
      histogram.recordValue(nanos[i]);
    }
    return median(calls);
  }

  private double median(int calls) {
    Arrays.sort(nanos, 0, calls);
    return (nanos[(calls - 1) / 2] + nanos[calls / 2]) / 2.0;
  }

  /** Times calls; returns their number. */
  private int sample(long length) {
    int n = 0;
    long end = clock.getAsLong() + length;
    long start = end - length;
    while ((n < LEAST_CALLS || start - end < 0) && n < nanos.length) {
      start = clock.getAsLong();
      workload.run();
      nanos[n++] = clock.getAsLong() - start;
    }
    return n;
  }

  /** Calls of all turns so far. */
  int calls() {
    return Math.toIntExact(histogram.getTotalCount());
  }

  /** Bytes that this thread allocated a call, of all turns so far. */
  double bytes() {
    return (double) bytes / Math.max(1, calls());
  }

  /** Nanoseconds of a call at parts of all turns' calls: 0 the fastest, 1 the slowest. */
  List<Double> quantiles(List<Double> parts) {
    return parts.stream()
        .map(
            p ->
                (double)
                    (p == 0 ? histogram.getMinValue() : histogram.getValueAtPercentile(100 * p)))
        .toList();
  }
}
