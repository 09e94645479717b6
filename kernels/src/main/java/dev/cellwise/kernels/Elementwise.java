package dev.cellwise.kernels;

/**
 * Functions of single elements: e^x, the logistic sigmoid and tanh of every element of a range; and
 * sum and product of two ranges.
 *
 * <p>Each function is a fixed sequence of additions, multiplications, fused multiply-adds, one
 * division at most and operations on bits, so an element's result has the same bits at every width,
 * in either twin, cold or compiled, and wherever in the range it stands. The error is under 1 unit
 * in the last place of the true result; {@code docs/element-functions.md} has the figures, says on
 * which floats they were measured, and how the functions were found.
 *
 * <p>Shapes: x and y are [n]. y may be the same range of the same array as x; ranges of one array
 * that overlap in any other way are refused. Errors, for all methods: {@link
 * IndexOutOfBoundsException} if a range is not within its array, {@link IllegalArgumentException}
 * if n is negative or the ranges overlap but are not equal, {@link NullPointerException}. Nothing
 * is written then.
 */
public final class Elementwise {
  private Elementwise() {}

  /**
   * y = e^x. Infinite above 88.7228, subnormal below -87.3365, zero below -103.9721; NaN for NaN.
   *
   * @param n number of elements
   * @param x inputs [n]; not modified unless y is the same range
   * @param xOff index of the first input
   * @param y results [n]; modified
   * @param yOff index of the first result
   */
  public static void exp(int n, float[] x, int xOff, float[] y, int yOff) {
    check(n, x, xOff, y, yOff);
    if (Kernels.VECTOR) {
      VectorElementwise.exp(n, x, xOff, y, yOff);
    } else {
      ScalarElementwise.exp(n, x, xOff, y, yOff);
    }
  }

  /**
   * y = 1 / (1 + e^-x), within [0, 1]. Small results are as exact as large ones, down to subnormal
   * ones below -87.3365 and zero below -103.9721; NaN for NaN.
   *
   * @param n number of elements
   * @param x inputs [n]; not modified unless y is the same range
   * @param xOff index of the first input
   * @param y results [n]; modified
   * @param yOff index of the first result
   */
  public static void sigmoid(int n, float[] x, int xOff, float[] y, int yOff) {
    check(n, x, xOff, y, yOff);
    if (Kernels.VECTOR) {
      VectorElementwise.sigmoid(n, x, xOff, y, yOff);
    } else {
      ScalarElementwise.sigmoid(n, x, xOff, y, yOff);
    }
  }

  /**
   * y = tanh x, within [-1, 1] and odd, the zeros included: tanh(-0) = -0. Exactly 1 from 9.0109
   * on; NaN for NaN.
   *
   * @param n number of elements
   * @param x inputs [n]; not modified unless y is the same range
   * @param xOff index of the first input
   * @param y results [n]; modified
   * @param yOff index of the first result
   */
  public static void tanh(int n, float[] x, int xOff, float[] y, int yOff) {
    check(n, x, xOff, y, yOff);
    if (Kernels.VECTOR) {
      VectorElementwise.tanh(n, x, xOff, y, yOff);
    } else {
      ScalarElementwise.tanh(n, x, xOff, y, yOff);
    }
  }

  /**
   * y += x.
   *
   * @param n number of elements
   * @param x summands [n]; not modified unless y is the same range
   * @param xOff index of the first summand
   * @param y sums [n]; modified
   * @param yOff index of the first sum
   */
  public static void add(int n, float[] x, int xOff, float[] y, int yOff) {
    check(n, x, xOff, y, yOff);
    if (Kernels.VECTOR) {
      VectorElementwise.add(n, x, xOff, y, yOff);
    } else {
      ScalarElementwise.add(n, x, xOff, y, yOff);
    }
  }

  /**
   * y *= x.
   *
   * @param n number of elements
   * @param x factors [n]; not modified unless y is the same range
   * @param xOff index of the first factor
   * @param y products [n]; modified
   * @param yOff index of the first product
   */
  public static void multiply(int n, float[] x, int xOff, float[] y, int yOff) {
    check(n, x, xOff, y, yOff);
    if (Kernels.VECTOR) {
      VectorElementwise.multiply(n, x, xOff, y, yOff);
    } else {
      ScalarElementwise.multiply(n, x, xOff, y, yOff);
    }
  }

  private static void check(int n, float[] x, int xOff, float[] y, int yOff) {
    Check.count("n", n);
    Check.range("x", x, xOff, n);
    Check.range("y", y, yOff, n);
    Check.sameOrApart(n, "x", x, xOff, "y", y, yOff);
  }
}
