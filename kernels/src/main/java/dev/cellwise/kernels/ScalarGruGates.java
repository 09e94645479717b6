package dev.cellwise.kernels;

import static dev.cellwise.kernels.GruGates.M;
import static dev.cellwise.kernels.GruGates.R;
import static dev.cellwise.kernels.GruGates.ROW;
import static dev.cellwise.kernels.GruGates.Z;
import static dev.cellwise.kernels.Panels.BLOCK;

/** The GRU's gate math, plainly. */
final class ScalarGruGates {
  private ScalarGruGates() {}

  static void start(int blocks, int rows, float[] b, int bOff, float[] a, int aOff, int aBlock) {
    for (int block = 0; block < blocks; block++) {
      for (int row = 0; row < rows; row++) {
        int at = aOff + block * aBlock + row * ROW + M;
        System.arraycopy(b, bOff + block * BLOCK, a, at, BLOCK);
      }
    }
  }

  static void forward(
      int blocks,
      int rows,
      float[] a,
      int aOff,
      int aBlock,
      float[] hPrev,
      int hPrevOff,
      float[] h,
      int hOff,
      int hRow) {
    for (int b = 0; b < blocks; b++) {
      for (int row = 0; row < rows; row++) {
        for (int u = 0; u < BLOCK; u++) {
          int at = aOff + b * aBlock + row * ROW + u;
          int unit = row * hRow + b * BLOCK + u;
          float r = ScalarElementwise.sigmoid(a[at + R]);
          float z = ScalarElementwise.sigmoid(a[at + Z]);
          float n = ScalarElementwise.tanh(Fma.fma(r, a[at + M], a[at]));
          a[at] = n;
          a[at + R] = r;
          a[at + Z] = z;
          h[hOff + unit] = Fma.fma(z, hPrev[hPrevOff + unit], Fma.fma(-z, n, n));
        }
      }
    }
  }

  static void backward(
      int blocks,
      int rows,
      float[] a,
      int aOff,
      int aBlock,
      float[] hPrev,
      int hPrevOff,
      int hPrevRow,
      float[] dh,
      int dhOff,
      float[] dhPrev,
      int dhPrevOff,
      int dhRow,
      float[] da,
      int daOff,
      int daBlock) {
    for (int b = 0; b < blocks; b++) {
      for (int row = 0; row < rows; row++) {
        for (int u = 0; u < BLOCK; u++) {
          int at = aOff + b * aBlock + row * ROW + u;
          int to = daOff + b * daBlock + row * ROW + u;
          int unit = b * BLOCK + u;
          float n = a[at];
          float r = a[at + R];
          float z = a[at + Z];
          float m = a[at + M];
          float before = hPrev[hPrevOff + row * hPrevRow + unit];
          float dhu = dh[dhOff + row * dhRow + unit];
          float dan = Fma.fma(-z, dhu, dhu) * Fma.fma(-n, n, 1);
          da[to] = dan;
          da[to + R] = (dan * m) * Fma.fma(-r, r, r);
          da[to + Z] = (dhu * (before - n)) * Fma.fma(-z, z, z);
          da[to + M] = dan * r;
          dhPrev[dhPrevOff + row * dhRow + unit] = dhu * z;
        }
      }
    }
  }
}
