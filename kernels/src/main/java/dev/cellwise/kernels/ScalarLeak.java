package dev.cellwise.kernels;

/** The scalar twin of {@link Leak}, a row at a time; forward is {@link ScalarHadamard#blend}. */
final class ScalarLeak {
  private ScalarLeak() {}

  static void backward(
      int units,
      float[] alpha,
      int alphaOff,
      float[] dy,
      int dyOff,
      float[] dh,
      int dhOff,
      float[] dx,
      int dxOff) {
    for (int u = 0; u < units; u++) {
      float dyu = dy[dyOff + u];
      float au = alpha[alphaOff + u];
      dh[dhOff + u] = Fma.fma(au, dyu, dh[dhOff + u]);
      dx[dxOff + u] = Fma.fma(-au, dyu, dx[dxOff + u] + dyu);
    }
  }

  static void backwardAlpha(
      int units,
      float[] h,
      int hOff,
      float[] x,
      int xOff,
      float[] dy,
      int dyOff,
      float[] dalpha,
      int dalphaOff) {
    for (int u = 0; u < units; u++) {
      float difference = h[hOff + u] - x[xOff + u];
      dalpha[dalphaOff + u] = Fma.fma(dy[dyOff + u], difference, dalpha[dalphaOff + u]);
    }
  }
}
