package dev.cellwise.kernels;

import static dev.cellwise.kernels.Panels.THREE_BLOCKS;
import static dev.cellwise.kernels.Panels.TWO_BLOCKS;
import static dev.cellwise.kernels.Panels.WIDTH;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.L;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of the matrix product {@code C = S + A P}: every element one chain of fmas over
 * ascending {@code k}, its accumulator in a register from the first term to the last.
 *
 * <p>A is row-major, {@code a[aOff + row * aRow + segment * aSegment + i]}, so that the inner
 * dimension may lie in segments (the panels of a gated gradient); P is a panel; S gives the start
 * of the chains ({@code sRow} 0: a bias) and may be C.
 *
 * <p>C2 needs every accumulator in a local of its own, so a tile of another height is another
 * method. Six rows by four vectors, or eight by three, are 24 accumulators, the most that 32
 * registers hold beside the operands. The rows of a full panel are a constant apart: with a stride
 * that C2 does not know, it checks the bounds of every load of the loop, which costs a quarter of
 * the speed.
 */
final class VectorRowTiles {
  private VectorRowTiles() {}

  /** 6 rows by 4 vectors of columns. */
  static void rows6x4(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c01 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c02 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector c03 = FloatVector.fromArray(F, s, sOff + 3 * L);
    FloatVector c10 = FloatVector.fromArray(F, s, sOff + sRow);
    FloatVector c11 = FloatVector.fromArray(F, s, sOff + sRow + L);
    FloatVector c12 = FloatVector.fromArray(F, s, sOff + sRow + 2 * L);
    FloatVector c13 = FloatVector.fromArray(F, s, sOff + sRow + 3 * L);
    FloatVector c20 = FloatVector.fromArray(F, s, sOff + 2 * sRow);
    FloatVector c21 = FloatVector.fromArray(F, s, sOff + 2 * sRow + L);
    FloatVector c22 = FloatVector.fromArray(F, s, sOff + 2 * sRow + 2 * L);
    FloatVector c23 = FloatVector.fromArray(F, s, sOff + 2 * sRow + 3 * L);
    FloatVector c30 = FloatVector.fromArray(F, s, sOff + 3 * sRow);
    FloatVector c31 = FloatVector.fromArray(F, s, sOff + 3 * sRow + L);
    FloatVector c32 = FloatVector.fromArray(F, s, sOff + 3 * sRow + 2 * L);
    FloatVector c33 = FloatVector.fromArray(F, s, sOff + 3 * sRow + 3 * L);
    FloatVector c40 = FloatVector.fromArray(F, s, sOff + 4 * sRow);
    FloatVector c41 = FloatVector.fromArray(F, s, sOff + 4 * sRow + L);
    FloatVector c42 = FloatVector.fromArray(F, s, sOff + 4 * sRow + 2 * L);
    FloatVector c43 = FloatVector.fromArray(F, s, sOff + 4 * sRow + 3 * L);
    FloatVector c50 = FloatVector.fromArray(F, s, sOff + 5 * sRow);
    FloatVector c51 = FloatVector.fromArray(F, s, sOff + 5 * sRow + L);
    FloatVector c52 = FloatVector.fromArray(F, s, sOff + 5 * sRow + 2 * L);
    FloatVector c53 = FloatVector.fromArray(F, s, sOff + 5 * sRow + 3 * L);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int a1 = a0 + aRow;
      int a2 = a1 + aRow;
      int a3 = a2 + aRow;
      int a4 = a3 + aRow;
      int a5 = a4 + aRow;
      int w = pOff + g * k * WIDTH;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * WIDTH);
        FloatVector w1 = FloatVector.fromArray(F, p, w + i * WIDTH + L);
        FloatVector w2 = FloatVector.fromArray(F, p, w + i * WIDTH + 2 * L);
        FloatVector w3 = FloatVector.fromArray(F, p, w + i * WIDTH + 3 * L);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        c01 = w1.fma(x, c01);
        c02 = w2.fma(x, c02);
        c03 = w3.fma(x, c03);
        x = FloatVector.broadcast(F, a[a1 + i]);
        c10 = w0.fma(x, c10);
        c11 = w1.fma(x, c11);
        c12 = w2.fma(x, c12);
        c13 = w3.fma(x, c13);
        x = FloatVector.broadcast(F, a[a2 + i]);
        c20 = w0.fma(x, c20);
        c21 = w1.fma(x, c21);
        c22 = w2.fma(x, c22);
        c23 = w3.fma(x, c23);
        x = FloatVector.broadcast(F, a[a3 + i]);
        c30 = w0.fma(x, c30);
        c31 = w1.fma(x, c31);
        c32 = w2.fma(x, c32);
        c33 = w3.fma(x, c33);
        x = FloatVector.broadcast(F, a[a4 + i]);
        c40 = w0.fma(x, c40);
        c41 = w1.fma(x, c41);
        c42 = w2.fma(x, c42);
        c43 = w3.fma(x, c43);
        x = FloatVector.broadcast(F, a[a5 + i]);
        c50 = w0.fma(x, c50);
        c51 = w1.fma(x, c51);
        c52 = w2.fma(x, c52);
        c53 = w3.fma(x, c53);
      }
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c03.intoArray(c, cOff + 3 * L);
    c10.intoArray(c, cOff + cRow);
    c11.intoArray(c, cOff + cRow + L);
    c12.intoArray(c, cOff + cRow + 2 * L);
    c13.intoArray(c, cOff + cRow + 3 * L);
    c20.intoArray(c, cOff + 2 * cRow);
    c21.intoArray(c, cOff + 2 * cRow + L);
    c22.intoArray(c, cOff + 2 * cRow + 2 * L);
    c23.intoArray(c, cOff + 2 * cRow + 3 * L);
    c30.intoArray(c, cOff + 3 * cRow);
    c31.intoArray(c, cOff + 3 * cRow + L);
    c32.intoArray(c, cOff + 3 * cRow + 2 * L);
    c33.intoArray(c, cOff + 3 * cRow + 3 * L);
    c40.intoArray(c, cOff + 4 * cRow);
    c41.intoArray(c, cOff + 4 * cRow + L);
    c42.intoArray(c, cOff + 4 * cRow + 2 * L);
    c43.intoArray(c, cOff + 4 * cRow + 3 * L);
    c50.intoArray(c, cOff + 5 * cRow);
    c51.intoArray(c, cOff + 5 * cRow + L);
    c52.intoArray(c, cOff + 5 * cRow + 2 * L);
    c53.intoArray(c, cOff + 5 * cRow + 3 * L);
  }

  /** 4 rows by 4 vectors of columns. */
  static void rows4x4(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c01 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c02 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector c03 = FloatVector.fromArray(F, s, sOff + 3 * L);
    FloatVector c10 = FloatVector.fromArray(F, s, sOff + sRow);
    FloatVector c11 = FloatVector.fromArray(F, s, sOff + sRow + L);
    FloatVector c12 = FloatVector.fromArray(F, s, sOff + sRow + 2 * L);
    FloatVector c13 = FloatVector.fromArray(F, s, sOff + sRow + 3 * L);
    FloatVector c20 = FloatVector.fromArray(F, s, sOff + 2 * sRow);
    FloatVector c21 = FloatVector.fromArray(F, s, sOff + 2 * sRow + L);
    FloatVector c22 = FloatVector.fromArray(F, s, sOff + 2 * sRow + 2 * L);
    FloatVector c23 = FloatVector.fromArray(F, s, sOff + 2 * sRow + 3 * L);
    FloatVector c30 = FloatVector.fromArray(F, s, sOff + 3 * sRow);
    FloatVector c31 = FloatVector.fromArray(F, s, sOff + 3 * sRow + L);
    FloatVector c32 = FloatVector.fromArray(F, s, sOff + 3 * sRow + 2 * L);
    FloatVector c33 = FloatVector.fromArray(F, s, sOff + 3 * sRow + 3 * L);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int a1 = a0 + aRow;
      int a2 = a1 + aRow;
      int a3 = a2 + aRow;
      int w = pOff + g * k * WIDTH;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * WIDTH);
        FloatVector w1 = FloatVector.fromArray(F, p, w + i * WIDTH + L);
        FloatVector w2 = FloatVector.fromArray(F, p, w + i * WIDTH + 2 * L);
        FloatVector w3 = FloatVector.fromArray(F, p, w + i * WIDTH + 3 * L);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        c01 = w1.fma(x, c01);
        c02 = w2.fma(x, c02);
        c03 = w3.fma(x, c03);
        x = FloatVector.broadcast(F, a[a1 + i]);
        c10 = w0.fma(x, c10);
        c11 = w1.fma(x, c11);
        c12 = w2.fma(x, c12);
        c13 = w3.fma(x, c13);
        x = FloatVector.broadcast(F, a[a2 + i]);
        c20 = w0.fma(x, c20);
        c21 = w1.fma(x, c21);
        c22 = w2.fma(x, c22);
        c23 = w3.fma(x, c23);
        x = FloatVector.broadcast(F, a[a3 + i]);
        c30 = w0.fma(x, c30);
        c31 = w1.fma(x, c31);
        c32 = w2.fma(x, c32);
        c33 = w3.fma(x, c33);
      }
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c03.intoArray(c, cOff + 3 * L);
    c10.intoArray(c, cOff + cRow);
    c11.intoArray(c, cOff + cRow + L);
    c12.intoArray(c, cOff + cRow + 2 * L);
    c13.intoArray(c, cOff + cRow + 3 * L);
    c20.intoArray(c, cOff + 2 * cRow);
    c21.intoArray(c, cOff + 2 * cRow + L);
    c22.intoArray(c, cOff + 2 * cRow + 2 * L);
    c23.intoArray(c, cOff + 2 * cRow + 3 * L);
    c30.intoArray(c, cOff + 3 * cRow);
    c31.intoArray(c, cOff + 3 * cRow + L);
    c32.intoArray(c, cOff + 3 * cRow + 2 * L);
    c33.intoArray(c, cOff + 3 * cRow + 3 * L);
  }

  /** 2 rows by 4 vectors of columns. */
  static void rows2x4(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c01 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c02 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector c03 = FloatVector.fromArray(F, s, sOff + 3 * L);
    FloatVector c10 = FloatVector.fromArray(F, s, sOff + sRow);
    FloatVector c11 = FloatVector.fromArray(F, s, sOff + sRow + L);
    FloatVector c12 = FloatVector.fromArray(F, s, sOff + sRow + 2 * L);
    FloatVector c13 = FloatVector.fromArray(F, s, sOff + sRow + 3 * L);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int a1 = a0 + aRow;
      int w = pOff + g * k * WIDTH;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * WIDTH);
        FloatVector w1 = FloatVector.fromArray(F, p, w + i * WIDTH + L);
        FloatVector w2 = FloatVector.fromArray(F, p, w + i * WIDTH + 2 * L);
        FloatVector w3 = FloatVector.fromArray(F, p, w + i * WIDTH + 3 * L);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        c01 = w1.fma(x, c01);
        c02 = w2.fma(x, c02);
        c03 = w3.fma(x, c03);
        x = FloatVector.broadcast(F, a[a1 + i]);
        c10 = w0.fma(x, c10);
        c11 = w1.fma(x, c11);
        c12 = w2.fma(x, c12);
        c13 = w3.fma(x, c13);
      }
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c03.intoArray(c, cOff + 3 * L);
    c10.intoArray(c, cOff + cRow);
    c11.intoArray(c, cOff + cRow + L);
    c12.intoArray(c, cOff + cRow + 2 * L);
    c13.intoArray(c, cOff + cRow + 3 * L);
  }

  /** 1 row by 4 vectors of columns. */
  static void rows1x4(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c01 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c02 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector c03 = FloatVector.fromArray(F, s, sOff + 3 * L);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int w = pOff + g * k * WIDTH;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * WIDTH);
        FloatVector w1 = FloatVector.fromArray(F, p, w + i * WIDTH + L);
        FloatVector w2 = FloatVector.fromArray(F, p, w + i * WIDTH + 2 * L);
        FloatVector w3 = FloatVector.fromArray(F, p, w + i * WIDTH + 3 * L);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        c01 = w1.fma(x, c01);
        c02 = w2.fma(x, c02);
        c03 = w3.fma(x, c03);
      }
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c03.intoArray(c, cOff + 3 * L);
  }

  /**
   * 1 row by 4 vectors of columns of each of two full panels, the second {@code pNext} floats from
   * the first. Memory is read faster in two places than in one, by some 12 % here.
   */
  static void rows1x8(
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
    FloatVector c0 = FloatVector.fromArray(F, s, sOff);
    FloatVector c1 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c2 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector c3 = FloatVector.fromArray(F, s, sOff + 3 * L);
    FloatVector d0 = FloatVector.fromArray(F, s, sNext);
    FloatVector d1 = FloatVector.fromArray(F, s, sNext + L);
    FloatVector d2 = FloatVector.fromArray(F, s, sNext + 2 * L);
    FloatVector d3 = FloatVector.fromArray(F, s, sNext + 3 * L);
    int q = pOff + pNext;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.broadcast(F, a[aOff + i]);
      c0 = FloatVector.fromArray(F, p, pOff + i * WIDTH).fma(x, c0);
      c1 = FloatVector.fromArray(F, p, pOff + i * WIDTH + L).fma(x, c1);
      c2 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 2 * L).fma(x, c2);
      c3 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 3 * L).fma(x, c3);
      d0 = FloatVector.fromArray(F, p, q + i * WIDTH).fma(x, d0);
      d1 = FloatVector.fromArray(F, p, q + i * WIDTH + L).fma(x, d1);
      d2 = FloatVector.fromArray(F, p, q + i * WIDTH + 2 * L).fma(x, d2);
      d3 = FloatVector.fromArray(F, p, q + i * WIDTH + 3 * L).fma(x, d3);
    }
    c0.intoArray(c, cOff);
    c1.intoArray(c, cOff + L);
    c2.intoArray(c, cOff + 2 * L);
    c3.intoArray(c, cOff + 3 * L);
    d0.intoArray(c, cNext);
    d1.intoArray(c, cNext + L);
    d2.intoArray(c, cNext + 2 * L);
    d3.intoArray(c, cNext + 3 * L);
  }

  /** 8 rows by 3 vectors of columns. */
  static void rows8x3(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c01 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c02 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector c10 = FloatVector.fromArray(F, s, sOff + sRow);
    FloatVector c11 = FloatVector.fromArray(F, s, sOff + sRow + L);
    FloatVector c12 = FloatVector.fromArray(F, s, sOff + sRow + 2 * L);
    FloatVector c20 = FloatVector.fromArray(F, s, sOff + 2 * sRow);
    FloatVector c21 = FloatVector.fromArray(F, s, sOff + 2 * sRow + L);
    FloatVector c22 = FloatVector.fromArray(F, s, sOff + 2 * sRow + 2 * L);
    FloatVector c30 = FloatVector.fromArray(F, s, sOff + 3 * sRow);
    FloatVector c31 = FloatVector.fromArray(F, s, sOff + 3 * sRow + L);
    FloatVector c32 = FloatVector.fromArray(F, s, sOff + 3 * sRow + 2 * L);
    FloatVector c40 = FloatVector.fromArray(F, s, sOff + 4 * sRow);
    FloatVector c41 = FloatVector.fromArray(F, s, sOff + 4 * sRow + L);
    FloatVector c42 = FloatVector.fromArray(F, s, sOff + 4 * sRow + 2 * L);
    FloatVector c50 = FloatVector.fromArray(F, s, sOff + 5 * sRow);
    FloatVector c51 = FloatVector.fromArray(F, s, sOff + 5 * sRow + L);
    FloatVector c52 = FloatVector.fromArray(F, s, sOff + 5 * sRow + 2 * L);
    FloatVector c60 = FloatVector.fromArray(F, s, sOff + 6 * sRow);
    FloatVector c61 = FloatVector.fromArray(F, s, sOff + 6 * sRow + L);
    FloatVector c62 = FloatVector.fromArray(F, s, sOff + 6 * sRow + 2 * L);
    FloatVector c70 = FloatVector.fromArray(F, s, sOff + 7 * sRow);
    FloatVector c71 = FloatVector.fromArray(F, s, sOff + 7 * sRow + L);
    FloatVector c72 = FloatVector.fromArray(F, s, sOff + 7 * sRow + 2 * L);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int a1 = a0 + aRow;
      int a2 = a1 + aRow;
      int a3 = a2 + aRow;
      int a4 = a3 + aRow;
      int a5 = a4 + aRow;
      int a6 = a5 + aRow;
      int a7 = a6 + aRow;
      int w = pOff + g * k * THREE_BLOCKS;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS);
        FloatVector w1 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS + L);
        FloatVector w2 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS + 2 * L);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        c01 = w1.fma(x, c01);
        c02 = w2.fma(x, c02);
        x = FloatVector.broadcast(F, a[a1 + i]);
        c10 = w0.fma(x, c10);
        c11 = w1.fma(x, c11);
        c12 = w2.fma(x, c12);
        x = FloatVector.broadcast(F, a[a2 + i]);
        c20 = w0.fma(x, c20);
        c21 = w1.fma(x, c21);
        c22 = w2.fma(x, c22);
        x = FloatVector.broadcast(F, a[a3 + i]);
        c30 = w0.fma(x, c30);
        c31 = w1.fma(x, c31);
        c32 = w2.fma(x, c32);
        x = FloatVector.broadcast(F, a[a4 + i]);
        c40 = w0.fma(x, c40);
        c41 = w1.fma(x, c41);
        c42 = w2.fma(x, c42);
        x = FloatVector.broadcast(F, a[a5 + i]);
        c50 = w0.fma(x, c50);
        c51 = w1.fma(x, c51);
        c52 = w2.fma(x, c52);
        x = FloatVector.broadcast(F, a[a6 + i]);
        c60 = w0.fma(x, c60);
        c61 = w1.fma(x, c61);
        c62 = w2.fma(x, c62);
        x = FloatVector.broadcast(F, a[a7 + i]);
        c70 = w0.fma(x, c70);
        c71 = w1.fma(x, c71);
        c72 = w2.fma(x, c72);
      }
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c10.intoArray(c, cOff + cRow);
    c11.intoArray(c, cOff + cRow + L);
    c12.intoArray(c, cOff + cRow + 2 * L);
    c20.intoArray(c, cOff + 2 * cRow);
    c21.intoArray(c, cOff + 2 * cRow + L);
    c22.intoArray(c, cOff + 2 * cRow + 2 * L);
    c30.intoArray(c, cOff + 3 * cRow);
    c31.intoArray(c, cOff + 3 * cRow + L);
    c32.intoArray(c, cOff + 3 * cRow + 2 * L);
    c40.intoArray(c, cOff + 4 * cRow);
    c41.intoArray(c, cOff + 4 * cRow + L);
    c42.intoArray(c, cOff + 4 * cRow + 2 * L);
    c50.intoArray(c, cOff + 5 * cRow);
    c51.intoArray(c, cOff + 5 * cRow + L);
    c52.intoArray(c, cOff + 5 * cRow + 2 * L);
    c60.intoArray(c, cOff + 6 * cRow);
    c61.intoArray(c, cOff + 6 * cRow + L);
    c62.intoArray(c, cOff + 6 * cRow + 2 * L);
    c70.intoArray(c, cOff + 7 * cRow);
    c71.intoArray(c, cOff + 7 * cRow + L);
    c72.intoArray(c, cOff + 7 * cRow + 2 * L);
  }

  /** 4 rows by 3 vectors of columns. */
  static void rows4x3(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c01 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c02 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector c10 = FloatVector.fromArray(F, s, sOff + sRow);
    FloatVector c11 = FloatVector.fromArray(F, s, sOff + sRow + L);
    FloatVector c12 = FloatVector.fromArray(F, s, sOff + sRow + 2 * L);
    FloatVector c20 = FloatVector.fromArray(F, s, sOff + 2 * sRow);
    FloatVector c21 = FloatVector.fromArray(F, s, sOff + 2 * sRow + L);
    FloatVector c22 = FloatVector.fromArray(F, s, sOff + 2 * sRow + 2 * L);
    FloatVector c30 = FloatVector.fromArray(F, s, sOff + 3 * sRow);
    FloatVector c31 = FloatVector.fromArray(F, s, sOff + 3 * sRow + L);
    FloatVector c32 = FloatVector.fromArray(F, s, sOff + 3 * sRow + 2 * L);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int a1 = a0 + aRow;
      int a2 = a1 + aRow;
      int a3 = a2 + aRow;
      int w = pOff + g * k * THREE_BLOCKS;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS);
        FloatVector w1 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS + L);
        FloatVector w2 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS + 2 * L);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        c01 = w1.fma(x, c01);
        c02 = w2.fma(x, c02);
        x = FloatVector.broadcast(F, a[a1 + i]);
        c10 = w0.fma(x, c10);
        c11 = w1.fma(x, c11);
        c12 = w2.fma(x, c12);
        x = FloatVector.broadcast(F, a[a2 + i]);
        c20 = w0.fma(x, c20);
        c21 = w1.fma(x, c21);
        c22 = w2.fma(x, c22);
        x = FloatVector.broadcast(F, a[a3 + i]);
        c30 = w0.fma(x, c30);
        c31 = w1.fma(x, c31);
        c32 = w2.fma(x, c32);
      }
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c10.intoArray(c, cOff + cRow);
    c11.intoArray(c, cOff + cRow + L);
    c12.intoArray(c, cOff + cRow + 2 * L);
    c20.intoArray(c, cOff + 2 * cRow);
    c21.intoArray(c, cOff + 2 * cRow + L);
    c22.intoArray(c, cOff + 2 * cRow + 2 * L);
    c30.intoArray(c, cOff + 3 * cRow);
    c31.intoArray(c, cOff + 3 * cRow + L);
    c32.intoArray(c, cOff + 3 * cRow + 2 * L);
  }

  /** 2 rows by 3 vectors of columns. */
  static void rows2x3(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c01 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c02 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector c10 = FloatVector.fromArray(F, s, sOff + sRow);
    FloatVector c11 = FloatVector.fromArray(F, s, sOff + sRow + L);
    FloatVector c12 = FloatVector.fromArray(F, s, sOff + sRow + 2 * L);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int a1 = a0 + aRow;
      int w = pOff + g * k * THREE_BLOCKS;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS);
        FloatVector w1 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS + L);
        FloatVector w2 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS + 2 * L);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        c01 = w1.fma(x, c01);
        c02 = w2.fma(x, c02);
        x = FloatVector.broadcast(F, a[a1 + i]);
        c10 = w0.fma(x, c10);
        c11 = w1.fma(x, c11);
        c12 = w2.fma(x, c12);
      }
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c10.intoArray(c, cOff + cRow);
    c11.intoArray(c, cOff + cRow + L);
    c12.intoArray(c, cOff + cRow + 2 * L);
  }

  /** 1 row by 3 vectors of columns. */
  static void rows1x3(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c01 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c02 = FloatVector.fromArray(F, s, sOff + 2 * L);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int w = pOff + g * k * THREE_BLOCKS;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS);
        FloatVector w1 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS + L);
        FloatVector w2 = FloatVector.fromArray(F, p, w + i * THREE_BLOCKS + 2 * L);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        c01 = w1.fma(x, c01);
        c02 = w2.fma(x, c02);
      }
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
  }

  /** One row, two panels of three blocks; the second is {@code pNext} floats from the first. */
  static void rows1x6(
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
    FloatVector c0 = FloatVector.fromArray(F, s, sOff);
    FloatVector c1 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c2 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector d0 = FloatVector.fromArray(F, s, sNext);
    FloatVector d1 = FloatVector.fromArray(F, s, sNext + L);
    FloatVector d2 = FloatVector.fromArray(F, s, sNext + 2 * L);
    int q = pOff + pNext;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.broadcast(F, a[aOff + i]);
      c0 = FloatVector.fromArray(F, p, pOff + i * THREE_BLOCKS).fma(x, c0);
      c1 = FloatVector.fromArray(F, p, pOff + i * THREE_BLOCKS + L).fma(x, c1);
      c2 = FloatVector.fromArray(F, p, pOff + i * THREE_BLOCKS + 2 * L).fma(x, c2);
      d0 = FloatVector.fromArray(F, p, q + i * THREE_BLOCKS).fma(x, d0);
      d1 = FloatVector.fromArray(F, p, q + i * THREE_BLOCKS + L).fma(x, d1);
      d2 = FloatVector.fromArray(F, p, q + i * THREE_BLOCKS + 2 * L).fma(x, d2);
    }
    c0.intoArray(c, cOff);
    c1.intoArray(c, cOff + L);
    c2.intoArray(c, cOff + 2 * L);
    d0.intoArray(c, cNext);
    d1.intoArray(c, cNext + L);
    d2.intoArray(c, cNext + 2 * L);
  }

  /** 6 rows by 2 vectors of columns. */
  static void rows6x2(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c01 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c10 = FloatVector.fromArray(F, s, sOff + sRow);
    FloatVector c11 = FloatVector.fromArray(F, s, sOff + sRow + L);
    FloatVector c20 = FloatVector.fromArray(F, s, sOff + 2 * sRow);
    FloatVector c21 = FloatVector.fromArray(F, s, sOff + 2 * sRow + L);
    FloatVector c30 = FloatVector.fromArray(F, s, sOff + 3 * sRow);
    FloatVector c31 = FloatVector.fromArray(F, s, sOff + 3 * sRow + L);
    FloatVector c40 = FloatVector.fromArray(F, s, sOff + 4 * sRow);
    FloatVector c41 = FloatVector.fromArray(F, s, sOff + 4 * sRow + L);
    FloatVector c50 = FloatVector.fromArray(F, s, sOff + 5 * sRow);
    FloatVector c51 = FloatVector.fromArray(F, s, sOff + 5 * sRow + L);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int a1 = a0 + aRow;
      int a2 = a1 + aRow;
      int a3 = a2 + aRow;
      int a4 = a3 + aRow;
      int a5 = a4 + aRow;
      int w = pOff + g * k * TWO_BLOCKS;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * TWO_BLOCKS);
        FloatVector w1 = FloatVector.fromArray(F, p, w + i * TWO_BLOCKS + L);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        c01 = w1.fma(x, c01);
        x = FloatVector.broadcast(F, a[a1 + i]);
        c10 = w0.fma(x, c10);
        c11 = w1.fma(x, c11);
        x = FloatVector.broadcast(F, a[a2 + i]);
        c20 = w0.fma(x, c20);
        c21 = w1.fma(x, c21);
        x = FloatVector.broadcast(F, a[a3 + i]);
        c30 = w0.fma(x, c30);
        c31 = w1.fma(x, c31);
        x = FloatVector.broadcast(F, a[a4 + i]);
        c40 = w0.fma(x, c40);
        c41 = w1.fma(x, c41);
        x = FloatVector.broadcast(F, a[a5 + i]);
        c50 = w0.fma(x, c50);
        c51 = w1.fma(x, c51);
      }
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c10.intoArray(c, cOff + cRow);
    c11.intoArray(c, cOff + cRow + L);
    c20.intoArray(c, cOff + 2 * cRow);
    c21.intoArray(c, cOff + 2 * cRow + L);
    c30.intoArray(c, cOff + 3 * cRow);
    c31.intoArray(c, cOff + 3 * cRow + L);
    c40.intoArray(c, cOff + 4 * cRow);
    c41.intoArray(c, cOff + 4 * cRow + L);
    c50.intoArray(c, cOff + 5 * cRow);
    c51.intoArray(c, cOff + 5 * cRow + L);
  }

  /** 2 rows by 2 vectors of columns. */
  static void rows2x2(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c01 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c10 = FloatVector.fromArray(F, s, sOff + sRow);
    FloatVector c11 = FloatVector.fromArray(F, s, sOff + sRow + L);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int a1 = a0 + aRow;
      int w = pOff + g * k * TWO_BLOCKS;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * TWO_BLOCKS);
        FloatVector w1 = FloatVector.fromArray(F, p, w + i * TWO_BLOCKS + L);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        c01 = w1.fma(x, c01);
        x = FloatVector.broadcast(F, a[a1 + i]);
        c10 = w0.fma(x, c10);
        c11 = w1.fma(x, c11);
      }
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c10.intoArray(c, cOff + cRow);
    c11.intoArray(c, cOff + cRow + L);
  }

  /** 1 row by 2 vectors of columns. */
  static void rows1x2(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c01 = FloatVector.fromArray(F, s, sOff + L);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int w = pOff + g * k * TWO_BLOCKS;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * TWO_BLOCKS);
        FloatVector w1 = FloatVector.fromArray(F, p, w + i * TWO_BLOCKS + L);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        c01 = w1.fma(x, c01);
      }
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
  }

  /** 6 rows by 1 vector of columns. */
  static void rows6x1(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    FloatVector c10 = FloatVector.fromArray(F, s, sOff + sRow);
    FloatVector c20 = FloatVector.fromArray(F, s, sOff + 2 * sRow);
    FloatVector c30 = FloatVector.fromArray(F, s, sOff + 3 * sRow);
    FloatVector c40 = FloatVector.fromArray(F, s, sOff + 4 * sRow);
    FloatVector c50 = FloatVector.fromArray(F, s, sOff + 5 * sRow);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int a1 = a0 + aRow;
      int a2 = a1 + aRow;
      int a3 = a2 + aRow;
      int a4 = a3 + aRow;
      int a5 = a4 + aRow;
      int w = pOff + g * k * pRow;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * pRow);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
        x = FloatVector.broadcast(F, a[a1 + i]);
        c10 = w0.fma(x, c10);
        x = FloatVector.broadcast(F, a[a2 + i]);
        c20 = w0.fma(x, c20);
        x = FloatVector.broadcast(F, a[a3 + i]);
        c30 = w0.fma(x, c30);
        x = FloatVector.broadcast(F, a[a4 + i]);
        c40 = w0.fma(x, c40);
        x = FloatVector.broadcast(F, a[a5 + i]);
        c50 = w0.fma(x, c50);
      }
    }
    c00.intoArray(c, cOff);
    c10.intoArray(c, cOff + cRow);
    c20.intoArray(c, cOff + 2 * cRow);
    c30.intoArray(c, cOff + 3 * cRow);
    c40.intoArray(c, cOff + 4 * cRow);
    c50.intoArray(c, cOff + 5 * cRow);
  }

  /** 1 row by 1 vector of columns. */
  static void rows1x1(
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
    FloatVector c00 = FloatVector.fromArray(F, s, sOff);
    for (int g = 0; g < segments; g++) {
      int a0 = aOff + g * aSegment;
      int w = pOff + g * k * pRow;
      for (int i = 0; i < k; i++) {
        FloatVector w0 = FloatVector.fromArray(F, p, w + i * pRow);
        FloatVector x = FloatVector.broadcast(F, a[a0 + i]);
        c00 = w0.fma(x, c00);
      }
    }
    c00.intoArray(c, cOff);
  }
}
