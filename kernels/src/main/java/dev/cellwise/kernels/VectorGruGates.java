package dev.cellwise.kernels;

import static dev.cellwise.kernels.GruGates.M;
import static dev.cellwise.kernels.GruGates.R;
import static dev.cellwise.kernels.GruGates.ROW;
import static dev.cellwise.kernels.GruGates.Z;
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

  static void start(int blocks, int rows, float[] b, int bOff, float[] a, int aOff, int aBlock) {
    for (int block = 0; block < blocks; block++) {
      for (int u = 0; u < BLOCK; u += L) {
        FloatVector bias = FloatVector.fromArray(F, b, bOff + block * BLOCK + u);
        int at = aOff + block * aBlock + M + u;
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
      float[] hPrev,
      int hPrevOff,
      float[] h,
      int hOff,
      int hRow) {
    for (Pass pass : FORWARD) {
      pass.run(blocks, rows, a, aOff, aBlock, hPrev, hPrevOff, h, hOff, hRow);
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
        float[] hPrev,
        int hPrevOff,
        float[] h,
        int hOff,
        int hRow);
  }

  private static final Pass[] FORWARD = {
    (blocks, rows, a, aOff, aBlock, hPrev, hPrevOff, h, hOff, hRow) ->
        sigmoids(blocks, rows, a, aOff, aBlock),
    (blocks, rows, a, aOff, aBlock, hPrev, hPrevOff, h, hOff, hRow) ->
        candidate(blocks, rows, a, aOff, aBlock),
    VectorGruGates::hidden
  };

  /** r, z = σ(a): they lie side by side. */
  private static void sigmoids(int blocks, int rows, float[] a, int aOff, int aBlock) {
    for (int b = 0; b < blocks; b++) {
      int at = aOff + b * aBlock;
      for (int row = 0; row < rows; row++, at += ROW) {
        for (int u = R; u < M; u += L) {
          VectorElementwise.sigmoid(FloatVector.fromArray(F, a, at + u)).intoArray(a, at + u);
        }
      }
    }
  }

  /** n = tanh(fma(r, m, a_n)). */
  private static void candidate(int blocks, int rows, float[] a, int aOff, int aBlock) {
    for (int b = 0; b < blocks; b++) {
      int at = aOff + b * aBlock;
      for (int row = 0; row < rows; row++, at += ROW) {
        for (int u = 0; u < BLOCK; u += L) {
          FloatVector r = FloatVector.fromArray(F, a, at + R + u);
          FloatVector m = FloatVector.fromArray(F, a, at + M + u);
          FloatVector an = FloatVector.fromArray(F, a, at + u);
          VectorElementwise.tanh(r.fma(m, an)).intoArray(a, at + u);
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
          FloatVector z = FloatVector.fromArray(F, a, at + Z + u);
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
        int at = aOff + b * aBlock + row * ROW;
        int to = daOff + b * daBlock + row * ROW;
        int hp = hPrevOff + row * hPrevRow + b * BLOCK;
        int unit = row * dhRow + b * BLOCK;
        row(a, at, hPrev, hp, dh, dhOff + unit, dhPrev, dhPrevOff + unit, da, to);
      }
    }
  }

  /** The 16 units of a row. */
  private static void row(
      float[] a,
      int at,
      float[] hPrev,
      int hp,
      float[] dh,
      int dhu,
      float[] dhPrev,
      int dhp,
      float[] da,
      int to) {
    for (int u = 0; u < BLOCK; u += L) {
      FloatVector n = FloatVector.fromArray(F, a, at + u);
      FloatVector r = FloatVector.fromArray(F, a, at + R + u);
      FloatVector z = FloatVector.fromArray(F, a, at + Z + u);
      FloatVector m = FloatVector.fromArray(F, a, at + M + u);
      FloatVector before = FloatVector.fromArray(F, hPrev, hp + u);
      FloatVector d = FloatVector.fromArray(F, dh, dhu + u);
      FloatVector dan = z.neg().fma(d, d).mul(n.neg().fma(n, FloatVector.broadcast(F, 1)));
      dan.intoArray(da, to + u);
      dan.mul(m).mul(r.neg().fma(r, r)).intoArray(da, to + R + u);
      d.mul(before.sub(n)).mul(z.neg().fma(z, z)).intoArray(da, to + Z + u);
      dan.mul(r).intoArray(da, to + M + u);
      d.mul(z).intoArray(dhPrev, dhp + u);
    }
  }
}
