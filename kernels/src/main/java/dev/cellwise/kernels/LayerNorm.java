package dev.cellwise.kernels;

/**
 * Layer normalisation of rows, a gain for each unit, and the way back of both.
 *
 * <p><b>One order.</b> The sums over a row are taken in blocks of {@value Norm#BLOCK} elements,
 * counted from the start of the row. In a block, 64 partial sums in float start at +0: partial
 * {@code l} takes the elements {@code l, l + 64, l + 128…} in order, as long as there are 64 left;
 * the fewer than 64 at the end go to the first 16 partials, in order and in steps of 16. A fixed
 * tree adds the partials: {@code l} and {@code l + 32} first, then at distances 16, 8, 4, 2 and 1.
 * The blocks are added in double, in order. So a row in which the gates of a projection lie one
 * after the other is summed over all of them in their order; what lies behind its {@code n}
 * elements never counts, not even NaN. What is made of the sums is rounded to float once.
 *
 * <p><b>Range.</b> A row with a NaN or an infinity gives NaN in the whole row; so does one whose
 * sums overflow a float, which takes differences from the mean of about 10^18: it is not passed
 * over in silence. Rows of equal numbers give 0, or their rounding errors: the variance is never 0,
 * for {@link #EPSILON} is added to it.
 *
 * <p>Shapes: rows are [rows, n], each with its own stride. Aliasing: see each method; ranges of one
 * array that overlap in any other way give undefined results. Errors, for all methods: {@link
 * IndexOutOfBoundsException} if a range is not within its array, {@link IllegalArgumentException}
 * if a count or a stride is negative, there are no elements, or rows that are written overlap (in
 * {@link #scaleTwoBackward} anything that is written), {@link NullPointerException}. Nothing is
 * written then.
 *
 * <p>Source: J. Ba, J. Kiros and G. Hinton, Layer normalization, 2016.
 */
public final class LayerNorm {
  /** What is added to the variance: {@value}. */
  public static final double EPSILON = 1e-5;

  private LayerNorm() {}

  /**
   * y = (x - mean) s with s = 1 / √(variance + ε); the variance is the biased one, the mean of the
   * squares of x - mean.
   *
   * @param rows number of rows
   * @param n elements a row, at least 1
   * @param x arguments [rows, n]; not modified, unless they are y
   * @param xOff index of the first
   * @param xStride from a row to the next
   * @param y results [rows, n], may be x; modified
   * @param yOff index of the first
   * @param yStride from a row to the next
   * @param s factors [rows], for the way back; modified
   * @param sOff index of the first
   */
  public static void normalise(
      int rows,
      int n,
      float[] x,
      int xOff,
      int xStride,
      float[] y,
      int yOff,
      int yStride,
      float[] s,
      int sOff) {
    checkSizes(rows, n);
    Check.rows("x", x, xOff, rows, xStride, n);
    Check.rows("y", y, yOff, rows, yStride, n);
    Check.apart("y", rows, yStride, n);
    Check.range("s", s, sOff, rows);
    for (int r = 0; r < rows; r++) {
      int xr = xOff + r * xStride;
      int yr = yOff + r * yStride;
      s[sOff + r] =
          Kernels.VECTOR
              ? VectorLayerNorm.normalise(n, x, xr, y, yr)
              : ScalarLayerNorm.normalise(n, x, xr, y, yr);
    }
  }

  /**
   * The way back of {@link #normalise} in place: dy = s fma(-q, y, dy - m), m the mean of dy and q
   * that of dy y.
   *
   * @param rows number of rows
   * @param n elements a row, at least 1
   * @param y results of the forward pass [rows, n]; not modified
   * @param yOff index of the first
   * @param yStride from a row to the next
   * @param s factors of the forward pass [rows]; not modified
   * @param sOff index of the first
   * @param dy gradient of the results, then of the arguments [rows, n]; modified
   * @param dyOff index of the first
   * @param dyStride from a row to the next
   */
  public static void normaliseBackward(
      int rows,
      int n,
      float[] y,
      int yOff,
      int yStride,
      float[] s,
      int sOff,
      float[] dy,
      int dyOff,
      int dyStride) {
    checkSizes(rows, n);
    Check.rows("y", y, yOff, rows, yStride, n);
    Check.range("s", s, sOff, rows);
    Check.rows("dy", dy, dyOff, rows, dyStride, n);
    Check.apart("dy", rows, dyStride, n);
    for (int r = 0; r < rows; r++) {
      int yr = yOff + r * yStride;
      int dyr = dyOff + r * dyStride;
      if (Kernels.VECTOR) {
        VectorLayerNorm.normaliseBackward(n, y, yr, s[sOff + r], dy, dyr);
      } else {
        ScalarLayerNorm.normaliseBackward(n, y, yr, s[sOff + r], dy, dyr);
      }
    }
  }

