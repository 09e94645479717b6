package dev.cellwise.kernels;

/**
 * Products of ranges element by element, and the sums that recurrent cells make of them: the gate
 * math of cells that have no fused kernel of their own.
 *
 * <p>Shapes: ranges are [n]; rows are [rows, n], each with its own stride. Results have the same
 * bits at every width and in either twin: each is the one expression of fmas that its method names.
 *
 * <p>Aliasing: a result may be the same range, or rows, of the same array as an operand, but not a
 * row among rows; ranges of one array that overlap in any other way give undefined results. Errors,
 * for all methods: {@link IndexOutOfBoundsException} if a range is not within its array, {@link
 * IllegalArgumentException} if a count or a stride is negative or rows that are written overlap,
 * {@link NullPointerException}. Nothing is written then.
 */
public final class Hadamard {
  private Hadamard() {}

  /**
   * y = a b.
   *
   * @param n number of elements
   * @param a factors [n]; not modified
   * @param aOff index of the first
   * @param b factors [n]; not modified
   * @param bOff index of the first
   * @param y products [n]; modified
   * @param yOff index of the first
   */
  public static void multiply(
      int n, float[] a, int aOff, float[] b, int bOff, float[] y, int yOff) {
    Check.count("n", n);
    Check.range("a", a, aOff, n);
    Check.range("b", b, bOff, n);
    Check.range("y", y, yOff, n);
    if (Kernels.VECTOR) {
      VectorHadamard.multiply(n, a, aOff, b, bOff, y, yOff);
    } else {
      ScalarHadamard.multiply(n, a, aOff, b, bOff, y, yOff);
    }
  }

  /**
   * y = fma(a, b, y).
   *
   * @param n number of elements
   * @param a factors [n]; not modified
   * @param aOff index of the first
   * @param b factors [n]; not modified
   * @param bOff index of the first
   * @param y sums [n]; modified
   * @param yOff index of the first
   */
  public static void addProduct(
      int n, float[] a, int aOff, float[] b, int bOff, float[] y, int yOff) {
    Check.count("n", n);
    Check.range("a", a, aOff, n);
    Check.range("b", b, bOff, n);
    Check.range("y", y, yOff, n);
    if (Kernels.VECTOR) {
      VectorHadamard.addProduct(n, a, aOff, b, bOff, y, yOff);
    } else {
      ScalarHadamard.addProduct(n, a, aOff, b, bOff, y, yOff);
    }
  }

  /**
   * y = fma(a, b, c d): what an LSTM makes of its cell state.
   *
   * @param n number of elements
   * @param a factors of the first product [n]; not modified
   * @param aOff index of the first
   * @param b factors of the first product [n]; not modified
   * @param bOff index of the first
   * @param c factors of the second, rounded product [n]; not modified
   * @param cOff index of the first
   * @param d factors of the second, rounded product [n]; not modified
   * @param dOff index of the first
   * @param y sums [n]; modified
   * @param yOff index of the first
   */
  public static void multiplyAdd(
      int n,
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      float[] c,
      int cOff,
      float[] d,
      int dOff,
      float[] y,
      int yOff) {
    Check.count("n", n);
    Check.range("a", a, aOff, n);
    Check.range("b", b, bOff, n);
    Check.range("c", c, cOff, n);
    Check.range("d", d, dOff, n);
    Check.range("y", y, yOff, n);
    if (Kernels.VECTOR) {
      VectorHadamard.multiplyAdd(n, a, aOff, b, bOff, c, cOff, d, dOff, y, yOff);
    } else {
      ScalarHadamard.multiplyAdd(n, a, aOff, b, bOff, c, cOff, d, dOff, y, yOff);
    }
  }

  /**
   * y = z h + (1 - z) x, as fma(z, h, fma(-z, x, x)): what a GRU makes of its state.
   *
   * @param n number of elements
   * @param z shares of h [n]; not modified
   * @param zOff index of the first
   * @param h what z is the share of [n]; not modified
   * @param hOff index of the first
   * @param x what the rest is of [n]; not modified
   * @param xOff index of the first
   * @param y results [n]; modified
   * @param yOff index of the first
   */
  public static void blend(
      int n, float[] z, int zOff, float[] h, int hOff, float[] x, int xOff, float[] y, int yOff) {
    Check.count("n", n);
    Check.range("z", z, zOff, n);
    Check.range("h", h, hOff, n);
    Check.range("x", x, xOff, n);
    Check.range("y", y, yOff, n);
    if (Kernels.VECTOR) {
      VectorHadamard.blend(n, z, zOff, h, hOff, x, xOff, y, yOff);
    } else {
      ScalarHadamard.blend(n, z, zOff, h, hOff, x, xOff, y, yOff);
    }
  }

