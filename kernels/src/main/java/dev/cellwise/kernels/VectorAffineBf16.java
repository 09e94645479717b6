package dev.cellwise.kernels;

import static dev.cellwise.kernels.Panels.BLOCK;
import static dev.cellwise.kernels.Panels.THREE_BLOCKS;
import static dev.cellwise.kernels.Panels.TWO_BLOCKS;
import static dev.cellwise.kernels.Panels.WIDTH;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.I;
import static dev.cellwise.kernels.VectorShape.L;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The affine kernels over weights of 16 bits: the lanes are always different outputs, an int of
 * weights is loaded once for two inputs. Tiles end at the last whole pair; an odd input goes on
 * with the chains where they were stored.
 */
final class VectorAffineBf16 {
  private VectorAffineBf16() {}

  /** The upper halves. */
  private static final IntVector HIGH = IntVector.broadcast(I, Bf16.HIGH);

  static void forward(
      int k,
      Panels panels,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      float[] s,
      int sOff,
      int sPanel,
      float[] z,
      int zOff,
      int zPanel) {
    int column = panels.width() * Bf16.pairs(k);
    for (int i = 0, n; i < panels.count(); i += n) {
      int p = panels.at(i);
      int wp = wOff + p * column;
      int sp = sOff + p * sPanel;
      int zp = zOff + p * zPanel;
      n = VectorAffine.arePair(panels, panels, i) ? 2 : 1;
      if (n == 2) {
        int q = panels.at(i + 1) - p;
        int width = panels.width();
        twoPanels(width, k, x, xOff, w, wp, q * column, s, sp, q * sPanel, z, zp, q * zPanel);
      } else {
        panel(panels.width(p), k, x, xOff, w, wp, s, sp, z, zp);
      }
    }
  }

  static void forward(
      Panels panels,
      int k,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      Panels second,
      int shift,
      int m,
      float[] h,
      int hOff,
      int[] u,
      int uOff,
      float[] b,
      int bOff,
      float[] z,
      int zOff,
      int zPanel) {
    int width = panels.width();
    int column = width * Bf16.pairs(k);
    int secondColumn = second.width() * Bf16.pairs(m);
    for (int i = 0, n; i < panels.count(); i += n) {
      int p = panels.at(i);
      int wp = wOff + p * column;
      int up = uOff + p * secondColumn;
      int bp = bOff + p * width;
      int zp = zOff + p * zPanel;
      int zs = zp + shift;
      n = VectorAffine.arePair(panels, second, i) ? 2 : 1;
      if (n == 2) {
        int q = panels.at(i + 1) - p;
        int zn = q * zPanel;
        twoPanels(width, k, x, xOff, w, wp, q * column, b, bp, q * width, z, zp, zn);
        twoPanels(second.width(), m, h, hOff, u, up, q * secondColumn, z, zs, zn, z, zs, zn);
      } else {
        panel(panels.width(p), k, x, xOff, w, wp, b, bp, z, zp);
        panel(second.width(p), m, h, hOff, u, up, z, zs, z, zs);
      }
    }
  }

  /** A panel of whatever width. */
  private static void panel(
      int width,
      int k,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      float[] s,
      int sOff,
      float[] z,
      int zOff) {
    int pairs = k / 2;
    int vectors = width / BLOCK;
    for (int j = 0; j < width; j += vectors * L) {
      switch (vectors) {
        case 4 -> four(pairs, x, xOff, w, wOff + j, s, sOff + j, z, zOff + j);
        case 3 -> three(pairs, x, xOff, w, wOff + j, s, sOff + j, z, zOff + j);
        case 2 -> two(pairs, x, xOff, w, wOff + j, s, sOff + j, z, zOff + j);
        default -> one(pairs, x, xOff, w, wOff + j, s, sOff + j, z, zOff + j);
      }
    }
    if (k % 2 != 0) {
      last(width, x[xOff + k - 1], w, wOff + pairs * width, z, zOff);
    }
  }

