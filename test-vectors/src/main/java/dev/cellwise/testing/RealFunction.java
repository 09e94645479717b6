package dev.cellwise.testing;

/** A real function of many parameters, in double precision. */
@FunctionalInterface
public interface RealFunction {
  /**
   * The value at {@code p}.
   *
   * @param p parameters; not modified
   * @return the value
   */
  double at(double[] p);
}
