package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Simple cells and what is put around them, against numbers worked out by hand. */
class SimpleReferenceCellTest {
  private static final Map<String, double[]> HALF =
      Map.of(
          "weight_ih", new double[] {1},
          "weight_hh", new double[] {0.5},
          "bias_ih", new double[] {0},
          "x", new double[] {1, 2, 4, 8},
          "h0", new double[] {16});

  private static SimpleReferenceCell.Builder linear() {
    return SimpleReferenceCell.of(1, 1).activation("identity");
  }

  /** States of one unit over four steps. */
  private static double[] states(ReferenceCell cell, Map<String, double[]> more) {
    Map<String, double[]> tensors = new HashMap<>(HALF);
    tensors.putAll(more);
    CellProblem problem = CellProblem.of(cell, 4, 1).build();
    return problem.forward(problem.parameters(tensors)).y();
  }

  @Test
  void plain() {
    // 1 + 16/2 = 9; 2 + 9/2 = 6.5; 4 + 6.5/2 = 7.25; 8 + 7.25/2 = 11.625
    assertArrayEquals(new double[] {9, 6.5, 7.25, 11.625}, states(linear().build(), Map.of()));
  }

  @Test
  void tanhOfOneStep() {
    CellProblem problem = CellProblem.of(SimpleReferenceCell.of(2, 1).build(), 1, 1).build();
    double[] p =
        problem
            .layout()
            .join(
                Map.of(
                    "weight_ih", new double[] {0.25, -0.5},
                    "weight_hh", new double[] {0.75},
                    "bias_ih", new double[] {0.125},
                    "x", new double[] {2, 1},
                    "h0", new double[] {0.5}));
    // 0.5 - 0.5 + 0.375 + 0.125 = 0.5
    assertEquals(0.46211715726000975, problem.forward(p).y()[0], 1e-16);
  }

  @Test
  void secondBiasIsAddedToTheFirst() {
    assertArrayEquals(
        states(linear().build(), Map.of("bias_ih", new double[] {3})),
        states(linear().build(), Map.of("bias_ih", new double[] {1}, "bias_hh", new double[] {2})));
  }

  @Test
  void skipsSeeStatesAndNothingBeforeTheStart() {
    ReferenceCell cell = linear().skip(3, 2).build();
    double[] h =
        states(cell, Map.of("weight_skip_2", new double[] {2}, "weight_skip_3", new double[] {-1}));
    // 9; 6.5; 7.25 + 2·9 = 25.25; 8 + 25.25/2 + 2·6.5 - 9 = 24.625
    assertArrayEquals(new double[] {9, 6.5, 25.25, 24.625}, h);
    assertThrows(IllegalArgumentException.class, () -> linear().skip(1));
  }

  @Test
  void leaks() {
    // h~ = 9, h = 4 + 6.75 = 10.75; h~ = 7.375, h = 2.6875 + 5.53125 = 8.21875
    double[] h = states(LeakyReferenceCell.fixed(linear().build(), 0.25), Map.of());
    assertEquals(10.75, h[0]);
    assertEquals(8.21875, h[1]);
    assertArrayEquals(
        h,
        states(LeakyReferenceCell.learned(linear().build()), Map.of("alpha", new double[] {0.25})));
  }

  @Test
  void leaksOfEachUnit() {
    ReferenceCell cell =
        LeakyReferenceCell.fixed(
            SimpleReferenceCell.of(1, 2).activation("identity").build(), 0.5, 0.25);
    CellProblem problem = CellProblem.of(cell, 1, 1).build();
    double[] p =
        problem.parameters(
            Map.of(
                "weight_ih", new double[] {1, 2},
                "weight_hh", new double[4],
                "bias_ih", new double[2],
                "x", new double[] {8},
                "h0", new double[] {4, 4}));
    assertArrayEquals(new double[] {6, 13}, problem.forward(p).y());
    assertThrows(
        IllegalArgumentException.class,
        () -> LeakyReferenceCell.fixed(SimpleReferenceCell.of(1, 3).build(), 0.5, 0.25));
  }

  @Test
  void outputFeedback() {
    ReferenceCell cell = new JordanReferenceCell(1, 2, 1, ReferenceActivation.parse("relu"));
    CellProblem problem = CellProblem.of(cell, 2, 1).build();
    double[] p =
        problem.parameters(
            Map.of(
                "weight_ih", new double[] {1, -1},
                "weight_hh", new double[] {2, 3},
                "bias_ih", new double[] {0, 1},
                "weight_hy", new double[] {1, 0.5},
                "bias_y", new double[] {-3},
                "x", new double[] {2, 1},
                "y0", new double[] {1}));
    // h = (2 + 2, -2 + 3 + 1) = (4, 2), y = 4 + 1 - 3 = 2; h = (1 + 4, -1 + 6 + 1), y = 5 + 3 - 3
    assertArrayEquals(new double[] {2, 5}, problem.forward(p).y());
    assertThrows(IllegalArgumentException.class, () -> LeakyReferenceCell.learned(cell));
  }

