package dev.cellwise.kernels;

import static dev.cellwise.kernels.LstmGates.ROW;
import static dev.cellwise.kernels.Panels.BLOCK;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.L;

import jdk.incubator.vector.FloatVector;

/**
 * The LSTM's gate math as passes over blocks that lie in the first-level cache.
 *
 * <p>C2 inlines about two element functions in one compiled method and then stops without a word:
 * the rest are calls. So each pass holds one function, and the passes are called through an
 * interface from one place: three receivers there are too many for C2 to inline them into their
 * caller.
 */
final class VectorLstmGates {
  private VectorLstmGates() {}

  private static final int F_GATE = BLOCK;
  private static final int O_GATE = 2 * BLOCK;
  private static final int G_GATE = 3 * BLOCK;

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
    for (Pass pass : FORWARD) {
      pass.run(
          blocks, rows, z, zOff, zBlock, cPrev, cPrevOff, c, cOff, cBlock, tanhC, tanhCOff, h, hOff,
          hRow);
    }
  }

  /** A pass of the forward epilogue; the arguments are those of {@link LstmGates#forward}. */
  private interface Pass {
    void run(
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
        int hRow);
  }

  private static final Pass[] FORWARD = {
    (blocks, rows, z, zOff, zBlock, cp, cpOff, c, cOff, cBlock, t, tOff, h, hOff, hRow) ->
        sigmoids(blocks, rows, z, zOff, zBlock),
    (blocks, rows, z, zOff, zBlock, cp, cpOff, c, cOff, cBlock, t, tOff, h, hOff, hRow) ->
        cell(blocks, rows, z, zOff, zBlock, cp, cpOff, c, cOff, cBlock),
    (blocks, rows, z, zOff, zBlock, cp, cpOff, c, cOff, cBlock, t, tOff, h, hOff, hRow) ->
        hidden(blocks, rows, z, zOff, zBlock, c, cOff, cBlock, t, tOff, h, hOff, hRow)
  };

  /** i, f, o = σ(a): they lie side by side. */
  private static void sigmoids(int blocks, int rows, float[] z, int zOff, int zBlock) {
    for (int b = 0; b < blocks; b++) {
      int at = zOff + b * zBlock;
      for (int r = 0; r < rows; r++, at += ROW) {
        for (int u = 0; u < G_GATE; u += L) {
          VectorElementwise.sigmoid(z, at + u, z, at + u);
        }
      }
    }
  }

  /** g = tanh(a_g), c = fma(f, c₋, i·g). */
  private static void cell(
      int blocks,
      int rows,
      float[] z,
      int zOff,
      int zBlock,
      float[] cPrev,
      int cPrevOff,
      float[] c,
      int cOff,
      int cBlock) {
    for (int b = 0; b < blocks; b++) {
      int zr = zOff + b * zBlock;
      int cr = b * cBlock;
      for (int r = 0; r < rows; r++, zr += ROW, cr += BLOCK) {
        for (int u = 0; u < BLOCK; u += L) {
          VectorElementwise.tanh(z, zr + G_GATE + u, z, zr + G_GATE + u);
          FloatVector g = FloatVector.fromArray(F, z, zr + G_GATE + u);
          FloatVector i = FloatVector.fromArray(F, z, zr + u);
          FloatVector f = FloatVector.fromArray(F, z, zr + F_GATE + u);
          FloatVector before = FloatVector.fromArray(F, cPrev, cPrevOff + cr + u);
          f.fma(before, i.mul(g)).intoArray(c, cOff + cr + u);
        }
      }
    }
  }

  /** h = o · tanh(c). */
  private static void hidden(
      int blocks,
      int rows,
      float[] z,
      int zOff,
      int zBlock,
      float[] c,
      int cOff,
      int cBlock,
      float[] tanhC,
      int tanhCOff,
      float[] h,
      int hOff,
      int hRow) {
    for (int b = 0; b < blocks; b++) {
      int zr = zOff + b * zBlock + O_GATE;
      int cr = b * cBlock;
      int hr = hOff + b * BLOCK;
      for (int r = 0; r < rows; r++, zr += ROW, cr += BLOCK, hr += hRow) {
        for (int u = 0; u < BLOCK; u += L) {
          VectorElementwise.tanh(c, cOff + cr + u, tanhC, tanhCOff + cr + u);
          FloatVector tanh = FloatVector.fromArray(F, tanhC, tanhCOff + cr + u);
          FloatVector.fromArray(F, z, zr + u).mul(tanh).intoArray(h, hr + u);
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
      int zr = zOff + b * zBlock;
      int cr = b * cBlock;
      int dhr = dhOff + b * BLOCK;
      int dcr = dcOff + b * rows * BLOCK;
      int dzr = dzOff + b * dzBlock;
      for (int r = 0; r < rows; r++) {
        row(z, zr, cPrev, cPrevOff + cr, tanhC, tanhCOff + cr, dh, dhr, dc, dcr, dz, dzr);
        zr += ROW;
        cr += BLOCK;
        dhr += dhRow;
        dcr += BLOCK;
        dzr += ROW;
      }
    }
  }

  /** The 16 units of a row. */
  private static void row(
      float[] z,
      int zr,
      float[] cPrev,
      int cPrevOff,
      float[] tanhC,
      int tanhCOff,
      float[] dh,
      int dhr,
      float[] dc,
      int dcr,
      float[] dz,
      int dzr) {
    for (int u = 0; u < BLOCK; u += L) {
      FloatVector i = FloatVector.fromArray(F, z, zr + u);
      FloatVector f = FloatVector.fromArray(F, z, zr + F_GATE + u);
      FloatVector o = FloatVector.fromArray(F, z, zr + O_GATE + u);
      FloatVector g = FloatVector.fromArray(F, z, zr + G_GATE + u);
      FloatVector tanh = FloatVector.fromArray(F, tanhC, tanhCOff + u);
      FloatVector dhu = FloatVector.fromArray(F, dh, dhr + u);
      FloatVector one = FloatVector.broadcast(F, 1);
      FloatVector dcell =
          dhu.mul(o).fma(tanh.neg().fma(tanh, one), FloatVector.fromArray(F, dc, dcr + u));
      dcell.mul(g).mul(i.neg().fma(i, i)).intoArray(dz, dzr + u);
      dcell
          .mul(FloatVector.fromArray(F, cPrev, cPrevOff + u))
          .mul(f.neg().fma(f, f))
          .intoArray(dz, dzr + F_GATE + u);
      dhu.mul(tanh).mul(o.neg().fma(o, o)).intoArray(dz, dzr + O_GATE + u);
      dcell.mul(i).mul(g.neg().fma(g, one)).intoArray(dz, dzr + G_GATE + u);
      dcell.mul(f).intoArray(dc, dcr + u);
    }
  }
}
