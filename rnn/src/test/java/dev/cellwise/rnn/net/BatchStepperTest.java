package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.Matrix;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.own.MinimalGatedCell;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams that step together have the bits that each has alone. */
class BatchStepperTest {
  private static final LstmOptions LSTM =
      LstmOptions.plain()
          .withPeephole()
          .withProjection(5)
          .withClips(3, 2, 1)
          .withZoneout(0.25f, 0.5f)
          .withRecurrentDropout(0.375f);

  private static final GruOptions GRU =
      GruOptions.resetBefore().withZoneout(0.125f).withInputDropout(0.25f);

  private static final SimpleOptions SIMPLE =
      SimpleOptions.plain().withLags(2, 4).withLearnedAlpha();

  private static final List<Architecture> FEW =
      List.of(
          Architecture.builder().features(3).lstm(17).build(),
          Architecture.builder().index(7).gru(33).dense(7).build(),
          Architecture.builder().embedding(7, 5).rnn(20).dense(20, Activation.gelu()).build(),
          Architecture.builder()
              .features(3)
              .dropout(0.5f)
              .hidden(6, Activation.tanh())
              .norm()
              .residual(b -> b.norm().lstm(17).hidden(6, Activation.gelu()))
              .residual(b -> b.dropout(0.25f))
              .gru(5)
              .norm()
              .learnStart()
              .dense(4, Activation.sigmoid())
              .build(),
          Architecture.builder()
              .index(7)
              .lstm(17, LSTM)
              .lstm(6, LstmOptions.plain().withLayerNorm())
              .cell("minimal", 18, MinimalGatedCell::cell)
              .densePrelu(5)
              .build(),
          Architecture.builder()
              .embedding(7, 5)
              .gru(20, GRU)
              .rnn(9, SIMPLE)
              .jordan(18, JordanOptions.plain(3))
              .rnn(5, SimpleOptions.plain().withPrelu().withAlpha(0.5f))
              .build());

  private static final List<Architecture> MANY =
      List.of(
          Architecture.builder().features(33).lstm(64).lstm(3).dense(65).build(),
          Architecture.builder().index(30).lstm(100).dense(30).build(),
          Architecture.builder().embedding(30, 16).gru(64).gru(128).dense(30).build(),
          Architecture.builder().features(17).gru(15).rnn(100, Activation.relu()).build(),
          Architecture.builder()
              .features(17)
              .gru(64, GruOptions.resetAfter().withLayerNorm())
              .residual(b -> b.norm().lstm(64))
              .dense(9)
              .build());

  /** Some streams, each of them twice: one that steps with others, and one alone. */
  private static final class Streams {
    final Network network;
    final State[] together;
    final State[] alone;
    final Stepper stepper;
    final SplittableRandom random;
    final int inputs;
    final int outputs;

    Streams(Network network, int count, long seed) {
      this.network = network;
      this.together = new State[count];
      this.alone = new State[count];
      this.stepper = network.newStepper();
      this.random = new SplittableRandom(seed);
      this.inputs = network.architecture().input().size();
      this.outputs = network.architecture().outputSize();
      for (int i = 0; i < count; i++) {
        together[i] = Nets.state(network, 50 + i);
        alone[i] = together[i].copy();
      }
    }

