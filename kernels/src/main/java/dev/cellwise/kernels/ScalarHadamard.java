package dev.cellwise.kernels;

/** The scalar twin of {@link Hadamard}. */
final class ScalarHadamard {
  private ScalarHadamard() {}

  static void multiply(int n, float[] a, int aOff, float[] b, int bOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = a[aOff + i] * b[bOff + i];
    }
  }

  static void addProduct(int n, float[] a, int aOff, float[] b, int bOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = Fma.fma(a[aOff + i], b[bOff + i], y[yOff + i]);
    }
  }

  static void multiplyAdd(
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
    for (int i = 0; i < n; i++) {
      y[yOff + i] = Fma.fma(a[aOff + i], b[bOff + i], c[cOff + i] * d[dOff + i]);
    }
  }

  static void blend(
      int n, float[] z, int zOff, float[] h, int hOff, float[] x, int xOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      float zi = z[zOff + i];
      float xi = x[xOff + i];
      y[yOff + i] = Fma.fma(zi, h[hOff + i], Fma.fma(-zi, xi, xi));
    }
  }

  static void blendBackward(
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
    for (int i = 0; i < n; i++) {
      float dyi = dy[dyOff + i];
      float zi = z[zOff + i];
      dz[dzOff + i] = Fma.fma(dyi, h[hOff + i] - x[xOff + i], dz[dzOff + i]);
      dh[dhOff + i] = Fma.fma(dyi, zi, dh[dhOff + i]);
      dx[dxOff + i] = Fma.fma(-dyi, zi, dx[dxOff + i] + dyi);
    }
  }

  static void clip(int n, float bound, float[] x, int xOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      float xi = x[xOff + i];
      float low = xi < -bound ? -bound : xi;
      y[yOff + i] = low > bound ? bound : low;
    }
  }

  static void clipBackward(int n, float bound, float[] y, int yOff, float[] dy, int dyOff) {
    for (int i = 0; i < n; i++) {
      if (Math.abs(y[yOff + i]) >= bound) {
        dy[dyOff + i] = 0;
      }
    }
  }
}
