package dev.cellwise.testing;

import java.util.Map;

/**
 * Checks a gradient, whoever computed it, against one that is derived from the loss alone.
 *
 * <p>The author of a cell writes its forward pass once more in double, some ten lines on {@link
 * Complex} numbers; then
 *
 * {@snippet :
 * GradientCheck.complexStep(loss, parameters) // exact: errors of 1e-9 are found
 *     .named(layout)
 *     .against(gradient)
 *     .assertPassed();
 * }
 *
 * <p>Where the loss is not analytic (a rectifier, a maximum), {@link #centralDifferences}; where it
 * exists in float only, {@link #floatOnly}, which finds errors of one percent and more. A gradient
 * computed in float is compared with an exact one by {@link #compare}, within a {@link
 * Tolerance#relativeL2}.
 *
 * <p>A whole network has so many parameters that one evaluation for each takes long: {@link
 * #directions} takes four a tensor. Where a network reads rows of different lengths, {@link
 * Tolerance#exactZeros} asks for zeros, exactly, where nothing reaches.
 *
 * <p>Objects of this class are immutable.
 */
public final class GradientCheck {
  private final String method;
  private final double[] expected;
  private final Layout layout;
  private final Tolerance tolerance;

  private GradientCheck(String method, double[] expected, Layout layout, Tolerance tolerance) {
    layout.checkSize(expected.length);
    this.method = method;
    this.expected = expected;
    this.layout = layout;
    this.tolerance = tolerance;
  }

  /**
   * A check against the complex step; tolerance {@link Tolerance#complexStep()}.
   *
   * @param loss analytic function (see {@link ComplexFunction})
   * @param p [P] where to differentiate; not modified
   * @return a check
   */
  public static GradientCheck complexStep(ComplexFunction loss, double[] p) {
    return new GradientCheck(
        "complex step, exact to about 1e-14",
        ComplexStep.gradient(loss, p),
        Layout.unnamed(p.length),
        Tolerance.complexStep());
  }

  /**
   * A check against central differences; tolerance {@link Tolerance#centralDifferences()}.
   *
   * @param loss function in double precision
   * @param p [P] where to differentiate; not modified
   * @return a check
   */
  public static GradientCheck centralDifferences(RealFunction loss, double[] p) {
    return new GradientCheck(
        "central differences with step " + FiniteDifferences.STEP + ", good to about 1e-8",
        FiniteDifferences.gradient(loss, p),
        Layout.unnamed(p.length),
        Tolerance.centralDifferences());
  }

  /**
   * A check for many parameters: derivatives in random directions by the complex step, four a
   * tensor, exact to about 1e-14.
   *
   * @param loss analytic function (see {@link ComplexFunction})
   * @param p [P] where to differentiate; not modified
   * @param seed seed of the random directions
   * @return a check
   */
  public static DirectionalCheck directions(ComplexFunction loss, double[] p, long seed) {
    return new DirectionalCheck(
        loss, p.clone(), seed, Layout.unnamed(p.length), DirectionalCheck.EXACT);
  }

  /**
   * A check for those who have no forward pass in double: directional differences of a loss that
   * computes in float, one percent.
   *
   * @param loss function that computes in float
   * @param p [P] where to differentiate; not modified
   * @param seed seed of the random directions
   * @return a check
   */
  public static FloatGradientCheck floatOnly(FloatFunction loss, float[] p, long seed) {
    return new FloatGradientCheck(loss, p.clone(), seed, Layout.unnamed(p.length));
  }

  /**
   * The same check with names for the parameters, tensor by tensor.
   *
   * @param layout names and shapes of the parameters
   * @return a new check
   * @throws IllegalArgumentException if the layout has another number of parameters
   */
  public GradientCheck named(Layout layout) {
    return new GradientCheck(method, expected, layout, tolerance);
  }

  /**
   * The same check with another tolerance.
   *
   * @param tolerance the tolerance
   * @return a new check
   */
  public GradientCheck within(Tolerance tolerance) {
    return new GradientCheck(method, expected, layout, tolerance);
  }

  /**
   * Compares a gradient.
   *
   * @param gradient [P] not modified
   * @return the outcome
   * @throws IllegalArgumentException if the gradient has another length
   */
  public Comparison against(double[] gradient) {
    return TensorComparator.compare(method, tolerance, layout, expected, gradient);
  }

  /**
   * Compares a gradient that was computed in float.
   *
   * @param gradient [P] not modified
   * @return the outcome
   * @throws IllegalArgumentException if the gradient has another length
   */
  public Comparison against(float[] gradient) {
    return against(Floats.widen(gradient));
  }

  /**
   * Compares two gradients by name. Only the tensors of {@code layout} are compared, and both
   * gradients must have all of them: {@link Layout#only} leaves out what is not to be compared.
   *
   * @param layout names and shapes of what to compare
   * @param expected the right gradient; not modified
   * @param actual the gradient to compare; not modified
   * @param tolerance the tolerance
   * @return the outcome
   * @throws IllegalArgumentException if a tensor is missing or has another number of elements
   */
  public static Comparison compare(
      Layout layout,
      Map<String, double[]> expected,
      Map<String, double[]> actual,
      Tolerance tolerance) {
    return TensorComparator.compare(
        "comparison with a given gradient",
        tolerance,
        layout,
        layout.join(expected),
        layout.join(actual));
  }
}
