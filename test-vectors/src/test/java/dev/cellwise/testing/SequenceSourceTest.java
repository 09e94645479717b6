package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Networks with a source small enough to compute by hand, names, and what is refused. */
class SequenceSourceTest {
  private static final ValidSteps TWO = ValidSteps.all(2, 1);

  /** h = x + h' : the states are running sums. */
  private static ReferenceCell sums() {
    return SimpleReferenceCell.of(1, 1).activation("identity").build();
  }

  private static SequenceNetwork encoder(Consumer<SequenceStack> layers) {
    return SequenceNetwork.features(1, layers);
  }

  private static SequenceNetwork decoder(SequenceSource source, Consumer<SequenceStack> layers) {
    return SequenceNetwork.features(1, s -> layers.accept(s.from(source)));
  }

  private static void sums(Map<String, double[]> p, String name) {
    String of = name.startsWith("encoder.") ? "encoder." : "";
    String way = name.substring(of.length());
    p.put(of + "weight_ih" + way, new double[] {1});
    p.put(of + "weight_hh" + way, new double[] {1});
    p.put(of + "bias_ih" + way, new double[] {0});
  }

  @Test
  void aCopiedStateIsThatAfterTheLastValidStep() {
    SequenceNetwork network =
        decoder(
            SequenceSource.copied(encoder(s -> s.bidirectional(sums(), Merge.SUM))),
            s -> s.recurrent(sums()).recurrent(sums()));
    SequenceProblem problem =
        SequenceProblem.of(network, ValidSteps.lengths(3, 2, 0, 3), ValidSteps.lengths(2, 1, 2, 0))
            .build();
    Map<String, double[]> p = new HashMap<>();
    for (String name : List.of("encoder._l0", "encoder._l0_reverse", "_l0", "_l1")) {
      sums(p, name);
    }
    p.put("encoder.x", new double[] {1, 9, 4, 2, 9, 5, 9, 9, 6});
    p.put("x", new double[] {10, 20, 9, 9, 30, 9});
    SequenceTrace trace = problem.forward(problem.parameters(p));
    assertArrayEquals(new double[] {3, 0, 15}, trace.encoder().get("h_n_l0"));
    assertArrayEquals(new double[] {3, 0, 15}, trace.encoder().get("h_n_l0_reverse"));
    assertArrayEquals(new double[] {4, 0, 19, 5, 0, 20, 0, 0, 21}, trace.encoder().y());
    assertArrayEquals(new double[] {13, 50, 15}, trace.get("h_n_l0"));
    assertArrayEquals(new double[] {16, 70, 15}, trace.get("h_n_l1"));
    assertArrayEquals(new double[] {16, 20, 0, 0, 70, 0}, trace.y());
  }

  @Test
  void aVectorGoesThroughTheBridge() {
    SequenceNetwork network = decoder(SequenceSource.vector(2, "tanh"), s -> s.recurrent(sums()));
    SequenceProblem problem = SequenceProblem.of(network, ValidSteps.lengths(2, 2, 0)).build();
    Map<String, double[]> p = new HashMap<>();
    sums(p, "_l0");
    p.put("source", new double[] {0.5, 0.25, -1, 2});
    p.put("bridge.h_l0.weight", new double[] {2, -1});
    p.put("bridge.h_l0.bias", new double[] {0.125});
    p.put("x", new double[] {1, 0, 2, 0});
    SequenceTrace trace = problem.forward(problem.parameters(p));
    double first = Math.tanh(1 - 0.25 + 0.125);
    double second = Math.tanh(-2 - 2 + 0.125);
    assertArrayEquals(new double[] {first + 1, 0, first + 3, 0}, trace.y(), 1e-15);
    assertArrayEquals(new double[] {first + 3, second}, trace.get("h_n_l0"), 1e-15);
    assertThrows(IllegalStateException.class, trace::encoder);
  }

  @Test
  void dotAttention() {
    SequenceNetwork network =
        decoder(
            SequenceSource.encoder(encoder(s -> s.recurrent(sums())), "identity"),
            s -> s.dotAttention("attention0"));
    SequenceProblem problem = SequenceProblem.of(network, TWO, TWO).build();
    Map<String, double[]> p = new HashMap<>();
    sums(p, "encoder._l0");
    p.put("encoder.x", new double[] {0.5, 1}); // memory 0.5, 1.5
    p.put("x", new double[] {2, -1000});
    SequenceTrace trace = problem.forward(problem.parameters(p));
    double a = 1 / (1 + Math.exp(2)); // scores 1 and 3
    assertArrayEquals(new double[] {a, 1 - a, 1, 0}, trace.attention("attention0"), 1e-14);
    double context = 0.5 * a + 1.5 * (1 - a);
    assertArrayEquals(new double[] {context, 2, 0.5, -1000}, trace.y(), 1e-14);
    refused(
        "no attention 'attention1'; there are [attention0]", () -> trace.attention("attention1"));
  }

