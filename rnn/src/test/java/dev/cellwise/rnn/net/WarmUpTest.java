package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** When a warm-up ends, by a clock that each look moves on. */
class WarmUpTest {
  private static final long MILLI = 1_000_000;

  /** Looks at the clock in a chunk: before each single step, and at its end. */
  private static final int LOOKS = Warming.CHUNK + 1;

  private static final Architecture WORDS =
      Architecture.builder().index(3).lstm(4).dense(3).build();
  private static final Architecture EMBEDDED =
      Architecture.builder().embedding(3, 2).gru(4).build();
  private static final Architecture NUMBERS = Architecture.builder().features(2).rnn(4).build();

  /** Nanoseconds that each look takes, less and less from chunk to chunk or always the same. */
  private static final class Clock implements LongSupplier {
    private final double pace;
    private double tick;
    private long now = 123;
    private int looks;

    Clock(double tick, double pace) {
      this.tick = tick;
      this.pace = pace;
    }

    @Override
    public long getAsLong() {
      if (looks++ > 0) {
        now += (long) tick;
      }
      // The first look is the start; a chunk's last one is its end.
      if (looks > 1 && (looks - 1) % LOOKS == 0) {
        tick *= pace;
      }
      return now;
    }
  }

  private static WarmUp run(Architecture a, double tick, double pace, long budget) {
    return Warming.ofSteps(Network.initialise(a, 1), new Clock(tick, pace)).run(budget);
  }

  @Test
  void noBudgetNoStep() {
    for (Architecture a : new Architecture[] {WORDS, EMBEDDED, NUMBERS}) {
      assertEquals(new WarmUp(0, Duration.ZERO, false), run(a, MILLI, 1, 0));
      WarmUp none = Network.initialise(a, 1).warmUp(Duration.ZERO);
      assertEquals(0, none.steps());
      assertFalse(none.rested());
    }
  }

  /** A look a millisecond: the tenth is the end. */
  @Test
  void aBudgetEndsWithinAChunk() {
    for (Architecture a : new Architecture[] {WORDS, EMBEDDED, NUMBERS}) {
      assertEquals(new WarmUp(9, Duration.ofMillis(11), false), run(a, MILLI, 1, 10 * MILLI));
    }
  }

  @Test
  void aChunkIsSingleStepsAndARun() {
    long chunk = LOOKS * MILLI;
    WarmUp one = run(WORDS, MILLI, 1, chunk);
    assertEquals(new WarmUp(2 * Warming.CHUNK, Duration.ofNanos(chunk), false), one);
  }

  /** As many steps as C2 wants to see, then a rest: whatever the budget. */
  @Test
  void atRestItEnds() {
    int chunks = (Warming.ENOUGH_STEPS + Warming.CHUNK - 1) / Warming.CHUNK;
    Duration time = Duration.ofNanos(chunks * LOOKS * MILLI / 10);
    assertTrue(time.toNanos() < Warming.LONG_STEPS_NANOS);
    WarmUp expected = new WarmUp(2L * chunks * Warming.CHUNK, time, true);
    assertEquals(expected, run(WORDS, MILLI / 10, 1, Long.MAX_VALUE));
    assertEquals(expected, run(NUMBERS, MILLI / 10, 1, time.toNanos()));
    long chunkLess = time.toNanos() - LOOKS * MILLI / 10;
    assertFalse(run(NUMBERS, MILLI / 10, 1, chunkLess).rested());
  }

  /** Large networks: three seconds are enough, however few the steps. */
  @Test
  void longStepsNeedNotBeMany() {
    WarmUp expected = new WarmUp(5 * 2 * Warming.CHUNK, Duration.ofMillis(5 * LOOKS * 10), true);
    assertEquals(expected, run(WORDS, 10 * MILLI, 1, Long.MAX_VALUE));
  }

