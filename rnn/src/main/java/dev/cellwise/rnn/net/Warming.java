package dev.cellwise.rnn.net;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Steps through a network until its steps have not got faster for a while, with states and a
 * workspace of its own: chunks of single steps and a run in turn, or of calls of a batch stepper.
 */
final class Warming {
  /** Calls of a chunk; of a stepper's as many time steps one by one, and then in a run. */
  static final int CHUNK = Stepper.CHUNK;

  /** Calls before which nothing is at rest: C2 waits for some thousand calls of a method. */
  static final int ENOUGH_STEPS = 20_000;

  /** Steps of a large network have long loops, which the compiler sees before many of them. */
  static final long LONG_STEPS_NANOS = 3_000_000_000L;

  /** The compiler works in the background: it may have a second's work before it. */
  static final long REST_NANOS = 1_000_000_000L;

  /** A chunk is faster than another if it takes less than fifteen sixteenths of its time. */
  private static final int PART = 16;

  /** What is called. */
  private interface Work {
    /** The i-th call of a chunk, of one time step. */
    void step(int i);

    /** The end of a chunk; its time steps. */
    int run();
  }

  private final LongSupplier clock;
  private final Work work;
  private long singleSteps;
  private long stepsOfRuns;

  private Warming(Work work, LongSupplier clock) {
    this.work = work;
    this.clock = clock;
  }

  /**
   * A warm-up of steppers, to be run.
   *
   * @param network one that can be stepped
   * @param clock gives nanoseconds, of whatever origin
   * @throws IllegalArgumentException if the network cannot be stepped
   */
  static Warming ofSteps(Network network, LongSupplier clock) {
    return new Warming(new Steps(network), clock);
  }

  /**
   * A warm-up of batch steppers, to be run.
   *
   * @param network one that can be stepped
   * @param rows most streams of a call
   * @param clock gives nanoseconds, of whatever origin
   * @throws IllegalArgumentException if there are too many rows or less than 1, or the network
   *     cannot be stepped
   */
  static Warming ofBatches(Network network, int rows, LongSupplier clock) {
    return new Warming(new Batches(network, rows), clock);
  }

  /**
   * Goes on until steps are at rest or the budget is used up; past it by a call, or a run of {@link
   * #CHUNK} steps, at most.
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
      work.step(i);
      singleSteps++;
    }
    stepsOfRuns += work.run();
  }

  /** One stream, step by step and in runs. */
  private static final class Steps implements Work {
    private final Stepper stepper;
    private final State state;
    private final boolean takesTokens;
    private final float[] x;
    private final int[] tokens = new int[CHUNK];
    private final float[] out;

    Steps(Network network) {
      this.stepper = network.newStepper();
      this.state = network.newState();
      this.takesTokens = network.layers().tokens();
      int inputs = takesTokens ? 0 : network.architecture().input().size();
      this.x = new float[CHUNK * inputs];
      this.out = new float[CHUNK * network.architecture().outputSize()];
    }

    @Override
    public void step(int i) {
      if (takesTokens) {
        stepper.step(state, 0, out);
      } else {
        stepper.step(state, x, out);
      }
    }

    @Override
    public int run() {
      if (takesTokens) {
        stepper.run(state, tokens, CHUNK, out);
      } else {
        stepper.run(state, x, CHUNK, out);
      }
      return CHUNK;
    }
  }

  /** Calls of many streams and of few: rows that fill no tile of a kernel have others. */
  private static final class Batches implements Work {
    /** No tile of a kernel has more rows. */
    private static final int NUMBERS = 8;

    private final BatchStepper stepper;
    private final State[] states;
    private final boolean takesTokens;
    private final float[] x;
    private final int[] tokens;
    private final float[] out;

    Batches(Network network, int rows) {
      this.takesTokens = network.layers().tokens();
      int in = room(rows, takesTokens ? 0 : network.architecture().input().size());
      int y = room(rows, network.architecture().outputSize());
      this.stepper = network.newBatchStepper(rows);
      this.x = new float[in];
      this.tokens = new int[takesTokens ? rows : 0];
      this.out = new float[y];
      this.states = new State[rows];
      Arrays.setAll(states, i -> network.newState());
    }

    /** What a caller's array cannot hold is no call. */
    private static int room(int rows, int size) {
      long room = (long) rows * size;
      if (room > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "rows: expected as many as an array holds, each of " + size + " floats, got " + rows);
      }
      return (int) room;
    }

    /** Most and fewest in turn, then one less and one more, and so on. */
    @Override
    public void step(int i) {
      int by = i / 2 % Math.min(stepper.rows(), NUMBERS);
      int n = i % 2 == 0 ? stepper.rows() - by : 1 + by;
      if (takesTokens) {
        stepper.step(states, n, tokens, out);
      } else {
        stepper.step(states, n, x, out);
      }
    }

    @Override
    public int run() {
      return 0;
    }
  }
}
