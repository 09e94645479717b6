package dev.cellwise.bench.load;

import dev.cellwise.bench.cases.Streams;
import java.util.function.LongSupplier;

/** Steps one after the other without a pause: what a thread can do at most. */
final class ClosedLoop {
  /** Steps between two looks at the clock, which takes some 25 ns. */
  private static final int BATCH = 16;

  private ClosedLoop() {}

  /**
   * Steps for a while.
   *
   * @param start when it begins, on the clock: threads that are to run at once wait for it
   * @param nanos how long
   * @return nanoseconds a step
   */
  static double time(
      Streams.Share share, RoundRobin streams, LongSupplier clock, long start, long nanos) {
    long begun = clock.getAsLong();
    while (begun - start < 0) {
      Thread.onSpinWait();
      begun = clock.getAsLong();
    }
    long steps = 0;
    long now = begun;
    do {
      run(share, streams, BATCH);
      steps += BATCH;
      now = clock.getAsLong();
    } while (now - begun < nanos);
    return (double) (now - begun) / steps;
  }

  /** So many steps. */
  static void run(Streams.Share share, RoundRobin streams, long steps) {
    for (long i = 0; i < steps; i++) {
      share.step(streams.next());
    }
  }
}
