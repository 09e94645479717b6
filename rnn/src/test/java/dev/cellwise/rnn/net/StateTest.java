package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.cellwise.rnn.cell.StatePart;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a stream remembers. */
@Tag("cold")
class StateTest {
  private final Network network =
      Network.initialise(Architecture.builder().index(5).lstm(17).lstm(3).dense(4).build(), 1);

  @Test
  void newStateIsZero() {
    State s = network.newState();
    assertEquals(2, s.layers());
    assertArrayEquals(new float[2 * (17 + 3)], s.toArray());
    assertEquals(17, s.h(0).length);
    assertEquals(3, s.c(1).length);
  }

  @Test
  void goesOutAndInAgain() {
    State s = Nets.state(network, 3);
    float[] all = s.toArray();
    assertArrayEquals(Arrays.copyOfRange(all, 0, 17), s.h(0));
    assertArrayEquals(Arrays.copyOfRange(all, 17, 34), s.c(0));
    assertArrayEquals(Arrays.copyOfRange(all, 34, 37), s.h(1));
    assertArrayEquals(Arrays.copyOfRange(all, 37, 40), s.c(1));
    State t = network.newState();
    t.fromArray(all);
    assertArrayEquals(all, t.toArray());
    State u = network.newState();
    for (int l = 0; l < 2; l++) {
      u.set(l, "h", s.h(l));
      u.set(l, "c", s.c(l));
    }
    assertArrayEquals(all, u.toArray());
    u.reset();
    assertArrayEquals(new float[40], u.toArray());
    u.set(s);
    assertArrayEquals(all, u.toArray());
  }

  @Test
  void copiesAreTheirOwn() {
    State s = Nets.state(network, 3);
    float[] before = s.toArray();
    State copy = s.copy();
    float[] out = new float[4];
    network.newStepper().step(copy, 1, out);
    s.h(0)[0] = 99;
    s.c(1)[0] = 99;
    s.toArray()[5] = 99;
    assertArrayEquals(before, s.toArray());
    State fork = s.copy();
    float[] again = new float[4];
    network.newStepper().step(fork, 1, again);
    Nets.assertSameBits("a fork goes the same way", out, again);
    Nets.assertSameBits("state", copy.toArray(), fork.toArray());
  }

  /** A stream that is kept and taken up again, elsewhere, goes on as if nothing had happened. */
  @Test
  void aKeptStreamGoesOn() {
    int[] tokens = Nets.tokens(1, 20, 5);
    float[] whole = new float[20 * 4];
    network.newSession().run(tokens, 20, whole);
    Session first = network.newSession();
    first.run(tokens, 9, new float[9 * 4]);
    float[] kept = first.state().toArray();
    Session second = network.newSession();
    second.state().fromArray(kept);
    float[] rest = new float[11 * 4];
    second.run(Arrays.copyOfRange(tokens, 9, 20), 11, rest);
    Nets.assertSameBits("rest", Arrays.copyOfRange(whole, 9 * 4, 20 * 4), rest);
  }

  @Test
  void wrongSizesAreRefused() {
    State s = network.newState();
    Nets.assertRefused("numbers", () -> s.set(0, "h", new float[16]));
    Nets.assertRefused("numbers", () -> s.set(0, "c", new float[18]));
    Nets.assertRefused("name", () -> s.set(0, "m", new float[17]));
    Nets.assertRefused("all", () -> s.fromArray(new float[39]));
    State other =
        Network.initialise(Architecture.builder().index(5).lstm(3).lstm(17).build(), 1).newState();
    Nets.assertRefused("other", () -> s.set(other));
    State gru = Network.initialise(Architecture.builder().index(5).gru(3).build(), 1).newState();
    assertEquals(3, gru.toArray().length);
    Nets.assertRefused("name", () -> gru.c(0));
    assertEquals("layer: expected 0 to 1, got 2", outside(() -> s.h(2)));
    assertEquals("layer: expected 0 to 1, got -1", outside(() -> s.c(-1)));
    assertEquals("layer: expected 0 to 1, got 2", outside(() -> s.parts(2)));
    assertEquals("layer: expected 0 to 1, got 2", outside(() -> s.set(2, "h", new float[1])));
  }

  private static String outside(Runnable body) {
    return assertThrows(IndexOutOfBoundsException.class, body::run).getMessage();
  }

  @Test
  void aStateOfOtherPartsIsNamedAsWhatCame() {
    State small = state(Architecture.builder().index(3).lstm(4).build());
    State large = state(Architecture.builder().index(3).lstm(5).build());
    String message =
        assertThrows(IllegalArgumentException.class, () -> small.set(large)).getMessage();
    assertEquals("other: expected " + parts(small) + ", got " + parts(large), message);
  }

  /** Of an LSTM with 64 units: its numbers, the array's header, and no more than 64 bytes. */
  @Test
  void aStateIsItsNumbersAndLittleMore() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    Network lstm = Network.initialise(Architecture.builder().features(3).lstm(64).build(), 1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    State[] states = new State[2000];
    states[0] = lstm.newState(); // what is loaded at first is not counted
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < states.length; i++) {
      states[i] = lstm.newState();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    long array = 16 + 4 * 2 * 64;
    assertTrue(bytes >= states.length * array, bytes + " bytes are counted");
    assertTrue(bytes <= states.length * (array + 64), bytes + " bytes in " + states.length);
    for (State s : states) {
      assertEquals(2 * 64, s.toArray().length);
    }
  }

  /** As a new session does, be the start learned or zeros. */
  @Test
  void aSessionGoesBackToItsStart() {
    Architecture.Builder features = Architecture.builder().features(2).lstm(5);
    for (Architecture a : List.of(features.build(), features.learnStart().build())) {
      Map<String, Tensor> tensors = Network.initialise(a, 1).tensors();
      tensors.values().forEach(tensor -> Arrays.fill(tensor.values(), 0.25f));
      Session session = Network.of(a, tensors).newSession();
      float[] start = session.state().toArray();
      assertEquals(a.learnedStart(), start[0] != 0);
      float[] out = new float[5];
      session.step(new float[] {1, 2}, out);
      session.reset();
      Nets.assertSameBits("reset", start, session.state().toArray());
    }
  }

  /** A state of another network object of the same architecture: after a model was loaded again. */
  @Test
  void aStateGoesToANetworkOfTheSameArchitecture() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    Architecture a = Architecture.builder().features(2).lstm(5).gru(3).build();
    State state = Network.initialise(a, 1).newState();
    Stepper stepper = Network.initialise(a, 2).newStepper();
    float[] in = {1, 2};
    float[] out = new float[3];
    assertEquals(0, Garbage.leastBytes(() -> stepper.step(state, in, out)));
  }

  @Test
  void nothingIsNoStateAndNoBytes() {
    Network network = Network.initialise(Architecture.builder().index(3).lstm(4).build(), 1);
    Nets.assertRefused("state", () -> network.toBytes(null));
    Nets.assertRefused("bytes", () -> network.newState(null));
    Nets.assertRefused("other", () -> network.newState().set((State) null));
  }

  private static State state(Architecture a) {
    return Network.initialise(a, 1).newState();
  }

  private static List<List<StatePart>> parts(State s) {
    return List.of(s.parts(0));
  }
}