    /** So many of them, in any order. */
    int[] some(int n) {
      int[] order = new int[together.length];
      for (int i = 0; i < order.length; i++) {
        int j = random.nextInt(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
      return Arrays.copyOf(order, n);
    }

    /** A step of some of them, both ways. */
    void step(BatchStepper batch, int[] some) {
      int n = some.length;
      State[] given = new State[n + 1];
      for (int i = 0; i < n; i++) {
        given[i] = together[some[i]];
      }
      float[] out = new float[n * outputs + 1];
      out[n * outputs] = 9;
      float[] expected = new float[n * outputs + 1];
      expected[n * outputs] = 9;
      if (network.layers().tokens()) {
        int[] tokens = Nets.tokens(random.nextLong(), n, inputs);
        batch.step(given, n, tokens, out);
        for (int i = 0; i < n; i++) {
          float[] y = new float[outputs];
          stepper.step(alone[some[i]], tokens[i], y);
          System.arraycopy(y, 0, expected, i * outputs, outputs);
        }
      } else {
        float[] x = Nets.uniform(random.nextLong(), n * inputs, -1, 1);
        batch.step(given, n, x, out);
        for (int i = 0; i < n; i++) {
          float[] y = new float[outputs];
          stepper.step(alone[some[i]], Arrays.copyOfRange(x, i * inputs, (i + 1) * inputs), y);
          System.arraycopy(y, 0, expected, i * outputs, outputs);
        }
      }
      Nets.assertSameBits(this + ", streams " + Arrays.toString(some), expected, out);
    }

    void check() {
      for (int i = 0; i < together.length; i++) {
        Nets.assertSameBits(this + ", state " + i, alone[i].toArray(), together[i].toArray());
      }
    }

    @Override
    public String toString() {
      return network.architecture() + ", " + network.precision();
    }
  }

  /** With numbers for what begins as zeros and ones. */
  private static Network network(Architecture a) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Nets.initialise(a, 3).tensors());
    int[] seed = {1};
    tensors.replaceAll(
        (name, t) ->
            name.matches("norm.*|.*start_.*")
                ? Tensor.of(Nets.uniform(seed[0]++, t.values().length, -1, 1), t.shape())
                : t);
    return Network.of(a, tensors);
  }

  /** Each number of streams up to the most, and back: what a call leaves behind is not seen. */
  @Test
  @Tag("cold")
  void streamsTogetherHaveTheBitsOfEachAlone() {
    for (Architecture a : FEW) {
      Network network = network(a);
      for (Network of : List.of(network, network.to(Precision.BF16))) {
        Streams streams = new Streams(of, 7, 1);
        BatchStepper batch = of.newBatchStepper(6);
        assertEquals(6, batch.rows());
        for (int n : new int[] {1, 2, 3, 0, 6, 5, 6, 4, 1}) {
          streams.step(batch, streams.some(n));
        }
        streams.check();
      }
    }
  }

  /** It reads the halves, so it does not matter what the floats are; two streams read those. */
  @Test
  @Tag("cold")
  void oneStreamReadsItsWeightsInHalfTheBytes() {
    Architecture a = Architecture.builder().features(3).lstm(17).dense(2).build();
    Network half = Nets.initialise(a, 3).to(Precision.BF16);
    float[] x = Nets.uniform(1, 6, -1, 1);
    float[] whole = new float[4];
    half.newBatchStepper(2).step(states(half, 2), 2, x, whole);
    for (Matrix m : half.layers().matrices()) {
      Arrays.fill(half.parameters(), m.at(), m.at() + m.panels().size(m.inputs()), 0);
    }
    float[] one = new float[2];
    half.newBatchStepper(2).step(states(half, 2), 1, x, one);
    Nets.assertSameBits("one", Arrays.copyOf(whole, 2), one);
    float[] two = new float[4];
    half.newBatchStepper(2).step(states(half, 2), 2, x, two);
    assertTrue(whole[0] != two[0], "floats are read of two");
  }

  /** Random subsets of as many as fill tiles and of more, at sizes that do and do not. */
  @Test
  void manyStreamsTogetherHaveTheBitsOfEachAlone() {
    for (Architecture a : MANY) {
      Network network = network(a);
      for (int most : new int[] {2, 8, 33}) {
        check(network, most);
      }
      check(network.to(Precision.BF16), 5);
    }
  }

  private static void check(Network network, int most) {
    Streams streams = new Streams(network, most + 2, most);
    BatchStepper batch = network.newBatchStepper(most);
    for (int call = 0; call < 5; call++) {
      streams.step(batch, streams.some(streams.random.nextInt(most + 1)));
    }
    streams.step(batch, streams.some(most));
    streams.check();
  }

