package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Nets;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lectures on recurrent networks say of them, of the tape in float. */
@Tag("cold")
class RecurrenceFactsTest {
  private static HandCase simple(
      int units, String f, Map<String, float[]> tensors, float[] x, float... h0) {
    int inputs = tensors.get("weight_ih").length / units;
    Activation activation = Activation.parse(f);
    return new HandCase(b -> new SimpleCell(b, "l0", inputs, units, activation), tensors, x, h0);
  }

  @Test
  void aLinearUnitSumsTheSecondInput() {
    Map<String, float[]> sum =
        Map.of("weight_ih", new float[] {0, 1}, "weight_hh", new float[] {1});
    float[] x = {1, 2, -6, 4, 3, 1};
    assertArrayEquals(new float[] {2, 6, 7}, simple(1, "identity", sum, x, 0).y());
  }

  @ParameterizedTest
  @CsvSource({"3, 27", "0.33, 0.0359"})
  void gradientsOfALinearChainExplodeOrVanish(float w, float cubed) {
    Map<String, float[]> chain = Map.of("weight_ih", new float[] {0}, "weight_hh", new float[] {w});
    HandCase run = simple(1, "identity", chain, new float[3], 1);
    float g = run.gradientOfTheLast().get("h0")[0];
    assertEquals((double) w * w * w, g, 2 * Math.ulp(cubed));
    assertEquals(cubed, g, 5e-5f);
  }

  @Test
  void aPlainLstmCarriesTheGradientOfTheCellStateByItsForgetGate() {
    HandCase run =
        new HandCase(
            b -> new LstmCell(b, "l0", 2, 1),
            Map.of(
                "weight_ih", new float[] {0.5f, 1, -1, 0.25f, 0.75f, -0.5f, 1, 1},
                "weight_hh", new float[] {1, 0.5f, -1, 2},
                "bias_ih", new float[] {0, 0.25f, 0, 0}),
            new float[] {1, 2},
            new float[] {-0.5f},
            new float[] {0.75f});
    run.run.clear();
    run.run.behind(1, new float[] {1});
    run.run.backward(new float[] {1, 2}, 0);
    double f = 1 / (1 + Math.exp(-(-1 + 0.5 - 0.25 + 0.25)));
    assertEquals(f, run.run.before(1)[0], 1e-7);
  }

  /** A window for each step has its own copy of the weights' gradient. */
  @Test
  void theGradientOfASharedWeightIsTheSumOverItsCopies() {
    int steps = 4;
    Cells.Instance cell =
        new Cells.Kind("gru", 3, (p, i, h) -> GruOptions.resetBefore().cell(p, "l0", i, h), null)
            .of(2, 3);
    float[] p = cell.parameters(10);
    float[] x = Nets.uniform(1, steps * 2, -1, 1);
    float[] dh = {0.5f, -1, 0.75f};
    CellRun whole = new CellRun(cell, p, steps, 1);
    whole.forward(x, 0);
    whole.clear();
    whole.behind(0, dh);
    whole.backward(x, 0);

    CellRun[] copies = new CellRun[steps];
    for (int t = 0; t < steps; t++) {
      copies[t] = new CellRun(cell, p, 1, 1);
      copies[t].start(t == 0 ? new float[3] : copies[t - 1].state(0, 1));
      copies[t].forward(x, 2 * t);
    }
    double[] sums = new double[p.length];
    for (int t = steps - 1; t >= 0; t--) {
      copies[t].clear();
      copies[t].behind(0, t == steps - 1 ? dh : copies[t + 1].before(0));
      copies[t].backward(x, 2 * t);
      for (int k = 0; k < sums.length; k++) {
        sums[k] += copies[t].dp[k];
      }
    }
    double apart = 0;
    for (int k = 0; k < sums.length; k++) {
      assertEquals(sums[k], whole.dp[k], 1e-6);
      apart = Math.max(apart, Math.abs(sums[k] - copies[0].dp[k]));
    }
    assertTrue(apart > 0.1, "the copies differ");
  }

  /** One unit, h = tanh(u x + w h₋), loss (1/3) sum (h - y)². */
  @Test
  void threeStepsOfTheSquaredErrorByHand() {
    double w = 0.75;
    double u = -0.5;
    double h0 = 0.25;
    double[] y = {0.5, 0.25, -1};
    double h1 = Math.tanh(u * 1 + w * h0);
    double h2 = Math.tanh(u * -2 + w * h1);
    double h3 = Math.tanh(u * 0.5 + w * h2);
    double d1 = 1 - h1 * h1;
    double d2 = 1 - h2 * h2;
    double d3 = 1 - h3 * h3;
    double byHand =
        2.0 / 3 * (h1 - y[0]) * (d1 * h0)
            + 2.0 / 3 * (h2 - y[1]) * (d2 * h1 + d2 * w * d1 * h0)
            + 2.0 / 3 * (h3 - y[2]) * (d3 * h2 + d3 * w * d2 * h1 + d3 * w * d2 * w * d1 * h0);
    Map<String, float[]> tensors =
        Map.of("weight_ih", new float[] {(float) u}, "weight_hh", new float[] {(float) w});
    HandCase run = simple(1, "tanh", tensors, new float[] {1, -2, 0.5f}, (float) h0);
    float[] dy = new float[3];
    for (int t = 0; t < 3; t++) {
      dy[t] = (float) (2.0 / 3 * (run.y()[t] - y[t]));
    }
    assertEquals(byHand, run.gradient(dy).get("weight_hh")[0], 3e-7);
  }

  @Test
  void aReluUnitDies() {
    Map<String, float[]> tensors =
        Map.of(
            "weight_ih", new float[] {1, 2, 1, 2},
            "weight_hh", new float[] {0.5f, 0.5f, 0.5f, 0.5f},
            "bias_ih", new float[] {1, -20}); // the second unit never gets over this
    HandCase run = simple(2, "relu", tensors, new float[] {1, 2, -6, 4, 3, 1}, 0, 0);
    Map<String, float[]> gradient = run.gradient(new float[] {1, 1, 1, 1, 1, 1});
    for (int t = 0; t < 3; t++) {
      assertTrue(run.y()[2 * t] > 0);
      assertEquals(0, run.y()[2 * t + 1]);
    }
    for (int k = 0; k < 2; k++) {
      assertTrue(Math.abs(gradient.get("weight_ih")[k]) > 0);
      assertEquals(0, gradient.get("weight_ih")[2 + k]);
      assertEquals(0, gradient.get("weight_hh")[2 + k]);
    }
    assertEquals(0, gradient.get("bias_ih")[1]);
  }
}
