package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** The states of a window and their gradients, read and set. */
class UnrolledStateTest {
  private static final int STEPS = 6;

  /**
   * Two windows on tapes of their own, the second one gone back through first and the gradient of
   * its first state handed to the first: the bits of one.
   */
  @Property(tries = 60, seed = "20261122")
  void twoWindowsWithAHandedGradientAreOne(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = STEPS - 1) int cut,
      @ForAll @IntRange(min = 1, max = 3) int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    Packing packing = Packing.dense(STEPS, rows);
    LongTask task = new LongTask(LongTask.random(random, false), packing, random.nextLong());
    Layers layers = task.network.layers();
    Unrolled whole = new Unrolled(layers, packing, task.mode);
    Unrolled first = new Unrolled(layers, Packing.dense(cut, rows), task.mode);
    Unrolled second = new Unrolled(layers, Packing.dense(STEPS - cut, rows), task.mode);
    float[] expected = task.gradients();
    float[] dp = task.gradients();
    task.whole(whole, expected);

    float[] p = task.network.parameters();
    forward(task, first, cut, 0);
    Checkpoint edge = first.newCheckpoint();
    first.save(edge);
    first.carry(cut);
    Checkpoint middle = first.newCheckpoint();
    first.save(middle);
    second.restore(middle);
    forward(task, second, STEPS - cut, cut);
    second.prepare(p);
    second.clear();
    task.loss(second, 0, cut);
    second.backward(STEPS - cut, p, dp);

