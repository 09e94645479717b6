package dev.cellwise.testing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A {@link ReferenceCell}, the size of its sequences, given masks and a loss: a function of the
 * parameters, with its exact gradient.
 *
 * <p>The loss is a weighted sum of all outputs and of the final state parts. Its gradient with
 * respect to each of them is the weight, so a backward pass is checked by feeding it the weights.
 *
 * <p>The parameters are one flat array whose places are {@link #layout()}: the cell's parameters,
 * the inputs {@code x} [T, N, I], and an initial state [N, size] for each state part, named after
 * it: {@code h0}, {@code c0}, ….
 *
 * {@snippet :
 * ReferenceCell cell = LstmReferenceCell.of(inputs, hidden).peephole().build();
 * CellProblem problem = CellProblem.of(cell, steps, rows).randomWeights(7).build();
 * double[] parameters = problem.layout().random(42, 0.5); // each is exact as a float
 * double[] y = problem.forward(parameters).y();
 * Map<String, double[]> gradient = problem.layout().split(problem.gradient(parameters));
 * }
 */
public final class CellProblem implements ComplexFunction {
  /** Collects masks and the weights of the loss. What is not given is 0, masks none. */
  public static final class Builder {
    private final ReferenceCell cell;
    private final int steps;
    private final int rows;
    private final Map<String, double[]> masks = new HashMap<>();
    private final Map<String, double[]> finalWeights = new LinkedHashMap<>();
    private double[] outputWeights;
    private double[] inputMask = {};
    private double[] recurrentMask = {};

    private Builder(ReferenceCell cell, int steps, int rows) {
      if (steps < 1 || rows < 1) {
        throw new IllegalArgumentException(
            "steps and rows must be at least 1, are " + steps + " and " + rows);
      }
      this.cell = cell;
      this.steps = steps;
      this.rows = rows;
      outputWeights = new double[steps * rows * cell.outputs()];
      cell.states().forEach(s -> finalWeights.put(s.name(), new double[rows * s.size()]));
    }

    /**
     * The weights of the outputs.
     *
     * @param weights [T, N, O] copied
     * @return this
     * @throws IllegalArgumentException if there are not as many
     */
    public Builder outputWeights(double... weights) {
      outputWeights = checked("weights of the outputs", outputWeights.length, weights);
      return this;
    }

    /**
     * The weights of a state part after the last step.
     *
     * @param part its name
     * @param weights [N, size] copied
     * @return this
     * @throws IllegalArgumentException if there is no such part, or there are not as many
     */
    public Builder finalWeights(String part, double... weights) {
      finalWeights.put(part, checked("weights of the final " + part, rows * size(part), weights));
      return this;
    }

    /**
     * Random weights of everything, in (-1, 1) and exact as floats.
     *
     * @param seed seed of the generator
     * @return this
     */
    public Builder randomWeights(long seed) {
      outputWeights = Layout.unnamed(outputWeights.length).random(seed, 1);
      Layout.Builder all = Layout.builder();
      cell.states().forEach(s -> all.add(s.name(), rows, s.size()));
      Layout layout = all.build();
      finalWeights.putAll(layout.split(layout.random(seed + 1, 1)));
      return this;
    }

    /**
     * The mask of a state part at every step, for zoneout.
     *
     * @param part name of the state part
     * @param mask [T, N, size] copied; 1 keeps the state before
     * @return this
     * @throws IllegalArgumentException if there is no such part, or there are not as many
     */
    public Builder mask(String part, double... mask) {
      masks.put(part, checked("mask of " + part, steps * rows * size(part), mask));
      return this;
    }

    /**
     * The mask of variational dropout on the inputs, the same at all steps.
     *
     * @param mask [N, I] copied; 0 or 1 / (1 - rate)
     * @return this
     * @throws IllegalArgumentException if there are not as many
     */
    public Builder inputMask(double... mask) {
      inputMask = checked("mask of x", rows * cell.inputs(), mask);
      return this;
    }

    /**
     * The mask of variational dropout on the output of the step before, the same at all steps, as
     * the recurrent weights see it; the state that is carried on is not masked. Y. Gal and Z.
     * Ghahramani, A theoretically grounded application of dropout in recurrent neural networks,
     * 2016.
     *
     * @param mask [N, outputs] copied; 0 or 1 / (1 - rate)
     * @return this
     * @throws IllegalArgumentException if there are not as many
     */
    public Builder recurrentMask(double... mask) {
      recurrentMask = checked("mask of the output before", rows * cell.outputs(), mask);
      return this;
    }

    /**
     * The problem as described.
     *
     * @return a new problem
     * @throws IllegalStateException if the cell needs a mask that was not given, or has no use for
     *     one that was
     */
    public CellProblem build() {
      if (!masks.keySet().equals(Set.copyOf(cell.masks()))) {
        throw new IllegalStateException(
            "masks are needed for " + cell.masks() + ", given for " + masks.keySet());
      }
      return new CellProblem(this);
    }

    private int size(String part) {
      return cell.states().stream()
          .filter(s -> s.name().equals(part))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "no state part '" + part + "'; there are " + cell.states()))
          .size();
    }

    private static double[] checked(String what, int size, double[] values) {
      if (values.length != size) {
        throw new IllegalArgumentException(
            what + ": " + size + " are needed, there are " + values.length);
      }
      return values.clone();
    }
  }

  private final ReferenceCell cell;
  private final int steps;
  private final int rows;
  private final Layout layout;
  private final ComplexArray outputWeights;
  private final Map<String, ComplexArray> finalWeights = new LinkedHashMap<>();
  private final CellRun.Masks masks;

  private CellProblem(Builder b) {
    cell = b.cell;
    steps = b.steps;
    rows = b.rows;
    outputWeights = ComplexArray.ofReal(b.outputWeights);
    b.finalWeights.forEach((part, w) -> finalWeights.put(part, ComplexArray.ofReal(w)));
    masks = new CellRun.Masks(b.inputMask, b.recurrentMask, Map.copyOf(b.masks));
    Layout.Builder all = Layout.builder();
    cell.addParameters(all);
    all.add("x", steps, rows, cell.inputs());
    cell.states().forEach(s -> all.add(s.name() + "0", rows, s.size()));
    layout = all.build();
  }

  /**
   * Starts a problem.
   *
   * @param cell the cell
   * @param steps T, at least 1
   * @param rows N, at least 1
   * @return a builder without masks, all weights of the loss 0
   */
  public static Builder of(ReferenceCell cell, int steps, int rows) {
    return new Builder(cell, steps, rows);
  }

  /**
   * The cell.
   *
   * @return the cell
   */
  public ReferenceCell cell() {
    return cell;
  }

  /**
   * T.
   *
   * @return number of steps
   */
  public int steps() {
    return steps;
  }

  /**
   * N.
   *
   * @return number of rows
   */
  public int rows() {
    return rows;
  }

  /**
   * The weights of the outputs: the gradient of the loss with respect to them.
   *
   * @return [T, N, O], a copy
   */
  public double[] outputWeights() {
    return outputWeights.re().clone();
  }

  /**
   * The weights of a state part after the last step: the gradient of the loss with respect to it,
   * as far as it does not go through the outputs.
   *
   * @param part its name
   * @return [N, size], a copy
   * @throws IllegalArgumentException if there is no such part
   */
  public double[] finalWeights(String part) {
    ComplexArray weights = finalWeights.get(part);
    if (weights == null) {
      throw new IllegalArgumentException(
          "no state part '" + part + "'; there are " + cell.states());
    }
    return weights.re().clone();
  }

  /**
   * Names, shapes and places of the parameters.
   *
   * @return the layout
   */
  public Layout layout() {
    return layout;
  }

  /**
   * Brings tensors by name into one flat array. A {@code bias_hh} that the cell does not have is
   * added to {@code bias_ih}; initial states that are not there are zeros; tensors of other names
   * are left out.
   *
   * @param tensors the parameters by name; not modified
   * @return the parameters in this problem's layout
   * @throws IllegalArgumentException if a tensor is missing or has another number of elements
   */
  public double[] parameters(Map<String, double[]> tensors) {
    Map<String, double[]> all = new LinkedHashMap<>(tensors);
    cell.states().forEach(s -> all.putIfAbsent(s.name() + "0", new double[rows * s.size()]));
    if (tensors.containsKey("bias_hh") && !layout.has("bias_hh") && layout.has("bias_ih")) {
      double[] sum = layout.only("bias_ih").join(tensors);
      double[] second = layout.only("bias_ih").join(Map.of("bias_ih", tensors.get("bias_hh")));
      for (int k = 0; k < sum.length; k++) {
        sum[k] += second[k];
      }
      all.put("bias_ih", sum);
    }
    return layout.join(all);
  }

  /**
   * The forward pass.
   *
   * @param p parameters in this problem's layout; not modified
   * @return all states and outputs
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public CellTrace forward(double[] p) {
    return forward(ComplexArray.ofReal(p));
  }

  /**
   * The forward pass on complex parameters.
   *
   * @param p parameters in this problem's layout; not modified
   * @return all states and outputs
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public CellTrace forward(ComplexArray p) {
    layout.checkSize(p.length());
    Map<String, ComplexArray> states = CellRun.states(cell, steps, rows);
    states.forEach(
        (part, all) -> {
          Layout.Tensor first = layout.tensor(part + "0");
          p.copy(first.offset(), all, 0, first.size());
        });
    double[] nearest = {Double.POSITIVE_INFINITY};
    new CellRun(cell, steps, rows, p, layout::offset, p, layout.offset("x"), states, masks, nearest)
        .forward();
    return new CellTrace(cell.states().getFirst().name(), steps, rows, states, nearest[0]);
  }

  /**
   * The loss.
   *
   * @param p parameters in this problem's layout; not modified
   * @return the loss
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public double loss(double[] p) {
    return at(ComplexArray.ofReal(p)).re();
  }

  /**
   * The loss on complex parameters, for {@link ComplexStep} and {@link GradientCheck}.
   *
   * @param p parameters in this problem's layout; not modified
   * @return the loss
   * @throws IllegalArgumentException if {@code p} has another length
   */
  @Override
  public Complex at(ComplexArray p) {
    CellTrace trace = forward(p);
    String output = cell.states().getFirst().name();
    Complex loss =
        ComplexArray.dot(
            outputWeights.length(), outputWeights, 0, trace.complex(output), rows * cell.outputs());
    for (Map.Entry<String, ComplexArray> weights : finalWeights.entrySet()) {
      ComplexArray w = weights.getValue();
      ComplexArray all = trace.complex(weights.getKey());
      loss = loss.plus(ComplexArray.dot(w.length(), w, 0, all, all.length() - w.length()));
    }
    return loss;
  }

  /**
   * The gradient of the loss by the complex step. It is exact for cells with a kink too, unless a
   * value is on the kink; there it is the derivative of the side that the cell's page names.
   *
   * @param p parameters in this problem's layout; not modified
   * @return the derivatives in the same layout
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public double[] gradient(double[] p) {
    layout.checkSize(p.length);
    return ComplexStep.gradient(this, p);
  }

  /**
   * The gradient of the loss by central differences, good to about 1e-8: the second opinion.
   *
   * @param p parameters in this problem's layout; not modified
   * @return the derivatives in the same layout
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public double[] differences(double[] p) {
    layout.checkSize(p.length);
    return FiniteDifferences.gradient(real(), p);
  }

  /**
   * A check of gradients at {@code p}: against the complex step, or, for a cell with a kink,
   * against central differences, which know nothing of sides. Its report says which.
   *
   * @param p parameters in this problem's layout; not modified
   * @return the check, with the names of the layout
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public GradientCheck check(double[] p) {
    layout.checkSize(p.length);
    GradientCheck check =
        cell.hasKink()
            ? GradientCheck.centralDifferences(real(), p)
            : GradientCheck.complexStep(this, p);
    return check.named(layout);
  }
}
