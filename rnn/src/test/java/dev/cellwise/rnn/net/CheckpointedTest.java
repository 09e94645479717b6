package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** A long sequence in segments that are run again, against one window over all of it. */
class CheckpointedTest {
  private static final int STEPS = 11;

  @Property(tries = 200, seed = "20261122")
  void theBitsOfOneWindow(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = STEPS) int steps,
      @ForAll @IntRange(min = 1, max = STEPS) int segment,
      @ForAll @IntRange(min = 1, max = 4) int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    check(random, LongTask.random(random, false), steps, segment, rows, random.nextBoolean());
  }

  @Property(tries = 60, seed = "20261122")
  void alsoWhereOnlyTheLastOutputOfARowGoesOn(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = STEPS) int steps,
      @ForAll @IntRange(min = 1, max = STEPS) int segment) {
    SplittableRandom random = new SplittableRandom(seed);
    check(random, LongTask.random(random, true), steps, segment, 3, true);
  }

  /** In little time. */
  @Example
  @Tag("cold")
  void alsoInterpreted() {
    SplittableRandom random = new SplittableRandom(3);
    check(random, LongTask.random(random, false), 5, 2, 2, true);
    check(random, LongTask.random(random, false), 5, 3, 3, false);
  }

  private static void check(
      SplittableRandom random, Architecture a, int steps, int segment, int rows, boolean dense) {
    Packing packing =
        dense ? Packing.dense(STEPS, rows) : Packing.ragged(STEPS, rows, STEPS * rows);
    LongTask task = new LongTask(a, packing, random.nextLong());
    Unrolled u = new Unrolled(task.network.layers(), packing, task.mode);
    Checkpointed c = new Checkpointed(task.network.layers(), packing, segment, task.mode);
    int[] ids = random.ints(rows, 0, 100).toArray();
    u.rowIds(ids);
    c.rowIds(ids);
    State first = Nets.state(task.network, 8);
    u.setState(rows - 1, first);
    c.setState(rows - 1, first);
    float[] expected = task.gradients();
    float[] actual = task.gradients();
    String what = a + ", T " + steps + ", s " + segment + ", N " + rows + ", ids ";
    // The second sequence begins with the state, and the masks, after the first.
    for (int i = 0; i < 2; i++) {
      shape(random, packing, steps);
      sequence(what + Arrays.toString(ids) + ", sequence " + i, task, u, c, expected, actual);
      if (packing.steps() > 0) {
        u.carry(packing.steps());
      }
      c.carry();
    }
  }

  private static void shape(SplittableRandom random, Packing packing, int steps) {
    if (packing.isDense()) {
      packing.steps(steps);
    } else {
      packing.lengths(random.ints(packing.rows(), 0, steps + 1).toArray());
    }
  }

  private static void sequence(
      String what, LongTask task, Unrolled u, Checkpointed c, float[] expected, float[] actual) {
    Arrays.fill(task.outputs, 0);
    double value = task.whole(u, expected);
    float[] outputs = task.outputs.clone();
    Arrays.fill(task.outputs, 0);
    List<Float> dx = new ArrayList<>();
    SegmentLoss loss =
        new SegmentLoss() {
          @Override
          public double apply(Unrolled window, int from, int first) {
            return task.loss(window, from, first);
          }

          @Override
          public void done(Unrolled window, int from, int first) {
            dx.addAll(inputGradient(task, window));
          }
        };
    float[] once = actual.clone();
    double again = task.checkpointed(c, once, task::loss);
    assertEquals(again, task.checkpointed(c, actual, loss), what + ", again");
    Nets.assertSameBits(what + ", again", once, actual);
    assertEquals(value, again, 1e-5 * (1 + Math.abs(value)), what);
    Nets.assertSameBits(what + ", outputs", outputs, task.outputs);
    Nets.assertSameBits(what + ", parameters", expected, actual);
    assertEquals(inputGradient(task, u), dx, what + ", inputs");
    State mine = task.network.newState();
    State theirs = task.network.newState();
    for (int n = 0; n < u.packing().rows(); n++) {
      u.stateGradient(n, theirs);
      c.stateGradient(n, mine);
      Nets.assertSameBits(what + ", first state", theirs.toArray(), mine.toArray());
      u.state(n, theirs);
      c.state(n, mine);
      Nets.assertSameBits(what + ", last state", theirs.toArray(), mine.toArray());
    }
  }

  /** In reverse time. */
  private static List<Float> inputGradient(LongTask task, Unrolled u) {
    List<Float> all = new ArrayList<>();
    for (int k = 0; task.tokens == null && k < u.packing().total() * 16; k++) {
      all.add(u.workspace()[u.inputGradient() + k]);
    }
    return all;
  }

  /** A sequence is four times as long, and the memory about twice. */
  @Example
  void memoryGrowsWithTheRootOfTheSteps() {
    long[] kept = new long[4];
    long[] whole = new long[4];
    Layers layers = new Layers(Architecture.builder().features(8).lstm(32).dense(4).build());
    for (int i = 0, steps = 100; i < 4; i++, steps *= 4) {
      kept[i] = new Checkpointed(layers, Packing.dense(steps, 2), Mode.inference()).bytes();
      whole[i] = new Unrolled(layers, steps, 2).bytes();
    }
    for (int i = 1; i < 3; i++) {
      double mine = (double) (kept[i + 1] - kept[i]) / (kept[i] - kept[i - 1]);
      double theirs = (double) (whole[i + 1] - whole[i]) / (whole[i] - whole[i - 1]);
      assertEquals(2, mine, 0.1);
      assertEquals(4, theirs, 0.1);
    }
  }

  @Example
  void nothingIsAllocated() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    for (boolean dense : new boolean[] {true, false}) {
      Architecture a = Architecture.builder().embedding(4, 5).lstm(17).build();
      Packing packing = dense ? Packing.dense(7, 3) : Packing.ragged(7, 3, 21);
      LongTask task = new LongTask(a, packing, 1);
      Checkpointed c = new Checkpointed(task.network.layers(), packing, task.mode);
      float[] dp = task.gradients();
      int[] lengths = {7, 2, 0};
      SegmentLoss loss = task::loss;
      Runnable sequence =
          () -> {
            if (!dense) {
              packing.lengths(lengths);
            }
            task.checkpointed(c, dp, loss);
            c.carry();
          };
      assertEquals(0, Garbage.leastBytes(sequence), "bytes in " + Garbage.CALLS + " calls");
    }
  }

  @Example
  @Tag("cold")
  void theRootIsRoundedUp() {
    assertEquals(1, Checkpointed.segment(1));
    assertEquals(2, Checkpointed.segment(2));
    assertEquals(2, Checkpointed.segment(4));
    assertEquals(3, Checkpointed.segment(5));
    assertEquals(46341, Checkpointed.segment(Integer.MAX_VALUE));
  }

  @Example
  @Tag("cold")
  void whatCannotBeCutIsRefused() {
    Packing dense = Packing.dense(9, 2);
    Mode mode = Mode.training(1);
    Architecture.Recurrent cell = new Architecture.Gru(4);
    Layers back = new Layers(Architecture.builder().features(3).lstm(4).reverse(cell).build());
    Layers both =
        new Layers(Architecture.builder().features(3).bidirectional(cell, Merge.SUM).build());
    Nets.assertRefused("layers", () -> new Checkpointed(back, dense, mode));
    Nets.assertRefused("layers", () -> new Checkpointed(both, dense, mode));
    Layers last = new Layers(Architecture.builder().features(3).lstm(4).last().build());
    Packing ragged = Packing.ragged(9, 2, 18);
    Nets.assertRefused("sequence", () -> new Checkpointed(last, ragged, mode));
    Layers dropped =
        new Layers(Architecture.builder().features(3).lstm(4).last().dropout(0.5f).build());
    Nets.assertRefused("layers", () -> new Checkpointed(dropped, dense, mode));
    Layers inside =
        new Layers(
            Architecture.builder()
                .features(3)
                .lstm(4)
                .last()
                .residual(r -> r.hidden(4, Activation.tanh()).dropout(0.5f))
                .build());
    Nets.assertRefused("layers", () -> new Checkpointed(inside, dense, mode));
    assertTrue(new Checkpointed(inside, dense, Mode.inference()).bytes() > 0);
    Nets.assertRefused("segment", () -> new Checkpointed(last, dense, 0, mode));
    Nets.assertRefused("segment", () -> new Checkpointed(last, dense, 10, mode));
  }

  /** A refused sequence leaves the state before it, and none after it. */
  @Example
  @Tag("cold")
  void aRefusedSequenceLeavesTheStateBeforeIt() {
    Architecture a = Architecture.builder().embedding(4, 5).lstm(17).dense(3).build();
    LongTask task = new LongTask(a, Packing.dense(7, 2), 1);
    Checkpointed c = new Checkpointed(task.network.layers(), task.packing, task.mode);
    float[] expected = task.gradients();
    double value = task.checkpointed(c, expected, task::loss);
    int[] wrong = task.tokens.clone();
    wrong[13] = 4;
    float[] p = task.network.parameters();
    float[] dp = task.gradients();
    State state = task.network.newState();
    assertThrows(IndexOutOfBoundsException.class, () -> c.gradient(wrong, 0, p, dp, task::loss));
    Nets.assertSameBits("nothing is added", task.gradients(), dp);
    Nets.assertRefused("sequence", () -> c.state(0, state));
    Nets.assertRefused("sequence", () -> c.stateGradient(0, state));
    Nets.assertRefused("sequence", c::carry);
    Nets.assertRefused("x", () -> c.gradient(new float[70], 0, p, dp, task::loss));
    assertEquals(value, task.checkpointed(c, dp, task::loss));
    Nets.assertSameBits("as before", expected, dp);
    assertThrows(IndexOutOfBoundsException.class, () -> c.setState(2, state));
    State other = Network.initialise(Architecture.builder().index(2).gru(3).build(), 1).newState();
    Nets.assertRefused("state", () -> c.setState(0, other));
    c.carry();
    Nets.assertRefused("sequence", c::carry);
    c.resetState();
    c.setState(1, state);
    assertTrue(task.checkpointed(c, dp, task::loss) != value, "another sequence has other masks");
  }

  /** A checkpoint is that of the network and the number of rows it was made for. */
  @Example
  @Tag("cold")
  void checkpointsOfOthersAreRefused() {
    Layers layers = new Layers(Architecture.builder().features(3).lstm(4).build());
    Layers wider = new Layers(Architecture.builder().features(3).lstm(5).build());
    Unrolled u = new Unrolled(layers, 3, 2);
    Nets.assertRefused("state", () -> u.save(new Unrolled(wider, 3, 2).newCheckpoint()));
    Nets.assertRefused("checkpoint", () -> u.restore(new Unrolled(layers, 3, 1).newCheckpoint()));
    // Two rows, h and c of 16 floats, a flag for each direction; and three places of masks.
    assertEquals(2 * (2 * 16 * 4 + 2) + 3 * 4, u.newCheckpoint().bytes());
    assertEquals(1, u.newCheckpoint().state(1).layers());
  }

  @Example
  void theNextSequenceHasMasksOfItsOwn() {
    Network network =
        Network.initialise(
            Architecture.builder().features(3).lstm(8).dropout(0.5f).lstm(4).build(), 1);
    float[] p = network.copyParameters();
    float[] x = Nets.uniform(1, 6 * 2 * 3, -1, 1);
    SegmentLoss ones =
        (window, from, first) -> {
          for (int t = from; t < window.packing().steps(); t++) {
            int at = window.outputGradient(window.packing().steps(), t);
            Arrays.fill(window.outputGradient(), at, at + 4, 1);
          }
          return 0;
        };
    Checkpointed c = new Checkpointed(network.layers(), Packing.dense(6, 2), Mode.training(3));
    float[][] dp = new float[2][network.layers().parameters().length() + 16];
    for (int i = 0; i < 2; i++) {
      c.gradient(x, 0, p, dp[i], ones);
      c.resetState();
    }
    assertFalse(Arrays.equals(dp[0], dp[1]));
    Checkpointed other = new Checkpointed(network.layers(), Packing.dense(6, 2), Mode.training(3));
    other.gradient(x, 0, p, new float[dp[0].length], ones);
    SegmentLoss refusing =
        (window, from, first) -> {
          throw new ArithmeticException();
        };
    float[] rest = new float[dp[0].length];
    assertThrows(ArithmeticException.class, () -> other.gradient(x, 0, p, rest, refusing));
    other.resetState();
    float[] next = new float[dp[0].length];
    other.gradient(x, 0, p, next, ones);
    Nets.assertSameBits(
        "behind the masks of the first, though the second was refused", dp[1], next);
  }
}
