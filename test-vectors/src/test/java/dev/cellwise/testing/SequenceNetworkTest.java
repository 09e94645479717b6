package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Networks small enough to compute by hand, names, and what is refused. */
class SequenceNetworkTest {
  private static final ValidSteps TWO = ValidSteps.all(2, 1);

  private static ReferenceCell rnn(int I, int H) {
    return SimpleReferenceCell.of(I, H).build();
  }

  /** h = x + h' : the states are running sums. */
  private static ReferenceCell sums() {
    return SimpleReferenceCell.of(1, 1).activation("identity").build();
  }

  private static Map<String, double[]> sums(String way, double... x) {
    return Map.of(
        "x",
        x,
        "weight_ih_l0" + way,
        new double[] {1},
        "weight_hh_l0" + way,
        new double[] {1},
        "bias_ih_l0" + way,
        new double[] {0});
  }

  private static SequenceTrace run(
      SequenceNetwork network, ValidSteps valid, MaskedOutput rule, Map<String, double[]> p) {
    SequenceProblem problem = SequenceProblem.of(network, valid).masked(rule).build();
    return problem.forward(problem.parameters(p));
  }

  @Test
  void aMaskedStepLeavesTheStateAsItWas() {
    SequenceNetwork network = SequenceNetwork.features(1, s -> s.recurrent(sums()));
    ValidSteps valid = ValidSteps.of(5, 1, false, true, false, true, false);
    Map<String, double[]> p = sums("", 100, 2, 100, 3, 100);
    SequenceTrace carried = run(network, valid, MaskedOutput.CARRY, p);
    assertArrayEquals(new double[] {0, 2, 2, 5, 5}, carried.y());
    assertArrayEquals(new double[] {5}, carried.get("h_n_l0"));
    SequenceTrace zero = run(network, valid, MaskedOutput.ZERO, p);
    assertArrayEquals(new double[] {0, 2, 0, 5, 0}, zero.y());
    assertArrayEquals(new double[] {5}, zero.get("h_n_l0"));
  }

  @Test
  void inReverseTheLastValidStepIsTheFirstTaken() {
    SequenceNetwork network = SequenceNetwork.features(1, s -> s.reversed(sums()));
    ValidSteps valid = ValidSteps.of(5, 1, false, true, false, true, false);
    Map<String, double[]> p = sums("_reverse", 100, 2, 100, 3, 100);
    SequenceTrace carried = run(network, valid, MaskedOutput.CARRY, p);
    assertArrayEquals(new double[] {0, 5, 5, 3, 3}, carried.y(), "carried on in time, as forward");
    assertArrayEquals(new double[] {5}, carried.get("h_n_l0_reverse"));
    SequenceNetwork last = SequenceNetwork.features(1, s -> s.reversed(sums()).last());
    assertArrayEquals(new double[] {5}, run(last, valid, MaskedOutput.ZERO, p).y());
  }

  @Test
  void rowsAreApartAndAnEmptyOneIsZero() {
    SequenceNetwork network = SequenceNetwork.features(1, s -> s.recurrent(sums()).last());
    Map<String, double[]> p = sums("", 1, 10, 100, 2, 20, 200, 3, 30, 300);
    SequenceTrace trace = run(network, ValidSteps.lengths(3, 2, 0, 3), MaskedOutput.CARRY, p);
    assertArrayEquals(new double[] {3, 0, 600}, trace.y());
    assertEquals(ValidSteps.of(1, 3, true, false, true), trace.valid());
  }

