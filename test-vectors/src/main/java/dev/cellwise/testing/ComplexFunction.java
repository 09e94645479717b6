package dev.cellwise.testing;

/**
 * An analytic function of many parameters, for the complex step.
 *
 * <p>It must be made of analytic operations only: +, -, *, /, exp, log, tanh, sigmoid. A modulus, a
 * conjugate or a maximum of complex values gives a wrong derivative. A branch on a real part is
 * fine where both sides are the same function; at a kink it gives the derivative of the side that
 * is taken.
 */
@FunctionalInterface
public interface ComplexFunction {
  /**
   * The value at {@code p}.
   *
   * @param p parameters; not modified
   * @return the value
   */
  Complex at(ComplexArray p);

  /**
   * The same function on real parameters.
   *
   * @return a function that calls this one with imaginary parts of zero
   */
  default RealFunction real() {
    return p -> at(ComplexArray.ofReal(p)).re();
  }
}
