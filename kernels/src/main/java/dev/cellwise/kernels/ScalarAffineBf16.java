package dev.cellwise.kernels;

/** The affine kernels over weights of 16 bits, plainly. */
final class ScalarAffineBf16 {
  private ScalarAffineBf16() {}

  static void forward(
      int k,
      Panels panels,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      float[] s,
      int sOff,
      int sPanel,
      float[] z,
      int zOff,
      int zPanel) {
    for (int p = 0; p < panels.count(); p++) {
      int width = panels.width(p);
      int to = zOff + p * zPanel;
      System.arraycopy(s, sOff + p * sPanel, z, to, width);
      chain(k, width, x, xOff, w, wOff + p * panels.width() * Bf16.pairs(k), z, to);
    }
  }

  static void forward(
      Panels panels,
      int k,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      Panels second,
      int column,
      int m,
      float[] h,
      int hOff,
      int[] u,
      int uOff,
      float[] b,
      int bOff,
      float[] z,
      int zOff,
      int zPanel) {
    forward(k, panels, x, xOff, w, wOff, b, bOff, panels.width(), z, zOff, zPanel);
    int at = zOff + column;
    forward(m, second, h, hOff, u, uOff, z, at, zPanel, z, at, zPanel);
  }

  /** z[j] = fma(w[i][j], x[i], z[j]) for i ascending. */
  private static void chain(
      int k, int width, float[] x, int xOff, int[] w, int wOff, float[] z, int zOff) {
    for (int i = 0; i < k; i++) {
      float xi = x[xOff + i];
      int row = wOff + i / 2 * width;
      for (int j = 0; j < width; j++) {
        float wi = i % 2 == 0 ? Bf16.low(w[row + j]) : Bf16.high(w[row + j]);
        z[zOff + j] = Fma.fma(wi, xi, z[zOff + j]);
      }
    }
  }
}
