package dev.cellwise.examples.serve;

import dev.cellwise.examples.StepTimes;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What the clients of a run have met together; of requests that began in its warm-up, nothing. */
final class LoadTally {
  private final long from;
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final AtomicReference<String> refusal = new AtomicReference<>();
  private final LongAdder failed = new LongAdder();
  private final AtomicReference<String> failure = new AtomicReference<>();
  private final LongAccumulator longestFailure = new LongAccumulator(Math::max, 0);

  /** The first that went wrong, in the warm-up too. */
  private final AtomicReference<String> reason = new AtomicReference<>();

  private volatile boolean stopped;

  /**
   * Nothing yet.
   *
   * @param from when the warm-up is over
   */
  LoadTally(long from) {
    this.from = from;
  }

  /** When the warm-up is over. */
  long from() {
    return from;
  }

  private boolean counts(long start) {
    return start - from >= 0;
  }

  /**
   * A request was answered.
   *
   * @param start when it began
   * @return whether it counts
   */
  boolean answered(long start) {
    if (counts(start)) {
      answered.increment();
    }
    return counts(start);
  }

  /**
   * A request was answered with another status than it should.
   *
   * @param start when it began
   * @param why what came
   */
  void refused(long start, String why) {
    reason.compareAndSet(null, why);
    if (counts(start)) {
      refused.increment();
      refusal.compareAndSet(null, why);
    }
  }

  /**
   * A request was not answered.
   *
   * @param start when it began
   * @param time until it was given up
   * @param why what went wrong
   */
  void failed(long start, long time, String why) {
    reason.compareAndSet(null, why);
    if (counts(start)) {
      failed.increment();
      failure.compareAndSet(null, why);
      longestFailure.accumulate(time);
    }
  }

  /** What went wrong first; null where nothing did. */
  String reason() {
    return reason.get();
  }

  /** Ends the run for all: one of them has met something that is no service. */
  void stop() {
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  LoadRun.Figures figures(String model, StepTimes times, double seconds, int alive) {
    return new LoadRun.Figures(
        model,
        times,
        seconds,
        refused.sum(),
        refusal.get(),
        failed.sum(),
        longestFailure.get(),
        failure.get(),
        alive);
  }

  /** For a line of progress. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d requests counted  %,d refused  %,d failed",
        answered.sum(),
        refused.sum(),
        failed.sum());
  }
}
