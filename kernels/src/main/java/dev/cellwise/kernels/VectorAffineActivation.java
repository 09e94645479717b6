package dev.cellwise.kernels;

/**
 * The affine maps with an activation: several rows tile by tile, the activation while the rows are
 * in L1.
 */
final class VectorAffineActivation {
  /** Rows of a panel that fill half of a first-level cache of 32 KiB. */
  private static final int ROWS_IN_L1 = 48;

  private VectorAffineActivation() {}

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
    if (rows == 1) {
      VectorAffine.forward(
          1, k, panels, x, xOff, 0, w, wOff, s, sOff, sPanel, 0, a, aOff, panel, 0);
      activate(panels, f, a, aOff, y, yOff, panel);
      return;
    }
    for (int r = 0; r < rows; r += VectorAffine.ROW_CHUNK) {
      int n = Math.min(VectorAffine.ROW_CHUNK, rows - r);
      for (int i = 0; i < panels.count(); i++) {
        int p = panels.at(i);
        int at = p * panel + r * row;
        panel(
            n,
            k,
            panels.width(p),
            x,
            xOff + r * xStride,
            xStride,
            w,
            wOff + p * panels.width() * k,
            s,
            sOff + p * sPanel + r * sRow,
            sRow,
            f,
            a,
            aOff + at,
            y,
            yOff + at,
            row);
      }
    }
  }

  private static void panel(
      int rows,
      int k,
      int width,
      float[] x,
      int xOff,
      int xStride,
      float[] w,
      int wOff,
      float[] s,
      int sOff,
      int sRow,
      Activation f,
      float[] a,
      int aOff,
      float[] y,
      int yOff,
      int row) {
    for (int r = 0; r < rows; r += ROWS_IN_L1) {
      int n = Math.min(ROWS_IN_L1, rows - r);
      int xr = xOff + r * xStride;
      int ar = aOff + r * row;
      VectorAffine.panel(
          n, 1, k, width, x, xr, xStride, 0, w, wOff, s, sOff + r * sRow, sRow, a, ar, row);
      activate(n, width, f, a, ar, y, yOff + r * row, row);
    }
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
    if (rows == 1) {
      VectorAffine.forward(
          1, panels, k, x, xOff, 0, w, wOff, panels, 0, m, h, hOff, 0, u, uOff, b, bOff, a, aOff,
          panel, 0);
      activate(panels, f, a, aOff, y, yOff, panel);
      return;
    }
    for (int i = 0; i < panels.count(); i++) {
      int p = panels.at(i);
      int width = panels.width(p);
      int column = p * panels.width();
      int wp = wOff + column * k;
      int up = uOff + column * m;
      for (int r = 0; r < rows; r += ROWS_IN_L1) {
        int n = Math.min(ROWS_IN_L1, rows - r);
        int xr = xOff + r * xStride;
        int hr = hOff + r * hStride;
        int ar = aOff + p * panel + r * row;
        int yr = yOff + p * panel + r * row;
        VectorAffine.panel(
            n, 1, k, width, x, xr, xStride, 0, w, wp, b, bOff + column, 0, a, ar, row);
        VectorAffine.panel(n, 1, m, width, h, hr, hStride, 0, u, up, a, ar, row, a, ar, row);
        activate(n, width, f, a, ar, y, yr, row);
      }
    }
  }

  /** One row: its panels are made two at a time, so the activation comes after all of them. */
  private static void activate(
      Panels panels, Activation f, float[] a, int aOff, float[] y, int yOff, int panel) {
    if (panel == panels.width() || panels.count() == 1) {
      VectorActivation.forward(f, panels.columns(), a, aOff, y, yOff);
      return;
    }
    for (int p = 0; p < panels.count(); p++) {
      int at = p * panel;
      VectorActivation.forward(f, panels.width(p), a, aOff + at, y, yOff + at);
    }
  }

  private static void activate(
      int rows, int width, Activation f, float[] a, int aOff, float[] y, int yOff, int row) {
    if (row == width) {
      VectorActivation.forward(f, rows * width, a, aOff, y, yOff);
      return;
    }
    for (int r = 0; r < rows; r++) {
      VectorActivation.forward(f, width, a, aOff + r * row, y, yOff + r * row);
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
    for (int r = 0; r < rows; r += VectorAffine.ROW_CHUNK) {
      int n = Math.min(VectorAffine.ROW_CHUNK, rows - r);
      int from = daOff + r * daRow;
      for (int p = 0; p < panels.count(); p++) {
        int at = p * panel + r * row;
        int to = from + p * daPanel;
        differentiate(n, panels.width(p), f, saved, sOff + at, dy, dyOff + at, row, da, to, daRow);
      }
      VectorAffine.backwardInput(
          n,
          panels,
          inputs,
          da,
          from,
          daPanel,
          daRow,
          wT,
          wtOff,
          dx,
          dxOff + r * dxStride,
          dxStride);
    }
  }

  private static void differentiate(
      int rows,
      int width,
      Activation f,
      float[] saved,
      int sOff,
      float[] dy,
      int dyOff,
      int row,
      float[] da,
      int daOff,
      int daRow) {
    if (row == width && daRow == width) {
      VectorActivation.backward(f, rows * width, saved, sOff, dy, dyOff, da, daOff);
      return;
    }
    for (int r = 0; r < rows; r++) {
      int at = r * row;
      VectorActivation.backward(f, width, saved, sOff + at, dy, dyOff + at, da, daOff + r * daRow);
    }
  }
}
