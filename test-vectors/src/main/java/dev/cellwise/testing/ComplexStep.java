package dev.cellwise.testing;

/**
 * Derivatives by the complex step: for an analytic f, {@code f(x + ih) = f(x) + ih f'(x) + O(h²)},
 * so the imaginary part over h is the derivative. Nothing is subtracted, so h can be tiny and the
 * result carries only the rounding errors of f itself, about 1e-14 relative.
 *
 * <p>Source: W. Squire and G. Trapp, Using complex variables to estimate derivatives of real
 * functions, SIAM Review 40 (1998).
 */
public final class ComplexStep {
  /** The step: a power of two, so that dividing by it is exact. Its square is below 1e-42. */
  public static final double STEP = 0x1p-70;

  private ComplexStep() {}

  /**
   * The gradient of {@code f}, one evaluation a parameter.
   *
   * @param f analytic function
   * @param p [P] where to differentiate; not modified
   * @return [P] the derivative with respect to each parameter
   */
  public static double[] gradient(ComplexFunction f, double[] p) {
    ComplexArray z = ComplexArray.ofReal(p.clone());
    double[] dp = new double[p.length];
    for (int k = 0; k < p.length; k++) {
      z.im()[k] = STEP;
      dp[k] = f.at(z).im() / STEP;
      z.im()[k] = 0;
    }
    return dp;
  }

  /**
   * The derivative of {@code f} in one direction.
   *
   * @param f analytic function
   * @param p [P] where to differentiate; not modified
   * @param direction [P] not modified; its length scales the result
   * @return the gradient times {@code direction}
   */
  public static double directional(ComplexFunction f, double[] p, double[] direction) {
    FiniteDifferences.checkDirection(p.length, direction.length);
    double[] im = new double[p.length];
    for (int k = 0; k < p.length; k++) {
      im[k] = STEP * direction[k];
    }
    return f.at(new ComplexArray(p.clone(), im)).im() / STEP;
  }
}
