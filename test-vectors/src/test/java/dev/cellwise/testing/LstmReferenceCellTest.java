package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.testing.LstmReferenceCell.Coupling;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** LSTMs against numbers worked out by hand. Hard sigmoids and identities keep them rational. */
class LstmReferenceCellTest {
  /** Three gates at 1/2, g = 2; c = 4/2 + 2/2 = 3, h = 3/2. */
  private static final Map<String, double[]> WEIGHTS =
      Map.of(
          "weight_ih", new double[] {1, -1, 2, 0},
          "weight_hh", new double[] {-0.5, 0.5, 0.25, 0.5},
          "bias_ih", new double[] {0, 0, -0.5, -1},
          "x", new double[] {1},
          "h0", new double[] {2},
          "c0", new double[] {4});

  /** The gate that is left at 3/4, o at 1/2, g = 2. */
  private static final Map<String, double[]> THREE_BLOCKS =
      Map.of(
          "weight_ih", new double[] {1, 2, 0},
          "weight_hh", new double[] {-0.5, 0.25, 0.5},
          "bias_ih", new double[] {1, -0.5, -1});

  private static LstmReferenceCell.Builder cell() {
    return LstmReferenceCell.of(1, 1).activations("hardSigmoid(0.25, 0.5)", "identity", "identity");
  }

  private static void check(
      double h, double c, CellProblem.Builder problem, Map<String, double[]> more) {
    Map<String, double[]> tensors = new HashMap<>(WEIGHTS);
    tensors.putAll(more);
    CellProblem built = problem.build();
    CellTrace trace = built.forward(built.parameters(tensors));
    assertArrayEquals(new double[] {c}, trace.last("c"));
    assertArrayEquals(new double[] {h}, trace.last("h"));
    assertArrayEquals(new double[] {h}, trace.y());
  }

  private static void check(
      double h, double c, LstmReferenceCell.Builder cell, Map<String, double[]> more) {
    check(h, c, CellProblem.of(cell.build(), 1, 1), more);
  }

  @Test
  void plain() {
    check(1.5, 3, cell(), Map.of());
  }

  @Test
  void peepholesSeeTheOldStateAndTheOutputGateTheNewOne() {
    // a_i = 1, i = 3/4; a_f = -1, f = 1/4; c = 1 + 3/2; a_o = 2.5/2, o = 13/16
    Map<String, double[]> holes = Map.of("weight_peephole", new double[] {0.25, -0.25, 0.5});
    check(2.03125, 2.5, cell().peephole(), holes);
  }

  @Test
  void clipsFollowThePeephole() {
    // i = 5/8, f = 3/8, g = 1/2, c = 3/2 + 5/16; a_o = 0.90625 clipped, o = 5/8
    Map<String, double[]> holes = Map.of("weight_peephole", new double[] {0.25, -0.25, 0.5});
    check(1.1328125, 1.8125, cell().peephole().clip(0.5), holes);
  }

  @Test
  void clipOfTheCellStateIsSeenByTheOutputGate() {
    // c = 2.5 clipped; a_o = 1, o = 3/4
    Map<String, double[]> holes = Map.of("weight_peephole", new double[] {0.25, -0.25, 0.5});
    check(1.5, 2, cell().peephole().clipCell(2), holes);
  }

  @Test
  void forgetGateFromTheInputGate() {
    // i = 3/4, f = 1/4: c = 1 + 3/2
    check(1.25, 2.5, cell().coupled(Coupling.FORGET_FROM_INPUT), THREE_BLOCKS);
  }

  @Test
  void inputGateFromTheForgetGate() {
    // f = 3/4, i = 1/4: c = 3 + 1/2
    check(1.75, 3.5, cell().coupled(Coupling.INPUT_FROM_FORGET), THREE_BLOCKS);
  }