  /** A stream that has run into NaN stays with itself. */
  @Test
  @Tag("cold")
  void aStreamThatIsNotFiniteTouchesNoOther() {
    for (Architecture a : FEW) {
      Network network = network(a);
      Streams streams = new Streams(network, 5, 1);
      float[] all = streams.together[2].toArray();
      Arrays.fill(all, Float.NaN);
      streams.together[2].fromArray(all);
      streams.alone[2].fromArray(all);
      BatchStepper batch = network.newBatchStepper(5);
      for (int n = 0; n < 3; n++) {
        streams.step(batch, new int[] {0, 2, 1, 4});
      }
      // The row that it had is another's now.
      streams.step(batch, new int[] {3, 4, 1});
      streams.check();
    }
  }

  private final Network words =
      Network.initialise(Architecture.builder().index(5).lstm(17).dense(3).build(), 1);
  private final Network numbers =
      Network.initialise(Architecture.builder().features(2).lstm(4).build(), 1);

  private State[] states(Network network, int n) {
    State[] states = new State[n];
    for (int i = 0; i < n; i++) {
      states[i] = Nets.state(network, i);
    }
    return states;
  }

  @Test
  @Tag("cold")
  void wrongSizesAndKindsAreRefused() {
    BatchStepper w = words.newBatchStepper(3);
    BatchStepper f = numbers.newBatchStepper(3);
    State[] ws = states(words, 4);
    State[] fs = states(numbers, 4);
    float[] room = new float[12];
    int[] tokens = new int[4];
    Nets.assertRefused("rows", () -> words.newBatchStepper(0));
    Nets.assertRefused("rows", () -> words.newBatchStepper(-1));
    Nets.assertRefused("rows", () -> words.newBatchStepper(Integer.MAX_VALUE));
    Nets.assertRefused("rows", () -> words.newBatchStepper(500_000_000));
    Nets.assertRefused("steps, rows, total", () -> Packing.ragged(1, Integer.MAX_VALUE, 1));
    Nets.assertRefused("in", () -> w.step(ws, 2, new float[10], room));
    Nets.assertRefused("tokens", () -> f.step(fs, 2, tokens, room));
    Nets.assertRefused("n", () -> w.step(ws, 4, tokens, room));
    Nets.assertRefused("n", () -> f.step(fs, -1, new float[8], room));
    Nets.assertRefused("states", () -> w.step(new State[] {ws[0]}, 2, tokens, room));
    Nets.assertRefused("tokens", () -> w.step(ws, 3, new int[2], room));
    Nets.assertRefused("out", () -> w.step(ws, 3, tokens, new float[8]));
    Nets.assertRefused("in", () -> f.step(fs, 3, new float[5], room));
    Nets.assertRefused("out", () -> f.step(fs, 3, new float[6], new float[11]));
    Nets.assertRefused("out", () -> f.step(fs, 3, room, room));
    Nets.assertRefused("states[1]", () -> w.step(new State[] {ws[0], fs[0]}, 2, tokens, room));
    Nets.assertRefused(
        "states[2]", () -> w.step(new State[] {ws[0], ws[1], null}, 3, tokens, room));
    assertUntouched(words, ws);
    assertUntouched(numbers, fs);
    w.step(ws, 3, tokens, room);
    f.step(fs, 3, new float[6], room);
  }

  /** As they were, and free. */
  private static void assertUntouched(Network network, State[] states) {
    for (int i = 0; i < states.length; i++) {
      Nets.assertSameBits("state", Nets.state(network, i).toArray(), states[i].toArray());
      states[i].fromArray(states[i].toArray());
    }
  }