  @Test
  void learnedSlopes() {
    ReferenceCell cell = SimpleReferenceCell.of(1, 2).prelu().build();
    CellProblem problem = CellProblem.of(cell, 1, 1).outputWeights(1, 1).build();
    double[] p =
        problem.parameters(
            Map.of(
                "weight_ih", new double[] {1, -1},
                "weight_hh", new double[4],
                "bias_ih", new double[2],
                "slope", new double[] {0.5, 0.25},
                "x", new double[] {3}));
    assertArrayEquals(new double[] {3, -0.75}, problem.forward(p).y());
    assertArrayEquals(new double[] {0, -3}, problem.layout().get("slope", problem.gradient(p)));
  }

  @Test
  void zoneoutKeepsWhatItsMaskSays() {
    ReferenceCell cell = ZoneoutReferenceCell.masked(linear().build());
    CellProblem problem = CellProblem.of(cell, 4, 1).mask("h", 0, 1, 1, 0).build();
    // 9; kept; kept; 8 + 9/2
    assertArrayEquals(new double[] {9, 9, 9, 12.5}, problem.forward(problem.parameters(HALF)).y());
    // 16/4 + 9·3/4 = 10.75: the rate in place of the mask is a leak
    assertArrayEquals(
        states(LeakyReferenceCell.fixed(linear().build(), 0.25), Map.of()),
        states(ZoneoutReferenceCell.inference(linear().build(), 0.25), Map.of()));
  }

  @Test
  void variationalDropoutMasksWhatWeightsSeeAndNotWhatIsCarriedOn() {
    ReferenceCell leaky = LeakyReferenceCell.fixed(linear().build(), 0.25);
    CellProblem problem = CellProblem.of(leaky, 4, 1).inputMask(2).recurrentMask(0).build();
    // 16/4 + 2·3/4 = 5.5; 5.5/4 + 4·3/4 = 4.375; 4.375/4 + 8·3/4; …
    double[] h = problem.forward(problem.parameters(HALF)).y();
    assertEquals(5.5, h[0]);
    assertEquals(4.375, h[1]);
    assertEquals(7.09375, h[2]);
  }

  @Test
  void masksMustBeThoseThatTheCellNeeds() {
    ReferenceCell cell = ZoneoutReferenceCell.masked(linear().build());
    assertThrows(IllegalStateException.class, CellProblem.of(cell, 1, 1)::build);
    assertThrows(
        IllegalStateException.class, CellProblem.of(linear().build(), 1, 1).mask("h", 1)::build);
    assertThrows(IllegalArgumentException.class, () -> CellProblem.of(cell, 1, 1).mask("c", 1));
    assertThrows(IllegalArgumentException.class, () -> CellProblem.of(cell, 1, 1).mask("h", 1, 1));
  }

  @Test
  void eachRowHasItsMasks() {
    ReferenceCell cell = ZoneoutReferenceCell.masked(SimpleReferenceCell.of(2, 1).skip(2).build());
    double[][] zones = {{0, 1, 0}, {1, 0, 0}}; // [N][T]
    double[][] inputs = {{1, 0}, {2, 1}};
    double[] before = {0.5, 2};
    CellProblem both =
        CellProblem.of(cell, 3, 2)
            .mask("h", 0, 1, 1, 0, 0, 0)
            .inputMask(1, 0, 2, 1)
            .recurrentMask(before)
            .build();
    double[] p = both.layout().random(3, 1);
    Map<String, double[]> tensors = both.layout().split(p);
    double[] x = tensors.get("x");
    for (int n = 0; n < 2; n++) {
      CellProblem row =
          CellProblem.of(cell, 3, 1)
              .mask("h", zones[n])
              .inputMask(inputs[n])
              .recurrentMask(before[n])
              .build();
      Map<String, double[]> own = new HashMap<>(tensors);
      int k = 2 * n; // x is [3, 2, 2]
      own.put("x", new double[] {x[k], x[k + 1], x[k + 4], x[k + 5], x[k + 8], x[k + 9]});
      own.put("h0", new double[] {tensors.get("h0")[n]});
      double[] h = both.forward(p).y();
      assertArrayEquals(
          new double[] {h[n], h[n + 2], h[n + 4]}, row.forward(row.parameters(own)).y());
    }
  }
}
