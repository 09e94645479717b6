package dev.cellwise.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Checks a gradient by directional differences of a loss that computes in float.
 *
 * <p>Rounding of the loss hides what is below one percent, so this finds a wrong sign, a swapped
 * gate or a lost term, and no small error: whoever can write the forward pass in double uses {@link
 * GradientCheck#complexStep}. Each tensor has its own directions, so that a small tensor is not
 * drowned by a large one. A direction is half along the claimed gradient, with random weights, and
 * half random: the first makes the derivative large beside the rounding errors, the second looks
 * where the claimed gradient has zeros.
 *
 * <p>Objects of this class are immutable.
 */
public final class FloatGradientCheck {
  private static final int DIRECTIONS = 4;
  private static final double STEP = 1e-2;
  private static final double TOLERANCE = 1e-2;

  private final FloatFunction loss;
  private final float[] p;
  private final long seed;
  private final Layout layout;

  FloatGradientCheck(FloatFunction loss, float[] p, long seed, Layout layout) {
    layout.checkSize(p.length);
    this.loss = loss;
    this.p = p;
    this.seed = seed;
    this.layout = layout;
  }

  /**
   * The same check with names for the parameters, tensor by tensor.
   *
   * @param layout names and shapes of the parameters
   * @return a new check
   * @throws IllegalArgumentException if the layout has another number of parameters
   */
  public FloatGradientCheck named(Layout layout) {
    return new FloatGradientCheck(loss, p, seed, layout);
  }

  /**
   * Compares a gradient: four directions a tensor, two evaluations of the loss each.
   *
   * @param gradient [P] not modified
   * @return the outcome; a line is a tensor and direction, its expected value the difference
   *     quotient of the loss, its actual value the gradient times the direction
   * @throws IllegalArgumentException if the gradient has another length
   */
  public Comparison against(float[] gradient) {
    layout.checkSize(gradient.length);
    SplittableRandom random = new SplittableRandom(seed);
    List<Comparison.Line> lines = new ArrayList<>();
    for (Layout.Tensor tensor : layout.tensors()) {
      for (int k = 0; k < DIRECTIONS && tensor.size() > 0; k++) {
        lines.add(line(tensor, k, gradient, random));
      }
    }
    return new Comparison(
        "directional differences of a float loss, seed "
            + seed
            + ": rounding hides errors below 1e-2",
        "%.3g of the norm of the tensor's gradient".formatted(TOLERANCE),
        lines);
  }

  private Comparison.Line line(
      Layout.Tensor tensor, int number, float[] gradient, SplittableRandom random) {
    int n = tensor.size();
    double[] along = new double[n];
    double[] across = new double[n];
    for (int k = 0; k < n; k++) {
      along[k] = gradient[tensor.offset() + k] * random.nextDouble();
      across[k] = random.nextDouble() - 0.5;
    }
    double[] direction = sumOfUnits(along, across);
    double actual = 0;
    double norm = 0;
    for (int k = 0; k < n; k++) {
      double g = gradient[tensor.offset() + k];
      actual += g * direction[k];
      norm += g * g;
    }
    double expected = difference(tensor, direction);
    double bound = TOLERANCE * Math.max(Math.sqrt(norm), Math.abs(expected));
    Comparison.Element element =
        new Comparison.Element(
            tensor.offset(), tensor.name() + ", direction " + number, expected, actual);
    double error = Math.abs(actual - expected);
    return new Comparison.Line(tensor.name(), element, error, bound, expected == 0);
  }

  /** Rounding of p + h d to floats is below 1e-5 of the step, so it does not count here. */
  private double difference(Layout.Tensor tensor, double[] direction) {
    float[] right = p.clone();
    float[] left = p.clone();
    for (int k = 0; k < direction.length; k++) {
      int at = tensor.offset() + k;
      right[at] = (float) (p[at] + STEP * direction[k]);
      left[at] = (float) (p[at] - STEP * direction[k]);
    }
    return (loss.at(right) - loss.at(left)) / (2 * STEP);
  }

  private static double[] sumOfUnits(double[] a, double[] b) {
    double na = norm(a);
    double nb = norm(b);
    double[] sum = new double[a.length];
    for (int k = 0; k < sum.length; k++) {
      sum[k] = (na > 0 ? a[k] / na : 0) + (nb > 0 ? b[k] / nb : 0);
    }
    return sum;
  }

  private static double norm(double[] a) {
    double sum = 0;
    for (double v : a) {
      sum += v * v;
    }
    return Math.sqrt(sum);
  }
}