  @Test
  void coupledGatesHaveTwoPeepholes() {
    // a_i = 1 - 1/2, i = 5/8, f = 3/8: c = 3/2 + 5/4; a_o = -2.75/2, o = 5/32
    Map<String, double[]> tensors = new HashMap<>(THREE_BLOCKS);
    tensors.put("weight_peephole", new double[] {-0.125, -0.5});
    check(0.4296875, 2.75, cell().coupled(Coupling.FORGET_FROM_INPUT).peephole(), tensors);
    // f = 5/8, i = 3/8: c = 5/2 + 3/4; a_o = -3.25/2, o = 3/32
    check(0.3046875, 3.25, cell().coupled(Coupling.INPUT_FROM_FORGET).peephole(), tensors);
  }

  @Test
  void projection() {
    LstmReferenceCell.Builder cell =
        LstmReferenceCell.of(1, 2)
            .projection(1)
            .activations("hardSigmoid(0.25, 0.5)", "identity", "identity");
    Map<String, double[]> tensors =
        Map.of(
            "weight_ih", new double[8],
            "weight_hh", new double[] {0, 0, 0, 0, 1, 0, 0, 0},
            "bias_ih", new double[] {0, 0, 0, 0, 2, -4, 0, 2},
            "weight_hr", new double[] {2, 1},
            "x", new double[1],
            "h0", new double[] {0.5},
            "c0", new double[] {4, 2});
    // g = (2.5, -4), c = (2 + 1.25, 1 - 2), o = (1/2, 1), o c = (1.625, -1), h = 3.25 - 1
    CellProblem problem = CellProblem.of(cell.build(), 1, 1).build();
    CellTrace trace = problem.forward(problem.parameters(tensors));
    assertArrayEquals(new double[] {2.25}, trace.y());
    assertArrayEquals(new double[] {3.25, -1}, trace.last("c"));
    CellProblem clipped = CellProblem.of(cell.clipProjection(1.25).build(), 1, 1).build();
    assertArrayEquals(new double[] {1.25}, clipped.forward(clipped.parameters(tensors)).y());
    assertThrows(IllegalStateException.class, () -> cell().clipProjection(1).build());
  }

  @Test
  void zoneoutOfTheCellStateIsNotSeenByTheOutput() {
    ReferenceCell cell = ZoneoutReferenceCell.masked(cell().build());
    check(1.5, 4, CellProblem.of(cell, 1, 1).mask("h", 0).mask("c", 1), Map.of());
    check(2, 3, CellProblem.of(cell, 1, 1).mask("h", 1).mask("c", 0), Map.of());
    // h = 2/4 + 1.5·3/4, c = 4/2 + 3/2
    ReferenceCell inference = ZoneoutReferenceCell.inference(cell().build(), 0.25, 0.5);
    check(1.625, 3.5, CellProblem.of(inference, 1, 1), Map.of());
  }

  @Test
  void variationalDropout() {
    // a = (2 - 1, -2 + 1, 4 + 0.5 - 0.5, 0): i = 3/4, f = 1/4, g = 4, c = 1 + 3, o = 1/2
    check(2, 4, CellProblem.of(cell().build(), 1, 1).inputMask(2).recurrentMask(1), Map.of());
    // a = (1, -1, 1.5, -1): i = 3/4, f = 1/4, c = 1 + 1.125, o = 1/4
    check(0.53125, 2.125, CellProblem.of(cell().build(), 1, 1).recurrentMask(0), Map.of());
  }

