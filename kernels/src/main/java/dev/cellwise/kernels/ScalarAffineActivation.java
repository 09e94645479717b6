package dev.cellwise.kernels;

/** The affine maps with an activation, plainly: one after the other. */
final class ScalarAffineActivation {
  private ScalarAffineActivation() {}

  static void forward(
      int rows,
      int k,
      Panels panels,
      float[] x,
      int xOff,
      int xStride,
      float[] w,
      int wOff,
      float[] s,
      int sOff,
      int sPanel,
      int sRow,
      Activation f,
      float[] a,
      int aOff,
      float[] y,
      int yOff,
      int panel,
      int row) {
    ScalarAffine.forward(
        rows, k, panels, x, xOff, xStride, w, wOff, s, sOff, sPanel, sRow, a, aOff, panel, row);
    activate(rows, panels, f, a, aOff, y, yOff, panel, row);
  }

  static void forward(
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
    ScalarAffine.forward(
        rows, panels, k, x, xOff, xStride, w, wOff, panels, 0, m, h, hOff, hStride, u, uOff, b,
        bOff, a, aOff, panel, row);
    activate(rows, panels, f, a, aOff, y, yOff, panel, row);
  }

  private static void activate(
      int rows,
      Panels panels,
      Activation f,
      float[] a,
      int aOff,
      float[] y,
      int yOff,
      int panel,
      int row) {
    for (int p = 0; p < panels.count(); p++) {
      for (int r = 0; r < rows; r++) {
        int at = p * panel + r * row;
        ScalarActivation.forward(f, panels.width(p), a, aOff + at, y, yOff + at);
      }
    }
  }

  static void backward(
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
    for (int p = 0; p < panels.count(); p++) {
      for (int r = 0; r < rows; r++) {
        int at = p * panel + r * row;
        int to = daOff + p * daPanel + r * daRow;
        ScalarActivation.backward(f, panels.width(p), saved, sOff + at, dy, dyOff + at, da, to);
      }
    }
    ScalarAffine.backwardInput(
        rows, panels, inputs, da, daOff, daPanel, daRow, wT, wtOff, dx, dxOff, dxStride);
  }
}
