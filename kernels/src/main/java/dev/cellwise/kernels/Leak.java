package dev.cellwise.kernels;

/**
 * The leaky integrator, with a leak for each unit: y = alpha h + (1 - alpha) x. H. Jaeger and
 * others, "Optimization and applications of echo state networks with leaky-integrator neurons",
 * 2007, whose leaking rate is 1 - alpha.
 *
 * <p>Shapes: h, x, y and their gradients are rows of units, [rows, units], each with its own
 * stride; alpha and dalpha are [units]. Any alpha is taken as it is. Results have the same bits at
 * every width and in either twin: each is the one expression of fmas that its method names.
 *
 * <p>Aliasing: a result may be the same rows of the same array as an operand; ranges of one array
 * that overlap in any other way give undefined results. Errors, for all methods: {@link
 * IndexOutOfBoundsException} if rows or units are not within their array, {@link
 * IllegalArgumentException} if a count or a stride is negative or rows that are written overlap,
 * {@link NullPointerException}. Nothing is written then.
 */
public final class Leak {
  private Leak() {}

  /**
   * y = fma(alpha, h, fma(-alpha, x, x)): exact at 0 and 1.
   *
   * @param rows number of rows
   * @param units elements a row
   * @param alpha shares of h [units]; not modified
   * @param alphaOff index of the first
   * @param h what is kept [rows, units]; not modified unless y is the same rows
   * @param hOff index of the first
   * @param hStride from a row to the next
   * @param x what is new [rows, units]; not modified unless y is the same rows
   * @param xOff index of the first
   * @param xStride from a row to the next
   * @param y results [rows, units]; modified
   * @param yOff index of the first
   * @param yStride from a row to the next
   */
  public static void forward(
      int rows,
      int units,
      float[] alpha,
      int alphaOff,
      float[] h,
      int hOff,
      int hStride,
      float[] x,
      int xOff,
      int xStride,
      float[] y,
      int yOff,
      int yStride) {
    Check.count("rows", rows);
    Check.count("units", units);
    Check.range("alpha", alpha, alphaOff, units);
    Check.rows("h", h, hOff, rows, hStride, units);
    Check.rows("x", x, xOff, rows, xStride, units);
    Check.rows("y", y, yOff, rows, yStride, units);
    Check.apart("y", rows, yStride, units);
    for (int r = 0; r < rows; r++) {
      int hr = hOff + r * hStride;
      int xr = xOff + r * xStride;
      int yr = yOff + r * yStride;
      if (Kernels.VECTOR) {
        VectorHadamard.blend(units, alpha, alphaOff, h, hr, x, xr, y, yr);
      } else {
        ScalarHadamard.blend(units, alpha, alphaOff, h, hr, x, xr, y, yr);
      }
    }
  }

  /**
   * dh = fma(alpha, dy, dh) and dx = fma(-alpha, dy, dx + dy).
   *
   * @param rows number of rows
   * @param units elements a row
   * @param alpha shares of h [units]; not modified
   * @param alphaOff index of the first
   * @param dy gradient of the results [rows, units]; not modified
   * @param dyOff index of the first
   * @param dyStride from a row to the next
   * @param dh gradient of h [rows, units]; modified: added to
   * @param dhOff index of the first
   * @param dhStride from a row to the next
   * @param dx gradient of x [rows, units]; modified: added to
   * @param dxOff index of the first
   * @param dxStride from a row to the next
   */
  public static void backward(
      int rows,
      int units,
      float[] alpha,
      int alphaOff,
      float[] dy,
      int dyOff,
      int dyStride,
      float[] dh,
      int dhOff,
      int dhStride,
      float[] dx,
      int dxOff,
      int dxStride) {
    Check.count("rows", rows);
    Check.count("units", units);
    Check.range("alpha", alpha, alphaOff, units);
    Check.rows("dy", dy, dyOff, rows, dyStride, units);
    Check.rows("dh", dh, dhOff, rows, dhStride, units);
    Check.apart("dh", rows, dhStride, units);
    Check.rows("dx", dx, dxOff, rows, dxStride, units);
    Check.apart("dx", rows, dxStride, units);
    for (int r = 0; r < rows; r++) {
      int dyr = dyOff + r * dyStride;
      int dhr = dhOff + r * dhStride;
      int dxr = dxOff + r * dxStride;
      if (Kernels.VECTOR) {
        VectorLeak.backward(units, alpha, alphaOff, dy, dyr, dh, dhr, dx, dxr);
      } else {
        ScalarLeak.backward(units, alpha, alphaOff, dy, dyr, dh, dhr, dx, dxr);
      }
    }
  }

  /**
   * dalpha = fma(dy, h - x, dalpha), a chain over the rows in ascending order.
   *
   * @param rows number of rows
   * @param units elements a row
   * @param h what was kept [rows, units]; not modified
   * @param hOff index of the first
   * @param hStride from a row to the next
   * @param x what was new [rows, units]; not modified
   * @param xOff index of the first
   * @param xStride from a row to the next
   * @param dy gradient of the results [rows, units]; not modified
   * @param dyOff index of the first
   * @param dyStride from a row to the next
   * @param dalpha gradient of the shares [units]; modified: added to
   * @param dalphaOff index of the first
   */
  public static void backwardAlpha(
      int rows,
      int units,
      float[] h,
      int hOff,
      int hStride,
      float[] x,
      int xOff,
      int xStride,
      float[] dy,
      int dyOff,
      int dyStride,
      float[] dalpha,
      int dalphaOff) {
    Check.count("rows", rows);
    Check.count("units", units);
    Check.rows("h", h, hOff, rows, hStride, units);
    Check.rows("x", x, xOff, rows, xStride, units);
    Check.rows("dy", dy, dyOff, rows, dyStride, units);
    Check.range("dalpha", dalpha, dalphaOff, units);
    for (int r = 0; r < rows; r++) {
      int hr = hOff + r * hStride;
      int xr = xOff + r * xStride;
      int dyr = dyOff + r * dyStride;
      if (Kernels.VECTOR) {
        VectorLeak.backwardAlpha(units, h, hr, x, xr, dy, dyr, dalpha, dalphaOff);
      } else {
        ScalarLeak.backwardAlpha(units, h, hr, x, xr, dy, dyr, dalpha, dalphaOff);
      }
    }
  }
}
