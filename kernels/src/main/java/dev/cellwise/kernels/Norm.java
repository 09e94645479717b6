package dev.cellwise.kernels;

/**
 * Sums and norms over many elements, and what is done with them: scaling and clipping.
 *
 * <p><b>One order.</b> Every sum here is taken in blocks of {@value #BLOCK} elements, counted from
 * the start of the range. In a block, 16 partial sums in float start at +0 and go through the block
 * in steps of 16: partial {@code l} takes the elements {@code l, l + 16, l + 32…} in order. A fixed
 * tree adds them: {@code l} and {@code l + 8} first, then at distances 4, 2 and 1. The results of
 * the blocks are added in double, in order, from +0. So the bits depend neither on the width of the
 * vectors nor on how work is divided, as long as whole blocks are.
 *
 * <p><b>Range.</b> {@link #sum} and {@link #sumOfSquares} overflow where their float partials do.
 * {@link #norm} and {@link #clip} do not: when the sum of squares is infinite or under 2^-80 while
 * the elements are finite, it is repeated over elements scaled by the power of two that brings the
 * largest into [1, 2) (exactly, apart from elements too small to matter). So clipping works when
 * gradients explode, which is when it is needed.
 *
 * <p>Errors, for all methods: {@link IndexOutOfBoundsException} if a range is not within its array
 * or a size is negative; {@link NullPointerException}. Nothing is written then.
 */
public final class Norm {
  /** The number of elements in a block of a sum: {@value}. */
  public static final int BLOCK = 4096;

  /** Under this sum, squares may have lost bits to the subnormal range, or be zero. */
  private static final double TINY = 0x1p-80;

  private Norm() {}

  /**
   * The sum of a range, for example of the losses of all rows.
   *
   * @param n number of elements
   * @param a elements [n]; not modified
   * @param aOff index of the first
   * @return the sum in the order given above; +0 if n is 0
   */
  public static double sum(int n, float[] a, int aOff) {
    Check.range("a", a, aOff, n);
    return Kernels.VECTOR ? VectorNorm.sum(n, a, aOff) : ScalarNorm.sum(n, a, aOff);
  }

  /**
   * The sum of the squares of a range, with {@code partial = fma(a[i], a[i], partial)}.
   *
   * @param n number of elements
   * @param a elements [n]; not modified
   * @param aOff index of the first
   * @return the sum in the order given above; infinite also when only the squares overflow
   */
  public static double sumOfSquares(int n, float[] a, int aOff) {
    Check.range("a", a, aOff, n);
    return scaledSquares(n, 1f, a, aOff);
  }

  /**
   * The Euclidean norm of a range.
   *
   * @param n number of elements
   * @param a elements [n]; not modified
   * @param aOff index of the first
   * @return the norm; NaN if an element is NaN, else infinite if one is infinite, else finite
   */
  public static double norm(int n, float[] a, int aOff) {
    double squares = sumOfSquares(n, a, aOff);
    if (squares >= TINY && squares < Double.POSITIVE_INFINITY) {
      return Math.sqrt(squares);
    }
    float largest = maxAbs(n, a, aOff);
    if (!canRescale(largest)) {
      return largest;
    }
    int exponent = Math.getExponent(largest);
    return Math.scalb(Math.sqrt(scaledSquares(n, scaleFor(exponent), a, aOff)), exponent);
  }

  /**
   * The Euclidean norm of several ranges taken as one vector. Each range is summed by itself, and
   * these sums are added in double, in order.
   *
   * @param n number of elements of each range [count]
   * @param a the arrays [count], which may be the same array several times; not modified
   * @param aOff index of the first element of each range [count]
   * @return the norm; NaN if an element is NaN, else infinite if one is infinite, else finite
   * @throws IllegalArgumentException if the three arrays differ in length
   */
  public static double norm(int[] n, float[][] a, int[] aOff) {
    checkRanges(n, a, aOff);
    double squares = 0;
    for (int r = 0; r < n.length; r++) {
      squares += scaledSquares(n[r], 1f, a[r], aOff[r]);
    }
    if (squares >= TINY && squares < Double.POSITIVE_INFINITY) {
      return Math.sqrt(squares);
    }
    float largest = 0;
    for (int r = 0; r < n.length; r++) {
      largest = Math.max(largest, maxAbs(n[r], a[r], aOff[r]));
    }
    if (!canRescale(largest)) {
      return largest;
    }
    int exponent = Math.getExponent(largest);
    squares = 0;
    for (int r = 0; r < n.length; r++) {
      squares += scaledSquares(n[r], scaleFor(exponent), a[r], aOff[r]);
    }
    return Math.scalb(Math.sqrt(squares), exponent);
  }