  @Test
  void layerNormalised() {
    CellProblem problem = CellProblem.of(new LayerNormLstmReferenceCell(1, 2), 1, 1).build();
    double[] p =
        problem.parameters(
            Map.of(
                "weight_ih", new double[] {6, 2, 6, 2, 6, 2, 6, 2},
                "weight_hh", new double[] {1, 0, 1, 0, -1, 0, -1, 0, 1, 0, 1, 0, -1, 0, -1, 0},
                "bias_ih", new double[] {0.5, 0, 0.25, 0, 0, 0, 0, 0},
                "gain_ih", new double[] {1, 1, 1, 1, 2, 2, 1, 1},
                "gain_hh", new double[] {0.5, 0.5, 1, 1, 0.5, 0.5, 0.25, 0.25},
                "gain_c", new double[] {2, 0.5},
                "bias_c", new double[] {0.125, -0.125},
                "x", new double[] {0.5},
                "h0", new double[] {3, -7},
                "c0", new double[] {1, -2}));
    // W x = (3, 1, 3, 1, …): mean 2, variance 1. U h' = (3, 3, -3, -3, …): mean 0, variance 9.
    double x = 1 / Math.sqrt(1 + 1e-5);
    double u = 3 / Math.sqrt(9 + 1e-5);
    double c0 = sigmoid(x - u + 0.25) + sigmoid(x + 0.5 * u + 0.5) * Math.tanh(2 * x + 0.5 * u);
    double c1 = -2 * sigmoid(-x - u) + sigmoid(-x + 0.5 * u) * Math.tanh(-2 * x + 0.5 * u);
    double d = (c0 - c1) / 2; // deviation of either from the mean
    double n = d / Math.sqrt(d * d + 1e-5);
    double h0 = sigmoid(x - 0.25 * u) * Math.tanh(2 * n + 0.125);
    double h1 = sigmoid(-x - 0.25 * u) * Math.tanh(-0.5 * n - 0.125);
    CellTrace trace = problem.forward(p);
    assertArrayEquals(new double[] {c0, c1}, trace.last("c"), 1e-15);
    assertArrayEquals(new double[] {h0, h1}, trace.last("h"), 1e-15);
  }

  /** The plain cell is the layer of {@link LstmReference}. */
  @Property(tries = 20, seed = "20251121")
  void plainEqualsTheNetworkReference(
      @ForAll @IntRange(min = 1, max = 4) int inputs,
      @ForAll @IntRange(min = 1, max = 5) int hidden,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(min = 1, max = 5) int steps,
      @ForAll long seed) {
    double[] wy = Layout.unnamed(steps * rows * hidden).random(seed + 1, 1);
    double[] wh = Layout.unnamed(rows * hidden).random(seed + 2, 1);
    double[] wc = Layout.unnamed(rows * hidden).random(seed + 3, 1);
    CellProblem cell =
        CellProblem.of(LstmReferenceCell.of(inputs, hidden).build(), steps, rows)
            .outputWeights(wy)
            .finalWeights("h", wh)
            .finalWeights("c", wc)
            .build();
    LstmProblem network =
        LstmReference.builder()
            .features(inputs)
            .lstm(hidden)
            .build()
            .sequences(steps, rows, Loss.weightedSum(wy, wh, wc));
    double[] p = cell.layout().random(seed, 1);
    Map<String, double[]> tensors = new LinkedHashMap<>();
    cell.layout().split(p).forEach((name, values) -> tensors.put(longName(name), values));
    double[] q = network.parameters(tensors);
    assertArrayEquals(network.forward(q).y(), cell.forward(p).y());
    assertArrayEquals(network.forward(q).c(0), cell.forward(p).state("c"));
    assertEquals(network.loss(q), cell.loss(p));
    assertArrayEquals(network.gradient(q), cell.gradient(p)); // the layouts have the same order
  }

  @Test
  void aCellWithAClipIsNotAnalytic() {
    CellProblem problem = CellProblem.of(cell().build(), 1, 1).randomWeights(1).build();
    double[] p = problem.parameters(WEIGHTS);
    Comparison differences = problem.check(p).against(problem.gradient(p)).assertPassed();
    assertTrue(differences.method().startsWith("central differences"), differences::method);
    CellProblem smooth =
        CellProblem.of(LstmReferenceCell.of(1, 1).build(), 1, 1).randomWeights(1).build();
    Comparison exact = smooth.check(p).against(smooth.differences(p));
    assertTrue(exact.method().startsWith("complex step"), exact::method);
  }

  private static String longName(String name) {
    return switch (name) {
      case "x" -> name;
      case "h0", "c0" -> name + "_l0";
      default -> "lstm." + name + "_l0";
    };
  }

  private static double sigmoid(double a) {
    return 1 / (1 + Math.exp(-a));
  }
}
