package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.ComplexArray;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.Layout;
import dev.cellwise.testing.Loss;
import dev.cellwise.testing.LstmProblem;
import dev.cellwise.testing.LstmTrace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Networks of random shapes against the reference in double precision: outputs and states forward;
 * the gradient of every tensor, inputs' and initial states' included where there is one, against
 * the complex step.
 */
@Tag("reference")
class NetworkReferenceTest {
  /** Multiplications that a try may spend on the complex step. */
  private static final double BUDGET = 2e7;

  /** Every kind, and the ones whose derivative is taken from the input; beside them prelu. */
  private static final List<Activation> HEADS =
      Stream.of(
              "identity",
              "affine(0.5, -0.25)",
              "tanh",
              "scaledTanh(1.7159, 0.6667)",
              "sigmoid",
              "hardSigmoid(0.25, 0.5)",
              "softsign",
              "relu",
              "thresholdedRelu(0.125)",
              "thresholdedRelu(-0.125)",
              "leakyRelu(0.25)",
              "leakyRelu(-0.25)",
              "elu(0.7)",
              "softplus",
              "gelu")
          .map(Activation::parse)
          .toList();

  private static double worstForward;
  private static double worstGradient;
  private static String worstTensor = "";

  @AfterContainer
  static void report() {
    System.out.printf(
        "random networks: worst forward %.2g, worst gradient %.2g of the bound (%s)%n",
        worstForward, worstGradient, worstTensor);
  }

