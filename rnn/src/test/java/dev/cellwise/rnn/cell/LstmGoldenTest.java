package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.tape.Layout;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.Comparison;
import dev.cellwise.testing.Golden;
import dev.cellwise.testing.GradientCheck;
import dev.cellwise.testing.Loss;
import dev.cellwise.testing.LstmProblem;
import dev.cellwise.testing.Tolerance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cell, forward and every gradient, against what PyTorch computed in double precision. */
@Tag("reference")
class LstmGoldenTest {
  /** One step, element by element. */
  private static final double RELATIVE = 4e-6;

  private static final double ABSOLUTE = 1e-7;

  static List<String> layers() {
    return Golden.cases().stream().filter(name -> name.startsWith("lstm-")).toList();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void forwardAndGradientsAgree(String name) {
    Case c = new Case(Golden.load(name));
    c.forward();
    c.check("h_l0", c.states(true));
    c.check("c_l0", c.states(false));
    c.backward();
    LstmProblem problem =
        Nets.reference(c.network.architecture())
            .sequences(
                c.steps, c.rows, Loss.weightedSum(new double[0], new double[0], new double[0]));
    Tolerance tolerance =
        c.steps == 1
            ? Tolerance.elementwise(ABSOLUTE, RELATIVE)
            : Tolerance.relativeL2(Bounds.backward(4, c.hidden, c.rows, c.steps));
    Comparison gradients =
        GradientCheck.compare(
                problem.layout(), c.golden.doublesBelow("grad."), c.gradients(), tolerance)
            .assertPassed();
    assertEquals(problem.layout().tensors().size(), gradients.tensors().size());
    System.out.printf(
        "%s: worst gradient %s at %.2g of its bound%n",
        name, gradients.worst().tensor(), gradients.worst().ratio());
  }

  /** A golden case and the arrays of a run. */
  private static final class Case {
    final Golden golden;
    final Network network;
    final int steps;
    final int rows;
    final int inputs;
    final int hidden;
    final LstmCell cell;
    final float[] p;
    final float[] x;
    final LstmTape tape;
    final float[] data;
    final LstmWorkspace work;
    final float[] dp;
    final float[] dx;

    Case(Golden golden) {
      this.golden = golden;
      network = Nets.network(golden);
      steps = golden.shape("x")[0];
      rows = golden.shape("x")[1];
      inputs = golden.shape("x")[2];
      hidden = golden.shape("h0_l0")[1];
      cell = network.layers().cells().getFirst();
      p = network.copyParameters();
      x = golden.floats("x");
      Layout.Builder regions = Layout.builder("tape");
      tape = new LstmTape(regions, "", hidden, steps, rows);
      data = regions.build().allocate();
      work = new LstmWorkspace(cell, steps, rows, true);
      dp = network.layers().parameters().allocate();
      dx = new float[steps * rows * Panels.padded(inputs)];
    }

    void forward() {
      float[] h0 = golden.floats("h0_l0");
      float[] c0 = golden.floats("c0_l0");
      for (int n = 0; n < rows; n++) {
        for (int u = 0; u < hidden; u++) {
          data[tape.h(0, n, u)] = h0[n * hidden + u];
          data[tape.c(0, n, u)] = c0[n * hidden + u];
        }
      }
      cell.input(steps, x, 0, inputs, p, tape, data);
      cell.forward(steps, p, tape, data);
    }

    /** h or c after each step, [T, N, H]. */
    float[] states(boolean h) {
      float[] all = new float[steps * rows * hidden];
      int at = 0;
      for (int t = 1; t <= steps; t++) {
        for (int n = 0; n < rows; n++) {
          for (int u = 0; u < hidden; u++) {
            all[at++] = data[h ? tape.h(t, n, u) : tape.c(t, n, u)];
          }
        }
      }
      return all;
    }

    /** The gradient of a weighted sum of outputs and last states is its weights. */
    void backward() {
      float[] d = work.data();
      work.clear(steps);
      cell.transpose(p, work);
      float[] wy = golden.floats("loss.weight_y");
      float[] wh = golden.floats("loss.weight_h_n");
      float[] wc = golden.floats("loss.weight_c_n");
      for (int n = 0; n < rows; n++) {
        for (int u = 0; u < hidden; u++) {
          for (int t = 0; t < steps; t++) {
            d[work.dh(steps - 1 - t) + n * work.hRow() + u] = wy[(t * rows + n) * hidden + u];
          }
          d[work.dhState() + n * work.hRow() + u] = wh[n * hidden + u];
          d[work.dc() + (u / 16 * rows + n) * 16 + u % 16] = wc[n * hidden + u];
        }
      }
      cell.backward(steps, tape, data, work);
      cell.backwardRecurrentWeights(steps, tape, data, work, dp);
      cell.backwardInputWeights(steps, rows, x, 0, inputs, work, dp);
      cell.backwardInput(steps, rows, work, dx, 0, Panels.padded(inputs));
    }

    Map<String, double[]> gradients() {
      Map<String, double[]> all = Nets.doubles(Network.tensors(network.layers(), dp));
      double[] input = new double[steps * rows * inputs];
      for (int t = 0; t < steps; t++) {
        for (int n = 0; n < rows; n++) {
          for (int i = 0; i < inputs; i++) {
            int from = ((steps - 1 - t) * rows + n) * Panels.padded(inputs) + i;
            input[(t * rows + n) * inputs + i] = dx[from];
          }
        }
      }
      all.put("x", input);
      double[] dh = new double[rows * hidden];
      double[] dc = new double[rows * hidden];
      for (int n = 0; n < rows; n++) {
        for (int u = 0; u < hidden; u++) {
          dh[n * hidden + u] = work.data()[work.dhState() + n * work.hRow() + u];
          dc[n * hidden + u] = work.data()[work.dc() + (u / 16 * rows + n) * 16 + u % 16];
        }
      }
      all.put("h0_l0", dh);
      all.put("c0_l0", dc);
      return all;
    }

    void check(String tensor, float[] actual) {
      double[] expected = golden.doubles(tensor);
      if (steps == 1) {
        for (int i = 0; i < expected.length; i++) {
          double bound = ABSOLUTE + RELATIVE * Math.abs(expected[i]);
          assertEquals(expected[i], actual[i], bound, tensor + ", element " + i);
        }
      }
      double error = Bounds.relativeL2(expected, actual);
      double bound = Bounds.forward(4, steps);
      System.out.printf("%s: %s at %.2g of its bound%n", golden.name(), tensor, error / bound);
      assertTrue(error <= bound, tensor + " differs by " + error + ", bound " + bound);
    }
  }
}
