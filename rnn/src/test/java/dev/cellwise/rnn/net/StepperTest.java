package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a stepper refuses, and what it leaves alone then. */
@Tag("cold")
class StepperTest {
  private final Network words =
      Network.initialise(Architecture.builder().index(5).lstm(17).dense(3).build(), 1);
  private final Network numbers =
      Network.initialise(Architecture.builder().features(2).lstm(4).build(), 1);
  private final Network embedded =
      Network.initialise(Architecture.builder().embedding(5, 2).lstm(17).dense(3).build(), 1);

  @Test
  void wrongKindOfInputIsRefused() {
    float[] out = new float[8];
    Nets.assertRefused("in", () -> words.newStepper().step(words.newState(), new float[5], out));
    Nets.assertRefused("x", () -> words.newSession().run(new float[5], 1, out));
    Nets.assertRefused("token", () -> numbers.newStepper().step(numbers.newState(), 0, out));
    Nets.assertRefused("tokens", () -> numbers.newSession().run(new int[] {0}, 1, out));
    Nets.assertRefused("tokens", () -> numbers.newSession().run(new int[0], 0, out));
  }

  @Test
  void wrongSizesAreRefused() {
    Stepper s = words.newStepper();
    Stepper f = numbers.newStepper();
    State ws = words.newState();
    State fs = numbers.newState();
    Nets.assertRefused("out", () -> s.step(ws, 0, new float[2]));
    Nets.assertRefused("y", () -> s.run(ws, new int[2], 2, new float[5]));
    Nets.assertRefused("tokens", () -> s.run(ws, new int[1], 2, new float[6]));
    Nets.assertRefused("steps", () -> s.run(ws, new int[1], -1, new float[6]));
    Nets.assertRefused("in", () -> f.step(fs, new float[1], new float[4]));
    Nets.assertRefused("x", () -> f.run(fs, new float[3], 2, new float[8]));
    Nets.assertRefused("y", () -> f.run(fs, new float[4], 2, new float[7]));
    Nets.assertRefused("steps", () -> f.run(fs, new float[4], -1, new float[8]));
    Nets.assertRefused("state", () -> s.step(fs, 0, new float[3]));
    Nets.assertRefused("state", () -> f.step(ws, new float[2], new float[4]));
    State deeper =
        Network.initialise(Architecture.builder().index(5).lstm(17).lstm(17).build(), 1).newState();
    Nets.assertRefused("state", () -> s.step(deeper, 0, new float[3]));
    Nets.assertRefused("state", () -> s.step(null, 0, new float[3]));
    Nets.assertRefused("state", () -> f.run(null, new float[2], 1, new float[4]));
  }

  @Test
  void aTokenOutsideTheVocabularyIsRefusedAndTheStateStays() {
    for (Network network : new Network[] {words, embedded}) {
      for (int token : new int[] {-1, 5, Integer.MAX_VALUE}) {
        Stepper s = network.newStepper();
        State state = Nets.state(network, 3);
        float[] before = state.toArray();
        float[] out = new float[3 * 3];
        RuntimeException e = null;
        try {
          s.step(state, token, out);
        } catch (IndexOutOfBoundsException thrown) {
          e = thrown;
        }
        assertInstanceOf(IndexOutOfBoundsException.class, e);
        assertTrue(e.getMessage().contains("expected 0 to 4, got " + token), e.getMessage());
        try {
          s.run(state, new int[] {1, 2, token}, 3, out);
        } catch (IndexOutOfBoundsException thrown) {
          e = thrown;
        }
        Nets.assertSameBits("state", before, state.toArray());
        s.step(state, 4, out); // and the stepper is free again
      }
    }
  }

  /** A stepper takes 64 steps at once inside: also a bad token behind them changes nothing. */
  @Test
  void aBadTokenLateInARunChangesNothing() {
    for (Network network : new Network[] {words, embedded}) {
      State state = Nets.state(network, 3);
      float[] before = state.toArray();
      int[] tokens = new int[70];
      tokens[69] = 5;
      float[] y = new float[70 * 3];
      RuntimeException e = null;
      try {
        network.newStepper().run(state, tokens, 70, y);
      } catch (IndexOutOfBoundsException thrown) {
        e = thrown;
      }
      assertTrue(e != null && e.getMessage().contains("expected 0 to 4, got 5"), "" + e);
      Nets.assertSameBits("state", before, state.toArray());
      Nets.assertSameBits("y", new float[70 * 3], y);
    }
  }

