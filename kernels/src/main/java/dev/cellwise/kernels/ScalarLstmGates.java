package dev.cellwise.kernels;

import static dev.cellwise.kernels.LstmGates.ROW;
import static dev.cellwise.kernels.Panels.BLOCK;

/** The LSTM's gate math, unit by unit. */
final class ScalarLstmGates {
  private ScalarLstmGates() {}

  static void forward(
      int blocks,
      int rows,
      float[] z,
      int zOff,
      int zBlock,
      float[] cPrev,
      int cPrevOff,
      float[] c,
      int cOff,
      int cBlock,
      float[] tanhC,
      int tanhCOff,
      float[] h,
      int hOff,
      int hRow) {
    for (int b = 0; b < blocks; b++) {
      for (int r = 0; r < rows; r++) {
        for (int u = 0; u < BLOCK; u++) {
          int zu = zOff + b * zBlock + r * ROW + u;
          int cu = b * cBlock + r * BLOCK + u;
          float i = ScalarElementwise.sigmoid(z[zu]);
          float f = ScalarElementwise.sigmoid(z[zu + BLOCK]);
          float o = ScalarElementwise.sigmoid(z[zu + 2 * BLOCK]);
          float g = ScalarElementwise.tanh(z[zu + 3 * BLOCK]);
          float cell = Fma.fma(f, cPrev[cPrevOff + cu], i * g);
          float tanh = ScalarElementwise.tanh(cell);
          z[zu] = i;
          z[zu + BLOCK] = f;
          z[zu + 2 * BLOCK] = o;
          z[zu + 3 * BLOCK] = g;
          c[cOff + cu] = cell;
          tanhC[tanhCOff + cu] = tanh;
          h[hOff + r * hRow + b * BLOCK + u] = o * tanh;
        }
      }
    }
  }

  static void backward(
      int blocks,
      int rows,
      float[] z,
      int zOff,
      int zBlock,
      float[] cPrev,
      int cPrevOff,
      float[] tanhC,
      int tanhCOff,
      int cBlock,
      float[] dh,
      int dhOff,
      int dhRow,
      float[] dc,
      int dcOff,
      float[] dz,
      int dzOff,
      int dzBlock) {
    for (int b = 0; b < blocks; b++) {
      for (int r = 0; r < rows; r++) {
        for (int u = 0; u < BLOCK; u++) {
          int zu = zOff + b * zBlock + r * ROW + u;
          int cu = b * cBlock + r * BLOCK + u;
          int dcu = dcOff + (b * rows + r) * BLOCK + u;
          int dzu = dzOff + b * dzBlock + r * ROW + u;
          float i = z[zu];
          float f = z[zu + BLOCK];
          float o = z[zu + 2 * BLOCK];
          float g = z[zu + 3 * BLOCK];
          float tanh = tanhC[tanhCOff + cu];
          float dhu = dh[dhOff + r * dhRow + b * BLOCK + u];
          float dcell = Fma.fma(dhu * o, Fma.fma(-tanh, tanh, 1), dc[dcu]);
          dz[dzu] = (dcell * g) * Fma.fma(-i, i, i);
          dz[dzu + BLOCK] = (dcell * cPrev[cPrevOff + cu]) * Fma.fma(-f, f, f);
          dz[dzu + 2 * BLOCK] = (dhu * tanh) * Fma.fma(-o, o, o);
          dz[dzu + 3 * BLOCK] = (dcell * i) * Fma.fma(-g, g, 1);
          dc[dcu] = dcell * f;
        }
      }
    }
  }
}
