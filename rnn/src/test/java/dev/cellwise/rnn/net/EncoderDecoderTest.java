package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.testing.GradientCheck;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that begin from a source: a row has the bits that it has alone, and step by step. */
@Tag("mutation")
class EncoderDecoderTest {
  private static final int[] LENGTHS = {3, 5, 0, 1, 4};
  private static final int[] STEPS = {4, 0, 2, 3, 1};
  private static final int[] ALL = {0, 1, 2, 3, 4};

  static List<Architecture> networks() {
    return Translators.all();
  }

  private static Translation run(Architecture a, int... rows) {
    return new Translation(Network.initialise(a, 3), LENGTHS, STEPS, rows, Mode.inference(), null);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void rowHasTheBitsOfTheRowAlone(Architecture a) {
    Translation all = run(a, ALL);
    for (int n : new int[] {0, 2, 3, 4}) {
      Translation alone = run(a, n);
      for (int t = 0; t < STEPS[n]; t++) {
        assertArrayEquals(alone.output(0, t), all.output(n, t), "row " + n + " step " + t);
      }
    }
  }

  /** Nothing of a window is left in the next one, longer or shorter, carried or not. */
  @ParameterizedTest
  @MethodSource("networks")
  void windowsAfterOneAnotherAreTheirOwn(Architecture a) {
    int[][] lengths = {{5, 4, 5, 2, 3}, LENGTHS, {1, 0, 2, 5, 0}, {5, 5, 5, 5, 5}};
    int[][] steps = {{3, 4, 1, 2, 4}, STEPS, {1, 1, 0, 2, 4}, {4, 4, 4, 4, 4}};
    Translation used = run(a, ALL);
    for (int i = 0; i < lengths.length; i++) {
      used.next(lengths[i], steps[i]);
      Translation fresh =
          new Translation(used.network, lengths[i], steps[i], ALL, Mode.inference(), null);
      for (int n = 0; n < ALL.length; n++) {
        for (int t = 0; t < steps[i][n]; t++) {
          assertArrayEquals(fresh.output(n, t), used.output(n, t), "row " + n + " step " + t);
        }
      }
      assertArrayEquals(fresh.dp, used.dp, "gradient of window " + i);
      if (i % 2 == 0) {
        used.u.carry(used.packing.steps());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void orderOfRowsAndThreadsChangeNoBit(Architecture a) {
    Mode mode = Mode.training(5).withDropout(0.25f);
    Network network = Network.initialise(a, 3);
    Translation one = new Translation(network, LENGTHS, STEPS, ALL, mode, null);
    try (Team team = Team.of(2)) {
      Translation two = new Translation(network, LENGTHS, STEPS, ALL, mode, team);
      assertArrayEquals(one.dp, two.dp);
    }
    int[] turned = {3, 1, 4, 0, 2};
    Translation other = new Translation(network, LENGTHS, STEPS, turned, mode, null);
    for (int i = 0; i < turned.length; i++) {
      for (int t = 0; t < STEPS[turned[i]]; t++) {
        assertArrayEquals(one.output(turned[i], t), other.output(i, t));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void stepsOfDecoderHaveTheBitsOfTheWindow(Architecture a) {
    Translation window = run(a, ALL);
    Decoder decoder = new Decoder(window.network);
    for (int n : new int[] {1, 3, 0, 4, 2}) {
      Encoding encoding = encode(decoder, window.network, n);
      State state = encoding.newState();
      float[] out = new float[a.outputSize()];
      for (int t = 0; t < STEPS[n]; t++) {
        decoder.step(encoding, state, Translation.symbol(n, t), out);
        assertArrayEquals(window.output(n, t), out, "row " + n + " step " + t);
        checkWeights(window.u, decoder, t, n, encoding.length());
      }
    }
  }

  private static Encoding encode(Decoder decoder, Network network, int n) {
    if (network.layers().encoder() == null) {
      return decoder.encode(Translation.feature(n, 0));
    }
    if (network.layers().encoder().tokens()) {
      int[] words = new int[LENGTHS[n]];
      Arrays.setAll(words, s -> Translation.word(n, s));
      return decoder.encode(words);
    }
    float[] x = new float[3 * LENGTHS[n]];
    for (int s = 0; s < LENGTHS[n]; s++) {
      System.arraycopy(Translation.feature(n, s), 0, x, 3 * s, 3);
    }
    return decoder.encode(x);
  }

  private static void checkWeights(Unrolled u, Decoder decoder, int t, int n, int length) {
    int layers = u.attentions();
    for (int i = 0; i < layers; i++) {
      float[] ofWindow = new float[Translation.SOURCE];
      float[] ofStep = new float[Translation.SOURCE];
      assertEquals(length, u.attention(i, t, n, ofWindow));
      assertEquals(length, decoder.attention(i, ofStep));
      assertArrayEquals(ofWindow, ofStep);
      double sum = 0;
      for (float w : ofWindow) {
        sum += w;
      }
      assertEquals(length > 0 ? 1 : 0, sum, 1e-6);
    }
  }

  /** Of all parameters at once; the reference in double sees more: this needs no other. */
  @ParameterizedTest
  @MethodSource("networks")
  void gradientIsThatOfDifferences(Architecture a) {
    Translation run = run(a, ALL);
    Layers layers = run.network.layers();
    float[] p = Arrays.copyOf(run.network.parameters(), layers.parameters().length());
    float[] dp = Arrays.copyOf(run.dp, p.length);
    GradientCheck.floatOnly(
            at ->
                new Translation(Network.of(layers, at), LENGTHS, STEPS, ALL, Mode.inference(), null)
                    .loss(),
            p,
            1)
        .against(dp)
        .assertPassed();
  }

  @Test
  void emptySourceIsReadAsZero() {
    Translation run = run(Translators.additive(), 2);
    assertEquals(0, run.u.attention(0, 0, 0, new float[0]));
    for (float g : run.dp) {
      assertTrue(Float.isFinite(g));
    }
  }

  /** What the encoder was run on in between is not what the window saw. */
  @Test
  void encoderThatWasRunSinceIsRefused() {
    Translation run = run(Translators.additive(), ALL);
    float[] p = run.network.parameters();
    int[] words = new int[run.source.total()];
    float[] dp = run.dp.clone();
    run.u.encoder().forward(words, 0, p);
    refused("source", () -> run.u.backward(run.packing.steps(), p, dp));
    refused("source", () -> run.u.attention(0, 0, 0, new float[Translation.SOURCE]));
    Translation other = run(Translators.additive(), ALL);
    other.source.lengths(1, 1, 1, 1, 1);
    refused("source", () -> other.u.backward(other.packing.steps(), p, dp));
    assertArrayEquals(run.dp, dp, "nothing is added");
  }

  @Test
  void masksOfOtherSequencesNeedTheirEncoding() {
    Translation run = run(Translators.copied(), ALL);
    float[] p = run.network.parameters();
    int[] words = new int[run.source.total()];
    int[] tokens = new int[run.packing.total()];
    run.u.encode(words, 0, p);
    run.u.rowIds(4, 3, 2, 1, 0);
    refused("source", () -> run.u.forward(tokens, 0, p));
    run.u.encode(words, 0, p);
    run.u.resetState(1);
    refused("source", () -> run.u.forward(tokens, 0, p));
    refused("state", () -> run.u.setState(0, run.network.newState()));
    run.u.encode(words, 0, p);
    run.u.forward(tokens, 0, p);
  }

  @Test
  void inputsAreNamed() {
    Translation run = run(Translators.copied(), ALL);
    float[] p = run.network.parameters();
    int[] words = new int[run.source.total()];
    words[3] = Translators.WORDS;
    String got =
        assertThrows(IndexOutOfBoundsException.class, () -> run.u.encode(words, 0, p)).getMessage();
    assertEquals("source tokens[3]: expected 0 to 6, got 7", got);
    Translation vector = run(Translators.vector(), ALL);
    got =
        assertThrows(IndexOutOfBoundsException.class, () -> vector.u.vectors(new float[14], 0))
            .getMessage();
    assertEquals("v: expected 15 elements from 0, got an array of 14", got);
    refused("v", () -> run.u.vectors(new float[15], 0));
    refused("tokens", () -> vector.u.encode(new int[3], 0, p));
    refused("x", () -> vector.u.encode(new float[3], 0, p));
  }

  private static void refused(String argument, Executable call) {
    String got = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(got.startsWith(argument + ":"), got);
  }

  @Test
  void windowNeedsSourceOfItsOwn() {
    Translation run = run(Translators.copied(), ALL);
    Packing packing = run.packing;
    float[] p = run.network.parameters();
    int[] tokens = new int[packing.total()];
    run.u.carry(packing.steps());
    String refused =
        assertThrows(IllegalArgumentException.class, () -> run.u.forward(tokens, 0, p))
            .getMessage();
    assertTrue(refused.startsWith("source: expected to be encoded"), refused);
    Translation vector = run(Translators.vector(), ALL);
    vector.u.carry(vector.packing.steps());
    refused =
        assertThrows(
                IllegalArgumentException.class,
                () -> vector.u.forward(tokens, 0, vector.network.parameters()))
            .getMessage();
    assertTrue(refused.startsWith("vectors: expected some"), refused);
  }
}