  /**
   * y = fma(g, x, b) for each row: gains and biases of units.
   *
   * @param rows number of rows
   * @param n elements a row, at least 1
   * @param g gains [n]; not modified
   * @param gOff index of the first
   * @param b biases [n]; not modified
   * @param bOff index of the first
   * @param x arguments [rows, n]; not modified, unless they are y
   * @param xOff index of the first
   * @param xStride from a row to the next
   * @param y results [rows, n], may be x; modified
   * @param yOff index of the first
   * @param yStride from a row to the next
   */
  public static void scale(
      int rows,
      int n,
      float[] g,
      int gOff,
      float[] b,
      int bOff,
      float[] x,
      int xOff,
      int xStride,
      float[] y,
      int yOff,
      int yStride) {
    checkSizes(rows, n);
    Check.range("g", g, gOff, n);
    Check.range("b", b, bOff, n);
    Check.rows("x", x, xOff, rows, xStride, n);
    Check.rows("y", y, yOff, rows, yStride, n);
    Check.apart("y", rows, yStride, n);
    for (int r = 0; r < rows; r++) {
      int xr = xOff + r * xStride;
      int yr = yOff + r * yStride;
      if (Kernels.VECTOR) {
        VectorLayerNorm.scale(n, g, gOff, b, bOff, x, xr, y, yr);
      } else {
        ScalarLayerNorm.scale(n, g, gOff, b, bOff, x, xr, y, yr);
      }
    }
  }

  /**
   * The way back of {@link #scale}: dx = fma(g, dy, dx), dg = fma(x, dy, dg), db = db + dy; dg and
   * db are chains over the rows in ascending order.
   *
   * @param rows number of rows
   * @param n elements a row, at least 1
   * @param g gains [n]; not modified
   * @param gOff index of the first
   * @param x arguments of the forward pass [rows, n]; not modified
   * @param xOff index of the first
   * @param xStride from a row to the next
   * @param dy gradient of the results [rows, n]; not modified
   * @param dyOff index of the first
   * @param dyStride from a row to the next
   * @param dg gradient of the gains, added to [n]; modified
   * @param dgOff index of the first
   * @param db gradient of the biases, added to [n]; modified
   * @param dbOff index of the first
   * @param dx gradient of the arguments, added to [rows, n]; modified
   * @param dxOff index of the first
   * @param dxStride from a row to the next
   */
  public static void scaleBackward(
      int rows,
      int n,
      float[] g,
      int gOff,
      float[] x,
      int xOff,
      int xStride,
      float[] dy,
      int dyOff,
      int dyStride,
      float[] dg,
      int dgOff,
      float[] db,
      int dbOff,
      float[] dx,
      int dxOff,
      int dxStride) {
    checkSizes(rows, n);
    Check.range("g", g, gOff, n);
    Check.rows("x", x, xOff, rows, xStride, n);
    Check.rows("dy", dy, dyOff, rows, dyStride, n);
    Check.range("dg", dg, dgOff, n);
    Check.range("db", db, dbOff, n);
    Check.rows("dx", dx, dxOff, rows, dxStride, n);
    Check.apart("dx", rows, dxStride, n);
    for (int r = 0; r < rows; r++) {
      int xr = xOff + r * xStride;
      int dyr = dyOff + r * dyStride;
      int dxr = dxOff + r * dxStride;
      if (Kernels.VECTOR) {
        VectorLayerNorm.scaleBackward(n, g, gOff, x, xr, dy, dyr, dg, dgOff, db, dbOff, dx, dxr);
      } else {
        ScalarLayerNorm.scaleBackward(n, g, gOff, x, xr, dy, dyr, dg, dgOff, db, dbOff, dx, dxr);
      }
    }
  }

  /**
   * y = fma(k, u, fma(g, x, b)) for each row: {@link #scale} of two normalised values at once.
   *
   * @param rows number of rows
   * @param n elements a row, at least 1
   * @param g gains of x [n]; not modified
   * @param gOff index of the first
   * @param k gains of u [n]; not modified
   * @param kOff index of the first
   * @param b biases [n]; not modified
   * @param bOff index of the first
   * @param x arguments [rows, n]; not modified
   * @param xOff index of the first
   * @param u arguments [rows, n]; not modified
   * @param uOff index of the first
   * @param stride from a row of x, or of u, to the next
   * @param y results [rows, n]; modified
   * @param yOff index of the first
   * @param yStride from a row to the next
   */
  public static void scaleTwo(
      int rows,
      int n,
      float[] g,
      int gOff,
      float[] k,
      int kOff,
      float[] b,
      int bOff,
      float[] x,
      int xOff,
      float[] u,
      int uOff,
      int stride,
      float[] y,
      int yOff,
      int yStride) {
    checkSizes(rows, n);
    Check.range("g", g, gOff, n);
    Check.range("k", k, kOff, n);
    Check.range("b", b, bOff, n);
    Check.rows("x", x, xOff, rows, stride, n);
    Check.rows("u", u, uOff, rows, stride, n);
    Check.rows("y", y, yOff, rows, yStride, n);
    Check.apart("y", rows, yStride, n);
    for (int r = 0; r < rows; r++) {
      int xr = xOff + r * stride;
      int ur = uOff + r * stride;
      int yr = yOff + r * yStride;
      if (Kernels.VECTOR) {
        VectorLayerNorm.scaleTwo(n, g, gOff, k, kOff, b, bOff, x, xr, u, ur, y, yr);
      } else {
        ScalarLayerNorm.scaleTwo(n, g, gOff, k, kOff, b, bOff, x, xr, u, ur, y, yr);
      }
    }
  }

