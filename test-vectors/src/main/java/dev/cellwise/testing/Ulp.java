package dev.cellwise.testing;

/** Errors of floats in units in the last place. */
public final class Ulp {
  private Ulp() {}

  /**
   * The error of a float against a double oracle, in units of the spacing of floats at the expected
   * value (in its binade; at and below the smallest normal float, 2<sup>-149</sup>).
   *
   * <p>A correctly rounded result has at most 0.5. Infinity is taken as right where the expected
   * value rounds to it.
   *
   * @param actual the float
   * @param expected the exact value, or one with many more digits
   * @return the error, at least 0; 0 for two NaN; infinite where only one is a NaN or the wrong
   *     infinity
   */
  public static double error(float actual, double expected) {
    if (Double.isNaN(expected) || Float.isNaN(actual)) {
      return Double.isNaN(expected) && Float.isNaN(actual) ? 0 : Double.POSITIVE_INFINITY;
    }
    if (Float.isInfinite(actual) || Double.isInfinite(expected)) {
      return actual == (float) expected ? 0 : Double.POSITIVE_INFINITY;
    }
    int exponent = Math.clamp(Math.getExponent(expected), Float.MIN_EXPONENT, Float.MAX_EXPONENT);
    return Math.abs(actual - expected) / Math.scalb(1.0, exponent - 23);
  }

  /**
   * The number of floats from one float to another: 0 for equal ones (and for -0 and 0), 1 for
   * neighbours.
   *
   * @param a a float, not a NaN
   * @param b a float, not a NaN
   * @return the distance
   * @throws IllegalArgumentException if one is a NaN
   */
  public static long between(float a, float b) {
    if (Float.isNaN(a) || Float.isNaN(b)) {
      throw new IllegalArgumentException("a NaN has no distance: " + a + ", " + b);
    }
    return Math.abs((long) rank(a) - rank(b));
  }

  /** Orders floats as integers, both zeros at 0. */
  private static int rank(float x) {
    int bits = Float.floatToRawIntBits(x);
    return bits >= 0 ? bits : Integer.MIN_VALUE - bits;
  }
}
