package dev.cellwise.kernels;

import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.L;

import jdk.incubator.vector.FloatVector;

/** The affine kernels over register tiles; the lanes are always different outputs. */
final class VectorAffine {
  private VectorAffine() {}

  /** Rows whose inputs stay in the second-level cache while all panels pass over them. */
  private static final int ROW_CHUNK = 320;

  /** Rows of gradients that stay in the first-level cache while the groups of inputs pass over. */
  private static final int GRADIENT_CHUNK = 64;

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
    for (int r = 0; r < rows; r += ROW_CHUNK) {
      int n = Math.min(ROW_CHUNK, rows - r);
      for (int p = 0; p < panels.count(); p++) {
        panel(
            n,
            1,
            k,
            panels.width(p),
            x,
            xOff + r * xStride,
            xStride,
            0,
            w,
            wOff + p * panels.width() * k,
            s,
            sOff + p * sPanel + r * sRow,
            sRow,
            z,
            zOff + p * zPanel + r * zRow,
            zRow);
      }
    }
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
    int last = panels.count() - 1;
    int full = panels.units(last) * panels.gates() == panels.width() ? last + 1 : last;
    for (int r = 0; r < rows; r += ROW_CHUNK) {
      int n = Math.min(ROW_CHUNK, rows - r);
      for (int q = 0; q < inputs.count(); q++) {
        int width = inputs.width(q);
        int w = wtOff + q * inputs.width() * panels.outputs();
        int from = dzOff + r * dzRow;
        int to = dxOff + r * dxStride + q * inputs.width();
        panel(
            n,
            full,
            panels.width(),
            width,
            dz,
            from,
            dzRow,
            dzPanel,
            wT,
            w,
            dx,
            to,
            dxStride,
            dx,
            to,
            dxStride);
        if (full == last) {
          // The units of the last panel, gate by gate: its padding takes no part in the chain.
          panel(
              n,
              panels.gates(),
              panels.units(last),
              width,
              dz,
              from + last * dzPanel,
              dzRow,
              Panels.BLOCK,
              wT,
              w + full * panels.width() * width,
              dx,
              to,
              dxStride,
              dx,
              to,
              dxStride);
        }
      }
    }
  }

  /**
   * One panel of the product over some rows: {@code c = s + a p}, the inner dimension in segments.
   */
  private static void panel(
      int rows,
      int segments,
      int k,
      int width,
      float[] a,
      int aOff,
      int aRow,
      int aSegment,
      float[] p,
      int pOff,
      float[] s,
      int sOff,
      int sRow,
      float[] c,
      int cOff,
      int cRow) {
    int j = 0;
    for (; j + 4 * L <= width; j += 4 * L) {
      for (int r = 0, n; r < rows; r += n) {
        n = Affine.group(rows - r);
        int ar = aOff + r * aRow;
        int sr = sOff + r * sRow + j;
        int cr = cOff + r * cRow + j;
        tile4(n, segments, k, a, ar, aRow, aSegment, p, pOff + j, width, s, sr, sRow, c, cr, cRow);
      }
    }
    for (; j < width; j += L) {
      for (int r = 0, n; r < rows; r += n) {
        n = rows - r >= 6 ? 6 : 1;
        int ar = aOff + r * aRow;
        int sr = sOff + r * sRow + j;
        int cr = cOff + r * cRow + j;
        if (n == 6) {
          VectorRowTiles.rows6x1(
              segments, k, a, ar, aRow, aSegment, p, pOff + j, width, s, sr, sRow, c, cr, cRow);
        } else {
          VectorRowTiles.rows1x1(
              segments, k, a, ar, aRow, aSegment, p, pOff + j, width, s, sr, sRow, c, cr, cRow);
        }
      }
    }
  }

  private static void tile4(
      int rows,
      int segments,
      int k,
      float[] a,
      int aOff,
      int aRow,
      int aSegment,
      float[] p,
      int pOff,
      int pRow,
      float[] s,
      int sOff,
      int sRow,
      float[] c,
      int cOff,
      int cRow) {
    switch (rows) {
      case 6 ->
          VectorRowTiles.rows6x4(
              segments, k, a, aOff, aRow, aSegment, p, pOff, pRow, s, sOff, sRow, c, cOff, cRow);
      case 4 ->
          VectorRowTiles.rows4x4(
              segments, k, a, aOff, aRow, aSegment, p, pOff, pRow, s, sOff, sRow, c, cOff, cRow);
      case 2 ->
          VectorRowTiles.rows2x4(
              segments, k, a, aOff, aRow, aSegment, p, pOff, pRow, s, sOff, sRow, c, cOff, cRow);
      default ->
          VectorRowTiles.rows1x4(
              segments, k, a, aOff, aRow, aSegment, p, pOff, pRow, s, sOff, sRow, c, cOff, cRow);
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
      int to = dwOff + p * panels.width() * k;
      for (int r = 0; r < rows; r += GRADIENT_CHUNK) {
        int n = Math.min(GRADIENT_CHUNK, rows - r);
        int from = dzOff + p * dzPanel + r * dzRow;
        for (int k0 = 0, g; k0 < k; k0 += g) {
          g = Affine.group(k - k0);
          int xr = xOff + k0 * rows + r * g;
          weights(n, g, width, x, xr, dz, from, dzRow, dw, to + k0 * width);
        }
      }
    }
  }

  /** One group of inputs of one panel over some rows. */
  private static void weights(
      int rows,
      int inputs,
      int width,
      float[] x,
      int xOff,
      float[] dz,
      int dzOff,
      int dzRow,
      float[] dw,
      int dwOff) {
    int j = 0;
    for (; j + 4 * L <= width; j += 4 * L) {
      switch (inputs) {
        case 6 ->
            VectorWeightTiles.interleaved6x4(
                rows, x, xOff, dz, dzOff + j, dzRow, dw, dwOff + j, width);
        case 4 ->
            VectorWeightTiles.interleaved4x4(
                rows, x, xOff, dz, dzOff + j, dzRow, dw, dwOff + j, width);
        case 2 ->
            VectorWeightTiles.interleaved2x4(
                rows, x, xOff, dz, dzOff + j, dzRow, dw, dwOff + j, width);
        default ->
            VectorWeightTiles.interleaved1x4(
                rows, x, xOff, dz, dzOff + j, dzRow, dw, dwOff + j, width);
      }
    }
    for (; j < width; j += L) {
      if (inputs == 6) {
        VectorWeightTiles.interleaved6x1(rows, x, xOff, dz, dzOff + j, dzRow, dw, dwOff + j, width);
      } else {
        for (int i = 0; i < inputs; i++) {
          VectorWeightTiles.interleaved1x1(
              rows, x, xOff + i, inputs, dz, dzOff + j, dzRow, dw, dwOff + i * width + j, width);
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
      for (int j = 0; j < panels.width(p); j += L) {
        column(rows, dz, dzOff + p * dzPanel + j, dzRow, db, dbOff + p * panels.width() + j);
      }
    }
  }

  private static void column(int rows, float[] dz, int dzOff, int dzRow, float[] db, int dbOff) {
    FloatVector sum = FloatVector.fromArray(F, db, dbOff);
    for (int r = 0; r < rows; r++) {
      sum = sum.add(FloatVector.fromArray(F, dz, dzOff + r * dzRow));
    }
    sum.intoArray(db, dbOff);
  }
}
