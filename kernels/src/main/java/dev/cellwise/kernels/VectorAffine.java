package dev.cellwise.kernels;

import static dev.cellwise.kernels.Panels.THREE_BLOCKS;
import static dev.cellwise.kernels.Panels.TWO_BLOCKS;
import static dev.cellwise.kernels.Panels.WIDTH;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.L;

import jdk.incubator.vector.FloatVector;

/** The affine kernels over register tiles; the lanes are always different outputs. */
final class VectorAffine {
  private VectorAffine() {}

  /** Rows that stay in the second-level cache while all panels pass over them. */
  static final int ROW_CHUNK = 320;

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
    if (rows == 1) {
      row(k, panels, x, xOff, w, wOff, s, sOff, sPanel, z, zOff, zPanel);
      return;
    }
    for (int r = 0; r < rows; r += ROW_CHUNK) {
      int n = Math.min(ROW_CHUNK, rows - r);
      for (int i = 0; i < panels.count(); i++) {
        int p = panels.at(i);
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

  /** One row: the panels two at a time, since memory is read faster in two places than in one. */
  private static void row(
      int k,
      Panels panels,
      float[] x,
      int xOff,
      float[] w,
      int wOff,
      float[] s,
      int sOff,
      int sPanel,
      float[] z,
      int zOff,
      int zPanel) {
    int width = panels.width();
    for (int i = 0, n; i < panels.count(); i += n) {
      int p = panels.at(i);
      int wp = wOff + p * width * k;
      int sp = sOff + p * sPanel;
      int zp = zOff + p * zPanel;
      n = arePair(panels, panels, i) ? 2 : 1;
      if (n == 2) {
        int next = panels.at(i + 1) - p;
        int q = next * width * k;
        twoPanels(width, k, x, xOff, w, wp, q, s, sp, next * sPanel, z, zp, next * zPanel);
      } else {
        panel(1, 1, k, panels.width(p), x, xOff, 0, 0, w, wp, s, sp, 0, z, zp, 0);
      }
    }
  }

  /**
   * Whether the {@code i}-th panel and the one after it are full, of three blocks or four, and
   * those of {@code second} at the same places too.
   */
  static boolean arePair(Panels panels, Panels second, int i) {
    if (i + 1 == panels.count()) {
      return false;
    }
    int last = Math.max(panels.at(i), panels.at(i + 1));
    return isFull(panels, last) && isFull(second, last);
  }

  private static boolean isFull(Panels panels, int p) {
    return panels.width() >= THREE_BLOCKS && panels.width(p) == panels.width();
  }

  /** One row, two full panels; the second is {@code pNext} floats from the first. */
  private static void twoPanels(
      int width,
      int k,
      float[] a,
      int aOff,
      float[] p,
      int pOff,
      int pNext,
      float[] s,
      int sOff,
      int sNext,
      float[] c,
      int cOff,
      int cNext) {
    int vectors = width == WIDTH ? 4 : 3;
    for (int j = 0; j < width; j += vectors * L) {
      int pj = pOff + j;
      int sj = sOff + j;
      int cj = cOff + j;
      if (vectors == 4) {
        VectorRowTiles.rows1x8(k, a, aOff, p, pj, pNext, s, sj, sj + sNext, c, cj, cj + cNext);
      } else {
        VectorRowTiles.rows1x6(k, a, aOff, p, pj, pNext, s, sj, sj + sNext, c, cj, cj + cNext);
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
    int secondWidth = second.width();
    for (int i = 0, n; i < panels.count(); i += n) {
      int p = panels.at(i);
      int wp = wOff + p * width * k;
      int up = uOff + p * secondWidth * m;
      int bp = bOff + p * width;
      int zp = zOff + p * zPanel;
      int zs = zp + column;
      n = rows == 1 && arePair(panels, second, i) ? 2 : 1;
      if (n == 2) {
        int next = panels.at(i + 1) - p;
        int zn = next * zPanel;
        twoPanels(width, k, x, xOff, w, wp, next * width * k, b, bp, next * width, z, zp, zn);
        int q = next * secondWidth * m;
        twoPanels(secondWidth, m, h, hOff, u, up, q, z, zs, zn, z, zs, zn);
      } else {
        int w1 = panels.width(p);
        int w2 = second.width(p);
        panel(rows, 1, k, w1, x, xOff, xStride, 0, w, wp, b, bp, 0, z, zp, zRow);
        panel(rows, 1, m, w2, h, hOff, hStride, 0, u, up, z, zs, zRow, z, zs, zRow);
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
      for (int i = 0; i < inputs.count(); i++) {
        int q = inputs.at(i);
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
  static void panel(
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
    if (width == TWO_BLOCKS) {
      twoBlocks(rows, segments, k, a, aOff, aRow, aSegment, p, pOff, s, sOff, sRow, c, cOff, cRow);
      return;
    }
    if (width < TWO_BLOCKS) {
      narrow(
          rows, segments, k, width, a, aOff, aRow, aSegment, p, pOff, s, sOff, sRow, c, cOff, cRow);
      return;
    }
    int vectors = width == WIDTH ? 4 : 3;
    for (int j = 0; j < width; j += vectors * L) {
      for (int r = 0, n; r < rows; r += n) {
        int ar = aOff + r * aRow;
        int sr = sOff + r * sRow + j;
        int cr = cOff + r * cRow + j;
        if (vectors == 4) {
          n = Affine.group(rows - r);
          tile4(n, segments, k, a, ar, aRow, aSegment, p, pOff + j, s, sr, sRow, c, cr, cRow);
        } else {
          n = Affine.groupOfThree(rows - r);
          tile3(n, segments, k, a, ar, aRow, aSegment, p, pOff + j, s, sr, sRow, c, cr, cRow);
        }
      }
    }
  }

  /** A panel of two blocks. */
  private static void twoBlocks(
      int rows,
      int segments,
      int k,
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
    for (int j = 0; j < TWO_BLOCKS; j += 2 * L) {
      for (int r = 0, n; r < rows; r += n) {
        n = rows - r >= 6 ? 6 : Math.min(2, rows - r);
        int ar = aOff + r * aRow;
        int sr = sOff + r * sRow + j;
        int cr = cOff + r * cRow + j;
        switch (n) {
          case 6 ->
              VectorRowTiles.rows6x2(
                  segments, k, a, ar, aRow, aSegment, p, pOff + j, s, sr, sRow, c, cr, cRow);
          case 2 ->
              VectorRowTiles.rows2x2(
                  segments, k, a, ar, aRow, aSegment, p, pOff + j, s, sr, sRow, c, cr, cRow);
          default ->
              VectorRowTiles.rows1x2(
                  segments, k, a, ar, aRow, aSegment, p, pOff + j, s, sr, sRow, c, cr, cRow);
        }
      }
    }
  }

  /** A panel of one block. */
  private static void narrow(
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
    for (int j = 0; j < width; j += L) {
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
      float[] s,
      int sOff,
      int sRow,
      float[] c,
      int cOff,
      int cRow) {
    switch (rows) {
      case 6 ->
          VectorRowTiles.rows6x4(
              segments, k, a, aOff, aRow, aSegment, p, pOff, s, sOff, sRow, c, cOff, cRow);
      case 4 ->
          VectorRowTiles.rows4x4(
              segments, k, a, aOff, aRow, aSegment, p, pOff, s, sOff, sRow, c, cOff, cRow);
      case 2 ->
          VectorRowTiles.rows2x4(
              segments, k, a, aOff, aRow, aSegment, p, pOff, s, sOff, sRow, c, cOff, cRow);
      default ->
          VectorRowTiles.rows1x4(
              segments, k, a, aOff, aRow, aSegment, p, pOff, s, sOff, sRow, c, cOff, cRow);
    }
  }

  private static void tile3(
      int rows,
      int segments,
      int k,
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
    switch (rows) {
      case 8 ->
          VectorRowTiles.rows8x3(
              segments, k, a, aOff, aRow, aSegment, p, pOff, s, sOff, sRow, c, cOff, cRow);
      case 4 ->
          VectorRowTiles.rows4x3(
              segments, k, a, aOff, aRow, aSegment, p, pOff, s, sOff, sRow, c, cOff, cRow);
      case 2 ->
          VectorRowTiles.rows2x3(
              segments, k, a, aOff, aRow, aSegment, p, pOff, s, sOff, sRow, c, cOff, cRow);
      default ->
          VectorRowTiles.rows1x3(
              segments, k, a, aOff, aRow, aSegment, p, pOff, s, sOff, sRow, c, cOff, cRow);
    }
  }

  /**
   * Groups of six, by far the most. A vector is moved whole: what lies behind its six goes where
   * the next rows come to lie, so the last {@link #LAST} rows are not for this method.
   */
  static void interleaveSixes(
      int rows, int groups, float[] x, int xOff, int xStride, float[] to, int toOff, int group) {
    for (int r = 0; r < rows; r++) {
      int from = xOff + r * xStride;
      int at = toOff + r * 6;
      for (int g = 0; g < groups; g++, from += 6, at += group) {
        FloatVector.fromArray(F, x, from).intoArray(to, at);
        if (L < 6) {
          FloatVector.fromArray(F, x, from + 2).intoArray(to, at + 2);
        }
      }
    }
  }

  /** Rows that a vector of the one before them reaches into. */
  static final int LAST = L / 6;

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
    for (int r = 0; r < rows; r += ROW_CHUNK) {
      int n = Math.min(ROW_CHUNK, rows - r);
      for (int p = 0; p < panels.count(); p++) {
        int width = panels.width(p);
        int from = dzOff + p * dzPanel + r * dzRow;
        int to = dwOff + p * panels.width() * k;
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
    if (width < THREE_BLOCKS || dzRow != WIDTH) {
      narrowWeights(rows, inputs, width, x, xOff, dz, dzOff, dzRow, dw, dwOff);
      return;
    }
    int vectors = width == WIDTH ? 4 : 3;
    for (int j = 0; j < width; j += vectors * L) {
      if (vectors == 4) {
        weights4(rows, inputs, x, xOff, dz, dzOff + j, dw, dwOff + j);
      } else {
        weights3(rows, inputs, x, xOff, dz, dzOff + j, dw, dwOff + j);
      }
    }
  }

  private static void weights4(
      int n, int inputs, float[] x, int xOff, float[] dz, int dzOff, float[] dw, int dwOff) {
    switch (inputs) {
      case 6 -> VectorWeightTiles.interleaved6x4(n, x, xOff, dz, dzOff, dw, dwOff);
      case 4 -> VectorWeightTiles.interleaved4x4(n, x, xOff, dz, dzOff, dw, dwOff);
      case 2 -> VectorWeightTiles.interleaved2x4(n, x, xOff, dz, dzOff, dw, dwOff);
      default -> VectorWeightTiles.interleaved1x4(n, x, xOff, dz, dzOff, dw, dwOff);
    }
  }

  private static void weights3(
      int n, int inputs, float[] x, int xOff, float[] dz, int dzOff, float[] dw, int dwOff) {
    switch (inputs) {
      case 6 -> VectorWeightTiles.interleaved6x3(n, x, xOff, dz, dzOff, dw, dwOff);
      case 4 -> VectorWeightTiles.interleaved4x3(n, x, xOff, dz, dzOff, dw, dwOff);
      case 2 -> VectorWeightTiles.interleaved2x3(n, x, xOff, dz, dzOff, dw, dwOff);
      default -> VectorWeightTiles.interleaved1x3(n, x, xOff, dz, dzOff, dw, dwOff);
    }
  }

  /** The same for a panel of one or two blocks, or rows that lie otherwise. */
  private static void narrowWeights(
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
    for (int j = 0; j < width; j += L) {
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
      int from = dzOff + p * dzPanel;
      int to = dbOff + p * panels.width();
      int j = 0;
      for (; j + 4 * L <= panels.width(p); j += 4 * L) {
        columns4(rows, dz, from + j, dzRow, db, to + j);
      }
      for (; j < panels.width(p); j += L) {
        columns1(rows, dz, from + j, dzRow, db, to + j);
      }
    }
  }

  /** Four vectors of columns: the additions of one wait for each other, those of four do not. */
  private static void columns4(int rows, float[] dz, int dzOff, int dzRow, float[] db, int dbOff) {
    FloatVector s0 = FloatVector.fromArray(F, db, dbOff);
    FloatVector s1 = FloatVector.fromArray(F, db, dbOff + L);
    FloatVector s2 = FloatVector.fromArray(F, db, dbOff + 2 * L);
    FloatVector s3 = FloatVector.fromArray(F, db, dbOff + 3 * L);
    for (int r = 0; r < rows; r++) {
      int at = dzOff + r * dzRow;
      s0 = FloatVector.fromArray(F, dz, at).add(s0);
      s1 = FloatVector.fromArray(F, dz, at + L).add(s1);
      s2 = FloatVector.fromArray(F, dz, at + 2 * L).add(s2);
      s3 = FloatVector.fromArray(F, dz, at + 3 * L).add(s3);
    }
    s0.intoArray(db, dbOff);
    s1.intoArray(db, dbOff + L);
    s2.intoArray(db, dbOff + 2 * L);
    s3.intoArray(db, dbOff + 3 * L);
  }

  private static void columns1(int rows, float[] dz, int dzOff, int dzRow, float[] db, int dbOff) {
    FloatVector sum = FloatVector.fromArray(F, db, dbOff);
    for (int r = 0; r < rows; r++) {
      sum = FloatVector.fromArray(F, dz, dzOff + r * dzRow).add(sum);
    }
    sum.intoArray(db, dbOff);
  }

  /** c = a + b, n columns of a panel. C2 does not do it alone: the arrays might be one. */
  static void sum(int n, float[] a, int aOff, float[] b, int bOff, float[] c, int cOff) {
    for (int j = 0; j < n; j += L) {
      FloatVector.fromArray(F, a, aOff + j)
          .add(FloatVector.fromArray(F, b, bOff + j))
          .intoArray(c, cOff + j);
    }
  }
}
