package dev.cellwise.rnn.cell;

import dev.cellwise.rnn.net.SampledGradient;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.CellProblem;
import dev.cellwise.testing.CellTrace;
import dev.cellwise.testing.ComplexArray;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.Layout;
import dev.cellwise.testing.ReferenceCell;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A cell over a window of random numbers beside its reference in double precision: how far the two
 * are from each other, in parts of the bound. Parts of the state that the reference does not know,
 * delays, are zero before the window and have no part in the loss.
 */
final class CellCheck {
  /** Multiplications that a check may spend on the complex step. */
  private static final double BUDGET = 4e6;

  /**
   * The worst of several comparisons.
   *
   * @param tensor the one
   * @param ratio its error over the bound
   */
  record Worst(String tensor, double ratio) {
    Worst and(String other, double ratio) {
      boolean mine = ratio <= this.ratio || Double.isNaN(this.ratio);
      return mine ? this : new Worst(other, ratio);
    }
  }

  private final Cells.Kind kind;
  private final int seed;
  private final Cells.Instance cell;
  private final CellProblem problem;
  private final double[] p;
  private final ComplexArray z;
  private final float[] x;
  final CellRun run;

  /** The reference's gradients, by tensor: they cost the most. */
  private final Map<String, SampledGradient> expected = new HashMap<>();

  /** A cell without masks, or in its inference form. */
  CellCheck(Cells.Kind kind, int inputs, int hidden, int rows, int steps, int seed) {
    this(kind, inputs, hidden, rows, steps, seed, false);
  }

  /**
   * A cell.
   *
   * @param masks whether it draws its masks; the reference is given those
   */
  CellCheck(Cells.Kind kind, int inputs, int hidden, int rows, int steps, int seed, boolean masks) {
    this(kind, inputs, hidden, rows, steps, seed, masks, 1);
  }

  /**
   * A cell whose inputs and initial states are larger than its weights, so that clips clip.
   *
   * @param loudness how many times, a power of 2
   */
  CellCheck(
      Cells.Kind kind,
      int inputs,
      int hidden,
      int rows,
      int steps,
      int seed,
      boolean masks,
      int loudness) {
    this.kind = kind;
    this.seed = seed;
    problem = problem(kind, inputs, hidden, rows, steps, seed, masks);
    p = problem.layout().random(seed, 1 / Math.sqrt(hidden));
    for (int k = problem.layout().offset("x"); k < p.length; k++) {
      p[k] *= loudness;
    }
    z = ComplexArray.ofReal(p);
    Map<String, double[]> tensors = problem.layout().split(p);
    x = Floats.exact(tensors.get("x"));
    cell = kind.of(inputs, hidden);
    run = new CellRun(cell, packed(cell, tensors), steps, rows);
    if (masks) {
      run.window.drawMasks(1, new RandomMasks(seed, rows));
    }
    run.start(
        parts().stream()
            .map(part -> exact(tensors.get(part.name() + "0"), rows * part.size()))
            .toArray(float[][]::new));
  }

  private static CellProblem problem(
      Cells.Kind kind, int inputs, int hidden, int rows, int steps, int seed, boolean masks) {
    ReferenceCell reference = kind.reference().make(inputs, hidden);
    CellProblem.Builder problem = CellProblem.of(reference, steps, rows).randomWeights(seed + 1L);
    if (masks) {
      Cells.Instance cell = kind.of(inputs, hidden);
      CellRun run = new CellRun(cell, cell.layout().allocate(), steps, rows);
      run.window.drawMasks(1, new RandomMasks(seed, rows));
      run.forward(new float[steps * rows * inputs], 0);
      MaskedCells.give(problem, reference, run);
    }
    return problem.build();
  }

  private static float[] packed(Cells.Instance cell, Map<String, double[]> tensors) {
    float[] packed = cell.layout().allocate();
    cell.cell().pack((name, shape) -> exact(tensors.get(name), shape[0]), packed);
    return packed;
  }

  /** Zeros for what the reference does not have. */
  private static float[] exact(double[] values, int size) {
    return values == null ? new float[size] : Floats.exact(values);
  }

  private List<StatePart> parts() {
    return cell.cell().state();
  }

  private boolean isKnown(StatePart part) {
    return problem.layout().has(part.name() + "0");
  }

