package dev.cellwise.rnn.train;

import dev.cellwise.kernels.Hadamard;
import dev.cellwise.kernels.Norm;

/**
 * What is done to a gradient that is too large: {@link #none}, {@link #byNorm} or {@link #byValue},
 * or with both numbers the one after the other.
 *
 * @param norm global norm above which the gradient is scaled down to it (Pascanu, Mikolov and
 *     Bengio 2013); infinite for none
 * @param value bound of the magnitude of each element; infinite for none
 */
public record Clipping(float norm, float value) {
  /** Checks. */
  public Clipping {
    check("norm", norm);
    check("value", value);
  }

  private static void check(String name, float v) {
    if (!(v > 0)) {
      throw new IllegalArgumentException(name + ": expected a number above 0, got " + v);
    }
  }

  /**
   * Leaves the gradient as it is.
   *
   * @return no clipping
   */
  public static Clipping none() {
    return new Clipping(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
  }

  /**
   * By global norm.
   *
   * @param norm above 0
   * @return that alone
   */
  public static Clipping byNorm(float norm) {
    return new Clipping(norm, Float.POSITIVE_INFINITY);
  }

  /**
   * By value.
   *
   * @param value above 0
   * @return that alone
   */
  public static Clipping byValue(float value) {
    return new Clipping(Float.POSITIVE_INFINITY, value);
  }

  /**
   * Clips. A gradient that is not finite is left as it is.
   *
   * @param n number of elements
   * @param g gradient [n]. Modified.
   * @param gOff index of the first
   * @return its norm before; check it with {@link Double#isFinite}
   */
  public double apply(int n, float[] g, int gOff) {
    double before = Norm.clip(n, norm, g, gOff);
    if (value < Float.POSITIVE_INFINITY && Double.isFinite(before)) {
      Hadamard.clip(n, value, g, gOff, g, gOff);
    }
    return before;
  }
}