  @Test
  @Tag("cold")
  void aTokenOutsideTheVocabularyIsNamedAndChangesNothing() {
    Network embedded =
        Network.initialise(Architecture.builder().embedding(5, 2).gru(4).dense(3).build(), 1);
    for (Network network : List.of(words, embedded)) {
      BatchStepper batch = network.newBatchStepper(3);
      State[] states = states(network, 3);
      float[] out = new float[9];
      for (int token : new int[] {-1, 5, Integer.MIN_VALUE}) {
        String message =
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> batch.step(states, 3, new int[] {4, token, 9}, out))
                .getMessage();
        assertEquals("tokens[1]: expected 0 to 4, got " + token, message);
      }
      assertUntouched(network, states);
      assertArrayEquals(new float[9], out);
      batch.step(states, 2, new int[] {4, 0, 9}, out);
      // What stands behind the streams of a call is not looked at.
      assertArrayEquals(new float[3], Arrays.copyOfRange(out, 6, 9));
    }
  }

  @Test
  @Tag("cold")
  void aStateThatIsGivenTwiceIsRefused() {
    BatchStepper batch = words.newBatchStepper(4);
    State[] states = states(words, 4);
    State[] twice = {states[1], states[3], states[0], states[3]};
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> batch.step(twice, 4, new int[4], new float[12]))
            .getMessage();
    assertEquals("states[3]: expected each state once, got that of states[1] again", message);
    assertUntouched(words, states);
    batch.step(twice, 3, new int[4], new float[12]);
  }

  @Test
  @Tag("cold")
  void noStreamsAreNothing() {
    BatchStepper w = words.newBatchStepper(2);
    w.step(new State[0], 0, new int[0], new float[0]);
    numbers.newBatchStepper(2).step(new State[0], 0, new float[0], new float[1]);
    State[] states = states(words, 2);
    w.step(states, 0, new int[2], new float[6]);
    assertUntouched(words, states);
  }

  /** As a stepper refuses them. */
  @Test
  @Tag("cold")
  void whatIsNoStreamIsRefused() {
    Architecture.Builder both =
        Architecture.builder().index(5).bidirectional(new Architecture.Lstm(5), Merge.CONCAT);
    Architecture encoder = Architecture.builder().index(5).gru(3).build();
    Map<Architecture, String> none = new LinkedHashMap<>();
    none.put(both.build(), "expected layers that go forward in time");
    none.put(Architecture.builder().index(5).gru(3).last().build(), "only the last");
    none.put(
        Architecture.builder().encoder(encoder, Bridge.copy()).index(5).gru(3).build(),
        "without a source");
    none.forEach(
        (a, why) -> {
          Network network = Network.initialise(a, 1);
          String message =
              assertThrows(IllegalArgumentException.class, () -> network.newBatchStepper(2))
                  .getMessage();
          assertTrue(message.startsWith("network: expected ") && message.contains(why), message);
          assertEquals(
              message,
              assertThrows(IllegalArgumentException.class, network::newStepper).getMessage());
        });
  }

  /** Calls of different numbers of streams, over and over. */
  @Test
  void callsMakeNoGarbage() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    for (Architecture a : List.of(FEW.get(0), FEW.get(1), FEW.get(3))) {
      Network network = network(a);
      BatchStepper batch = network.newBatchStepper(9);
      State[] states = states(network, 9);
      float[] out = new float[9 * a.outputSize()];
      int size = a.input().size();
      float[] x = Nets.uniform(1, 9 * size, -1, 1);
      int[] tokens = Nets.tokens(1, 9, size);
      Runnable calls =
          network.layers().tokens()
              ? () -> {
                batch.step(states, 9, tokens, out);
                batch.step(states, 4, tokens, out);
                batch.step(states, 1, tokens, out);
              }
              : () -> {
                batch.step(states, 9, x, out);
                batch.step(states, 4, x, out);
                batch.step(states, 1, x, out);
              };
      assertEquals(0, Garbage.leastBytes(calls), a::toString);
    }
  }
}