  /** Runs forward; the worst part of the state. */
  Worst forward() {
    run.forward(x, 0);
    CellTrace trace = problem.forward(p);
    Worst worst = new Worst("none", 0);
    for (int part = 0; part < parts().size(); part++) {
      if (isKnown(parts().get(part))) {
        String name = parts().get(part).name();
        double error = Bounds.relativeL2(trace.state(name), run.states(part));
        worst = worst.and(name, error / Bounds.forward(kind.gates(), run.steps));
      }
    }
    return worst;
  }

  /** Runs backward after {@link #forward}; all gradients by the names of the reference. */
  Map<String, double[]> backward() {
    run.clear();
    Arrays.fill(run.dp, 0);
    Arrays.fill(run.dx, 0);
    run.above(Floats.exact(problem.outputWeights()), 0);
    for (int part = 0; part < parts().size(); part++) {
      if (isKnown(parts().get(part))) {
        run.behind(part, Floats.exact(problem.finalWeights(parts().get(part).name())));
      }
    }
    run.backward(x, 0);
    Map<String, double[]> all = new LinkedHashMap<>();
    cell.cell().unpack(run.dp, (name, values, shape) -> all.put(name, Floats.widen(values)));
    if (cell.cell().family().equals("gru") && !all.containsKey("gain_hh")) {
      // The biases of r and z are one: each has the sum's gradient.
      System.arraycopy(all.get("bias_ih"), 0, all.get("bias_hh"), 0, 2 * cell.cell().outputs());
    }
    all.put("x", Floats.widen(run.inputGradient()));
    for (int part = 0; part < parts().size(); part++) {
      all.put(parts().get(part).name() + "0", Floats.widen(run.before(part)));
    }
    return all;
  }

  /** The worst gradient, against the complex step at some elements of each. */
  Worst gradients(Map<String, double[]> actual) {
    Worst worst = new Worst("none", 0);
    for (Layout.Tensor tensor : tensors()) {
      worst = worst.and(tensor.name(), gradient(tensor, actual.get(tensor.name())));
    }
    return worst;
  }

  /** The error of all gradients as one vector, every element of it, over the bound. */
  double whole(Map<String, double[]> actual) {
    double bound = Bounds.backward(kind.gates(), problem.cell().outputs(), run.rows, run.steps);
    return Bounds.relativeL2(problem.gradient(p), problem.layout().join(actual)) / bound;
  }

  /**
   * The worst relative error of the reference's own gradient, by the complex step, against central
   * differences: every element of each tensor.
   */
  double differences() {
    Map<String, double[]> differences = problem.layout().split(problem.differences(p));
    double worst = 0;
    for (Map.Entry<String, double[]> exact :
        problem.layout().split(problem.gradient(p)).entrySet()) {
      double[] central = differences.get(exact.getKey());
      worst = Math.max(worst, Bounds.relativeL2(exact.getValue(), central));
    }
    return worst;
  }

  /** What has a gradient: parameters, inputs, initial states. */
  List<Layout.Tensor> tensors() {
    return problem.layout().tensors();
  }

  /** The error of one of them over the bound. */
  double gradient(Layout.Tensor tensor, double[] actual) {
    int hidden = problem.cell().outputs();
    double bound = Bounds.backward(kind.gates(), hidden, run.rows, run.steps);
    return expected(tensor).error(actual, isOneSum(tensor) ? usual() : 0) / bound;
  }

  /**
   * Whether it is one number and the sum of many terms: the bias, gain, slope or leak of one unit.
   * The terms may cancel, and what is left says nothing of their rounding.
   */
  private boolean isOneSum(Layout.Tensor tensor) {
    return tensor.shape().equals(List.of(1)) && run.rows * run.steps > 1;
  }

  /** What an element of a gradient is like: the root of the mean of all their squares. */
  private double usual() {
    double squares = 0;
    for (Layout.Tensor tensor : tensors()) {
      squares += tensor.size() * expected(tensor).meanSquare();
    }
    return Math.sqrt(squares / p.length);
  }

  private SampledGradient expected(Layout.Tensor tensor) {
    return expected.computeIfAbsent(tensor.name(), name -> sample(tensor));
  }

  private SampledGradient sample(Layout.Tensor tensor) {
    double forward = (double) p.length * run.steps * run.rows;
    int samples = (int) Math.max(5, BUDGET / forward / tensors().size());
    SplittableRandom random = new SplittableRandom(seed + tensor.offset());
    return SampledGradient.of(problem, z, tensor, samples, random);
  }
}
