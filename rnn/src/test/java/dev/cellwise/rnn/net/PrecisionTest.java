package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Bf16;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.own.MinimalGatedCell;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks whose steps read weights in half the bytes. */
class PrecisionTest {
  private static final int V = 6;

  private static Architecture.Builder numbers() {
    return Architecture.builder().features(V);
  }

  private static Architecture.Builder tokens() {
    return Architecture.builder().index(V);
  }

  /** Every cell and layer that can be stepped; odd sizes, whole panels, several of them. */
  static List<Architecture> networks() {
    LstmOptions lstm = LstmOptions.plain();
    SimpleOptions simple = SimpleOptions.plain();
    return List.of(
        numbers().lstm(17).lstm(3).dense(4).build(),
        numbers().lstm(64).gru(64).rnn(64).dense(70, Activation.gelu()).build(),
        numbers().lstm(33).gru(33).rnn(33).densePrelu(5).build(),
        numbers().gru(128).rnn(130).build(),
        tokens().gru(16).dense(3).build(),
        tokens().lstm(129).build(),
        tokens().rnn(9, simple.withLags(2, 4).withLearnedAlpha()).dense(2).build(),
        Architecture.builder().embedding(V, 5).gru(20, GruOptions.resetBefore()).dense(4).build(),
        numbers().lstm(17, lstm.withPeephole().withProjection(5).withClips(3, 2, 1)).build(),
        numbers()
            .lstm(18, lstm.withLayerNorm())
            .gru(7, GruOptions.resetAfter().withLayerNorm())
            .build(),
        numbers()
            .jordan(18, JordanOptions.plain(3).withActivation(Activation.softsign()))
            .cell("minimal", 7, MinimalGatedCell::cell)
            .build(),
        numbers()
            .norm()
            .hidden(9, Activation.relu())
            .residual(r -> r.lstm(9).hidden(9, Activation.tanh()))
            .dropout(0.5f)
            .gru(5)
            .dense(3)
            .build());
  }

  private static Network network(Architecture a) {
    return Network.initialise(a, 5);
  }

  /** Step by step, some at once, and a window: what is in the halves is what is in the floats. */
  @ParameterizedTest
  @MethodSource("networks")
  @Tag("cold")
  void stepsHaveTheBitsOfRoundedFloats(Architecture a) {
    Network half = network(a).to(Precision.BF16);
    Network rounded = half.to(Precision.F32);
    assertEquals(Precision.F32, rounded.precision());
    int steps = 9;
    float[] expected = singly(rounded, steps);
    Nets.assertSameBits("step", expected, singly(half, steps));
    Nets.assertSameBits("run", expected, atOnce(half, steps));
    Nets.assertSameBits("window", expected, window(half, steps));
  }

  private static float[] singly(Network network, int steps) {
    int size = network.architecture().outputSize();
    float[] y = new float[steps * size];
    float[] x = Nets.uniform(3, steps * V, -1, 1);
    int[] tokens = Nets.tokens(4, steps, V);
    Session session = network.newSession();
    float[] out = new float[size];
    for (int t = 0; t < steps; t++) {
      if (network.layers().tokens()) {
        session.step(tokens[t], out);
      } else {
        session.step(Arrays.copyOfRange(x, t * V, (t + 1) * V), out);
      }
      System.arraycopy(out, 0, y, t * size, size);
    }
    return y;
  }

  private static float[] atOnce(Network network, int steps) {
    float[] y = new float[steps * network.architecture().outputSize()];
    Session session = network.newSession();
    if (network.layers().tokens()) {
      session.run(Nets.tokens(4, steps, V), steps, y);
    } else {
      session.run(Nets.uniform(3, steps * V, -1, 1), steps, y);
    }
    return y;
  }

  private static float[] window(Network network, int steps) {
    Unrolled u = new Unrolled(network.layers(), steps, 1);
    if (network.layers().tokens()) {
      u.forward(steps, Nets.tokens(4, steps, V), 0, network.parameters());
    } else {
      u.forward(steps, Nets.uniform(3, steps * V, -1, 1), 0, network.parameters());
    }
    return Nets.outputs(u, steps, 1, network.architecture().outputSize());
  }

  /** All that are multiplied with at each step, and nothing else. */
  @Test
  @Tag("cold")
  void matricesAreRoundedAndNothingElse() {
    Architecture.Builder all =
        Architecture.builder()
            .embedding(V, 5)
            .lstm(17, LstmOptions.plain().withPeephole().withProjection(6))
            .norm()
            .residual(r -> r.hidden(6, Activation.tanh()))
            .gru(64)
            .rnn(7, SimpleOptions.plain().withLags(2, 4))
            .jordan(9, JordanOptions.plain(3))
            .densePrelu(3)
            .learnStart();
    assertEquals(14, rounded(all.build(), "embedding.*"));
  }

  /** A column of W is looked up, as a row of an embedding is. */
  @Test
  @Tag("cold")
  void lookedUpWeightsKeepTheirFloats() {
    assertEquals(4, rounded(tokens().lstm(17).gru(5).dense(3).build(), "lstm.weight_ih_l0"));
    assertEquals(1, rounded(tokens().rnn(17).build(), "rnn.weight_ih_l0"));
    Architecture peephole = tokens().lstm(17, LstmOptions.plain().withPeephole()).build();
    assertEquals(1, rounded(peephole, "lstm.weight_ih_l0"));
  }