  @Test
  void whatStillGetsFasterIsNotAtRest() {
    WarmUp faster = run(WORDS, 10 * MILLI, 0.9, 4_000 * MILLI);
    assertFalse(faster.rested());
    assertTrue(faster.time().toMillis() >= 4_000, faster::toString);
    assertTrue(run(WORDS, 10 * MILLI, 0.99, 4_000 * MILLI).rested(), "not by a sixteenth");
  }

  @Test
  void halvesOfTheBytesAreSteppedToo() {
    Network network = Network.initialise(WORDS, 1).to(Precision.BF16);
    long chunk = LOOKS * MILLI;
    WarmUp two = Warming.ofSteps(network, new Clock(MILLI, 1)).run(2 * chunk);
    assertEquals(new WarmUp(4 * Warming.CHUNK, Duration.ofNanos(2 * chunk), false), two);
  }

  /** A chunk is calls alone; at rest they are after as many as single steps are. */
  @Test
  void batchesAreCalled() {
    long chunk = LOOKS * MILLI;
    for (Architecture a : new Architecture[] {WORDS, EMBEDDED, NUMBERS}) {
      WarmUp two = batches(a, 3, MILLI, 2 * chunk);
      assertEquals(new WarmUp(2 * Warming.CHUNK, Duration.ofNanos(2 * chunk), false), two);
      WarmUp none = Network.initialise(a, 1).warmUp(3, Duration.ZERO);
      assertEquals(0, none.steps());
      assertFalse(none.rested());
    }
    int chunks = (Warming.ENOUGH_STEPS + Warming.CHUNK - 1) / Warming.CHUNK;
    Duration time = Duration.ofNanos(chunks * LOOKS * MILLI / 10);
    WarmUp expected = new WarmUp((long) chunks * Warming.CHUNK, time, true);
    assertEquals(expected, batches(WORDS, 1, MILLI / 10, Long.MAX_VALUE));
  }

  private static WarmUp batches(Architecture a, int rows, double tick, long budget) {
    return Warming.ofBatches(Network.initialise(a, 1), rows, new Clock(tick, 1)).run(budget);
  }

  @Test
  void nothingElseChanges() {
    for (Precision precision : Precision.values()) {
      Network network = Network.initialise(WORDS, 1).to(precision);
      Map<String, Tensor> before = network.tensors();
      State state = Nets.state(network, 3);
      float[] numbers = state.toArray();
      float[] expected = new float[3];
      network.newStepper().step(state.copy(), 1, expected);
      network.warmUp(Duration.ofMillis(20));
      network.warmUp(5, Duration.ofMillis(20));
      Nets.assertSameBits("weights", before, network.tensors());
      Nets.assertSameBits("state", numbers, state.toArray());
      float[] out = new float[3];
      network.newStepper().step(state, 1, out);
      Nets.assertSameBits("out", expected, out);
    }
  }

  @Test
  void badBudgetsAreRefused() {
    Network network = Network.initialise(WORDS, 1);
    Nets.assertRefused("budget", () -> network.warmUp(null));
    Nets.assertRefused("budget", () -> network.warmUp(Duration.ofNanos(-1)));
    Nets.assertRefused("budget", () -> network.warmUp(Duration.ofSeconds(Long.MIN_VALUE)));
    Nets.assertRefused("budget", () -> network.warmUp(2, null));
    Nets.assertRefused("budget", () -> network.warmUp(2, Duration.ofNanos(-1)));
    Nets.assertRefused("rows", () -> network.warmUp(0, Duration.ZERO));
    Nets.assertRefused("rows", () -> network.warmUp(Integer.MAX_VALUE, Duration.ZERO));
    Network wide = Network.initialise(Architecture.builder().features(4096).rnn(1).build(), 1);
    Nets.assertRefused("rows", () -> wide.warmUp(1 << 20, Duration.ZERO));
    Network last = Network.initialise(Architecture.builder().features(2).lstm(4).last().build(), 1);
    Nets.assertRefused("network", () -> last.warmUp(Duration.ZERO));
    Nets.assertRefused("network", () -> last.warmUp(2, Duration.ZERO));
  }
}