  @Test
  void additiveAttention() {
    SequenceNetwork network =
        decoder(
            SequenceSource.encoder(encoder(s -> s.recurrent(sums())), "identity"),
            s -> s.additiveAttention("attention0", 2));
    SequenceProblem problem = SequenceProblem.of(network, TWO, ValidSteps.all(1, 1)).build();
    Map<String, double[]> p = new HashMap<>();
    sums(p, "encoder._l0");
    p.put("encoder.x", new double[] {0.5, 1}); // memory 0.5, 1.5
    p.put("attention0.query.weight", new double[] {1, -1});
    p.put("attention0.query.bias", new double[] {0.25, 0.5});
    p.put("attention0.memory.weight", new double[] {2, 1});
    p.put("attention0.score.weight", new double[] {3, -2});
    p.put("x", new double[] {0.75});
    double first = 3 * Math.tanh(1 + 1) - 2 * Math.tanh(-0.25 + 0.5);
    double second = 3 * Math.tanh(1 + 3) - 2 * Math.tanh(-0.25 + 1.5);
    double a = 1 / (1 + Math.exp(second - first));
    SequenceTrace trace = problem.forward(problem.parameters(p));
    assertArrayEquals(new double[] {a, 1 - a}, trace.attention("attention0"), 1e-14);
    assertArrayEquals(new double[] {0.5 * a + 1.5 * (1 - a), 0.75}, trace.y(), 1e-14);
  }

  @Test
  void namesAreThoseOfTheLibrary() {
    SequenceNetwork encoder =
        SequenceNetwork.embedding(
            5, 2, s -> s.bidirectional(SampleNetworks.gru(2, 3), Merge.SUM).dropout("above"));
    SequenceNetwork network =
        SequenceNetwork.embedding(
            6,
            4,
            s ->
                s.from(SequenceSource.encoder(encoder, "relu"))
                    .recurrent(SampleNetworks.lstm(4, 2))
                    .additiveAttention("attention0", 7)
                    .dense("head", 6));
    SequenceProblem.Builder b =
        SequenceProblem.of(network, TWO, TWO).sourceTokens(0, 4).tokens(0, 5);
    assertEquals(
        "Layout of 329 elements: encoder.embedding.weight[5, 2] encoder.weight_ih_l0[9, 2]"
            + " encoder.weight_hh_l0[9, 3] encoder.bias_ih_l0[9] encoder.bias_hh_l0[9]"
            + " encoder.weight_ih_l0_reverse[9, 2] encoder.weight_hh_l0_reverse[9, 3]"
            + " encoder.bias_ih_l0_reverse[9] encoder.bias_hh_l0_reverse[9] bridge.h_l0.weight[2, 6]"
            + " bridge.h_l0.bias[2] bridge.c_l0.weight[2, 6] bridge.c_l0.bias[2]"
            + " embedding.weight[6, 4] weight_ih_l0[8, 4] weight_hh_l0[8, 2] bias_ih_l0[8]"
            + " attention0.query.weight[7, 2] attention0.query.bias[7] attention0.memory.weight[7, 3]"
            + " attention0.score.weight[1, 7] head.weight[6, 5] head.bias[6]",
        b.build().layout().toString());
    assertEquals(
        List.of("h_n_l0", "c_n_l0", "y"),
        b.results().tensors().stream().map(Layout.Tensor::name).toList());
    assertTrue(b.masks().has("encoder.above") && b.masks().has("encoder.mask_x_l0_reverse"));
    assertEquals("[2, 1, 2]", b.build().attention().tensor("attention0").shape().toString());
    assertEquals(6, network.outputs());
    assertTrue(network.hasKink());
    assertFalse(encoder.hasKink());
    double[] p = b.build().layout().random(1, 1);
    assertTrue(b.build().forward(p).kinkDistance() < 10);
    assertEquals(Double.POSITIVE_INFINITY, b.build().forward(p).encoder().kinkDistance());
  }

  @Test
  void aLossOfWhatTheEncoderComputed() {
    SequenceNetwork network =
        decoder(SequenceSource.copied(encoder(s -> s.recurrent(sums()))), s -> s.recurrent(sums()));
    SequenceProblem problem =
        SequenceProblem.of(network, TWO, TWO)
            .loss(trace -> trace.at("y", 0).times(trace.encoder().at("h_n_l0", 0)))
            .build();
    Map<String, double[]> p = new HashMap<>();
    sums(p, "encoder._l0");
    sums(p, "_l0");
    p.put("encoder.x", new double[] {2, 3});
    p.put("x", new double[] {7, 0});
    Map<String, double[]> gradient = problem.gradient(p);
    assertArrayEquals(new double[] {5, 0}, gradient.get("x"), 1e-14, "of (5 + x0) 5");
    assertArrayEquals(new double[] {17, 17}, gradient.get("encoder.x"), 1e-14, "of (e + 7) e");
  }