  @Test
  void noStepsChangeNothing() {
    State state = Nets.state(words, 3);
    float[] before = state.toArray();
    words.newStepper().run(state, new int[0], 0, new float[0]);
    Nets.assertSameBits("state", before, state.toArray());
    State other = Nets.state(numbers, 3);
    numbers.newStepper().run(other, new float[0], 0, new float[0]);
  }

  /** More room than needed in input and output is fine, and left alone. */
  @Test
  void longerArraysAreLeftAlone() {
    float[] out = {9, 9, 9, 9, 9, 9, 9, 7};
    words.newStepper().run(words.newState(), new int[] {1, 2, 99, -1}, 2, out);
    assertEquals(9, out[6]);
    assertEquals(7, out[7]);
    assertTrue(out[5] != 9);
  }

  /**
   * The stepper is held by this thread, as it is in the middle of a step, while another thread
   * calls.
   */
  @Test
  void overlappingUseIsRefused() throws ReflectiveOperationException, InterruptedException {
    Stepper s = words.newStepper();
    Stepper f = numbers.newStepper();
    State ws = Nets.state(words, 3);
    State fs = Nets.state(numbers, 3);
    float[] before = ws.toArray();
    hold(s, true);
    hold(f, true);
    for (Runnable call :
        new Runnable[] {
          () -> s.step(ws, 0, new float[3]),
          () -> s.run(ws, new int[] {0, 1}, 2, new float[6]),
          () -> f.step(fs, new float[2], new float[4]),
          () -> f.run(fs, new float[4], 2, new float[8])
        }) {
      Throwable e = inAnotherThread(call);
      assertInstanceOf(IllegalStateException.class, e);
      assertTrue(e.getMessage().startsWith("stepper: expected one call at a time"), e.toString());
    }
    Nets.assertSameBits("state", before, ws.toArray());
    assertTrue(held(s), "a refused call must not set the other one free");
    hold(s, false);
    assertNull(inAnotherThread(() -> s.step(ws, 0, new float[3])));
    assertFalse(held(s));
    // Handed from thread to thread in turn is fine.
    s.step(ws, 1, new float[3]);
  }

  private static Field busy() throws ReflectiveOperationException {
    Field busy = Stepper.class.getDeclaredField("busy");
    busy.setAccessible(true);
    return busy;
  }

  private static void hold(Stepper s, boolean value) throws ReflectiveOperationException {
    busy().setBoolean(s, value);
  }

  private static boolean held(Stepper s) throws ReflectiveOperationException {
    return busy().getBoolean(s);
  }

  private static Throwable inAnotherThread(Runnable call) throws InterruptedException {
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    call.run();
                  } catch (RuntimeException e) {
                    thrown[0] = e;
                  }
                });
    thread.join();
    return thrown[0];
  }

  /** Two threads with one network, each with its own stepper and states: the bits of one thread. */
  @Test
  void threadsShareANetwork() throws InterruptedException {
    int[] tokens = Nets.tokens(1, 200, 5);
    float[] expected = new float[200 * 3];
    words.newStepper().run(words.newState(), tokens, 200, expected);
    float[][] got = new float[2][200 * 3];
    Thread[] threads = new Thread[2];
    for (int i = 0; i < 2; i++) {
      float[] y = got[i];
      threads[i] =
          Thread.ofPlatform().start(() -> words.newStepper().run(words.newState(), tokens, 200, y));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Nets.assertSameBits("first", expected, got[0]);
    Nets.assertSameBits("second", expected, got[1]);
  }

  @Test
  void aTokenOutsideTheVocabularyIsNamedAndChangesNothing() {
    for (Architecture a :
        new Architecture[] {
          Architecture.builder().index(3).lstm(4).dense(3).build(),
          Architecture.builder().embedding(3, 2).lstm(4).dense(3).build()
        }) {
      Network network = Network.initialise(a, 1);
      Stepper s = network.newStepper();
      State state = network.newState();
      s.step(state, 1, new float[3]);
      float[] before = state.toArray();
      for (int token : new int[] {-1, 3}) {
        String message =
            assertThrows(IndexOutOfBoundsException.class, () -> s.step(state, token, new float[3]))
                .getMessage();
        assertEquals("token: expected 0 to 2, got " + token, message);
      }
      Nets.assertSameBits("state", before, state.toArray());
      s.step(state, 2, new float[3]);
    }
  }
}