  /** Checks that matrices are rounded but those named, and the rest is not; counts them. */
  private static int rounded(Architecture a, String kept) {
    Network before = network(a);
    Map<String, Tensor> floats = before.tensors();
    int count = 0;
    for (Map.Entry<String, Tensor> e : before.to(Precision.BF16).tensors().entrySet()) {
      String name = e.getKey();
      float[] expected = floats.get(name).values().clone();
      if (e.getValue().rank() == 2 && !name.matches(kept)) {
        Bf16.round(expected.length, expected, 0);
        assertNotEquals(expected[0], floats.get(name).values()[0], name);
        count++;
      }
      Nets.assertSameBits(name, expected, e.getValue().values());
    }
    Nets.assertSameBits("the other is as it was", Nets.packed(network(a)), Nets.packed(before));
    return count;
  }

  @Test
  @Tag("cold")
  void thereAndBack() {
    Network floats = network(numbers().lstm(17).build());
    assertEquals(Precision.F32, floats.precision());
    assertSame(floats, floats.to(Precision.F32));
    Network half = floats.to(Precision.BF16);
    assertEquals(Precision.BF16, half.precision());
    assertSame(half, half.to(Precision.BF16));
    Network again = half.to(Precision.F32).to(Precision.BF16);
    Nets.assertSameBits("rounded once", Nets.packed(half), Nets.packed(again));
    Nets.assertRefused("precision", () -> floats.to(null));
  }

  /** 64 inputs and 64 units: 4 gates of 2 times 4,096 weights. */
  @Test
  @Tag("cold")
  void theSummaryTellsTheirSize() {
    Network floats = network(Architecture.builder().features(64).lstm(64).build());
    String line = "matrices of a step, in half the bytes: 65,536 bytes";
    assertTrue(floats.to(Precision.BF16).summary(5, 2).contains(line));
    assertTrue(!floats.summary(5, 2).contains("half"));
  }

  /** A state goes from one to the other, and on. */
  @Test
  @Tag("cold")
  void statesAreTheSame() {
    Network half = network(numbers().lstm(17).gru(5).build()).to(Precision.BF16);
    Network rounded = half.to(Precision.F32);
    float[] x = Nets.uniform(3, V, -1, 1);
    State alone = Nets.state(rounded, 3);
    State both = Nets.state(rounded, 3);
    float[] y = new float[5];
    for (int t = 0; t < 6; t++) {
      rounded.newStepper().step(alone, x, y);
      (t % 2 == 0 ? half : rounded).newStepper().step(both, x, y);
    }
    Nets.assertSameBits("states", alone.toArray(), both.toArray());
  }

  /** What nobody steps gains nothing and would lose bits. */
  @Test
  @Tag("cold")
  void whatCannotBeSteppedIsRefused() {
    Architecture.Recurrent lstm = new Architecture.Lstm(5, LstmOptions.plain());
    Network both = network(numbers().bidirectional(lstm, Merge.CONCAT).build());
    Network last = network(numbers().layer(lstm).last().build());
    Nets.assertRefused("network", () -> both.to(Precision.BF16));
    Nets.assertRefused("network", () -> last.to(Precision.BF16));
    assertSame(both, both.to(Precision.F32));
  }

  /** A decoder is stepped, its encoder is not: that keeps its floats. */
  @Test
  @Tag("cold")
  void anEncoderKeepsItsFloats() {
    Architecture encoder = tokens().lstm(17).build();
    Architecture a =
        Architecture.builder()
            .encoder(encoder, new Bridge.Copy())
            .index(V)
            .lstm(17)
            .dense(V)
            .build();
    Network before = network(a);
    Network half = before.to(Precision.BF16);
    half.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("encoder.")) {
                Nets.assertSameBits(name, before.tensors().get(name).values(), tensor.values());
              }
            });
    int[] source = Nets.tokens(3, 5, V);
    Network rounded = half.to(Precision.F32);
    List<float[]> outputs =
        List.of(half, rounded).stream()
            .map(
                network -> {
                  Decoder decoder = new Decoder(network);
                  Encoding encoding = decoder.encode(source);
                  float[] y = new float[V];
                  decoder.step(encoding, encoding.newState(), 1, y);
                  return y;
                })
            .toList();
    Nets.assertSameBits("decoder", outputs.get(1), outputs.get(0));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aStepMakesNoGarbage(Architecture a) {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    Network half = network(a).to(Precision.BF16);
    Stepper stepper = half.newStepper();
    State state = half.newState();
    float[] x = Nets.uniform(3, V, -1, 1);
    float[] y = new float[a.outputSize()];
    Runnable step =
        half.layers().tokens() ? () -> stepper.step(state, 1, y) : () -> stepper.step(state, x, y);
    assertEquals(0, Garbage.leastBytes(step));
    assertTrue(Float.isFinite(y[0]));
  }
}