  /**
   * The way back of {@link #scaleTwo}: dx = fma(g, dy, dx), du = fma(k, dy, du), dg = fma(x, dy,
   * dg), dk = fma(u, dy, dk), db = db + dy; the last three are chains over the rows in ascending
   * order. What is modified may not overlap: x and u are not the same rows here.
   *
   * @param rows number of rows
   * @param n elements a row, at least 1
   * @param g gains of x [n]; not modified
   * @param gOff index of the first
   * @param k gains of u [n]; not modified
   * @param kOff index of the first
   * @param x arguments of the forward pass [rows, n]; not modified
   * @param xOff index of the first
   * @param u arguments of the forward pass [rows, n]; not modified
   * @param uOff index of the first
   * @param stride from a row of x, u, dx or du to the next
   * @param dy gradient of the results [rows, n]; not modified
   * @param dyOff index of the first
   * @param dyStride from a row to the next
   * @param dg gradient of g, added to [n]; modified
   * @param dgOff index of the first
   * @param dk gradient of k, added to [n]; modified
   * @param dkOff index of the first
   * @param db gradient of the biases, added to [n]; modified
   * @param dbOff index of the first
   * @param dx gradient of x, added to [rows, n]; modified
   * @param dxOff index of the first
   * @param du gradient of u, added to [rows, n]; modified
   * @param duOff index of the first
   */
  public static void scaleTwoBackward(
      int rows,
      int n,
      float[] g,
      int gOff,
      float[] k,
      int kOff,
      float[] x,
      int xOff,
      float[] u,
      int uOff,
      int stride,
      float[] dy,
      int dyOff,
      int dyStride,
      float[] dg,
      int dgOff,
      float[] dk,
      int dkOff,
      float[] db,
      int dbOff,
      float[] dx,
      int dxOff,
      float[] du,
      int duOff) {
    checkSizes(rows, n);
    Check.range("g", g, gOff, n);
    Check.range("k", k, kOff, n);
    Check.rows("x", x, xOff, rows, stride, n);
    Check.rows("u", u, uOff, rows, stride, n);
    Check.rows("dy", dy, dyOff, rows, dyStride, n);
    Check.range("dg", dg, dgOff, n);
    Check.range("dk", dk, dkOff, n);
    Check.range("db", db, dbOff, n);
    Check.rows("dx", dx, dxOff, rows, stride, n);
    Check.rows("du", du, duOff, rows, stride, n);
    Check.apart("dx, du", rows, stride, n);
    Check.separate(1, 1, stride, n, "dg", dg, dgOff, "dk", dk, dkOff);
    Check.separate(1, 1, stride, n, "dg", dg, dgOff, "db", db, dbOff);
    Check.separate(1, 1, stride, n, "dk", dk, dkOff, "db", db, dbOff);
    Check.separate(rows, rows, stride, n, "dx", dx, dxOff, "du", du, duOff);
    separate(rows, stride, n, dg, dgOff, dk, dkOff, db, dbOff, "dx", dx, dxOff);
    separate(rows, stride, n, dg, dgOff, dk, dkOff, db, dbOff, "du", du, duOff);
    if (Kernels.VECTOR) {
      VectorLayerNorm.scaleTwoBackward(
          rows, n, g, gOff, k, kOff, x, xOff, u, uOff, stride, dy, dyOff, dyStride, dg, dgOff, dk,
          dkOff, db, dbOff, dx, dxOff, du, duOff);
    } else {
      ScalarLayerNorm.scaleTwoBackward(
          rows, n, g, gOff, k, kOff, x, xOff, u, uOff, stride, dy, dyOff, dyStride, dg, dgOff, dk,
          dkOff, db, dbOff, dx, dxOff, du, duOff);
    }
  }

  /** s of the sum of n squares. Infinite, it would give 0 for every element: NaN tells. */
  static float factor(double squares, int n) {
    double variance = squares / n;
    return variance < Double.POSITIVE_INFINITY
        ? (float) (1 / Math.sqrt(variance + EPSILON))
        : Float.NaN;
  }

  /** Refuses gradients of gains and biases that lie in rows of dx. */
  private static void separate(
      int rows,
      int stride,
      int n,
      float[] dg,
      int dgOff,
      float[] dk,
      int dkOff,
      float[] db,
      int dbOff,
      String name,
      float[] dx,
      int dxOff) {
    Check.separate(1, rows, stride, n, "dg", dg, dgOff, name, dx, dxOff);
    Check.separate(1, rows, stride, n, "dk", dk, dkOff, name, dx, dxOff);
    Check.separate(1, rows, stride, n, "db", db, dbOff, name, dx, dxOff);
  }

  private static void checkSizes(int rows, int n) {
    Check.count("rows", rows);
    if (n < 1) {
      throw new IllegalArgumentException("n: expected at least 1, got " + n);
    }
  }
}