  /** Two full panels of three or four blocks; the second is {@code wNext} ints from the first. */
  private static void twoPanels(
      int width,
      int k,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      int wNext,
      float[] s,
      int sOff,
      int sNext,
      float[] z,
      int zOff,
      int zNext) {
    int pairs = k / 2;
    int vectors = width / BLOCK;
    for (int j = 0; j < width; j += vectors * L) {
      int wj = wOff + j;
      int sj = sOff + j;
      if (vectors == 4) {
        twoFours(pairs, x, xOff, w, wj, wNext, s, sj, sNext, z, zOff + j, zNext);
      } else {
        twoThrees(pairs, x, xOff, w, wj, wNext, s, sj, sNext, z, zOff + j, zNext);
      }
    }
    if (k % 2 != 0) {
      int at = wOff + pairs * width;
      last(width, x[xOff + k - 1], w, at, z, zOff);
      last(width, x[xOff + k - 1], w, at + wNext, z, zOff + zNext);
    }
  }

  /** The last one of an odd number of inputs. */
  private static void last(int width, float x, int[] w, int wOff, float[] z, int zOff) {
    FloatVector v = FloatVector.broadcast(F, x);
    for (int j = 0; j < width; j += L) {
      FloatVector wj = IntVector.fromArray(I, w, wOff + j).lanewise(LSHL, 16).reinterpretAsFloats();
      wj.fma(v, FloatVector.fromArray(F, z, zOff + j)).intoArray(z, zOff + j);
    }
  }

