package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.net.SampledGradient;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.CellProblem;
import dev.cellwise.testing.CellTrace;
import dev.cellwise.testing.ComplexArray;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.Layout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Every kind of cell over windows of random sizes against its reference in double precision: all
 * states forward; the gradient of every parameter, input and initial state against the complex
 * step. A kink changes nothing about that, unless rounding carries a pre-activation over it.
 */
@Tag("reference")
class CellReferenceTest {
  /** Multiplications that a try may spend on the complex step. */
  private static final double BUDGET = 4e6;

  private static final Map<String, double[]> WORST = new TreeMap<>();

  @Provide
  Arbitrary<Cells.Kind> kinds() {
    return Arbitraries.of(Cells.all());
  }

  @AfterContainer
  static void report() {
    WORST.forEach(
        (kind, w) ->
            System.out.printf(
                "%s: worst forward %.2g, worst gradient %.2g of the bound%n", kind, w[0], w[1]));
  }

  @Property(tries = 400, seed = "20261122", edgeCases = EdgeCasesMode.MIXIN)
  void forwardAndGradientsAgree(
      @ForAll("kinds") Cells.Kind kind,
      @ForAll @IntRange(min = 1, max = 13) int inputs,
      @ForAll @IntRange(min = 1, max = 40) int hidden,
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 12) int steps,
      @ForAll int seed) {
    boolean few = kind.cancels(inputs, hidden);
    check(kind, few ? inputs + 1 : inputs, few ? hidden + 2 : hidden, rows, steps, seed);
  }

  /**
   * What is made of one number and normalised tells its sign and hardly more, and so do two numbers
   * normalised: the gradient is what ε leaves of terms that cancel, in float their rounding. Beside
   * the gradient of everything it is as good as the rest.
   */
  @Example
  void gradientsThatCancelAreRightBesideTheOthers() {
    for (Cells.Kind kind : Cells.all()) {
      for (int[] s : new int[][] {{1, 1}, {1, 5}, {3, 1}, {3, 2}, {1, 17}}) {
        if (kind.cancels(s[0], s[1])) {
          wholeGradient(kind, s[0], s[1], 2, 3);
        }
      }
    }
  }

  private static void wholeGradient(Cells.Kind kind, int inputs, int hidden, int rows, int steps) {
    CellProblem problem =
        CellProblem.of(kind.reference().make(inputs, hidden), steps, rows).randomWeights(1).build();
    double[] p = problem.layout().random(2, 1 / Math.sqrt(hidden));
    Map<String, double[]> tensors = problem.layout().split(p);
    Cells.Instance cell = kind.of(inputs, hidden);
    CellRun run = run(cell, problem, tensors);
    double[] actual = problem.layout().join(backward(cell, run, problem, tensors));
    double error = Bounds.relativeL2(problem.gradient(p), actual);
    double bound = Bounds.backward(kind.gates(), hidden, rows, steps);
    assertTrue(error <= bound, () -> kind + ": " + error / bound + " of the bound");
  }

  private static CellRun run(
      Cells.Instance cell, CellProblem problem, Map<String, double[]> tensors) {
    CellRun run = new CellRun(cell, packed(cell, tensors), problem.steps(), problem.rows());
    run.start(
        cell.cell().state().stream()
            .map(part -> Floats.exact(tensors.get(part.name() + "0")))
            .toArray(float[][]::new));
    run.forward(Floats.exact(tensors.get("x")), 0);
    return run;
  }

  private static Map<String, double[]> backward(
      Cells.Instance cell, CellRun run, CellProblem problem, Map<String, double[]> tensors) {
    run.clear();
    run.above(Floats.exact(problem.outputWeights()), 0);
    List<StatePart> parts = cell.cell().state();
    for (int part = 0; part < parts.size(); part++) {
      run.behind(part, Floats.exact(problem.finalWeights(parts.get(part).name())));
    }
    run.backward(Floats.exact(tensors.get("x")), 0);
    return gradients(cell, run);
  }

  private static void check(
      Cells.Kind kind, int inputs, int hidden, int rows, int steps, int seed) {
    CellProblem problem =
        CellProblem.of(kind.reference().make(inputs, hidden), steps, rows)
            .randomWeights(seed + 1L)
            .build();
    double[] p = problem.layout().random(seed, 1 / Math.sqrt(hidden));
    Map<String, double[]> tensors = problem.layout().split(p);
    Cells.Instance cell = kind.of(inputs, hidden);
    CellRun run = run(cell, problem, tensors);
    List<StatePart> parts = cell.cell().state();
    CellTrace trace = problem.forward(p);
    double[] worst = WORST.computeIfAbsent(kind.name(), k -> new double[2]);
    for (int part = 0; part < parts.size(); part++) {
      double[] expected = trace.state(parts.get(part).name());
      double ratio =
          Bounds.relativeL2(expected, run.states(part)) / Bounds.forward(kind.gates(), steps);
      worst[0] = Math.max(worst[0], ratio);
      assertTrue(ratio <= 1, () -> kind + " forward: " + ratio + " of the bound");
    }
    Map<String, double[]> actual = backward(cell, run, problem, tensors);
    worst[1] = Math.max(worst[1], gradients(kind, problem, p, actual, seed));
  }

  private static float[] packed(Cells.Instance cell, Map<String, double[]> tensors) {
    float[] packed = cell.layout().allocate();
    cell.cell()
        .pack(
            (name, shape) -> {
              double[] values = tensors.get(name);
              return values == null ? new float[shape[0]] : Floats.exact(values);
            },
            packed);
    return packed;
  }

  /** All gradients by the names of the reference. */
  private static Map<String, double[]> gradients(Cells.Instance cell, CellRun run) {
    Map<String, double[]> all = new LinkedHashMap<>();
    cell.cell().unpack(run.dp, (name, values, shape) -> all.put(name, Floats.widen(values)));
    if (cell.cell().family().equals("gru") && !all.containsKey("gain_hh")) {
      // The biases of r and z are one: each has the sum's gradient.
      System.arraycopy(all.get("bias_ih"), 0, all.get("bias_hh"), 0, 2 * cell.cell().outputs());
    }
    all.put("x", Floats.widen(run.inputGradient()));
    List<StatePart> parts = cell.cell().state();
    for (int part = 0; part < parts.size(); part++) {
      all.put(parts.get(part).name() + "0", Floats.widen(run.before(part)));
    }
    return all;
  }

  private static double gradients(
      Cells.Kind kind, CellProblem problem, double[] p, Map<String, double[]> actual, int seed) {
    int hidden = problem.cell().outputs();
    double bound = Bounds.backward(kind.gates(), hidden, problem.rows(), problem.steps());
    List<Layout.Tensor> tensors = problem.layout().tensors();
    double forward = (double) p.length * problem.steps() * problem.rows();
    int samples = (int) Math.max(5, BUDGET / forward / tensors.size());
    ComplexArray z = ComplexArray.ofReal(p);
    SplittableRandom random = new SplittableRandom(seed);
    double worst = 0;
    for (Layout.Tensor tensor : tensors) {
      double[] whole = actual.get(tensor.name());
      double ratio = SampledGradient.error(problem, z, tensor, whole, samples, random) / bound;
      worst = Math.max(worst, ratio);
      assertTrue(ratio <= 1, () -> kind + ", " + tensor.name() + ": " + ratio + " of the bound");
    }
    return worst;
  }
}
