package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lectures on recurrent networks say of them. */
class RecurrenceFactsTest {
  private static SimpleReferenceCell linear(int inputs) {
    return SimpleReferenceCell.of(inputs, 1).activation("identity").build();
  }

  @Test
  void aLinearUnitSumsTheSecondInput() {
    CellProblem problem = CellProblem.of(linear(2), 3, 1).build();
    double[] p =
        problem.parameters(
            Map.of(
                "weight_ih", new double[] {0, 1},
                "weight_hh", new double[] {1},
                "bias_ih", new double[] {0},
                "x", new double[] {1, 2, -6, 4, 3, 1}));
    assertArrayEquals(new double[] {2, 6, 7}, problem.forward(p).y());
  }

  @ParameterizedTest
  @CsvSource({"3, 27", "0.33, 0.035937"})
  void gradientsOfALinearChainExplodeOrVanish(double w, double cubed) {
    CellProblem problem = CellProblem.of(linear(1), 3, 1).finalWeights("h", 1).build();
    double[] p =
        problem.parameters(
            Map.of(
                "weight_ih", new double[] {0},
                "weight_hh", new double[] {w},
                "bias_ih", new double[] {0},
                "x", new double[3],
                "h0", new double[] {1}));
    assertEquals(cubed, problem.layout().get("h0", problem.gradient(p))[0], 1e-15 * cubed);
  }

  @Test
  void aPlainLstmCarriesTheGradientOfTheCellStateByItsForgetGate() {
    CellProblem problem =
        CellProblem.of(LstmReferenceCell.of(2, 1).build(), 1, 1).finalWeights("c", 1).build();
    double[] p =
        problem.parameters(
            Map.of(
                "weight_ih", new double[] {0.5, 1, -1, 0.25, 0.75, -0.5, 1, 1},
                "weight_hh", new double[] {1, 0.5, -1, 2},
                "bias_ih", new double[] {0, 0.25, 0, 0},
                "x", new double[] {1, 2},
                "h0", new double[] {-0.5},
                "c0", new double[] {0.75}));
    double f = 1 / (1 + Math.exp(-(-1 + 0.5 - 0.25 + 0.25)));
    assertEquals(f, problem.layout().get("c0", problem.gradient(p))[0], 1e-16);
  }

  /** Each step has its own copy of the weights; the state goes from one to the next. */
  @Test
  void theGradientOfASharedWeightIsTheSumOverItsCopies() {
    int T = 4;
    int I = 2;
    int H = 3;
    ReferenceCell cell = GruReferenceCell.resetBefore(I, H).build();
    double[] weights = {0.5, -1, 0.75};
    CellProblem shared = CellProblem.of(cell, T, 1).finalWeights("h", weights).build();
    CellProblem step = CellProblem.of(cell, 1, 1).build();
    double[] p = shared.layout().random(5, 1);
    int W = shared.layout().offset("x"); // numbers of weights
    double[] copies = new double[T * W];
    for (int t = 0; t < T; t++) {
      System.arraycopy(p, 0, copies, t * W, W);
    }
    ComplexFunction unrolled =
        q -> {
          ComplexArray one = ComplexArray.ofReal(new double[step.layout().size()]);
          ComplexArray.ofReal(p).copy(shared.layout().offset("h0"), one, W + I, H);
          for (int t = 0; t < T; t++) {
            q.copy(t * W, one, 0, W);
            ComplexArray.ofReal(p).copy(W + t * I, one, W, I);
            step.forward(one).complex("h").copy(H, one, W + I, H);
          }
          return ComplexArray.dot(H, ComplexArray.ofReal(weights), 0, one, W + I);
        };
    double[] each = ComplexStep.gradient(unrolled, copies);
    double[] sums = new double[W];
    for (int k = 0; k < T * W; k++) {
      sums[k % W] += each[k];
    }
    assertArrayEquals(Arrays.copyOf(shared.gradient(p), W), sums, 1e-14);
    assertTrue(Bounds.relativeL2(sums, Arrays.copyOf(each, W)) > 0.1, "the copies differ");
  }

  /** One unit, h = tanh(u x + w h'), loss (1/3) sum (h - y)². */
  @Test
  void threeStepsOfTheSquaredErrorByHand() {
    double w = 0.75;
    double u = -0.5;
    double h0 = 0.25;
    double[] x = {1, -2, 0.5};
    double[] y = {0.5, 0.25, -1};
    CellProblem problem = CellProblem.of(SimpleReferenceCell.of(1, 1).build(), 3, 1).build();
    double[] p =
        problem.parameters(
            Map.of(
                "weight_ih", new double[] {u},
                "weight_hh", new double[] {w},
                "bias_ih", new double[] {0},
                "x", x,
                "h0", new double[] {h0}));
    double h1 = Math.tanh(u * x[0] + w * h0);
    double h2 = Math.tanh(u * x[1] + w * h1);
    double h3 = Math.tanh(u * x[2] + w * h2);
    double d1 = 1 - h1 * h1;
    double d2 = 1 - h2 * h2;
    double d3 = 1 - h3 * h3;
    double byHand =
        2.0 / 3 * (h1 - y[0]) * (d1 * h0)
            + 2.0 / 3 * (h2 - y[1]) * (d2 * h1 + d2 * w * d1 * h0)
            + 2.0 / 3 * (h3 - y[2]) * (d3 * h2 + d3 * w * d2 * h1 + d3 * w * d2 * w * d1 * h0);
    ComplexFunction loss =
        q -> {
          CellTrace trace = problem.forward(q);
          Complex sum = Complex.ZERO;
          for (int t = 0; t < 3; t++) {
            Complex e = trace.at("h", t + 1, 0, 0).minus(Complex.of(y[t]));
            sum = sum.plus(e.times(e).times(1.0 / 3));
          }
          return sum;
        };
    double[] gradient = ComplexStep.gradient(loss, p);
    assertEquals(byHand, problem.layout().get("weight_hh", gradient)[0], 1e-15);
  }

  @Test
  void aReluUnitDies() {
    ReferenceCell cell = SimpleReferenceCell.of(2, 2).activation("relu").build();
    CellProblem problem = CellProblem.of(cell, 3, 1).outputWeights(1, 1, 1, 1, 1, 1).build();
    double[] p =
        problem.parameters(
            Map.of(
                "weight_ih", new double[] {1, 2, 1, 2},
                "weight_hh", new double[] {0.5, 0.5, 0.5, 0.5},
                "bias_ih", new double[] {1, -20}, // the second unit never gets over this
                "x", new double[] {1, 2, -6, 4, 3, 1}));
    double[] h = problem.forward(p).y();
    Map<String, double[]> gradient = problem.layout().split(problem.gradient(p));
    for (int t = 0; t < 3; t++) {
      assertTrue(h[2 * t] > 0);
      assertEquals(0, h[2 * t + 1]);
    }
    for (int k = 0; k < 2; k++) {
      assertTrue(Math.abs(gradient.get("weight_ih")[k]) > 0);
      assertEquals(0, gradient.get("weight_ih")[2 + k]);
      assertEquals(0, gradient.get("weight_hh")[2 + k]);
      assertEquals(0, gradient.get("bias_ih")[1]);
    }
  }
}
