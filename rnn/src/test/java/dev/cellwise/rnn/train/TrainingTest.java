package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Sampler;
import dev.cellwise.rnn.net.Scoring;
import dev.cellwise.rnn.net.Session;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.net.Unrolled;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Training a network of tokens. */
class TrainingTest {
  private static final Architecture EMBEDDED =
      Architecture.builder().embedding(5, 3).lstm(17).lstm(4).dense(5).build();
  private static final Architecture MIXED =
      Architecture.builder().index(5).gru(20).rnn(17).dense(5).build();
  private static final Architecture INDEX =
      Architecture.builder().index(5).lstm(20).dense(5).build();

  /** Twenty steps of T 6, N 3; the losses. */
  private static double[] twentySteps(Training t) {
    double[] losses = new double[20];
    for (int i = 0; i < 20; i++) {
      losses[i] = t.step(Nets.tokens(i, 18, 5), Nets.tokens(100 + i, 18, 5));
    }
    return losses;
  }

  @Test
  void theSameCallsGiveTheSameBits() {
    for (Architecture a : new Architecture[] {EMBEDDED, INDEX, MIXED}) {
      for (float dropout : new float[] {0, 0.3f}) {
        Network start = Network.initialise(a, 3);
        Map<String, Tensor> before = start.tensors();
        Training one = new Training(start, 6, 3, dropout, 9);
        Training two = new Training(start, 6, 3, dropout, 9);
        one.clip(0.5f);
        two.clip(0.5f);
        assertArrayEquals(twentySteps(one), twentySteps(two));
        Nets.assertSameBits("weights", one.network().tensors(), two.network().tensors());
        Nets.assertSameBits("gradients", one.gradients(), two.gradients());
        Nets.assertSameBits("the network that it began with", before, start.tensors());
      }
    }
  }

  /** The text "abcd" over and over: after some hundred steps there is nothing left to learn. */
  @Test
  void lossFallsOnARepeatedText() {
    for (Architecture a : new Architecture[] {EMBEDDED, INDEX, MIXED}) {
      Training t = new Training(Network.initialise(a, 3), 8, 2);
      t.learningRate(0.02);
      t.clip(1);
      int[] tokens = new int[16];
      int[] targets = new int[16];
      for (int i = 0; i < 16; i++) {
        tokens[i] = (i / 2 + i % 2) % 4;
        targets[i] = (tokens[i] + 1) % 4;
      }
      double first = t.step(tokens, targets);
      assertEquals(Math.log(5), first, 0.5);
      double last = first;
      for (int i = 0; i < 300; i++) {
        last = t.step(tokens, targets);
      }
      assertTrue(last < 0.02, "loss " + last);
      Session session = t.network().newSession();
      float[] logits = new float[5];
      int token = 2;
      for (int i = 0; i < 20; i++) {
        session.step(token, logits);
        int next = Sampler.greedy().next(logits, 5);
        assertEquals((token + 1) % 4, next);
        token = next;
      }
    }
  }

  private static double norm(Map<String, Tensor> tensors) {
    double squares = 0;
    for (Tensor tensor : tensors.values()) {
      for (float v : tensor.values()) {
        squares += (double) v * v;
      }
    }
    return Math.sqrt(squares);
  }

  @Test
  @Tag("cold")
  void clippingScalesTheGradientToTheNorm() {
    int[] tokens = Nets.tokens(1, 18, 5);
    int[] targets = Nets.tokens(2, 18, 5);
    Network start = Network.initialise(INDEX, 3);
    Training free = new Training(start, 6, 3);
    free.step(tokens, targets);
    double norm = norm(free.gradients());
    Training clipped = new Training(start, 6, 3);
    clipped.clip((float) norm / 10);
    clipped.step(tokens, targets);
    assertEquals(norm / 10, norm(clipped.gradients()), 1e-5 * norm);
    float[] whole = free.gradients().get("head.weight").values();
    float[] tenth = clipped.gradients().get("head.weight").values();
    for (int i = 0; i < whole.length; i++) {
      assertEquals(whole[i] / 10, tenth[i], 1e-6 * Math.abs(whole[i]) + 1e-12);
    }
    Training wide = new Training(start, 6, 3);
    wide.clip((float) norm * 2);
    wide.step(tokens, targets);
    Nets.assertSameBits("not clipped", free.gradients(), wide.gradients());
    Nets.assertSameBits("not clipped", free.network().tensors(), wide.network().tensors());
  }

