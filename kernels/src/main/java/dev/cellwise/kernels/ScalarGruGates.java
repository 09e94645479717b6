package dev.cellwise.kernels;

import static dev.cellwise.kernels.GruGates.ROW;
import static dev.cellwise.kernels.Panels.BLOCK;

/** The GRU's gate math, plainly. */
final class ScalarGruGates {
  private ScalarGruGates() {}

  static void start(
      int blocks, int rows, float[] b, int bOff, float[] a, int aOff, int aBlock, int slot) {
    for (int block = 0; block < blocks; block++) {
      for (int row = 0; row < rows; row++) {
        int at = aOff + block * aBlock + row * ROW + 3 * slot;
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
      int slot,
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
          float r = ScalarElementwise.sigmoid(a[at + slot]);
          float z = ScalarElementwise.sigmoid(a[at + 2 * slot]);
          float n = ScalarElementwise.tanh(Fma.fma(r, a[at + 3 * slot], a[at]));
          a[at] = n;
          a[at + slot] = r;
          a[at + 2 * slot] = z;
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
      int slot,
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
      int daBlock,
      int daSlot) {
    for (int b = 0; b < blocks; b++) {
      for (int row = 0; row < rows; row++) {
        for (int u = 0; u < BLOCK; u++) {
          int at = aOff + b * aBlock + row * ROW + u;
          int to = daOff + b * daBlock + row * ROW + u;
          int unit = b * BLOCK + u;
          float n = a[at];
          float r = a[at + slot];
          float z = a[at + 2 * slot];
          float m = a[at + 3 * slot];
          float before = hPrev[hPrevOff + row * hPrevRow + unit];
          float dhu = dh[dhOff + row * dhRow + unit];
          float dan = Fma.fma(-z, dhu, dhu) * Fma.fma(-n, n, 1);
          da[to] = dan;
          da[to + daSlot] = (dan * m) * Fma.fma(-r, r, r);
          da[to + 2 * daSlot] = (dhu * (before - n)) * Fma.fma(-z, z, z);
          da[to + 3 * daSlot] = dan * r;
          dhPrev[dhPrevOff + row * dhRow + unit] = dhu * z;
        }
      }
    }
  }
}
