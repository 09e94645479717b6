package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.cell.Block;
import dev.cellwise.rnn.cell.Frame;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.Pass;
import dev.cellwise.rnn.cell.PassCell;
import dev.cellwise.rnn.tape.Layout;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What overlaps the use of a state is refused. Tried from within a step, by a cell that runs what
 * it is told to in the middle of it: so there is no need to meet another thread in time.
 */
@Tag("cold")
class OverlapTest {
  private static final float[] IN = {1, 0};

  private Runnable inside = () -> {};

  /** y = b + W x + U h₋, which with the weights below counts the steps. */
  private PassCell cell(Layout.Builder parameters, String suffix, int inputs, int units) {
    PassCell.Builder b = PassCell.builder(parameters, "counting", suffix, inputs);
    Block h = b.state("h", units);
    Block a = b.product("weight_hh", h, b.gate("a", units));
    Block y = b.block("y", units);
    b.pass(new Inside(a, y), y, a);
    b.next("h", y);
    return b.build();
  }

  private final class Inside implements Pass {
    private final Block x;
    private final Block y;

    Inside(Block x, Block y) {
      this.x = x;
      this.y = y;
    }

    @Override
    public void forward(Frame f) {
      System.arraycopy(f.data(), f.at(x), f.data(), f.at(y), f.length(x));
      inside.run();
    }

    @Override
    public void backward(Frame f) {
      throw new UnsupportedOperationException("streams only");
    }
  }

