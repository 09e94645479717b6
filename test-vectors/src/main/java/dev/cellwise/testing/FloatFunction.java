package dev.cellwise.testing;

/** A function of many parameters that computes in float, such as the loss of a network. */
@FunctionalInterface
public interface FloatFunction {
  /**
   * The value at {@code p}.
   *
   * @param p parameters; not modified
   * @return the value, with as many digits as there are
   */
  double at(float[] p);
}
