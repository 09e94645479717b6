package dev.cellwise.bench.load;

import dev.cellwise.bench.cases.Streams;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * The events of one thread, due at a fixed rate whatever becomes of them: the thread waits for the
 * time of each, busy, and steps a stream. If it comes too late, since the event before took long,
 * it steps at once, and the event's latency counts from the time at which it was due. The loop
 * allocates nothing.
 */
final class OpenLoop {
  /** An hour: what waited longer counts as that. */
  private static final long LONGEST = 3_600_000_000_000L;

  private static final int DIGITS = 3;

  private final Streams.Share share;
  private final RoundRobin streams;
  private final LongSupplier clock;
  private final Histogram latencies = histogram();
  private long late;
  private long missed;
  private long leastMissed = Long.MAX_VALUE;

  /**
   * None yet.
   *
   * @param share what is stepped
   * @param streams whose turn it is
   * @param clock in nanoseconds
   */
  OpenLoop(Streams.Share share, RoundRobin streams, LongSupplier clock) {
    this.share = share;
    this.streams = streams;
    this.clock = clock;
  }

  /** An empty one that never grows: recording does not allocate. */
  static Histogram histogram() {
    return new Histogram(1, LONGEST, DIGITS);
  }

  /**
   * Runs to the last event, or to the end.
   *
   * @param first when the first event is due, on the clock
   * @param interval nanoseconds from one to the next
   * @param events at least 1
   * @param end when the run is broken off, after the last event is due; what was not begun by then
   *     is missed, and its latency the time that it has waited
   */
  void run(long first, double interval, long events, long end) {
    for (long k = 0; k < events; k++) {
      long due = due(first, interval, k);
      long now = clock.getAsLong();
      if (now - end >= 0) {
        miss(first, interval, k, events, now);
        return;
      }
      if (now - due > 0) {
        late++;
      }
      while (now - due < 0) {
        Thread.onSpinWait();
        now = clock.getAsLong();
      }
      share.step(streams.next());
      record(clock.getAsLong() - due);
    }
  }

  /** From the first, not from the one before: an interval is no whole number of nanoseconds. */
  private static long due(long first, double interval, long event) {
    return first + (long) (event * interval);
  }

  private void miss(long first, double interval, long from, long events, long now) {
    for (long k = from; k < events; k++) {
      record(now - due(first, interval, k));
    }
    missed += events - from;
    leastMissed = Math.min(leastMissed, now - due(first, interval, events - 1));
  }

  private void record(long latency) {
    latencies.recordValue(Math.min(latency, LONGEST));
  }

  /** Nanoseconds from when an event was due to when it was done, of all runs so far. */
  Histogram latencies() {
    return latencies;
  }

  /** Events that found the thread at work when they were due; those that were missed left out. */
  long late() {
    return late;
  }

  /** Events that were still waiting when a run was broken off. */
  long missed() {
    return missed;
  }

  /** Nanoseconds that the last of them had waited, the shortest; {@code MAX_VALUE} if none did. */
  long leastMissed() {
    return leastMissed;
  }
}