  private final Network network =
      Network.of(
          Architecture.builder().features(2).cell("counting", 3, this::cell).build(),
          Map.of(
              "counting.weight_ih_l0", Tensor.of(new float[] {1, 0, 1, 0, 1, 0}, 3, 2),
              "counting.bias_ih_l0", Tensor.of(new float[3], 3),
              "counting.weight_hh_l0", Tensor.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3)));

  private final State state = network.newState();
  private final State other = network.newState();
  private final Stepper stepper = network.newStepper();
  private final BatchStepper batch = network.newBatchStepper(3);

  /** Each takes one step, but the run, which takes three. */
  private Map<String, Runnable> steps() {
    Map<String, Runnable> steps = new LinkedHashMap<>();
    steps.put("step", () -> stepper.step(state, IN, new float[3]));
    float[] three = {1, 0, 1, 0, 1, 0};
    steps.put("run", () -> stepper.run(state, three, 3, new float[9]));
    steps.put("batch", () -> batch.step(new State[] {state}, 1, IN, new float[3]));
    return steps;
  }

  /** All uses of a state, by what the refusal begins with and a name. */
  private Map<String, Runnable> uses() {
    Stepper second = network.newStepper();
    BatchStepper many = network.newBatchStepper(3);
    float[] two = {1, 0, 1, 0};
    Map<String, Runnable> uses = new LinkedHashMap<>();
    uses.put("state: step", () -> second.step(state, IN, new float[3]));
    uses.put("state: run", () -> second.run(state, two, 2, new float[6]));
    uses.put("states[0]: batch", () -> many.step(new State[] {state}, 1, IN, new float[3]));
    uses.put("states[1]: batch", () -> many.step(new State[] {other, state}, 2, two, new float[6]));
    uses.put("state: get", () -> state.get(0, "h"));
    uses.put("state: h", () -> state.h(0));
    uses.put("state: set", () -> state.set(0, "h", new float[3]));
    uses.put("state: set all", () -> state.set(other));
    uses.put("other: set all", () -> other.set(state));
    uses.put("state: reset", state::reset);
    uses.put("state: copy", state::copy);
    uses.put("state: toArray", state::toArray);
    uses.put("state: fromArray", () -> state.fromArray(new float[3]));
    uses.put("state: toBytes", () -> network.toBytes(state));
    uses.putAll(usesOfWindows());
    return uses;
  }

  private Map<String, Runnable> usesOfWindows() {
    Layers layers = network.layers();
    Unrolled u = new Unrolled(layers, 2, 2);
    Checkpointed c = new Checkpointed(layers, Packing.dense(2, 1), Mode.inference());
    Truncated t = new Truncated(layers, 1, 1, 2, Mode.inference());
    u.forward(1, new float[4], 0, network.parameters());
    Map<String, Runnable> uses = new LinkedHashMap<>();
    uses.put("state: before a window", () -> u.state(0, 1, state));
    uses.put("state: after a window's step", () -> u.state(1, 1, state));
    uses.put("state: after a window", () -> u.state(1, state));
    uses.put("state: window's gradient", () -> u.stateGradient(1, state));
    uses.put("from: set window's gradient", () -> u.setStateGradient(1, state));
    uses.put("state: set window's state", () -> u.setState(1, state));
    uses.put("state: checkpointed gradient", () -> c.unrolled().stateGradient(0, state));
    uses.put("state: set checkpointed", () -> c.setState(0, state));
    uses.put("states: set truncated", () -> t.setStates(other, state));
    return uses;
  }

  private static void assertOverlap(String use, Runnable call) {
    IllegalStateException e = assertThrows(IllegalStateException.class, call::run, use);
    String argument = use.substring(0, use.indexOf(':') + 1);
    assertTrue(e.getMessage().startsWith(argument + " expected one use at a time"), e.toString());
  }

  @Test
  void nothingElseUsesAStateThatIsBeingStepped() {
    for (String way : new String[] {"step", "run", "batch"}) {
      int of = way.equals("run") ? 3 : 1;
      uses()
          .forEach(
              (use, call) -> {
                int[] met = {0};
                state.reset();
                inside =
                    () -> {
                      met[0]++;
                      Runnable own = inside;
                      inside = () -> {};
                      assertOverlap(use, call);
                      other.reset(); // and the one beside it is free again
                      inside = own;
                    };
                steps().get(way).run();
                inside = () -> {};
                assertEquals(of, met[0], way + ", " + use);
                assertArrayEquals(new float[] {of, of, of}, state.h(0), way + ", " + use);
                call.run(); // and now it is free
              });
    }
  }

  @Test
  void aStateIsFreeAgainAfterAStepThatFailed() {
    for (String way : new String[] {"step", "run", "batch"}) {
      inside =
          () -> {
            throw new UnsupportedOperationException("inside");
          };
      assertThrows(UnsupportedOperationException.class, steps().get(way)::run, way);
      inside = () -> {};
      state.reset();
      steps().get(way).run();
      assertEquals(way.equals("run") ? 3 : 1, state.h(0)[0], way);
    }
  }

  /** All rows or none, and the pass can still be gone back through. */
  @Test
  void whatStandsBeforeAWindowIsChangedAsAWhole() {
    Unrolled u = new Unrolled(network.layers(), 2, 2);
    for (int n = 0; n < 2; n++) {
      other.fromArray(new float[] {4 + n, 5, 6});
      u.setState(n, other);
    }
    Checkpoint kept = u.newCheckpoint();
    u.save(kept);
    float[][] before = {kept.state(0).toArray(), kept.state(1).toArray()};
    u.forward(1, new float[] {1, 0, 1, 0}, 0, network.parameters());
    u.carry(1);
    u.forward(1, new float[] {1, 0, 1, 0}, 0, network.parameters());
    float[] carried = u.carried().states();
    inside =
        () -> {
          inside = () -> {};
          assertOverlap("checkpoint.state(1): save", () -> u.save(kept));
          assertOverlap("checkpoint.state(1): restore", () -> u.restore(kept));
          kept.state(0).reset(); // the others are free
          kept.state(0).fromArray(before[0]);
        };
    stepper.step(kept.state(1), new float[2], new float[3]);
    assertArrayEquals(before[0], kept.state(0).toArray());
    assertArrayEquals(before[1], kept.state(1).toArray());
    assertArrayEquals(carried, u.carried().states());
    u.state(1, other);
    assertArrayEquals(new float[] {7, 7, 8}, other.toArray(), "after the second step");
    u.save(kept);
    assertArrayEquals(carried, concat(kept.state(0).toArray(), kept.state(1).toArray()));
    u.restore(kept);
  }

  @Test
  void aRefusedStateLeavesAWindowAsItWas() {
    Unrolled u = new Unrolled(network.layers(), 2, 2);
    u.forward(1, new float[] {1, 0, 1, 0}, 0, network.parameters());
    inside =
        () -> {
          inside = () -> {};
          assertOverlap("state: set", () -> u.setState(0, state));
          assertOverlap("from: set", () -> u.setStateGradient(0, state));
        };
    stepper.step(state, IN, new float[3]);
    u.state(0, other);
    assertArrayEquals(new float[] {1, 1, 1}, other.toArray(), "the pass is still there");
    u.stateGradient(0, other);
    assertArrayEquals(new float[3], other.toArray());
  }

  /** The last chunk, or sequence, can still be read and carried. */
  @Test
  void aRefusedStateLeavesAStreamAsItWas() {
    Network gru = Nets.initialise(Architecture.builder().features(2).gru(3).build(), 1);
    float[] p = gru.parameters();
    float[] dp = new float[p.length];
    SegmentLoss none = (window, from, first) -> 0;
    Mode mode = Mode.training(1);
    Truncated t = new Truncated(gru.layers(), 1, 2, 2, mode);
    Checkpointed c = new Checkpointed(gru.layers(), Packing.dense(2, 2), mode);
    t.gradient(1, new float[] {1, 2, 3, 4}, 0, p, dp, none);
    c.gradient(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 0, p, dp, none);
    State before = gru.newState();
    State after = gru.newState();
    State busy = gru.newState();
    t.state(0, before);
    assertTrue(busy.take());
    assertOverlap("states: set", () -> t.setStates(after, busy));
    t.state(0, after);
    Nets.assertSameBits("truncated", before.toArray(), after.toArray());
    c.state(0, before);
    assertOverlap("state: set", () -> c.setState(0, busy));
    c.state(0, after);
    Nets.assertSameBits("checkpointed", before.toArray(), after.toArray());
    busy.release();
    t.setStates(after, busy);
    c.setState(0, busy);
    assertThrows(IllegalStateException.class, () -> c.state(0, after), "it was left");
    Nets.assertRefused("steps", () -> t.state(0, after));
  }

  private static float[] concat(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** The workspaces themselves, and the states that came with what they refused. */
  @Test
  void aStepperIsRefusedToASecondCallAndKeepsNoStateOfIt() {
    Map<String, Runnable> calls = new LinkedHashMap<>();
    calls.put("step", () -> stepper.step(other, IN, new float[3]));
    calls.put("run", () -> stepper.run(other, IN, 1, new float[3]));
    calls.put("batch", () -> batch.step(new State[] {other}, 1, IN, new float[3]));
    calls.forEach(
        (way, call) -> {
          int[] met = {0};
          inside =
              () -> {
                met[0]++;
                IllegalStateException e = assertThrows(IllegalStateException.class, call::run);
                assertTrue(e.getMessage().startsWith("stepper: expected one call"), e.toString());
                other.reset();
              };
          steps().get(way).run();
          inside = () -> {};
          assertTrue(met[0] > 0, way);
          call.run();
          assertEquals(1, other.h(0)[0], way);
          other.reset();
        });
  }

  /** As it is while another thread reads: other readings are let in, changes are not. */
  @Test
  void readingsMayOverlap() throws ReflectiveOperationException {
    Field uses = State.class.getDeclaredField("uses");
    uses.setAccessible(true);
    uses.setInt(state, 2);
    assertEquals(3, state.copy().toArray().length);
    assertEquals(3, state.h(0).length);
    other.set(state);
    network.toBytes(state);
    Unrolled u = new Unrolled(network.layers(), 1, 1);
    u.setState(0, state);
    u.setStateGradient(0, state);
    assertOverlap("state: of a window", () -> u.state(0, 0, state));
    assertOverlap("state: gradient", () -> u.stateGradient(0, state));
    assertOverlap("state: reset", state::reset);
    assertOverlap("state: fromArray", () -> state.fromArray(new float[3]));
    assertOverlap("state: set", () -> state.set(0, "h", new float[3]));
    assertOverlap("state: set", () -> state.set(other));
    assertOverlap("state: step", () -> stepper.step(state, IN, new float[3]));
    stepper.step(other, IN, new float[3]); // the stepper was set free
    assertEquals(2, uses.getInt(state), "as many as before");
    uses.setInt(state, 0);
    state.reset();
  }

  @Test
  void aStateCanBeSetToItself() {
    state.fromArray(new float[] {1, 2, 3});
    state.set(state);
    assertArrayEquals(new float[] {1, 2, 3}, state.toArray());
    state.reset();
  }

  /** Whatever the threads do: each step is whole or refused, so the state counts those made. */
  @Test
  void stepsOfTwoThreadsAreWholeOrRefused() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger unexpected = new AtomicInteger();
    Runnable steps =
        () -> {
          Stepper own = network.newStepper();
          float[] out = new float[3];
          for (int i = 0; i < 2000; i++) {
            try {
              own.step(state, IN, out);
              made.incrementAndGet();
            } catch (IllegalStateException e) {
              if (!e.getMessage().startsWith("state: expected one use at a time")) {
                unexpected.incrementAndGet();
              }
            }
          }
        };
    Thread first = Thread.ofPlatform().start(steps);
    Thread second = Thread.ofPlatform().start(steps);
    first.join();
    second.join();
    assertEquals(0, unexpected.get());
    assertTrue(made.get() > 0, "some were made");
    assertEquals(made.get(), state.h(0)[0], "none was lost or made by halves");
  }
}
