package dev.cellwise.kernels;

import static dev.cellwise.kernels.GruGates.ROW;
import static dev.cellwise.kernels.Panels.BLOCK;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.L;

import jdk.incubator.vector.FloatVector;

/**
 * The GRU's gate math as passes over blocks that lie in the first-level cache, called through an
 * interface as those of {@link VectorLstmGates}, for the same reason.
 */
final class VectorGruGates {
  private VectorGruGates() {}

  static void start(
      int blocks, int rows, float[] b, int bOff, float[] a, int aOff, int aBlock, int slot) {
    for (int block = 0; block < blocks; block++) {
      for (int u = 0; u < BLOCK; u += L) {
        FloatVector bias = FloatVector.fromArray(F, b, bOff + block * BLOCK + u);
        int at = aOff + block * aBlock + 3 * slot + u;
        for (int row = 0; row < rows; row++) {
          bias.intoArray(a, at + row * ROW);
        }
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
    for (Pass pass : FORWARD) {
      pass.run(blocks, rows, a, aOff, aBlock, slot, hPrev, hPrevOff, h, hOff, hRow);
    }
  }

  /** A pass of the forward epilogue; the arguments are those of {@link GruGates#forward}. */
  private interface Pass {
    void run(
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
        int hRow);
  }

  private static final Pass[] FORWARD = {
    (blocks, rows, a, aOff, aBlock, slot, hPrev, hPrevOff, h, hOff, hRow) ->
        sigmoids(blocks, rows, a, aOff, aBlock, slot),
    (blocks, rows, a, aOff, aBlock, slot, hPrev, hPrevOff, h, hOff, hRow) ->
        candidate(blocks, rows, a, aOff, aBlock, slot),
    VectorGruGates::hidden
  };

  /** r, z = σ(a). */
  private static void sigmoids(int blocks, int rows, float[] a, int aOff, int aBlock, int slot) {
    for (int b = 0; b < blocks; b++) {
      int at = aOff + b * aBlock;
      for (int row = 0; row < rows; row++, at += ROW) {
        for (int u = 0; u < 2 * BLOCK; u += L) {
          int g = at + (u < BLOCK ? slot : 2 * slot - BLOCK) + u;
          VectorElementwise.sigmoid(a, g, a, g);
        }
      }
    }
  }

  /** n = tanh(fma(r, m, a_n)). */
  private static void candidate(int blocks, int rows, float[] a, int aOff, int aBlock, int slot) {
    for (int b = 0; b < blocks; b++) {
      int at = aOff + b * aBlock;
      for (int row = 0; row < rows; row++, at += ROW) {
        for (int u = 0; u < BLOCK; u += L) {
          FloatVector r = FloatVector.fromArray(F, a, at + slot + u);
          FloatVector m = FloatVector.fromArray(F, a, at + 3 * slot + u);
          FloatVector an = FloatVector.fromArray(F, a, at + u);
          r.fma(m, an).intoArray(a, at + u);
          VectorElementwise.tanh(a, at + u, a, at + u);
        }
      }
    }
  }

  /** h = fma(z, h₋, fma(-z, n, n)). */
  private static void hidden(
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
      int at = aOff + b * aBlock;
      int unit = b * BLOCK;
      for (int row = 0; row < rows; row++, at += ROW, unit += hRow) {
        for (int u = 0; u < BLOCK; u += L) {
          FloatVector n = FloatVector.fromArray(F, a, at + u);
          FloatVector z = FloatVector.fromArray(F, a, at + 2 * slot + u);
          FloatVector before = FloatVector.fromArray(F, hPrev, hPrevOff + unit + u);
          z.fma(before, z.neg().fma(n, n)).intoArray(h, hOff + unit + u);
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
    // Where a row's blocks lie side by side, row by row: the array is read as it lies.
    int together = aBlock == BLOCK ? 1 : rows;
    for (int first = 0; first < rows; first += together) {
      for (int b = 0; b < blocks; b++) {
        for (int row = first; row < first + together; row++) {
          int at = aOff + b * aBlock + row * ROW;
          int to = daOff + b * daBlock + row * ROW;
          int hp = hPrevOff + row * hPrevRow + b * BLOCK;
          int unit = row * dhRow + b * BLOCK;
          row(a, at, slot, hPrev, hp, dh, dhOff + unit, dhPrev, dhPrevOff + unit, da, to, daSlot);
        }
      }
    }
  }

  /** The 16 units of a row. */
  private static void row(
      float[] a,
      int at,
      int slot,
      float[] hPrev,
      int hp,
      float[] dh,
      int dhu,
      float[] dhPrev,
      int dhp,
      float[] da,
      int to,
      int daSlot) {
    for (int u = 0; u < BLOCK; u += L) {
      FloatVector n = FloatVector.fromArray(F, a, at + u);
      FloatVector r = FloatVector.fromArray(F, a, at + slot + u);
      FloatVector z = FloatVector.fromArray(F, a, at + 2 * slot + u);
      FloatVector m = FloatVector.fromArray(F, a, at + 3 * slot + u);
      FloatVector before = FloatVector.fromArray(F, hPrev, hp + u);
      FloatVector d = FloatVector.fromArray(F, dh, dhu + u);
      FloatVector dan = z.neg().fma(d, d).mul(n.neg().fma(n, FloatVector.broadcast(F, 1)));
      dan.intoArray(da, to + u);
      dan.mul(m).mul(r.neg().fma(r, r)).intoArray(da, to + daSlot + u);
      d.mul(before.sub(n)).mul(z.neg().fma(z, z)).intoArray(da, to + 2 * daSlot + u);
      dan.mul(r).intoArray(da, to + 3 * daSlot + u);
      d.mul(z).intoArray(dhPrev, dhp + u);
    }
  }
}