  @Test
  void whatFollowsTheLastStepLeavesEmptyRowsOut() {
    SequenceNetwork network =
        SequenceNetwork.features(1, s -> s.recurrent(sums()).last().dense("head", 2));
    SequenceProblem problem =
        SequenceProblem.of(network, ValidSteps.lengths(2, 2, 0))
            .loss(SequenceLoss.crossEntropy(1, 99))
            .build();
    double[] p = problem.layout().random(1, 1);
    double[] y = problem.forward(p).y();
    assertTrue(y[0] != 0 && y[1] != 0);
    assertArrayEquals(new double[2], Arrays.copyOfRange(y, 2, 4));
    double loss = Math.log(Math.exp(y[0]) + Math.exp(y[1])) - y[1];
    assertEquals(loss, problem.loss(p), 1e-15);
  }

  @Test
  void layersStepByStep() {
    SequenceNetwork network =
        SequenceNetwork.features(
            2, s -> s.dropout("drop").layerNorm("norm").dense("head", 1, "relu"));
    SequenceProblem problem =
        SequenceProblem.of(network, TWO).mask("drop", 2, 0, 0, 1).randomWeights(1).build();
    Map<String, double[]> p =
        Map.of(
            "x", new double[] {3, 5, 7, 4},
            "norm.gain", new double[] {2, 3},
            "norm.bias", new double[] {0.5, 0.25},
            "head.weight", new double[] {1, 2},
            "head.bias", new double[] {10});
    SequenceTrace trace = problem.forward(problem.parameters(p));
    double six = 3 / Math.sqrt(9 + 1e-5); // of 6 and 0: mean 3, variance 9
    double four = 2 / Math.sqrt(4 + 1e-5); // of 0 and 4
    double first = 10 + (2 * six + 0.5) + 2 * (-3 * six + 0.25);
    double second = 10 + (-2 * four + 0.5) + 2 * (3 * four + 0.25);
    assertArrayEquals(new double[] {first, second}, trace.y(), 1e-14);
    assertEquals(first, trace.kinkDistance(), 1e-14);
    assertTrue(network.hasKink());
    GradientCheck check = problem.check(problem.parameters(p));
    assertTrue(
        check.against(problem.gradient(problem.parameters(p))).toString().contains("differences"));
  }

  @Test
  void tokensAreRowsOfAnEmbeddingOrOneHot() {
    Map<String, double[]> p =
        Map.of(
            "embedding.weight", new double[] {1, 2, 3, 4, 5, 6},
            "head.weight", new double[] {10, 1},
            "head.bias", new double[] {0});
    SequenceNetwork embedded = SequenceNetwork.embedding(3, 2, s -> s.dense("head", 1));
    SequenceProblem a = SequenceProblem.of(embedded, TWO).tokens(2, 0).build();
    assertArrayEquals(new double[] {56, 12}, a.forward(a.parameters(p)).y());
    SequenceNetwork oneHot = SequenceNetwork.index(2, s -> s.dense("head", 1));
    SequenceProblem b = SequenceProblem.of(oneHot, TWO).tokens(1, 0).build();
    assertArrayEquals(new double[] {1, 10}, b.forward(b.parameters(p)).y());
  }

  @Test
  void squaredErrorIsOverValidSteps() {
    SequenceNetwork network = SequenceNetwork.index(2, s -> s.dense("head", 2));
    SequenceProblem problem =
        SequenceProblem.of(network, ValidSteps.lengths(2, 1))
            .tokens(1, -7)
            .loss(SequenceLoss.squaredError(1, 2, 100, 100))
            .build();
    double[] p =
        problem
            .layout()
            .join(Map.of("head.weight", new double[] {0, 3, 0, 5}, "head.bias", new double[2]));
    assertEquals((4 + 9) / 2.0, problem.loss(p));
    SequenceLoss wrong = SequenceLoss.squaredError(1);
    refused("targets: expected 4, got 1", () -> wrong.of(problem.forward(p)));
  }