  /** Four vectors of a panel. */
  private static void four(
      int pairs, float[] x, int xOff, int[] w, int wOff, float[] s, int sOff, float[] z, int zOff) {
    FloatVector c0 = FloatVector.fromArray(F, s, sOff);
    FloatVector c1 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c2 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector c3 = FloatVector.fromArray(F, s, sOff + 3 * L);
    for (int i = 0; i < pairs; i++) {
      int at = wOff + i * WIDTH;
      IntVector w0 = IntVector.fromArray(I, w, at);
      IntVector w1 = IntVector.fromArray(I, w, at + L);
      IntVector w2 = IntVector.fromArray(I, w, at + 2 * L);
      IntVector w3 = IntVector.fromArray(I, w, at + 3 * L);
      FloatVector x0 = FloatVector.broadcast(F, x[xOff + 2 * i]);
      c0 = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c0);
      c1 = w1.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c1);
      c2 = w2.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c2);
      c3 = w3.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c3);
      FloatVector x1 = FloatVector.broadcast(F, x[xOff + 2 * i + 1]);
      c0 = w0.and(HIGH).reinterpretAsFloats().fma(x1, c0);
      c1 = w1.and(HIGH).reinterpretAsFloats().fma(x1, c1);
      c2 = w2.and(HIGH).reinterpretAsFloats().fma(x1, c2);
      c3 = w3.and(HIGH).reinterpretAsFloats().fma(x1, c3);
    }
    c0.intoArray(z, zOff);
    c1.intoArray(z, zOff + L);
    c2.intoArray(z, zOff + 2 * L);
    c3.intoArray(z, zOff + 3 * L);
  }

  /** Three vectors of a panel. */
  private static void three(
      int pairs, float[] x, int xOff, int[] w, int wOff, float[] s, int sOff, float[] z, int zOff) {
    FloatVector c0 = FloatVector.fromArray(F, s, sOff);
    FloatVector c1 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c2 = FloatVector.fromArray(F, s, sOff + 2 * L);
    for (int i = 0; i < pairs; i++) {
      int at = wOff + i * THREE_BLOCKS;
      IntVector w0 = IntVector.fromArray(I, w, at);
      IntVector w1 = IntVector.fromArray(I, w, at + L);
      IntVector w2 = IntVector.fromArray(I, w, at + 2 * L);
      FloatVector x0 = FloatVector.broadcast(F, x[xOff + 2 * i]);
      c0 = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c0);
      c1 = w1.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c1);
      c2 = w2.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c2);
      FloatVector x1 = FloatVector.broadcast(F, x[xOff + 2 * i + 1]);
      c0 = w0.and(HIGH).reinterpretAsFloats().fma(x1, c0);
      c1 = w1.and(HIGH).reinterpretAsFloats().fma(x1, c1);
      c2 = w2.and(HIGH).reinterpretAsFloats().fma(x1, c2);
    }
    c0.intoArray(z, zOff);
    c1.intoArray(z, zOff + L);
    c2.intoArray(z, zOff + 2 * L);
  }

  /** Two vectors of a panel. */
  private static void two(
      int pairs, float[] x, int xOff, int[] w, int wOff, float[] s, int sOff, float[] z, int zOff) {
    FloatVector c0 = FloatVector.fromArray(F, s, sOff);
    FloatVector c1 = FloatVector.fromArray(F, s, sOff + L);
    for (int i = 0; i < pairs; i++) {
      int at = wOff + i * TWO_BLOCKS;
      IntVector w0 = IntVector.fromArray(I, w, at);
      IntVector w1 = IntVector.fromArray(I, w, at + L);
      FloatVector x0 = FloatVector.broadcast(F, x[xOff + 2 * i]);
      c0 = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c0);
      c1 = w1.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c1);
      FloatVector x1 = FloatVector.broadcast(F, x[xOff + 2 * i + 1]);
      c0 = w0.and(HIGH).reinterpretAsFloats().fma(x1, c0);
      c1 = w1.and(HIGH).reinterpretAsFloats().fma(x1, c1);
    }
    c0.intoArray(z, zOff);
    c1.intoArray(z, zOff + L);
  }

  /** One vector of a panel. */
  private static void one(
      int pairs, float[] x, int xOff, int[] w, int wOff, float[] s, int sOff, float[] z, int zOff) {
    FloatVector c0 = FloatVector.fromArray(F, s, sOff);
    for (int i = 0; i < pairs; i++) {
      int at = wOff + i * BLOCK;
      IntVector w0 = IntVector.fromArray(I, w, at);
      FloatVector x0 = FloatVector.broadcast(F, x[xOff + 2 * i]);
      c0 = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c0);
      FloatVector x1 = FloatVector.broadcast(F, x[xOff + 2 * i + 1]);
      c0 = w0.and(HIGH).reinterpretAsFloats().fma(x1, c0);
    }
    c0.intoArray(z, zOff);
  }

  /** Four vectors of each of two panels. */
  private static void twoFours(
      int pairs,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      int wNext,
      float[] s,
      int sOff,
      int sNext,
      float[] z,
      int zOff,
      int zNext) {
    FloatVector c0 = FloatVector.fromArray(F, s, sOff);
    FloatVector c1 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c2 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector c3 = FloatVector.fromArray(F, s, sOff + 3 * L);
    FloatVector c4 = FloatVector.fromArray(F, s, sOff + sNext);
    FloatVector c5 = FloatVector.fromArray(F, s, sOff + sNext + L);
    FloatVector c6 = FloatVector.fromArray(F, s, sOff + sNext + 2 * L);
    FloatVector c7 = FloatVector.fromArray(F, s, sOff + sNext + 3 * L);
    for (int i = 0; i < pairs; i++) {
      int at = wOff + i * WIDTH;
      int next = at + wNext;
      IntVector w0 = IntVector.fromArray(I, w, at);
      IntVector w1 = IntVector.fromArray(I, w, at + L);
      IntVector w2 = IntVector.fromArray(I, w, at + 2 * L);
      IntVector w3 = IntVector.fromArray(I, w, at + 3 * L);
      IntVector w4 = IntVector.fromArray(I, w, next);
      IntVector w5 = IntVector.fromArray(I, w, next + L);
      IntVector w6 = IntVector.fromArray(I, w, next + 2 * L);
      IntVector w7 = IntVector.fromArray(I, w, next + 3 * L);
      FloatVector x0 = FloatVector.broadcast(F, x[xOff + 2 * i]);
      c0 = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c0);
      c1 = w1.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c1);
      c2 = w2.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c2);
      c3 = w3.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c3);
      c4 = w4.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c4);
      c5 = w5.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c5);
      c6 = w6.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c6);
      c7 = w7.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c7);
      FloatVector x1 = FloatVector.broadcast(F, x[xOff + 2 * i + 1]);
      c0 = w0.and(HIGH).reinterpretAsFloats().fma(x1, c0);
      c1 = w1.and(HIGH).reinterpretAsFloats().fma(x1, c1);
      c2 = w2.and(HIGH).reinterpretAsFloats().fma(x1, c2);
      c3 = w3.and(HIGH).reinterpretAsFloats().fma(x1, c3);
      c4 = w4.and(HIGH).reinterpretAsFloats().fma(x1, c4);
      c5 = w5.and(HIGH).reinterpretAsFloats().fma(x1, c5);
      c6 = w6.and(HIGH).reinterpretAsFloats().fma(x1, c6);
      c7 = w7.and(HIGH).reinterpretAsFloats().fma(x1, c7);
    }
    c0.intoArray(z, zOff);
    c1.intoArray(z, zOff + L);
    c2.intoArray(z, zOff + 2 * L);
    c3.intoArray(z, zOff + 3 * L);
    c4.intoArray(z, zOff + zNext);
    c5.intoArray(z, zOff + zNext + L);
    c6.intoArray(z, zOff + zNext + 2 * L);
    c7.intoArray(z, zOff + zNext + 3 * L);
  }

  /** Three vectors of each of two panels. */
  private static void twoThrees(
      int pairs,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      int wNext,
      float[] s,
      int sOff,
      int sNext,
      float[] z,
      int zOff,
      int zNext) {
    FloatVector c0 = FloatVector.fromArray(F, s, sOff);
    FloatVector c1 = FloatVector.fromArray(F, s, sOff + L);
    FloatVector c2 = FloatVector.fromArray(F, s, sOff + 2 * L);
    FloatVector c3 = FloatVector.fromArray(F, s, sOff + sNext);
    FloatVector c4 = FloatVector.fromArray(F, s, sOff + sNext + L);
    FloatVector c5 = FloatVector.fromArray(F, s, sOff + sNext + 2 * L);
    for (int i = 0; i < pairs; i++) {
      int at = wOff + i * THREE_BLOCKS;
      int next = at + wNext;
      IntVector w0 = IntVector.fromArray(I, w, at);
      IntVector w1 = IntVector.fromArray(I, w, at + L);
      IntVector w2 = IntVector.fromArray(I, w, at + 2 * L);
      IntVector w3 = IntVector.fromArray(I, w, next);
      IntVector w4 = IntVector.fromArray(I, w, next + L);
      IntVector w5 = IntVector.fromArray(I, w, next + 2 * L);
      FloatVector x0 = FloatVector.broadcast(F, x[xOff + 2 * i]);
      c0 = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c0);
      c1 = w1.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c1);
      c2 = w2.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c2);
      c3 = w3.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c3);
      c4 = w4.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c4);
      c5 = w5.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, c5);
      FloatVector x1 = FloatVector.broadcast(F, x[xOff + 2 * i + 1]);
      c0 = w0.and(HIGH).reinterpretAsFloats().fma(x1, c0);
      c1 = w1.and(HIGH).reinterpretAsFloats().fma(x1, c1);
      c2 = w2.and(HIGH).reinterpretAsFloats().fma(x1, c2);
      c3 = w3.and(HIGH).reinterpretAsFloats().fma(x1, c3);
      c4 = w4.and(HIGH).reinterpretAsFloats().fma(x1, c4);
      c5 = w5.and(HIGH).reinterpretAsFloats().fma(x1, c5);
    }
    c0.intoArray(z, zOff);
    c1.intoArray(z, zOff + L);
    c2.intoArray(z, zOff + 2 * L);
    c3.intoArray(z, zOff + zNext);
    c4.intoArray(z, zOff + zNext + L);
    c5.intoArray(z, zOff + zNext + 2 * L);
  }
}
