package dev.cellwise.kernels;

/**
 * Affine maps with an activation at their end, {@code y = f(b + W x)}: a dense layer, and with
 * {@code U h} in the same chain a simple recurrent cell. The activation runs over the block of
 * pre-activations that the product has just left in the first-level cache; of a row alone, over the
 * whole row.
 *
 * <p>The bits are those of {@link Affine} followed by {@link Activation}, so a row has the same
 * bits alone and in a batch. Pre-activations {@code a} and results {@code y} lie as {@link Affine}
 * says, both with the same strides, and padding takes part: y holds f(0) there. They may be one
 * place, {@code a == y} at the same offset, which is how to run where only y is wanted or {@link
 * Activation#fromOutput} is true; other overlaps are refused. No other array may overlap one that
 * is written. Nothing is allocated.
 */
public final class AffineActivation {
  private AffineActivation() {}

  /**
   * Forward: {@code a = b + W x, y = f(a)}.
   *
   * @param rows rows of {@code x}, {@code a} and {@code y}
   * @param k inputs
   * @param panels geometry of {@code w}, {@code b}, {@code a} and {@code y}
   * @param x [rows, k] — input. Not modified.
   * @param xOff start in {@code x}
   * @param xStride floats from a row of {@code x} to the next
   * @param w [panels.size(k)] — packed weights. Not modified.
   * @param wOff start in {@code w}
   * @param b [panels.size(1)] — packed bias. Not modified.
   * @param bOff start in {@code b}
   * @param f the activation
   * @param a [panels, rows, width] — pre-activations. Modified.
   * @param aOff start in {@code a}
   * @param y [panels, rows, width] — results. Modified.
   * @param yOff start in {@code y}
   * @param panel floats from a panel of {@code a} and {@code y} to the next
   * @param row floats from a row of {@code a} and {@code y} to the next
   */
  public static void forward(
      int rows,
      int k,
      Panels panels,
      float[] x,
      int xOff,
      int xStride,
      float[] w,
      int wOff,
      float[] b,
      int bOff,
      Activation f,
      float[] a,
      int aOff,
      float[] y,
      int yOff,
      int panel,
      int row) {
    Affine.checkForward("a", rows, k, panels, x, xOff, xStride, w, wOff, a, aOff, panel, row);
    Check.range("b", b, bOff, panels.columns());
    checkResult(rows, panels, a, aOff, y, yOff, panel, row);
    int width = panels.width();
    if (Kernels.VECTOR) {
      VectorAffineActivation.forward(
          rows, k, panels, x, xOff, xStride, w, wOff, b, bOff, width, 0, f, a, aOff, y, yOff, panel,
          row);
    } else {
      ScalarAffineActivation.forward(
          rows, k, panels, x, xOff, xStride, w, wOff, b, bOff, width, 0, f, a, aOff, y, yOff, panel,
          row);
    }
  }

  /**
   * Goes on with the chains in {@code a}: {@code a += W x, y = f(a)}.
   *
   * @param rows rows of {@code x}, {@code a} and {@code y}
   * @param k inputs
   * @param panels geometry of {@code w}, {@code a} and {@code y}
   * @param x [rows, k] — input. Not modified.
   * @param xOff start in {@code x}
   * @param xStride floats from a row of {@code x} to the next
   * @param w [panels.size(k)] — packed weights. Not modified.
   * @param wOff start in {@code w}
   * @param f the activation
   * @param a [panels, rows, width] — chains to go on with. Modified.
   * @param aOff start in {@code a}
   * @param y [panels, rows, width] — results. Modified.
   * @param yOff start in {@code y}
   * @param panel floats from a panel of {@code a} and {@code y} to the next
   * @param row floats from a row of {@code a} and {@code y} to the next
   */
  public static void accumulate(
      int rows,
      int k,
      Panels panels,
      float[] x,
      int xOff,
      int xStride,
      float[] w,
      int wOff,
      Activation f,
      float[] a,
      int aOff,
      float[] y,
      int yOff,
      int panel,
      int row) {
    Affine.checkForward("a", rows, k, panels, x, xOff, xStride, w, wOff, a, aOff, panel, row);
    checkResult(rows, panels, a, aOff, y, yOff, panel, row);
    if (Kernels.VECTOR) {
      VectorAffineActivation.forward(
          rows, k, panels, x, xOff, xStride, w, wOff, a, aOff, panel, row, f, a, aOff, y, yOff,
          panel, row);
    } else {
      ScalarAffineActivation.forward(
          rows, k, panels, x, xOff, xStride, w, wOff, a, aOff, panel, row, f, a, aOff, y, yOff,
          panel, row);
    }
  }

