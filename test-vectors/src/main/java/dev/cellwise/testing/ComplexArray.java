package dev.cellwise.testing;

import java.util.Arrays;

/**
 * Complex numbers in two arrays of doubles.
 *
 * @param re real parts, not copied
 * @param im imaginary parts, of the same length, not copied
 */
public record ComplexArray(double[] re, double[] im) {
  /**
   * Wraps two arrays.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public ComplexArray {
    if (re.length != im.length) {
      throw new IllegalArgumentException(
          "re has " + re.length + " elements, im has " + im.length + ": they must be equal");
    }
  }

  /**
   * An array of zeros.
   *
   * @param length number of elements
   * @return a new array
   */
  public static ComplexArray zeros(int length) {
    return new ComplexArray(new double[length], new double[length]);
  }

  /**
   * Real numbers.
   *
   * @param re their values; not copied
   * @return an array with imaginary parts of zero
   */
  public static ComplexArray ofReal(double[] re) {
    return new ComplexArray(re, new double[re.length]);
  }

  /**
   * Number of elements.
   *
   * @return the length of {@code re} and {@code im}
   */
  public int length() {
    return re.length;
  }

  /**
   * Reads an element.
   *
   * @param k its index
   * @return its value
   */
  public Complex get(int k) {
    return new Complex(re[k], im[k]);
  }

  /**
   * Writes an element.
   *
   * @param k its index
   * @param z its new value
   */
  public void set(int k, Complex z) {
    re[k] = z.re();
    im[k] = z.im();
  }

  /**
   * Copies a range into another array.
   *
   * @param from first index here
   * @param to where to write
   * @param at first index there
   * @param length number of elements
   */
  public void copy(int from, ComplexArray to, int at, int length) {
    System.arraycopy(re, from, to.re, at, length);
    System.arraycopy(im, from, to.im, at, length);
  }

  /**
   * The sum of products {@code a[aOff + k] * b[bOff + k]} for k ascending (no conjugate).
   *
   * @param n number of products
   * @param a first factors
   * @param aOff where they begin
   * @param b second factors
   * @param bOff where they begin
   * @return the sum
   */
  public static Complex dot(int n, ComplexArray a, int aOff, ComplexArray b, int bOff) {
    double re = 0;
    double im = 0;
    for (int k = 0; k < n; k++) {
      double ar = a.re[aOff + k];
      double ai = a.im[aOff + k];
      double br = b.re[bOff + k];
      double bi = b.im[bOff + k];
      re += ar * br - ai * bi;
      im += ar * bi + ai * br;
    }
    return new Complex(re, im);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ComplexArray that
        && Arrays.equals(re, that.re)
        && Arrays.equals(im, that.im);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(re) + Arrays.hashCode(im);
  }

  @Override
  public String toString() {
    return "ComplexArray[length=" + re.length + "]";
  }
}