  /** Zero, infinity and NaN are the norm themselves. */
  private static boolean canRescale(float largest) {
    return largest > 0 && largest < Float.POSITIVE_INFINITY;
  }

  /** 2^-exponent, where that is a finite float; the exponent of a subnormal is given as -127. */
  private static float scaleFor(int exponent) {
    return Math.scalb(1f, -exponent);
  }

  private static double scaledSquares(int n, float scale, float[] a, int aOff) {
    return Kernels.VECTOR
        ? VectorNorm.scaledSquares(n, scale, a, aOff)
        : ScalarNorm.scaledSquares(n, scale, a, aOff);
  }

  /**
   * The largest magnitude of a range.
   *
   * @param n number of elements
   * @param a elements [n]; not modified
   * @param aOff index of the first
   * @return the largest |a[i]|; NaN if an element is NaN; +0 if n is 0
   */
  public static float maxAbs(int n, float[] a, int aOff) {
    Check.range("a", a, aOff, n);
    return Kernels.VECTOR ? VectorNorm.maxAbs(n, a, aOff) : ScalarNorm.maxAbs(n, a, aOff);
  }

  /**
   * Finds the first element that is infinite or NaN, to tell which one broke a run.
   *
   * @param n number of elements
   * @param a elements [n]; not modified
   * @param aOff index of the first
   * @return its place in the range, from 0 (not its index in the array), or -1 if all are finite
   */
  public static int firstNonFinite(int n, float[] a, int aOff) {
    if (Float.isFinite(maxAbs(n, a, aOff))) {
      return -1;
    }
    int i = 0;
    while (Float.isFinite(a[aOff + i])) {
      i++;
    }
    return i;
  }

  /**
   * Multiplies a range by a factor: {@code a[i] = factor * a[i]}.
   *
   * @param n number of elements
   * @param factor the factor
   * @param a elements [n]; modified
   * @param aOff index of the first
   */
  public static void scale(int n, float factor, float[] a, int aOff) {
    Check.range("a", a, aOff, n);
    if (Kernels.VECTOR) {
      VectorNorm.scale(n, factor, a, aOff);
    } else {
      ScalarNorm.scale(n, factor, a, aOff);
    }
  }

  /**
   * Clips a gradient by its norm: if the norm is over the threshold, all elements are multiplied by
   * {@code threshold / norm}. A gradient that is not finite is left as it is.
   *
   * <p>See R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural
   * networks", ICML 2013, algorithm 1.
   *
   * @param n number of elements
   * @param threshold the largest norm to let pass; positive
   * @param a gradient [n]; modified
   * @param aOff index of the first
   * @return the norm before clipping; check it with {@link Double#isFinite}
   * @throws IllegalArgumentException if the threshold is not positive
   */
  public static double clip(int n, float threshold, float[] a, int aOff) {
    checkThreshold(threshold);
    double norm = norm(n, a, aOff);
    if (norm > threshold && norm < Double.POSITIVE_INFINITY) {
      scaleDown(n, threshold / norm, a, aOff);
    }
    return norm;
  }

  /**
   * Clips the gradient of a whole network by its global norm: as {@link #clip(int, float, float[],
   * int)}, over several ranges taken as one vector.
   *
   * @param n number of elements of each range [count]
   * @param threshold the largest norm to let pass; positive
   * @param a the arrays [count]; modified; the ranges must not overlap
   * @param aOff index of the first element of each range [count]
   * @return the norm before clipping; check it with {@link Double#isFinite}
   * @throws IllegalArgumentException if the threshold is not positive, or the three arrays differ
   *     in length
   */
  public static double clip(int[] n, float threshold, float[][] a, int[] aOff) {
    checkThreshold(threshold);
    double norm = norm(n, a, aOff);
    if (norm > threshold && norm < Double.POSITIVE_INFINITY) {
      for (int r = 0; r < n.length; r++) {
        scaleDown(n[r], threshold / norm, a[r], aOff[r]);
      }
    }
    return norm;
  }

  /** The factor may be too small for a float, though its products with the elements are not. */
  private static void scaleDown(int n, double factor, float[] a, int aOff) {
    if (factor < 0x1p-100) {
      scale(n, 0x1p-64f, a, aOff);
      factor *= 0x1p64;
    }
    scale(n, (float) factor, a, aOff);
  }

  private static void checkThreshold(float threshold) {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException("threshold must be positive, but is " + threshold);
    }
  }

  private static void checkRanges(int[] n, float[][] a, int[] aOff) {
    if (n.length != a.length || n.length != aOff.length) {
      throw new IllegalArgumentException(
          n.length + " sizes, " + a.length + " arrays, " + aOff.length + " offsets");
    }
    for (int r = 0; r < n.length; r++) {
      Check.range("a", a[r], aOff[r], n[r]);
    }
  }
}
