package dev.cellwise.testing;

/**
 * Derivatives by central differences, {@code (f(x + h) - f(x - h)) / 2h}: good to about 1e-8 of f's
 * size, and in need of nothing but f. The second opinion beside {@link ComplexStep}, and the only
 * one for functions that are not analytic.
 */
public final class FiniteDifferences {
  /** The step in double precision: truncation h² and cancellation 1e-16 / h are both small. */
  public static final double STEP = 1e-6;

  private FiniteDifferences() {}

  /**
   * The gradient of {@code f} with {@link #STEP}, two evaluations a parameter.
   *
   * @param f function
   * @param p [P] where to differentiate; not modified
   * @return [P] the derivative with respect to each parameter
   */
  public static double[] gradient(RealFunction f, double[] p) {
    return gradient(f, p, STEP);
  }

  /**
   * The gradient of {@code f}, two evaluations a parameter.
   *
   * @param f function
   * @param p [P] where to differentiate; not modified
   * @param step h, absolute
   * @return [P] the derivative with respect to each parameter
   * @throws IllegalArgumentException if {@code step} is not positive
   */
  public static double[] gradient(RealFunction f, double[] p, double step) {
    checkStep(step);
    double[] q = p.clone();
    double[] dp = new double[p.length];
    for (int k = 0; k < p.length; k++) {
      double right = p[k] + step;
      double left = p[k] - step;
      q[k] = right;
      double above = f.at(q);
      q[k] = left;
      double below = f.at(q);
      q[k] = p[k];
      dp[k] = (above - below) / (right - left);
    }
    return dp;
  }

  /**
   * The derivative of {@code f} in one direction, two evaluations in all.
   *
   * @param f function
   * @param p [P] where to differentiate; not modified
   * @param direction [P] not modified; its length scales step and result
   * @param step h: the evaluations are at {@code p + h direction} and {@code p - h direction}
   * @return the gradient times {@code direction}
   * @throws IllegalArgumentException if the lengths differ or {@code step} is not positive
   */
  public static double directional(RealFunction f, double[] p, double[] direction, double step) {
    checkDirection(p.length, direction.length);
    checkStep(step);
    double[] right = p.clone();
    double[] left = p.clone();
    for (int k = 0; k < p.length; k++) {
      right[k] += step * direction[k];
      left[k] -= step * direction[k];
    }
    return (f.at(right) - f.at(left)) / (2 * step);
  }

  static void checkDirection(int parameters, int direction) {
    if (parameters != direction) {
      throw new IllegalArgumentException(
          "there are " + parameters + " parameters, but the direction has " + direction);
    }
  }

  static void checkStep(double step) {
    if (!(step > 0)) {
      throw new IllegalArgumentException("step must be positive, is " + step);
    }
  }
}