  @Test
  void anyLossOfOutputsAndFinalStates() {
    SequenceNetwork network = SequenceNetwork.features(1, s -> s.recurrent(sums()));
    SequenceProblem problem =
        SequenceProblem.of(network, TWO)
            .loss(trace -> trace.at("y", 0).times(trace.at("h_n_l0", 0)))
            .build();
    Map<String, double[]> gradient = problem.gradient(sums("", 2, 3));
    assertArrayEquals(new double[] {7, 2}, gradient.get("x"), 1e-15, "of x0 (x0 + x1)");
    SequenceTrace trace = problem.forward(problem.parameters(sums("", 2, 3)));
    assertThrows(IndexOutOfBoundsException.class, () -> trace.at("y", 2));
    refused("no tensor 'c_n_l0'; there are [h_n_l0, y]", () -> trace.get("c_n_l0"));
  }

  @Test
  void namesArePyTorchs() {
    SequenceNetwork network =
        SequenceNetwork.embedding(
            5,
            2,
            s ->
                s.initial(InitialState.GIVEN)
                    .bidirectional(LstmReferenceCell.of(2, 3).build(), Merge.CONCAT)
                    .initial(InitialState.LEARNED)
                    .residual(f -> f.reversed(rnn(6, 6)).dropout("inside"))
                    .dense("head", 4));
    SequenceProblem.Builder b = SequenceProblem.of(network, TWO).tokens(0, 0);
    assertEquals(
        "Layout of 278 elements: embedding.weight[5, 2] weight_ih_l0[12, 2] weight_hh_l0[12, 3]"
            + " bias_ih_l0[12] weight_ih_l0_reverse[12, 2] weight_hh_l0_reverse[12, 3]"
            + " bias_ih_l0_reverse[12] weight_ih_l1_reverse[6, 6] weight_hh_l1_reverse[6, 6]"
            + " bias_ih_l1_reverse[6] h0_l1_reverse[6] head.weight[4, 6] head.bias[4] h0_l0[1, 3] c0_l0[1, 3]"
            + " h0_l0_reverse[1, 3] c0_l0_reverse[1, 3]",
        b.build().layout().toString());
    assertEquals(
        List.of("h_n_l0", "c_n_l0", "h_n_l0_reverse", "c_n_l0_reverse", "h_n_l1_reverse", "y"),
        b.results().tensors().stream().map(Layout.Tensor::name).toList());
    assertTrue(b.masks().has("inside") && b.masks().has("mask_recurrent_l0_reverse"));
    assertEquals(4, network.outputs());
    assertFalse(network.hasKink());
  }

  @Test
  void secondBiasesAreAdded() {
    SequenceNetwork network = SequenceNetwork.features(1, s -> s.reversed(sums()));
    SequenceProblem problem = SequenceProblem.of(network, TWO).build();
    Map<String, double[]> p = new HashMap<>(sums("_reverse", 0, 0));
    p.put("bias_hh_l0_reverse", new double[] {4});
    assertArrayEquals(new double[] {8, 4}, problem.forward(problem.parameters(p)).y());
    p.put("bias_hh_l0_reverse", new double[2]);
    refused(
        "tensor 'bias_ih_l0_reverse' of shape [1] needs 1 elements, has 2",
        () -> problem.parameters(p));
  }

  @Test
  void onlyGivenInitialStatesMayBeMissing() {
    ReferenceCell cell = SimpleReferenceCell.of(1, 1).skip(10).build();
    for (InitialState initial : InitialState.values()) {
      SequenceProblem problem =
          SequenceProblem.of(
                  SequenceNetwork.features(1, s -> s.initial(initial).recurrent(cell)), TWO)
              .build();
      Map<String, double[]> p = new HashMap<>(sums("", 1, 2));
      missing("weight_skip_10_l0", () -> problem.parameters(p));
      p.put("weight_skip_10_l0", new double[1]);
      if (initial == InitialState.LEARNED) {
        missing("h0_l0", () -> problem.parameters(p));
      } else {
        double[] y = problem.forward(problem.parameters(p)).y();
        assertEquals(Math.tanh(1), y[0], 1e-15);
      }
    }
  }