  /** Adam's first step moves every weight that has a gradient by the learning rate. */
  @Test
  @Tag("cold")
  void theFirstStepIsOfTheLearningRate() {
    Network start =
        Network.initialise(Architecture.builder().index(5).lstm(20).densePrelu(5).build(), 3);
    Training t = new Training(start, 6, 3);
    t.learningRate(0.01);
    t.step(Nets.tokens(1, 18, 5), Nets.tokens(2, 18, 5));
    for (String name : new String[] {"head.weight", "head.slope"}) {
      float[] before = start.tensors().get(name).values();
      float[] after = t.network().tensors().get(name).values();
      float[] g = t.gradients().get(name).values();
      int moved = 0;
      for (int i = 0; i < g.length; i++) {
        if (Math.abs(g[i]) > 1e-4) {
          assertEquals(-0.01 * Math.signum(g[i]), after[i] - before[i], 1e-5);
          moved++;
        }
      }
      assertTrue(moved > g.length / 2, name);
    }
  }

  @Test
  @Tag("cold")
  void theStateIsCarriedUntilItIsReset() {
    int[] tokens = Nets.tokens(1, 18, 5);
    int[] targets = Nets.tokens(2, 18, 5);
    Network start = Network.initialise(INDEX, 3);
    Training t = new Training(start, 6, 3);
    double first = t.gradient(tokens, targets);
    assertEquals(first, t.gradient(tokens, targets), "the gradient alone carries nothing");
    t.step(tokens, targets);
    double carried = t.gradient(tokens, targets);
    t.resetState();
    double reset = t.gradient(tokens, targets);
    assertTrue(carried != reset);
    assertEquals(new Training(t.network(), 6, 3).gradient(tokens, targets), reset);
    // The loss is that of the network's own log-probabilities.
    double sum = 0;
    for (int n = 0; n < 3; n++) {
      Session session = start.newSession();
      float[] logits = new float[5];
      for (int i = n; i < 18; i += 3) {
        session.step(tokens[i], logits);
        sum -= Scoring.logSoftmax(logits, targets[i]);
      }
    }
    assertEquals(sum / 18, first, 1e-6);
  }

  /** Of the outputs before the update, by streams of the network's own; a row may not count. */
  @Test
  @Tag("cold")
  void theAccuracyIsThatBeforeTheUpdate() {
    Architecture gelu = Architecture.builder().index(5).gru(4).dense(5, Activation.gelu()).build();
    Architecture bare = Architecture.builder().index(5).lstm(5).build();
    Architecture bidirectional =
        Architecture.builder().index(5).bidirectional(new Architecture.Gru(5), Merge.SUM).build();
    for (Architecture a : new Architecture[] {EMBEDDED, gelu, bare, bidirectional}) {
      Training t = new Training(Network.initialise(a, 3), 6, 3);
      t.learningRate(1);
      assertTrue(Double.isNaN(t.accuracy()), "before the first");
      for (int i = 0; i < 4; i++) {
        int[] tokens = Nets.tokens(i, 18, 5);
        int[] targets = Nets.tokens(100 + i, 18, 5);
        float[] weights = new float[18];
        Arrays.fill(weights, 1, 18, 0.5f);
        t.resetState();
        double expected = accuracy(t.network(), tokens, targets);
        t.step(Training.Input.tokens(tokens), Training.Target.classes(targets).weighted(weights));
        assertEquals(expected, t.accuracy(), a + ", step " + i);
      }
      t.step(
          Training.Input.tokens(new int[18]),
          Training.Target.classes(new int[18]).weighted(new float[18]));
      assertTrue(Double.isNaN(t.accuracy()), "no row counts");
    }
  }

  /** Without the first token. */
  private static double accuracy(Network network, int[] tokens, int[] targets) {
    Unrolled u = new Unrolled(network.layers(), 6, 3);
    u.forward(tokens, 0, network.copyParameters());
    int hits = 0;
    for (int i = 1; i < 18; i++) {
      int at = u.output() + i * u.outputRow();
      int largest = 0;
      for (int o = 1; o < 5; o++) {
        largest = u.tape().data()[at + o] > u.tape().data()[at + largest] ? o : largest;
      }
      hits += largest == targets[i] ? 1 : 0;
    }
    return hits / 17.0;
  }

