package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** GRUs against numbers worked out by hand. Hard sigmoids and identities keep them rational. */
class GruReferenceCellTest {
  private static final String GATE = "hardSigmoid(0.25, 0.5)";

  private static final Map<String, double[]> WEIGHTS =
      Map.of(
          "weight_ih", new double[] {1, -1, 1, 0, 2, -1},
          "weight_hh", new double[] {0, 1, 0, 0, 0, 0, 1, 0, 1, 0.5, 1, 2},
          "bias_ih", new double[] {0, 1, -1, 0, 0, 1},
          "x", new double[] {1},
          "h0", new double[] {1, -1});

  private static double[] step(GruReferenceCell cell, Map<String, double[]> more) {
    Map<String, double[]> tensors = new HashMap<>(WEIGHTS);
    tensors.putAll(more);
    CellProblem problem = CellProblem.of(cell, 1, 1).build();
    return problem.forward(problem.parameters(tensors)).y();
  }

  // a_r = (1 - 1, -1 + 0 + 1) = (0, 0), r = (1/2, 1/2)
  // a_z = (1 + 0 - 1, 0 + 1 + 0) = (0, 1), z = (1/2, 3/4)

  @Test
  void resetBeforeTheProduct() {
    GruReferenceCell cell =
        GruReferenceCell.resetBefore(1, 2).activations(GATE, "identity").build();
    // r h = (1/2, -1/2); n = (2 + 1/2 - 1/4, -1 + 1/2 - 1 + 1) = (2.25, -0.5)
    // h = (1.125 + 0.5, -0.125 - 0.75)
    assertArrayEquals(new double[] {1.625, -0.875}, step(cell, Map.of()));
  }

  @Test
  void resetAfterTheProduct() {
    GruReferenceCell cell = GruReferenceCell.resetAfter(1, 2).activations(GATE, "identity").build();
    double[] second = {1, 0, 0, 0, 1, -1}; // the first block shifts r: a_r = (1, 0), r = (3/4, 1/2)
    // U_n h + b = (1 - 0.5 + 1, 1 - 2 - 1) = (1.5, -2); n = (2 + 1.125, -1 + 1 - 1) = (3.125, -1)
    // h = (1.5625 + 0.5, -0.25 - 0.75)
    assertArrayEquals(new double[] {2.0625, -1}, step(cell, Map.of("bias_hh", second)));
  }

  @Test
  void clipsTheArguments() {
    GruReferenceCell cell =
        GruReferenceCell.resetBefore(1, 2).activations(GATE, "identity").clip(0.5).build();
    // a_z = (0, 0.5), z = (1/2, 5/8); n = (0.5, -0.5)
    assertArrayEquals(new double[] {0.75, -0.8125}, step(cell, Map.of()));
  }

  @Test
  void theFormsAgreeWhereTheResetGateIsOpen() {
    Map<String, double[]> open =
        Map.of("bias_ih", new double[] {9, 9, -1, 0, 0, 1}, "bias_hh", new double[6]);
    assertArrayEquals(
        step(GruReferenceCell.resetBefore(1, 2).activations(GATE, "tanh").build(), open),
        step(GruReferenceCell.resetAfter(1, 2).activations(GATE, "tanh").build(), open),
        1e-16);
  }

  @Test
  void zoneoutIsOfTheWholeState() {
    ReferenceCell cell =
        ZoneoutReferenceCell.masked(
            GruReferenceCell.resetBefore(1, 2).activations(GATE, "identity").build());
    CellProblem problem = CellProblem.of(cell, 1, 1).mask("h", 1, 0).build();
    double[] h = problem.forward(problem.parameters(WEIGHTS)).y();
    assertArrayEquals(new double[] {1, -0.875}, h);
  }

  @Test
  void recurrentMaskLeavesTheCarriedStateAlone() {
    GruReferenceCell cell =
        GruReferenceCell.resetBefore(1, 2).activations(GATE, "identity").build();
    CellProblem problem = CellProblem.of(cell, 1, 1).recurrentMask(0, 0).build();
    // r = (3/4, 1/2); a_z = (0, 0), z = (1/2, 1/2); n = (2, 0)
    assertArrayEquals(new double[] {1.5, -0.5}, problem.forward(problem.parameters(WEIGHTS)).y());
  }

  @Test
  void layerNormalised() {
    CellProblem problem = CellProblem.of(new LayerNormGruReferenceCell(1, 1), 1, 1).build();
    double[] p =
        problem.parameters(
            Map.of(
                "weight_ih", new double[] {3, 1, -1},
                "weight_hh", new double[] {1, 4, 1},
                "bias_ih", new double[] {0.1, 0.2, 0.3},
                "bias_hh", new double[] {-0.3, 0.1, 0.2},
                "gain_ih", new double[] {1, 2, 0.5},
                "gain_hh", new double[] {0.5, 1, -1},
                "x", new double[] {1},
                "h0", new double[] {0.5}));
    // W x = (3, 1, -1): mean 1, variance 8/3. U h = (0.5, 2, 0.5): mean 1, variance 0.5.
    double sx = Math.sqrt(8.0 / 3 + 1e-5);
    double sh = Math.sqrt(0.5 + 1e-5);
    double r = sigmoid(2 / sx + 0.1 - 0.25 / sh - 0.3);
    double z = sigmoid(0.2 + 1 / sh + 0.1);
    double n = Math.tanh(-1 / sx + 0.3 + r * (0.5 / sh + 0.2));
    assertEquals((1 - z) * n + z * 0.5, problem.forward(p).y()[0], 1e-15);
  }

  private static double sigmoid(double a) {
    return 1 / (1 + Math.exp(-a));
  }
}
