package dev.cellwise.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network, the size of its sequences, their tokens and a loss: a function of the parameters, with
 * its exact gradient.
 *
 * <p>The parameters are one flat array whose places are {@link #layout()}: the weights, then the
 * inputs {@code x} where the network reads numbers, then the initial states {@code h0_l0}, {@code
 * c0_l0}, {@code h0_l1} and so on. Tests that hold tensors by name use the methods that take maps.
 *
 * <p>The gradient costs one forward pass a parameter: some thousand parameters at T N of 15 take
 * well under a second.
 */
public final class LstmProblem implements ComplexFunction {
  private final LstmReference reference;
  private final int steps;
  private final int rows;
  private final int[] tokens;
  private final Loss loss;
  private final Layout layout;

  LstmProblem(LstmReference reference, int steps, int rows, int[] tokens, Loss loss) {
    if (steps < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "steps and rows must be at least 1, are " + steps + " and " + rows);
    }
    this.reference = reference;
    this.steps = steps;
    this.rows = rows;
    this.tokens = tokens;
    this.loss = loss;
    this.layout = reference.layout(steps, rows);
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
   * Brings tensors by name into one flat array. A second bias {@code lstm.bias_hh_l*} is added to
   * the first; initial states that are not there are zeros; tensors of other names are left out.
   *
   * @param tensors the parameters by name; not modified
   * @return the parameters in this problem's layout
   * @throws IllegalArgumentException if a tensor is missing or has another number of elements
   */
  public double[] parameters(Map<String, double[]> tensors) {
    Map<String, double[]> all = new LinkedHashMap<>(tensors);
    for (Layout.Tensor tensor : layout.tensors()) {
      String name = tensor.name();
      if (name.startsWith("h0_l") || name.startsWith("c0_l")) {
        all.putIfAbsent(name, new double[tensor.size()]);
      }
      String second = name.replace("bias_ih", "bias_hh");
      if (!second.equals(name) && all.containsKey(second) && all.containsKey(name)) {
        all.put(name, sum(name, all.get(name), all.get(second)));
      }
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
  public LstmTrace forward(double[] p) {
    return forward(ComplexArray.ofReal(p));
  }

  /**
   * The forward pass on complex parameters.
   *
   * @param p parameters in this problem's layout; not modified
   * @return all states and outputs
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public LstmTrace forward(ComplexArray p) {
    layout.checkSize(p.length());
    return reference.forward(steps, rows, tokens, layout, p);
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
    return loss.of(forward(p));
  }

  /**
   * The gradient of the loss by the complex step.
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
   * The gradient of the loss by the complex step, with tensors by name.
   *
   * @param tensors the parameters by name, as {@link #parameters(Map)} takes them; not modified
   * @return the derivatives by name: weights, {@code x} where the network reads numbers, and the
   *     initial states
   * @throws IllegalArgumentException if a tensor is missing or has another number of elements
   */
  public Map<String, double[]> gradient(Map<String, double[]> tensors) {
    return layout.split(gradient(parameters(tensors)));
  }

  private static double[] sum(String name, double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "the two biases of '%s' have %d and %d elements".formatted(name, a.length, b.length));
    }
    double[] s = new double[a.length];
    for (int k = 0; k < s.length; k++) {
      s[k] = a[k] + b[k];
    }
    return s;
  }
}
