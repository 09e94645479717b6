package dev.cellwise.rnn.net;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Steps through a network until its steps have not got faster for a while: a state and a stepper of
 * its own, chunks of single steps and a run in turn.
 */
final class Warming {
  /** Time steps of a chunk: as many one by one, and then in a run. */
  static final int CHUNK = Stepper.CHUNK;

  /** Single steps before which nothing is at rest: C2 waits for some thousand calls of a method. */
  static final int ENOUGH_STEPS = 20_000;

  /** Steps of a large network have long loops, which the compiler sees before many of them. */
  static final long LONG_STEPS_NANOS = 3_000_000_000L;

  /** The compiler works in the background: it may have a second's work before it. */
  static final long REST_NANOS = 1_000_000_000L;

  /** A chunk is faster than another if it takes less than fifteen sixteenths of its time. */
  private static final int PART = 16;

  private final LongSupplier clock;
  private final Stepper stepper;
  private final State state;
  private final boolean takesTokens;
  private final float[] x;
  private final int[] tokens = new int[CHUNK];
  private final float[] out;
  private long singleSteps;
  private long stepsOfRuns;

  /**
   * A warm-up to be run.
   *
   * @param network one that can be stepped
   * @param clock gives nanoseconds, of whatever origin
   * @throws IllegalArgumentException if the network cannot be stepped
   */
  Warming(Network network, LongSupplier clock) {
    this.clock = clock;
    this.stepper = network.newStepper();
    this.state = network.newState();
    this.takesTokens = network.layers().tokens();
    int inputs = takesTokens ? 0 : network.architecture().input().size();
    this.x = new float[CHUNK * inputs];
    this.out = new float[CHUNK * network.architecture().outputSize()];
  }

  /**
   * Goes on until steps are at rest or the budget is used up; past it by a run of {@link #CHUNK}
   * steps at most.
   *
   * @param budget nanoseconds, at least 0
   */
  WarmUp run(long budget) {
    long start = clock.getAsLong();
    long now = start;
    long gained = start;
    long fastest = Long.MAX_VALUE;
    while (true) {
      boolean enough = singleSteps >= ENOUGH_STEPS || now - start > LONG_STEPS_NANOS;
      boolean rested = enough && now - gained > REST_NANOS;
      if (rested || now - start >= budget) {
        return new WarmUp(singleSteps + stepsOfRuns, Duration.ofNanos(now - start), rested);
      }
      chunk(start, budget);
      long took = clock.getAsLong() - now;
      now += took;
      if (took < fastest - fastest / PART) {
        fastest = took;
        gained = now;
      }
    }
  }

  private void chunk(long start, long budget) {
    for (int i = 0; i < CHUNK; i++) {
      if (clock.getAsLong() - start >= budget) {
        return;
      }
      if (takesTokens) {
        stepper.step(state, 0, out);
      } else {
        stepper.step(state, x, out);
      }
      singleSteps++;
    }
    if (takesTokens) {
      stepper.run(state, tokens, CHUNK, out);
    } else {
      stepper.run(state, x, CHUNK, out);
    }
    stepsOfRuns += CHUNK;
  }
}