  @Test
  @Tag("cold")
  void aBrokenLossStopsAndLeavesTheWeights() {
    for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Map<String, Tensor> tensors = new LinkedHashMap<>(Network.initialise(INDEX, 3).tensors());
      tensors.get("head.bias").values()[3] = broken;
      Network start = Network.of(INDEX, tensors);
      Training t = new Training(start, 6, 3);
      ArithmeticException e =
          assertThrows(
              ArithmeticException.class,
              () -> t.step(Nets.tokens(1, 18, 5), Nets.tokens(2, 18, 5)));
      assertTrue(e.getMessage().startsWith("loss: expected finite"), e.getMessage());
      Nets.assertSameBits("weights", start.tensors(), t.network().tensors());
    }
  }

  /** A finite loss whose gradient overflows: h is 0, so the head's huge weights do not count. */
  @Test
  @Tag("cold")
  void aBrokenGradientStopsAndLeavesTheWeights() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Network.initialise(INDEX, 3).tensors());
    tensors.forEach((name, tensor) -> Arrays.fill(tensor.values(), 0));
    float[] w = tensors.get("head.weight").values();
    Arrays.fill(w, 3e38f);
    Arrays.fill(w, 2 * 20, 3 * 20, -3e38f);
    Network start = Network.of(INDEX, tensors);
    for (Clipping c : List.of(Clipping.none(), Clipping.byNorm(1), Clipping.byValue(1))) {
      brokenGradient(start, c);
    }
  }

  private static String outside(Runnable body) {
    return assertThrows(IndexOutOfBoundsException.class, body::run).getMessage();
  }

  private static void brokenGradient(Network start, Clipping clipping) {
    Training t = new Training(start, 1, 1);
    t.clip(clipping);
    ArithmeticException e =
        assertThrows(ArithmeticException.class, () -> t.step(new int[] {1}, new int[] {2}));
    assertTrue(e.getMessage().startsWith("gradient: expected finite"), e.getMessage());
    Nets.assertSameBits("weights", start.tensors(), t.network().tensors());
  }

  @Test
  @Tag("cold")
  void wrongArgumentsAreRefusedAndNothingChanges() {
    Network start = Network.initialise(INDEX, 3);
    Training t = new Training(start, 6, 3);
    int[] window = new int[18];
    Nets.assertRefused("tokens", () -> t.step(new int[17], window));
    Nets.assertRefused("targets", () -> t.step(window, new int[19]));
    int[] bad = new int[18];
    bad[17] = 5;
    assertEquals("tokens[17]: expected 0 to 4, got 5", outside(() -> t.step(bad, window)));
    assertEquals("targets[17]: expected 0 to 4, got 5", outside(() -> t.step(window, bad)));
    Nets.assertSameBits("weights", start.tensors(), t.network().tensors());
    Nets.assertRefused("rate", () -> t.learningRate(-1));
    Nets.assertRefused("rate", () -> t.learningRate(Double.NaN));
    Nets.assertRefused("rate", () -> t.learningRate(Double.POSITIVE_INFINITY));
    Nets.assertRefused("norm", () -> t.clip(0));
    Nets.assertRefused("norm", () -> t.clip(Float.NaN));
    Network features = Network.initialise(Architecture.builder().features(3).lstm(4).build(), 1);
    Nets.assertRefused("network", () -> new Training(features, 6, 3));
  }

  /** As Adam does after an update that was refused, so it would have done without. */
  @Test
  void aRefusedUpdateChangesNothing() {
    Layout.Builder b = Layout.builder("parameters");
    b.add("w", 16);
    Layout layout = b.build();
    float[] g = layout.allocate();
    Arrays.fill(g, 0.5f);
    float[] one = layout.allocate();
    float[] two = layout.allocate();
    Adam refused = new Adam(layout);
    assertThrows(RuntimeException.class, () -> refused.update(0.1, new float[3], one));
    Nets.assertRefused("learningRate", () -> refused.update(Double.NaN, g, one));
    // The step, ten times the rate, would be an infinite float, and the weights with it.
    Nets.assertRefused("learningRate", () -> refused.update(1e38, g, one));
    refused.update(0.1, g, one);
    new Adam(layout).update(0.1, g, two);
    assertArrayEquals(two, one);
  }
}