  /**
   * Forward of two inputs in one chain: {@code a = b + W x + U h, y = f(a)}.
   *
   * @param rows rows of {@code x}, {@code h}, {@code a} and {@code y}
   * @param panels geometry of {@code w}, {@code u}, {@code b}, {@code a} and {@code y}
   * @param k inputs in {@code x}
   * @param x [rows, k] — first input. Not modified.
   * @param xOff start in {@code x}
   * @param xStride floats from a row of {@code x} to the next
   * @param w [panels.size(k)] — packed weights of {@code x}. Not modified.
   * @param wOff start in {@code w}
   * @param m inputs in {@code h}
   * @param h [rows, m] — second input. Not modified.
   * @param hOff start in {@code h}
   * @param hStride floats from a row of {@code h} to the next
   * @param u [panels.size(m)] — packed weights of {@code h}. Not modified.
   * @param uOff start in {@code u}
   * @param b [panels.size(1)] — packed bias. Not modified.
   * @param bOff start in {@code b}
   * @param f the activation
   * @param a [panels, rows, width] — pre-activations. Modified.
   * @param aOff start in {@code a}
   * @param y [panels, rows, width] — results. Modified.
   * @param yOff start in {@code y}
   * @param panel floats from a panel of {@code a} and {@code y} to the next
   * @param row floats from a row of {@code a} and {@code y} to the next
   */
  public static void forward(
      int rows,
      Panels panels,
      int k,
      float[] x,
      int xOff,
      int xStride,
      float[] w,
      int wOff,
      int m,
      float[] h,
      int hOff,
      int hStride,
      float[] u,
      int uOff,
      float[] b,
      int bOff,
      Activation f,
      float[] a,
      int aOff,
      float[] y,
      int yOff,
      int panel,
      int row) {
    Affine.checkForward("a", rows, k, panels, x, xOff, xStride, w, wOff, a, aOff, panel, row);
    Affine.checkSecond(rows, panels, m, h, hOff, hStride, u, uOff, b, bOff);
    checkResult(rows, panels, a, aOff, y, yOff, panel, row);
    if (Kernels.VECTOR) {
      VectorAffineActivation.forward(
          rows, panels, k, x, xOff, xStride, w, wOff, m, h, hOff, hStride, u, uOff, b, bOff, f, a,
          aOff, y, yOff, panel, row);
    } else {
      ScalarAffineActivation.forward(
          rows, panels, k, x, xOff, xStride, w, wOff, m, h, hOff, hStride, u, uOff, b, bOff, f, a,
          aOff, y, yOff, panel, row);
    }
  }

  /**
   * Backward to the pre-activations and the input: {@code da = dy f', dx += Wᵀ da}. The weights'
   * gradient is {@link Affine#backwardWeights} over {@code da}, which keeps strides of its own for
   * that.
   *
   * @param rows rows of {@code saved}, {@code dy}, {@code da} and {@code dx}
   * @param panels geometry of {@code saved}, {@code dy} and {@code da}
   * @param inputs geometry of {@code wT} and of a row of {@code dx}: {@code Panels.dense(k)}
   * @param f the activation
   * @param saved [panels, rows, width] — y if {@link Activation#fromOutput}, else a. Not modified.
   * @param sOff start in {@code saved}
   * @param dy [panels, rows, width] — gradient of the results. Not modified.
   * @param dyOff start in {@code dy}
   * @param panel floats from a panel of {@code saved} and {@code dy} to the next
   * @param row floats from a row of {@code saved} and {@code dy} to the next
   * @param da [panels, rows, width] — gradient of the pre-activations. Modified.
   * @param daOff start in {@code da}
   * @param daPanel floats from a panel of {@code da} to the next
   * @param daRow floats from a row of {@code da} to the next
   * @param wT [inputs.size(panels.outputs())] — {@link Panels#transpose} of the weights. Not
   *     modified.
   * @param wtOff start in {@code wT}
   * @param dx [rows, inputs.columns()] — gradient of the input, padding included. Modified:
   *     accumulated.
   * @param dxOff start in {@code dx}
   * @param dxStride floats from a row of {@code dx} to the next, at least {@code inputs.columns()}
   */
  public static void backward(
      int rows,
      Panels panels,
      Panels inputs,
      Activation f,
      float[] saved,
      int sOff,
      float[] dy,
      int dyOff,
      int panel,
      int row,
      float[] da,
      int daOff,
      int daPanel,
      int daRow,
      float[] wT,
      int wtOff,
      float[] dx,
      int dxOff,
      int dxStride) {
    Check.count("rows", rows);
    Affine.checkPanels("saved", panels, rows, saved, sOff, panel, row);
    Affine.checkPanels("dy", panels, rows, dy, dyOff, panel, row);
    Affine.checkBackwardInput(
        "da", rows, panels, inputs, da, daOff, daPanel, daRow, wT, wtOff, dx, dxOff, dxStride);
    Affine.checkApart("da", panels, rows, daPanel, daRow);
    if (Kernels.VECTOR) {
      VectorAffineActivation.backward(
          rows, panels, inputs, f, saved, sOff, dy, dyOff, panel, row, da, daOff, daPanel, daRow,
          wT, wtOff, dx, dxOff, dxStride);
    } else {
      ScalarAffineActivation.backward(
          rows, panels, inputs, f, saved, sOff, dy, dyOff, panel, row, da, daOff, daPanel, daRow,
          wT, wtOff, dx, dxOff, dxStride);
    }
  }

  /** Refuses a y that has no room, or that overlaps a without being the same place. */
  private static void checkResult(
      int rows, Panels panels, float[] a, int aOff, float[] y, int yOff, int panel, int row) {
    Affine.checkPanels("y", panels, rows, y, yOff, panel, row);
    if (rows > 0) {
      int last = panels.count() - 1;
      long first = (rows - 1L) * row + panels.width();
      long all = (long) last * panel + (rows - 1L) * row + panels.width(last);
      Check.sameOrApart((int) Math.max(first, all), "a", a, aOff, "y", y, yOff);
    }
  }
}