  /**
   * The way back of {@link #blend}: dz = fma(dy, h - x, dz), dh = fma(dy, z, dh), dx = fma(-dy, z,
   * dx + dy).
   *
   * @param n number of elements
   * @param z operand of the forward pass [n]; not modified
   * @param zOff index of the first
   * @param h operand of the forward pass [n]; not modified
   * @param hOff index of the first
   * @param x operand of the forward pass [n]; not modified
   * @param xOff index of the first
   * @param dy gradient of the results [n]; not modified
   * @param dyOff index of the first
   * @param dz gradient of z, added to [n]; modified
   * @param dzOff index of the first
   * @param dh gradient of h, added to [n]; modified
   * @param dhOff index of the first
   * @param dx gradient of x, added to [n]; modified
   * @param dxOff index of the first
   */
  public static void blendBackward(
      int n,
      float[] z,
      int zOff,
      float[] h,
      int hOff,
      float[] x,
      int xOff,
      float[] dy,
      int dyOff,
      float[] dz,
      int dzOff,
      float[] dh,
      int dhOff,
      float[] dx,
      int dxOff) {
    Check.count("n", n);
    Check.range("z", z, zOff, n);
    Check.range("h", h, hOff, n);
    Check.range("x", x, xOff, n);
    Check.range("dy", dy, dyOff, n);
    Check.range("dz", dz, dzOff, n);
    Check.range("dh", dh, dhOff, n);
    Check.range("dx", dx, dxOff, n);
    if (Kernels.VECTOR) {
      VectorHadamard.blendBackward(
          n, z, zOff, h, hOff, x, xOff, dy, dyOff, dz, dzOff, dh, dhOff, dx, dxOff);
    } else {
      ScalarHadamard.blendBackward(
          n, z, zOff, h, hOff, x, xOff, dy, dyOff, dz, dzOff, dh, dhOff, dx, dxOff);
    }
  }

  /**
   * y = x within [-bound, bound]; NaN stays NaN.
   *
   * @param n number of elements
   * @param bound at least 0
   * @param x arguments [n]; not modified
   * @param xOff index of the first
   * @param y results [n]; modified
   * @param yOff index of the first
   */
  public static void clip(int n, float bound, float[] x, int xOff, float[] y, int yOff) {
    checkBound(bound);
    Check.count("n", n);
    Check.range("x", x, xOff, n);
    Check.range("y", y, yOff, n);
    if (Kernels.VECTOR) {
      VectorHadamard.clip(n, bound, x, xOff, y, yOff);
    } else {
      ScalarHadamard.clip(n, bound, x, xOff, y, yOff);
    }
  }

  /**
   * The way back of {@link #clip} in place: dy = 0 where |y| is the bound or more.
   *
   * @param n number of elements
   * @param bound that of the forward pass
   * @param y results of the forward pass [n]; not modified
   * @param yOff index of the first
   * @param dy gradient of the results, then of the arguments [n]; modified
   * @param dyOff index of the first
   */
  public static void clipBackward(int n, float bound, float[] y, int yOff, float[] dy, int dyOff) {
    checkBound(bound);
    Check.count("n", n);
    Check.range("y", y, yOff, n);
    Check.range("dy", dy, dyOff, n);
    if (Kernels.VECTOR) {
      VectorHadamard.clipBackward(n, bound, y, yOff, dy, dyOff);
    } else {
      ScalarHadamard.clipBackward(n, bound, y, yOff, dy, dyOff);
    }
  }

  /**
   * y = fma(p, x, y) for each row: a weight for each unit, such as a peephole.
   *
   * @param rows number of rows
   * @param n elements a row
   * @param p weights [n]; not modified
   * @param pOff index of the first
   * @param x factors [rows, n]; not modified
   * @param xOff index of the first
   * @param xStride from a row to the next
   * @param y sums [rows, n]; modified
   * @param yOff index of the first
   * @param yStride from a row to the next
   */
  public static void addWeighted(
      int rows,
      int n,
      float[] p,
      int pOff,
      float[] x,
      int xOff,
      int xStride,
      float[] y,
      int yOff,
      int yStride) {
    Check.count("rows", rows);
    Check.count("n", n);
    Check.range("p", p, pOff, n);
    Check.rows("x", x, xOff, rows, xStride, n);
    Check.rows("y", y, yOff, rows, yStride, n);
    Check.apart("y", rows, yStride, n);
    for (int r = 0; r < rows; r++) {
      int xr = xOff + r * xStride;
      int yr = yOff + r * yStride;
      if (Kernels.VECTOR) {
        VectorHadamard.addProduct(n, p, pOff, x, xr, y, yr);
      } else {
        ScalarHadamard.addProduct(n, p, pOff, x, xr, y, yr);
      }
    }
  }

  /**
   * dp = fma(x, dy, dp), a chain over the rows in ascending order: the gradient of the weights of
   * {@link #addWeighted}.
   *
   * @param rows number of rows
   * @param n elements a row
   * @param x factors [rows, n]; not modified
   * @param xOff index of the first
   * @param xStride from a row to the next
   * @param dy gradient of the sums [rows, n]; not modified
   * @param dyOff index of the first
   * @param dyStride from a row to the next
   * @param dp gradient of the weights [n]; modified: added to
   * @param dpOff index of the first
   */
  public static void backwardWeights(
      int rows,
      int n,
      float[] x,
      int xOff,
      int xStride,
      float[] dy,
      int dyOff,
      int dyStride,
      float[] dp,
      int dpOff) {
    Check.count("rows", rows);
    Check.count("n", n);
    Check.rows("x", x, xOff, rows, xStride, n);
    Check.rows("dy", dy, dyOff, rows, dyStride, n);
    Check.range("dp", dp, dpOff, n);
    for (int r = 0; r < rows; r++) {
      int xr = xOff + r * xStride;
      int dyr = dyOff + r * dyStride;
      if (Kernels.VECTOR) {
        VectorHadamard.addProduct(n, x, xr, dy, dyr, dp, dpOff);
      } else {
        ScalarHadamard.addProduct(n, x, xr, dy, dyr, dp, dpOff);
      }
    }
  }

  private static void checkBound(float bound) {
    if (!(bound >= 0)) {
      throw new IllegalArgumentException("bound: expected at least 0, got " + bound);
    }
  }
}