  @Property(tries = 120, seed = "20261121", edgeCases = EdgeCasesMode.MIXIN)
  void forwardAndGradientsAgree(
      @ForAll @IntRange(max = 2) int kind,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 40) Integer> hidden,
      @ForAll @IntRange(min = 1, max = 13) int inputs,
      @ForAll @IntRange(min = 1, max = 13) int rows,
      @ForAll @IntRange(min = 1, max = 12) int steps,
      @ForAll @IntRange(max = 20) int outputs,
      @ForAll int seed) {
    Architecture.Builder b = Architecture.builder();
    switch (kind) {
      case 0 -> b.features(inputs);
      case 1 -> b.index(inputs);
      default -> b.embedding(7, inputs);
    }
    hidden.forEach(b::lstm);
    if (outputs > 0) {
      int f = Math.floorMod(seed, HEADS.size() + 1);
      b = f < HEADS.size() ? b.dense(outputs, HEADS.get(f)) : b.densePrelu(outputs);
    }
    new Run(b.build(), steps, rows, seed).check();
  }

  /**
   * One network, its inputs, and a loss that weighs every output and the top layer's last state.
   */
  private static final class Run {
    final Network network;
    final int steps;
    final int rows;
    final int outputs;
    final int top;
    final float[] x;
    final int[] tokens;
    final float[] weightY;
    final float[] weightH;
    final float[] weightC;
    final Map<String, double[]> parameters;
    final LstmProblem problem;
    final Unrolled unrolled;
    final SplittableRandom random;

    Run(Architecture a, int steps, int rows, long seed) {
      this.steps = steps;
      this.rows = rows;
      random = new SplittableRandom(seed);
      network = Nets.initialise(a, seed);
      outputs = a.outputSize();
      top = a.layers().size() - 1;
      int size = a.input().size();
      boolean features = a.input() instanceof Architecture.Features;
      x = features ? Nets.uniform(seed + 1, steps * rows * size, -1, 1) : null;
      tokens = features ? null : Nets.tokens(seed + 1, steps * rows, size);
      weightY = Nets.uniform(seed + 2, steps * rows * outputs, -1, 1);
      weightH = Nets.uniform(seed + 3, rows * a.layers().get(top).units(), -1, 1);
      weightC = Nets.uniform(seed + 4, rows * a.layers().get(top).units(), -1, 1);
      Loss loss =
          Loss.weightedSum(Floats.widen(weightY), Floats.widen(weightH), Floats.widen(weightC));
      problem =
          features
              ? Nets.reference(a).sequences(steps, rows, loss)
              : Nets.reference(a).tokens(steps, rows, tokens, loss);
      unrolled = new Unrolled(network.layers(), steps, rows);
      parameters = new LinkedHashMap<>(Nets.doubles(network.tensors()));
      if (features) {
        parameters.put("x", Floats.widen(x));
      }
      setStates(seed);
    }

    private void setStates(long seed) {
      for (int n = 0; n < rows; n++) {
        State state = Nets.state(network, seed + 100 + n);
        unrolled.setState(n, state);
        for (int l = 0; l <= top; l++) {
          put("h0_l" + l, n, state.h(l));
          put("c0_l" + l, n, state.c(l));
        }
      }
    }

    private void put(String name, int row, float[] values) {
      double[] all = parameters.computeIfAbsent(name, k -> new double[rows * values.length]);
      System.arraycopy(Floats.widen(values), 0, all, row * values.length, values.length);
    }

    void check() {
      double[] p = problem.parameters(parameters);
      float[] q = network.copyParameters();
      if (x == null) {
        unrolled.forward(steps, tokens, 0, q);
      } else {
        unrolled.forward(steps, x, 0, q);
      }
      LstmTrace trace = problem.forward(p);
      forward("y", trace.y(), Nets.outputs(unrolled, steps, rows, outputs));
      for (int l = 0; l <= top; l++) {
        forward("final h", trace.finalH(l), states(l, true));
        forward("final c", trace.finalC(l), states(l, false));
      }
      float[] g = network.layers().parameters().allocate();
      backward(q, g);
      gradients(p, g);
    }

    private float[] states(int l, boolean h) {
      int size = network.architecture().layers().get(l).units();
      float[] all = new float[rows * size];
      for (int n = 0; n < rows; n++) {
        for (int u = 0; u < size; u++) {
          int at = unrolled.window(l).state(h ? 0 : 1, steps, n, u);
          all[n * size + u] = unrolled.tape().data()[at];
        }
      }
      return all;
    }

    /** A layer adds its rounding errors to those of the layers below. */
    private void forward(String what, double[] expected, float[] actual) {
      double bound = Bounds.forward(4, steps * (top + 1));
      double error = Bounds.relativeL2(expected, actual);
      worstForward = Math.max(worstForward, error / bound);
      assertTrue(error <= bound, () -> what + ": error " + error + ", bound " + bound);
    }

    private void backward(float[] q, float[] g) {
      unrolled.prepare(q);
      unrolled.clear(steps);
      int size = network.architecture().layers().get(top).units();
      CellWindow w = unrolled.window(top);
      float[] d = unrolled.workspace();
      for (int n = 0; n < rows; n++) {
        for (int u = 0; u < size; u++) {
          d[w.dState(0, n, u)] = weightH[n * size + u];
          d[w.dState(1, n, u)] = weightC[n * size + u];
        }
        for (int t = 0; t < steps; t++) {
          int at = unrolled.outputGradient(steps, t) + n * unrolled.outputRow();
          for (int j = 0; j < outputs; j++) {
            unrolled.outputGradient()[at + j] += weightY[(t * rows + n) * outputs + j];
          }
        }
      }
      unrolled.backward(steps, q, g);
    }

    private void gradients(double[] p, float[] g) {
      Map<String, double[]> actual =
          new LinkedHashMap<>(Nets.doubles(Network.tensors(network.layers(), g)));
      for (int l = 0; l <= top; l++) {
        float[][] d = Nets.stateGradients(unrolled, network, l, steps, rows);
        actual.put("h0_l" + l, Floats.widen(d[0]));
        actual.put("c0_l" + l, Floats.widen(d[1]));
      }
      int widest =
          network.architecture().layers().stream()
              .mapToInt(Architecture.Recurrent::units)
              .max()
              .orElseThrow();
      double bound = Bounds.backward(4, widest, rows, steps * (top + 1));
      List<Layout.Tensor> tensors = problem.layout().tensors();
      int samples = (int) (BUDGET / p.length / steps / rows / tensors.size());
      ComplexArray z = ComplexArray.ofReal(p);
      for (Layout.Tensor tensor : tensors) {
        if (!tensor.name().equals("x")) {
          double[] whole = actual.get(tensor.name());
          double ratio =
              SampledGradient.error(problem, z, tensor, whole, Math.max(samples, 5), random)
                  / bound;
          if (ratio > worstGradient) {
            worstGradient = ratio;
            worstTensor = tensor.name() + " of " + network.architecture();
          }
          assertTrue(ratio <= 1, () -> tensor.name() + ": error " + ratio + " of " + bound);
        }
      }
    }
  }
}
