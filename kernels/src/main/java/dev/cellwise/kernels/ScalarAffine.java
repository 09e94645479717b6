package dev.cellwise.kernels;

/** The affine kernels, plainly. */
final class ScalarAffine {
  private ScalarAffine() {}

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
      float[] z,
      int zOff,
      int zPanel,
      int zRow) {
    for (int r = 0; r < rows; r++) {
      for (int p = 0; p < panels.count(); p++) {
        int width = panels.width(p);
        int from = sOff + p * sPanel + r * sRow;
        int to = zOff + p * zPanel + r * zRow;
        System.arraycopy(s, from, z, to, width);
        chain(k, width, x, xOff + r * xStride, w, wOff + p * panels.width() * k, z, to);
      }
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
      Panels second,
      int column,
      int m,
      float[] h,
      int hOff,
      int hStride,
      float[] u,
      int uOff,
      float[] b,
      int bOff,
      float[] z,
      int zOff,
      int zPanel,
      int zRow) {
    int width = panels.width();
    forward(rows, k, panels, x, xOff, xStride, w, wOff, b, bOff, width, 0, z, zOff, zPanel, zRow);
    int zAt = zOff + column;
    forward(rows, m, second, h, hOff, hStride, u, uOff, z, zAt, zPanel, zRow, z, zAt, zPanel, zRow);
  }

  /** z[j] = fma(w[i][j], x[i], z[j]) for i ascending. */
  private static void chain(
      int k, int width, float[] x, int xOff, float[] w, int wOff, float[] z, int zOff) {
    for (int i = 0; i < k; i++) {
      float xi = x[xOff + i];
      for (int j = 0; j < width; j++) {
        z[zOff + j] = Fma.fma(w[wOff + i * width + j], xi, z[zOff + j]);
      }
    }
  }

  /** One output: fma(w[i], x[i], start) for i ascending, the weights {@code row} floats apart. */
  static float chain(int k, float[] x, int xOff, float[] w, int wOff, int row, float start) {
    float z = start;
    for (int i = 0; i < k; i++) {
      z = Fma.fma(w[wOff + i * row], x[xOff + i], z);
    }
    return z;
  }

  static void backwardInput(
      int rows,
      Panels panels,
      Panels inputs,
      float[] dz,
      int dzOff,
      int dzPanel,
      int dzRow,
      float[] wT,
      int wtOff,
      float[] dx,
      int dxOff,
      int dxStride) {
    int outputs = panels.outputs();
    for (int r = 0; r < rows; r++) {
      for (int q = 0; q < inputs.count(); q++) {
        int width = inputs.width(q);
        int w = wtOff + q * inputs.width() * outputs;
        int to = dxOff + r * dxStride + q * inputs.width();
        for (int p = 0; p < panels.count(); p++) {
          for (int g = 0; g < panels.gates(); g++) {
            int from = dzOff + p * dzPanel + r * dzRow + g * Panels.BLOCK;
            chain(panels.units(p), width, dz, from, wT, w, dx, to);
            w += panels.units(p) * width;
          }
        }
      }
    }
  }

  static void backwardWeights(
      int rows,
      int k,
      Panels panels,
      float[] x,
      int xOff,
      float[] dz,
      int dzOff,
      int dzPanel,
      int dzRow,
      float[] dw,
      int dwOff) {
    for (int p = 0; p < panels.count(); p++) {
      int width = panels.width(p);
      for (int k0 = 0, n; k0 < k; k0 += n) {
        n = Affine.group(k - k0);
        for (int r = 0; r < rows; r++) {
          for (int i = 0; i < n; i++) {
            float xi = x[xOff + k0 * rows + r * n + i];
            int from = dzOff + p * dzPanel + r * dzRow;
            int to = dwOff + p * panels.width() * k + (k0 + i) * width;
            for (int j = 0; j < width; j++) {
              dw[to + j] = Fma.fma(dz[from + j], xi, dw[to + j]);
            }
          }
        }
      }
    }
  }

  static void backwardBias(
      int rows,
      Panels panels,
      float[] dz,
      int dzOff,
      int dzPanel,
      int dzRow,
      float[] db,
      int dbOff) {
    for (int p = 0; p < panels.count(); p++) {
      int to = dbOff + p * panels.width();
      for (int r = 0; r < rows; r++) {
        int from = dzOff + p * dzPanel + r * dzRow;
        for (int j = 0; j < panels.width(p); j++) {
          db[to + j] += dz[from + j];
        }
      }
    }
  }

  /** c = a + b, one block of columns. */
  static void sum(int n, float[] a, int aOff, float[] b, int bOff, float[] c, int cOff) {
    for (int j = 0; j < n; j++) {
      c[cOff + j] = a[aOff + j] + b[bOff + j];
    }
  }
}