    // What was carried is gone: the first window once more.
    first.restore(edge);
    forward(task, first, cut, 0);
    first.prepare(p);
    first.clear();
    task.loss(first, 0, 0);
    State gradient = task.network.newState();
    for (int n = 0; n < rows; n++) {
      second.stateGradient(n, gradient);
      first.setStateGradient(n, gradient);
    }
    first.backward(cut, p, dp);
    String what = task.network.architecture() + ", cut " + cut;
    Nets.assertSameBits(what, expected, dp);
    State theirs = task.network.newState();
    for (int n = 0; n < rows; n++) {
      whole.stateGradient(n, theirs);
      first.stateGradient(n, gradient);
      Nets.assertSameBits(what + ", row " + n, theirs.toArray(), gradient.toArray());
    }
  }

  private static void forward(LongTask task, Unrolled u, int steps, int t) {
    float[] p = task.network.parameters();
    int rows = u.packing().rows();
    if (task.tokens != null) {
      u.forward(steps, task.tokens, t * rows, p);
    } else {
      u.forward(steps, task.features, t * rows * 4, p);
    }
  }

  /** Row by row, at every step, by name: what a stream says. */
  @Example
  @Tag("cold")
  void statesAreThoseOfAStream() {
    Architecture a = Architecture.builder().features(4).lstm(17).gru(6).dense(3).build();
    Packing packing = Packing.ragged(STEPS, 3, 3 * STEPS);
    LongTask task = new LongTask(a, packing, 3);
    packing.lengths(4, 0, 6);
    Unrolled u = new Unrolled(task.network.layers(), packing, Mode.inference());
    for (int n = 0; n < 3; n++) {
      u.setState(n, Nets.state(task.network, n));
    }
    u.forward(task.features, 0, task.network.parameters());
    float[][] all = new float[2][packing.total() * 17 + 1];
    u.states(0, "c", all[0], 1);
    u.states(1, "h", all[1], 0);
    State state = task.network.newState();
    float[] out = new float[3];
    for (int n = 0; n < 3; n++) {
      State stream = Nets.state(task.network, n);
      Stepper stepper = task.network.newStepper();
      for (int t = 0; t <= packing.length(n); t++) {
        u.state(t, n, state);
        Nets.assertSameBits("row " + n + ", t " + t, stream.toArray(), state.toArray());
        if (t < packing.length(n)) {
          int at = packing.at(t, n);
          stepper.step(stream, Arrays.copyOfRange(task.features, at * 4, at * 4 + 4), out);
          float[] c = Arrays.copyOfRange(all[0], 1 + at * 17, 1 + at * 17 + 17);
          Nets.assertSameBits("c, row " + n + ", t " + t, stream.c(0), c);
          float[] h = Arrays.copyOfRange(all[1], at * 6, at * 6 + 6);
          Nets.assertSameBits("h, row " + n + ", t " + t, stream.h(1), h);
        }
      }
      u.state(n, state);
      Nets.assertSameBits("last of row " + n, stream.toArray(), state.toArray());
    }
  }

  /** A layer that goes backward in time ends at a row's first step, as PyTorch's {@code h_n}. */
  @Example
  @Tag("cold")
  void aReverseLayerEndsAtTheFirstStep() {
    Architecture a =
        Architecture.builder()
            .features(4)
            .bidirectional(new Architecture.Gru(5), Merge.CONCAT)
            .build();
    Packing packing = Packing.ragged(STEPS, 2, 2 * STEPS);
    LongTask task = new LongTask(a, packing, 3);
    packing.lengths(3, 6);
    Unrolled u = new Unrolled(task.network.layers(), packing, Mode.inference());
    u.forward(task.features, 0, task.network.parameters());
    State state = task.network.newState();
    for (int n = 0; n < 2; n++) {
      u.state(n, state);
      int last = u.output() + packing.at(packing.length(n) - 1, n) * u.outputRow();
      int first = u.output() + packing.at(0, n) * u.outputRow();
      float[] y = u.tape().data();
      Nets.assertSameBits("forward", state.h(0), Arrays.copyOfRange(y, last, last + 5));
      Nets.assertSameBits("reverse", state.h(1), Arrays.copyOfRange(y, first + 5, first + 10));
    }
  }

  /** The learned first state is on the tape, and a given one in its place has its gradient. */
  @Example
  @Tag("cold")
  void firstStatesAreLearnedOrGiven() {
    Architecture a = Architecture.builder().features(4).lstm(5).dense(3).learnStart().build();
    LongTask task = new LongTask(a, Packing.dense(STEPS, 2), 3);
    Unrolled u = new Unrolled(task.network.layers(), task.packing, Mode.inference());
    float[] p = task.network.copyParameters();
    int h = task.network.layers().parameters().region("start_h.l0").offset();
    int c = task.network.layers().parameters().region("start_c.l0").offset();
    System.arraycopy(Nets.uniform(8, 5, -1, 1), 0, p, h, 5);
    System.arraycopy(Nets.uniform(9, 5, -1, 1), 0, p, c, 5);
    State given = Nets.state(task.network, 2);
    u.setState(1, given);
    u.prepare(p);
    u.forward(task.features, 0, p);
    u.clear();
    task.loss(u, 0, 0);
    float[] dp = new float[p.length];
    u.backward(STEPS, p, dp);
    State state = task.network.newState();
    u.state(0, 0, state);
    Nets.assertSameBits("learned h", Nets.uniform(8, 5, -1, 1), state.h(0));
    Nets.assertSameBits("learned c", Nets.uniform(9, 5, -1, 1), state.c(0));
    u.stateGradient(0, state);
    Nets.assertSameNumbers("its gradient", Arrays.copyOfRange(dp, h, h + 5), state.h(0));
    Nets.assertSameNumbers("its gradient", Arrays.copyOfRange(dp, c, c + 5), state.c(0));
    u.state(0, 1, state);
    Nets.assertSameBits("given", given.toArray(), state.toArray());
  }

  /**
   * The forward pass alone knows the learned first state: what is read before is zero, or that of
   * an earlier pass, and what is kept of it does not count.
   */
  @Example
  @Tag("cold")
  void learnedFirstStatesAreReadFromTheForwardPassOn() {
    Architecture a =
        Architecture.builder()
            .features(4)
            .bidirectional(new Architecture.Gru(5), Merge.SUM)
            .dense(3)
            .learnStart()
            .build();
    Packing packing = Packing.ragged(STEPS, 2, 2 * STEPS);
    LongTask task = new LongTask(a, packing, 3);
    packing.lengths(3, 0);
    float[][] p = {learned(task.network, 8), learned(task.network, 9)};
    float[] zero = new float[10];
    float[][] expected = {Nets.uniform(8, 10, -1, 1), Nets.uniform(9, 10, -1, 1)};
    Unrolled u = new Unrolled(task.network.layers(), packing, Mode.inference());
    assertFirst("at first", task, u, zero, zero);
    Carried carried = u.carried();
    Checkpoint kept = u.newCheckpoint();
    u.save(kept);
    u.forward(task.features, 0, p[0]);
    assertFirst("from the pass on", task, u, expected[0], expected[0]);
    float[] outputs = outputs(task, u);
    u.carry(3);
    float[] after = u.carried().states();
    // The row without a step has yet to begin; so has, each window anew, the reverse direction.
    Nets.assertSameBits("of no step", expected[0], Arrays.copyOfRange(after, 10, 20));
    float[] reverse = Arrays.copyOfRange(expected[0], 5, 10);
    Nets.assertSameBits("reverse", reverse, Arrays.copyOfRange(after, 5, 10));
    u.resetState();
    assertFirst("reset", task, u, zero, zero);
    u.forward(task.features, 0, p[1]);
    assertFirst("of other parameters", task, u, expected[1], expected[1]);
    u.restore(kept);
    assertFirst("kept", task, u, zero, zero);
    u.forward(task.features, 0, p[0]);
    Nets.assertSameBits("as at first", outputs, outputs(task, u));
    u.restore(carried);
    assertFirst("carried", task, u, zero, zero);
    u.forward(task.features, 0, p[0]);
    Nets.assertSameBits("as at first", outputs, outputs(task, u));
  }

  /** Parameters whose first states, of both directions, are some numbers. */
  private static float[] learned(Network network, long seed) {
    float[] p = network.copyParameters();
    Layout layout = network.layers().parameters();
    float[] states = Nets.uniform(seed, 10, -1, 1);
    System.arraycopy(states, 0, p, layout.region("start_h.l0").offset(), 5);
    System.arraycopy(states, 5, p, layout.region("start_h.l0_reverse").offset(), 5);
    return p;
  }

  private static float[] outputs(LongTask task, Unrolled u) {
    task.loss(u, 0, 0);
    return task.outputs.clone();
  }

  private static void assertFirst(String what, LongTask task, Unrolled u, float[]... expected) {
    Carried carried = u.carried();
    Checkpoint kept = u.newCheckpoint();
    u.save(kept);
    State state = task.network.newState();
    for (int n = 0; n < expected.length; n++) {
      u.state(0, n, state);
      Nets.assertSameBits(what, expected[n], state.toArray());
      Nets.assertSameBits(what + ", kept", expected[n], kept.state(n).toArray());
      float[] row = Arrays.copyOfRange(carried.states(), n * 10, n * 10 + 10);
      Nets.assertSameBits(what + ", carried", expected[n], row);
      assertTrue(carried.fresh()[n] && carried.fresh()[expected.length + n], what);
    }
  }

  @Example
  void nothingIsAllocated() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    Architecture a = Architecture.builder().features(4).lstm(17).gru(6).dense(3).build();
    LongTask task = new LongTask(a, Packing.dense(STEPS, 2), 1);
    Unrolled u = new Unrolled(task.network.layers(), task.packing, task.mode);
    State state = task.network.newState();
    Checkpoint checkpoint = u.newCheckpoint();
    float[] c = new float[STEPS * 2 * 17];
    float[] p = task.network.parameters();
    Runnable all =
        () -> {
          u.forward(STEPS, task.features, 0, p);
          u.state(1, state);
          u.states(0, "c", c, 0);
          u.stateGradient(1, state);
          u.setStateGradient(0, state);
          u.save(checkpoint);
          u.restore(checkpoint);
        };
    assertEquals(0, Garbage.leastBytes(all), "bytes in " + Garbage.CALLS + " calls");
  }

  @Example
  @Tag("cold")
  void whatIsNotThereIsRefused() {
    Architecture a = Architecture.builder().features(4).lstm(5).build();
    LongTask task = new LongTask(a, Packing.dense(STEPS, 2), 3);
    Unrolled u = new Unrolled(task.network.layers(), task.packing, Mode.inference());
    State state = task.network.newState();
    float[] all = new float[STEPS * 2 * 5];
    Nets.assertRefused("steps", () -> u.state(0, state));
    Nets.assertRefused("steps", () -> u.state(1, 0, state));
    Nets.assertRefused("steps", () -> u.states(0, "h", all, 0));
    u.state(0, 0, state);
    u.forward(task.features, 0, task.network.parameters());
    Nets.assertRefused("row", () -> u.state(2, state));
    Nets.assertRefused("row", () -> u.state(0, -1, state));
    Nets.assertRefused("row", () -> u.stateGradient(2, state));
    Nets.assertRefused("row", () -> u.setStateGradient(-1, state));
    Nets.assertRefused("part", () -> u.states(0, "m", all, 0));
    Arrays.fill(all, 7);
    float[] before = all.clone();
    Nets.assertRefused("cell", () -> u.states(1, "h", all, 0));
    Nets.assertRefused("to", () -> u.states(0, "h", all, 1));
    Nets.assertRefused("to", () -> u.states(0, "h", all, -1));
    Nets.assertSameBits("nothing is written", before, all);
    Nets.assertRefused("t", () -> u.state(STEPS + 1, 0, state));
    Nets.assertRefused("t", () -> u.state(-1, 0, state));
    Nets.assertRefused("state", () -> u.state(0, 0, null));
    Nets.assertRefused("state", () -> u.setState(0, null));
    Layers gru = new Layers(Architecture.builder().features(4).gru(5).build());
    State other = new State(gru.shape());
    Nets.assertRefused("state", () -> u.state(0, other));
    Nets.assertRefused("state", () -> u.stateGradient(0, other));
    Nets.assertRefused("state", () -> u.setStateGradient(0, other));
    u.carry(STEPS);
    Nets.assertRefused("steps", () -> u.state(0, state));
  }
}
