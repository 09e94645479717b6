package dev.cellwise.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Checks a gradient by derivatives in random directions, exact by the complex step.
 *
 * <p>It takes four evaluations of the loss a tensor, where {@link GradientCheck#complexStep} takes
 * one a parameter: for networks too large for that. Each tensor has its own directions, so that a
 * small tensor is not drowned by a large one, and every element of a direction is random, so that
 * no wrong element goes unseen: an error d in one of n elements comes up as about d / sqrt(n).
 * Within the tolerance of float code that is less sharp than comparing all elements, so whoever can
 * afford to compares all.
 *
 * <p>Objects of this class are immutable.
 */
public final class DirectionalCheck {
  /** Of the norm of a tensor's gradient: errors of double code are far below. */
  static final double EXACT = 1e-9;

  private static final int DIRECTIONS = 4;

  private final ComplexFunction loss;
  private final double[] p;
  private final long seed;
  private final Layout layout;
  private final double tolerance;

  DirectionalCheck(ComplexFunction loss, double[] p, long seed, Layout layout, double tolerance) {
    layout.checkSize(p.length);
    this.loss = loss;
    this.p = p;
    this.seed = seed;
    this.layout = layout;
    this.tolerance = tolerance;
  }

  /**
   * The same check with names for the parameters, tensor by tensor.
   *
   * @param layout names and shapes of the parameters
   * @return a new check
   * @throws IllegalArgumentException if the layout has another number of parameters
   */
  public DirectionalCheck named(Layout layout) {
    return new DirectionalCheck(loss, p, seed, layout, tolerance);
  }

  /**
   * The same check with another tolerance; 1e-9 unless told.
   *
   * @param tolerance largest error of a derivative in a direction of length 1, as a fraction of the
   *     norm of the tensor's gradient, at least 0: whatever passes {@link Tolerance#relativeL2} of
   *     that bound passes here
   * @return a new check
   * @throws IllegalArgumentException if it is negative or not a number
   */
  public DirectionalCheck within(double tolerance) {
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException("tolerance: expected at least 0, got " + tolerance);
    }
    return new DirectionalCheck(loss, p, seed, layout, tolerance);
  }

  /**
   * Compares a gradient.
   *
   * @param gradient [P] not modified
   * @return the outcome; a line is a tensor and direction, its expected value the derivative of the
   *     loss, its actual value the gradient times the direction
   * @throws IllegalArgumentException if the gradient has another length
   */
  public Comparison against(double[] gradient) {
    layout.checkSize(gradient.length);
    SplittableRandom random = new SplittableRandom(seed);
    List<Comparison.Line> lines = new ArrayList<>();
    for (Layout.Tensor tensor : layout.tensors()) {
      for (int k = 0; k < DIRECTIONS && tensor.size() > 0; k++) {
        lines.add(line(tensor, k, gradient, random));
      }
    }
    return new Comparison(
        "derivatives in random directions by the complex step, seed " + seed,
        "%.3g of the norm of the tensor's gradient".formatted(tolerance),
        lines);
  }

  /**
   * Compares a gradient that was computed in float.
   *
   * @param gradient [P] not modified
   * @return the outcome, as {@link #against(double[])} has it
   * @throws IllegalArgumentException if the gradient has another length
   */
  public Comparison against(float[] gradient) {
    return against(Floats.widen(gradient));
  }

  private Comparison.Line line(
      Layout.Tensor tensor, int number, double[] gradient, SplittableRandom random) {
    double[] direction = direction(tensor, random);
    double expected = ComplexStep.directional(loss, p, direction);
    double actual = 0;
    double squares = 0;
    for (int k = tensor.offset(); k < tensor.offset() + tensor.size(); k++) {
      actual += gradient[k] * direction[k];
      squares += gradient[k] * gradient[k];
    }
    double bound = tolerance * Math.max(Math.sqrt(squares), Math.abs(expected));
    Comparison.Element element =
        new Comparison.Element(
            tensor.offset(), tensor.name() + ", direction " + number, expected, actual);
    double error = Math.abs(actual - expected);
    return new Comparison.Line(tensor.name(), element, error, bound, expected == 0);
  }

  /** [P] of length 1; zeros outside the tensor. */
  private double[] direction(Layout.Tensor tensor, SplittableRandom random) {
    double[] direction = new double[p.length];
    double squares = 0;
    for (int k = tensor.offset(); k < tensor.offset() + tensor.size(); k++) {
      direction[k] = 2 * random.nextDouble() - 1;
      squares += direction[k] * direction[k];
    }
    for (int k = tensor.offset(); k < tensor.offset() + tensor.size(); k++) {
      direction[k] /= Math.sqrt(squares);
    }
    return direction;
  }
}