  @Test
  void wrongSourcesAreRefused() {
    refused("source: expected at least 1, got 0", () -> SequenceSource.vector(0, "tanh"));
    refused("activation: there is no 'tan'", () -> SequenceSource.vector(1, "tan"));
    SequenceNetwork plain = encoder(s -> s.recurrent(sums()));
    SequenceNetwork nested = decoder(SequenceSource.copied(plain), s -> s.recurrent(sums()));
    refused(
        "encoder: expected no source and all steps, got a source",
        () -> SequenceSource.copied(nested));
    SequenceNetwork last = encoder(s -> s.recurrent(sums()).last());
    refused(
        "encoder: expected no source and all steps, got only the last step",
        () -> SequenceSource.encoder(last, "tanh"));
    refused(
        "source: expected cells with the states [h[1]], got [h[1], c[1]]",
        () -> decoder(SequenceSource.copied(plain), s -> s.recurrent(SampleNetworks.lstm(1, 1))));
    SequenceSource copied = SequenceSource.copied(plain);
    refused(
        "cell: expected one that goes forward after a source, got one in reverse",
        () -> decoder(copied, s -> s.reversed(sums())));
    refused(
        "cell: expected one that goes forward after a source, got one in reverse",
        () -> decoder(copied, s -> s.bidirectional(sums(), Merge.SUM)));
    String first =
        "source: expected to be told first, there is a layer, a source or an initial state";
    refusedState(first, () -> encoder(s -> s.recurrent(sums()).from(copied)));
    refusedState(first, () -> decoder(copied, s -> s.from(copied)));
    refusedState(first, () -> encoder(s -> s.initial(InitialState.GIVEN).from(copied)));
    refusedState(first, () -> encoder(s -> s.residual(f -> f.from(copied))));
    refusedState(
        "initial: expected none, the source says so",
        () -> decoder(copied, s -> s.initial(InitialState.GIVEN)));
  }

  @Test
  void wrongAttentionIsRefused() {
    SequenceSource copied = SequenceSource.copied(encoder(s -> s.recurrent(sums())));
    refusedState(
        "attention: expected an encoder, got no source", () -> encoder(s -> s.dotAttention("a")));
    refusedState(
        "attention: expected an encoder, got a vector",
        () -> decoder(SequenceSource.vector(1, "tanh"), s -> s.additiveAttention("a", 1)));
    refused(
        "attention: expected a query of 1 numbers, got one of 2",
        () -> decoder(copied, s -> s.recurrent(sums()).dotAttention("a").dotAttention("b")));
    refused(
        "units: expected at least 1, got 0",
        () -> decoder(copied, s -> s.additiveAttention("a", 0)));
    refused(
        "tensor 'a' is there twice",
        () ->
            decoder(
                copied,
                s -> s.recurrent(sums()).dotAttention("a").dense("below", 1).dotAttention("a")));
  }

  @Test
  void wrongProblemsAreRefused() {
    SequenceNetwork plain = encoder(s -> s.recurrent(sums()));
    SequenceNetwork network = decoder(SequenceSource.copied(plain), s -> s.recurrent(sums()));
    refused(
        "valid steps of the source: expected 1 rows, got 0",
        () -> SequenceProblem.of(network, TWO));
    refused(
        "valid steps of the source: expected 1 rows, got 2",
        () -> SequenceProblem.of(network, ValidSteps.all(2, 2), TWO));
    refused(
        "valid steps of the source: expected 0 rows, got 1",
        () -> SequenceProblem.of(plain, TWO, TWO));
    refused(
        "source tokens: expected 0, got 1",
        () -> SequenceProblem.of(network, TWO, TWO).sourceTokens(1).build());
    refused(
        "source tokens: expected 0, got 1",
        () -> SequenceProblem.of(plain, TWO).sourceTokens(1).build());
    SequenceNetwork tokens =
        decoder(
            SequenceSource.copied(SequenceNetwork.index(1, s -> s.recurrent(sums()))),
            s -> s.recurrent(sums()));
    refused(
        "source tokens[1]: expected 0 to 0, got 1",
        () -> SequenceProblem.of(tokens, TWO, TWO).sourceTokens(0, 1).build());
    Map<String, double[]> p = new HashMap<>();
    sums(p, "encoder._l0");
    sums(p, "_l0");
    p.put("x", new double[2]);
    SequenceProblem problem = SequenceProblem.of(network, TWO, TWO).build();
    String message =
        assertThrows(IllegalArgumentException.class, () -> problem.parameters(p)).getMessage();
    assertTrue(message.startsWith("tensor 'encoder.x' is missing; "), message);
  }

  private static void refused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  private static void refusedState(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalStateException.class, call::run).getMessage());
  }
}
