package dev.cellwise.kernels;

/** The affine maps with an activation of either twin, called with operands. */
final class AffineActivationTwins {
  private AffineActivationTwins() {}

  /** a = b + W x, y = f(a). */
  static void forward(Twin twin, AffineOperands o, Activation f, float[] a, float[] y) {
    int width = o.panels.width();
    if (twin == Twin.SCALAR) {
      ScalarAffineActivation.forward(
          o.rows, o.k, o.panels, o.x, o.xOff, o.xStride, o.w, o.wOff, o.b, o.bOff, width, 0, f, a,
          o.zOff, y, o.zOff, o.zPanel, o.zRow);
    } else {
      VectorAffineActivation.forward(
          o.rows, o.k, o.panels, o.x, o.xOff, o.xStride, o.w, o.wOff, o.b, o.bOff, width, 0, f, a,
          o.zOff, y, o.zOff, o.zPanel, o.zRow);
    }
  }

  /** a += W x, y = f(a). */
  static void accumulate(Twin twin, AffineOperands o, Activation f, float[] a, float[] y) {
    if (twin == Twin.SCALAR) {
      ScalarAffineActivation.forward(
          o.rows, o.k, o.panels, o.x, o.xOff, o.xStride, o.w, o.wOff, a, o.zOff, o.zPanel, o.zRow,
          f, a, o.zOff, y, o.zOff, o.zPanel, o.zRow);
    } else {
      VectorAffineActivation.forward(
          o.rows, o.k, o.panels, o.x, o.xOff, o.xStride, o.w, o.wOff, a, o.zOff, o.zPanel, o.zRow,
          f, a, o.zOff, y, o.zOff, o.zPanel, o.zRow);
    }
  }

  /** a = b + W x + W x, y = f(a), through the panels downwards. */
  static void forwardBoth(Twin twin, AffineOperands o, Activation f, float[] a, float[] y) {
    if (twin == Twin.SCALAR) {
      ScalarAffineActivation.forward(
          o.rows,
          o.descending,
          o.k,
          o.x,
          o.xOff,
          o.xStride,
          o.w,
          o.wOff,
          o.k,
          o.x,
          o.xOff,
          o.xStride,
          o.w,
          o.wOff,
          o.b,
          o.bOff,
          f,
          a,
          o.zOff,
          y,
          o.zOff,
          o.zPanel,
          o.zRow);
    } else {
      VectorAffineActivation.forward(
          o.rows,
          o.descending,
          o.k,
          o.x,
          o.xOff,
          o.xStride,
          o.w,
          o.wOff,
          o.k,
          o.x,
          o.xOff,
          o.xStride,
          o.w,
          o.wOff,
          o.b,
          o.bOff,
          f,
          a,
          o.zOff,
          y,
          o.zOff,
          o.zPanel,
          o.zRow);
    }
  }

  /** da = dy f', dx += Wᵀ da; da panel by panel with full rows. */
  static void backward(
      Twin twin,
      AffineOperands o,
      Activation f,
      float[] saved,
      float[] dy,
      float[] da,
      float[] dx) {
    int daRow = o.panels.width();
    int daPanel = o.rows * daRow;
    if (twin == Twin.SCALAR) {
      ScalarAffineActivation.backward(
          o.rows,
          o.panels,
          o.inputs,
          f,
          saved,
          o.zOff,
          dy,
          o.zOff,
          o.zPanel,
          o.zRow,
          da,
          1,
          daPanel,
          daRow,
          o.wT,
          o.wtOff,
          dx,
          o.dxOff,
          o.dxStride);
    } else {
      VectorAffineActivation.backward(
          o.rows,
          o.panels,
          o.inputs,
          f,
          saved,
          o.zOff,
          dy,
          o.zOff,
          o.zPanel,
          o.zRow,
          da,
          1,
          daPanel,
          daRow,
          o.wT,
          o.wtOff,
          dx,
          o.dxOff,
          o.dxStride);
    }
  }

  /** Floats that {@link #backward} needs for da. */
  static int daLength(AffineOperands o) {
    return 1 + o.panels.count() * o.rows * o.panels.width();
  }

  /** Where {@link #backward} puts an element of da. */
  static int da(AffineOperands o, int row, int panel, int column) {
    return 1 + (panel * o.rows + row) * o.panels.width() + column;
  }
}
