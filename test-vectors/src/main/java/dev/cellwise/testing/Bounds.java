package dev.cellwise.testing;

/**
 * What float code may differ from a double-precision oracle by.
 *
 * <p>The bounds of recurrent operators are those of oneDNN's test driver (benchdnn, setup_cmp of
 * its rnn driver); they are for the relative L2 norm of a whole tensor, since long recurrences in
 * float do not agree element by element. That of a matrix product is the a-priori bound of rounding
 * error analysis (N. Higham, Accuracy and Stability of Numerical Algorithms, section 3.1); it holds
 * for each element, any order of summation, with and without fused multiply-add.
 */
public final class Bounds {
  /** Distance from 1 to the next float, 2<sup>-23</sup>. */
  public static final double EPS = 0x1p-23;

  /** Largest relative error of one rounding to float, 2<sup>-24</sup>. */
  public static final double UNIT_ROUNDOFF = 0x1p-24;

  private Bounds() {}

  /**
   * Forward over T steps: {@code 4 ceil(log2((2g + 1) T)) eps}.
   *
   * @param gates g: LSTM 4, GRU 3, simple cell 1
   * @param steps T, at least 1
   * @return bound of the relative L2 norm of the error
   */
  public static double forward(int gates, int steps) {
    return 4 * ceilLog2((2.0 * gates + 1) * steps) * EPS;
  }

  /**
   * Backward over T steps: {@code 8 ceil(log2((2g + 1) max(g H, N) T)) eps}.
   *
   * @param gates g: LSTM 4, GRU 3, simple cell 1
   * @param hidden H, at least 1; of several layers the largest
   * @param rows N, at least 1
   * @param steps T, at least 1
   * @return bound of the relative L2 norm of the error
   */
  public static double backward(int gates, int hidden, int rows, int steps) {
    double longest = Math.max((double) gates * hidden, rows);
    return 8 * ceilLog2((2.0 * gates + 1) * longest * steps) * EPS;
  }

  /**
   * A sum of products in float, {@code (n + 2) u sum(|a| |b|)}.
   *
   * @param n number of products; a bias or initial content counts as one more, {@code 1 * b}
   * @param sumOfMagnitudes sum of |a| |b|, bias included
   * @return bound of the absolute error of one element, where nothing underflows
   */
  public static double gemm(int n, double sumOfMagnitudes) {
    return (n + 2.0) * UNIT_ROUNDOFF * sumOfMagnitudes;
  }

  /**
   * The relative L2 norm {@code ||actual - expected|| / ||expected||}.
   *
   * @param expected [n] not modified
   * @param actual [n] not modified
   * @return the norm; 0 where both are zero, infinite where only {@code expected} is zero or a
   *     value is not finite
   * @throws IllegalArgumentException if the lengths differ
   */
  public static double relativeL2(double[] expected, double[] actual) {
    if (expected.length != actual.length) {
      throw new IllegalArgumentException(
          "expected has %d elements, actual has %d".formatted(expected.length, actual.length));
    }
    return relativeL2(expected.length, expected, 0, actual, 0);
  }

  /**
   * The relative L2 norm of float results.
   *
   * @param expected [n] not modified
   * @param actual [n] not modified
   * @return the norm, as {@link #relativeL2(double[], double[])} has it
   * @throws IllegalArgumentException if the lengths differ
   */
  public static double relativeL2(double[] expected, float[] actual) {
    return relativeL2(expected, Floats.widen(actual));
  }

  static double relativeL2(int n, double[] expected, int eOff, double[] actual, int aOff) {
    double largest = 0; // scales the squares, so that vanishing gradients do not underflow
    for (int k = 0; k < n; k++) {
      largest = Math.max(largest, Math.abs(expected[eOff + k]));
    }
    double squares = 0;
    double errors = 0;
    boolean equal = true;
    for (int k = 0; k < n; k++) {
      double e = expected[eOff + k];
      double a = actual[aOff + k];
      equal &= e == a;
      squares += (e / largest) * (e / largest);
      errors += ((a - e) / largest) * ((a - e) / largest);
    }
    if (equal) {
      return 0;
    }
    double norm = Math.sqrt(errors / squares);
    return Double.isNaN(norm) ? Double.POSITIVE_INFINITY : norm;
  }

  private static double ceilLog2(double x) {
    if (!(x >= 1)) {
      throw new IllegalArgumentException("sizes must be at least 1");
    }
    int floor = Math.getExponent(x);
    return x == Math.scalb(1.0, floor) ? floor : floor + 1;
  }
}