  @Test
  void aLearnedSlope() {
    SequenceNetwork network = SequenceNetwork.features(1, s -> s.densePrelu("head", 2));
    SequenceProblem problem = SequenceProblem.of(network, TWO).build();
    Map<String, double[]> p =
        Map.of(
            "x", new double[] {2, -3},
            "head.weight", new double[] {1, 2},
            "head.bias", new double[] {0.5, 0},
            "head.slope", new double[] {0.25, -1});
    SequenceTrace trace = problem.forward(problem.parameters(p));
    assertArrayEquals(new double[] {2.5, 4, -0.625, 6}, trace.y());
    assertEquals(2.5, trace.kinkDistance());
    assertTrue(network.hasKink());
  }

  @Test
  void wrongNetworksAreRefused() {
    refused("input: expected at least 1, got 0", () -> SequenceNetwork.features(0, s -> {}));
    refused("layers: expected at least 1, got none", () -> SequenceNetwork.index(2, s -> {}));
    refused(
        "vocabulary: expected at least 1, got 0", () -> SequenceNetwork.embedding(0, 2, s -> {}));
    refused(
        "cell: expected one of 2 inputs, got one of 3",
        () -> SequenceNetwork.features(2, s -> s.recurrent(rnn(3, 1))));
    refused(
        "residual: expected layers with 2 outputs, got 3",
        () -> SequenceNetwork.features(2, s -> s.residual(f -> f.recurrent(rnn(2, 3)))));
    refused(
        "outputs: expected at least 1, got 0",
        () -> SequenceNetwork.features(2, s -> s.dense("head", 0)));
    String last = "last: expected a recurrent layer right below and no residual around, got ";
    refusedState(last + "no layer", () -> SequenceNetwork.features(2, SequenceStack::last));
    refusedState(
        last + "another layer", () -> SequenceNetwork.features(2, s -> s.layerNorm("n").last()));
    refusedState(
        last + "a residual around",
        () -> SequenceNetwork.features(2, s -> s.residual(f -> f.recurrent(rnn(2, 2)).last())));
  }

  @Test
  void wrongProblemsAreRefused() {
    SequenceNetwork numbers = SequenceNetwork.features(1, s -> s.dropout("drop"));
    SequenceNetwork tokens = SequenceNetwork.index(3, s -> s.dropout("drop"));
    refused(
        "tokens: expected 0, got 2", () -> SequenceProblem.of(numbers, TWO).tokens(1, 1).build());
    refused("tokens: expected 2, got 0", () -> SequenceProblem.of(tokens, TWO).build());
    refused(
        "tokens[1]: expected 0 to 2, got 3",
        () -> SequenceProblem.of(tokens, TWO).tokens(0, 3).build());
    refused(
        "mask drop: expected 2 elements, got 1",
        () -> SequenceProblem.of(numbers, TWO).mask("drop", 1));
    refused(
        "no tensor 'dorp'; there are [drop]",
        () -> SequenceProblem.of(numbers, TWO).mask("dorp", 1));
    refused(
        "no tensor 'z'; there are [y]",
        () -> SequenceProblem.of(numbers, TWO).weights(Map.of("z", new double[1])));
    SequenceProblem problem =
        SequenceProblem.of(tokens, TWO).tokens(0, 1).loss(SequenceLoss.crossEntropy(0, 3)).build();
    refused("targets[1]: expected 0 to 2, got 3", () -> problem.loss(new double[0]));
    refused("the layout has 0 elements, the array has 1", () -> problem.loss(new double[1]));
    refused(
        "targets: expected 2, got 1",
        () -> SequenceLoss.crossEntropy(0).of(problem.forward(new double[0])));
  }

  private static void missing(String tensor, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.startsWith("tensor '" + tensor + "' is missing; "), message);
  }

  private static void refused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  private static void refusedState(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalStateException.class, call::run).getMessage());
  }
}
