package dev.cellwise.kernels;

import static dev.cellwise.kernels.Panels.THREE_BLOCKS;
import static dev.cellwise.kernels.Panels.WIDTH;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.L;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of the matrix product {@code C = S + A P}: every element one chain of fmas over
 * ascending {@code k}, its accumulator in a register from the first term to the last.
 *
 * <p>A is interleaved by {@link Affine#interleave}, {@code a[aOff + i * inputs + input]}; P are the
 * rows of gradients, 64 apart for the tiles of three and four vectors; C is a panel of weight
 * gradients and the start of its chains.
 *
 * <p>C2 needs every accumulator in a local of its own, so a tile of another height is another
 * method. The heights are those of {@link Affine#group}.
 */
final class VectorWeightTiles {
  private VectorWeightTiles() {}

  /** 6 inputs by 4 vectors of columns over rows of gradients. */
  static void interleaved6x4(int k, float[] a, int aOff, float[] p, int pOff, float[] c, int cOff) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOff);
    FloatVector c01 = FloatVector.fromArray(F, c, cOff + L);
    FloatVector c02 = FloatVector.fromArray(F, c, cOff + 2 * L);
    FloatVector c03 = FloatVector.fromArray(F, c, cOff + 3 * L);
    FloatVector c10 = FloatVector.fromArray(F, c, cOff + WIDTH);
    FloatVector c11 = FloatVector.fromArray(F, c, cOff + WIDTH + L);
    FloatVector c12 = FloatVector.fromArray(F, c, cOff + WIDTH + 2 * L);
    FloatVector c13 = FloatVector.fromArray(F, c, cOff + WIDTH + 3 * L);
    FloatVector c20 = FloatVector.fromArray(F, c, cOff + 2 * WIDTH);
    FloatVector c21 = FloatVector.fromArray(F, c, cOff + 2 * WIDTH + L);
    FloatVector c22 = FloatVector.fromArray(F, c, cOff + 2 * WIDTH + 2 * L);
    FloatVector c23 = FloatVector.fromArray(F, c, cOff + 2 * WIDTH + 3 * L);
    FloatVector c30 = FloatVector.fromArray(F, c, cOff + 3 * WIDTH);
    FloatVector c31 = FloatVector.fromArray(F, c, cOff + 3 * WIDTH + L);
    FloatVector c32 = FloatVector.fromArray(F, c, cOff + 3 * WIDTH + 2 * L);
    FloatVector c33 = FloatVector.fromArray(F, c, cOff + 3 * WIDTH + 3 * L);
    FloatVector c40 = FloatVector.fromArray(F, c, cOff + 4 * WIDTH);
    FloatVector c41 = FloatVector.fromArray(F, c, cOff + 4 * WIDTH + L);
    FloatVector c42 = FloatVector.fromArray(F, c, cOff + 4 * WIDTH + 2 * L);
    FloatVector c43 = FloatVector.fromArray(F, c, cOff + 4 * WIDTH + 3 * L);
    FloatVector c50 = FloatVector.fromArray(F, c, cOff + 5 * WIDTH);
    FloatVector c51 = FloatVector.fromArray(F, c, cOff + 5 * WIDTH + L);
    FloatVector c52 = FloatVector.fromArray(F, c, cOff + 5 * WIDTH + 2 * L);
    FloatVector c53 = FloatVector.fromArray(F, c, cOff + 5 * WIDTH + 3 * L);
    for (int i = 0; i < k; i++) {
      FloatVector w0 = FloatVector.fromArray(F, p, pOff + i * WIDTH);
      FloatVector w1 = FloatVector.fromArray(F, p, pOff + i * WIDTH + L);
      FloatVector w2 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 2 * L);
      FloatVector w3 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 3 * L);
      FloatVector x = FloatVector.broadcast(F, a[aOff + i * 6]);
      c00 = w0.fma(x, c00);
      c01 = w1.fma(x, c01);
      c02 = w2.fma(x, c02);
      c03 = w3.fma(x, c03);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 1]);
      c10 = w0.fma(x, c10);
      c11 = w1.fma(x, c11);
      c12 = w2.fma(x, c12);
      c13 = w3.fma(x, c13);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 2]);
      c20 = w0.fma(x, c20);
      c21 = w1.fma(x, c21);
      c22 = w2.fma(x, c22);
      c23 = w3.fma(x, c23);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 3]);
      c30 = w0.fma(x, c30);
      c31 = w1.fma(x, c31);
      c32 = w2.fma(x, c32);
      c33 = w3.fma(x, c33);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 4]);
      c40 = w0.fma(x, c40);
      c41 = w1.fma(x, c41);
      c42 = w2.fma(x, c42);
      c43 = w3.fma(x, c43);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 5]);
      c50 = w0.fma(x, c50);
      c51 = w1.fma(x, c51);
      c52 = w2.fma(x, c52);
      c53 = w3.fma(x, c53);
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c03.intoArray(c, cOff + 3 * L);
    c10.intoArray(c, cOff + WIDTH);
    c11.intoArray(c, cOff + WIDTH + L);
    c12.intoArray(c, cOff + WIDTH + 2 * L);
    c13.intoArray(c, cOff + WIDTH + 3 * L);
    c20.intoArray(c, cOff + 2 * WIDTH);
    c21.intoArray(c, cOff + 2 * WIDTH + L);
    c22.intoArray(c, cOff + 2 * WIDTH + 2 * L);
    c23.intoArray(c, cOff + 2 * WIDTH + 3 * L);
    c30.intoArray(c, cOff + 3 * WIDTH);
    c31.intoArray(c, cOff + 3 * WIDTH + L);
    c32.intoArray(c, cOff + 3 * WIDTH + 2 * L);
    c33.intoArray(c, cOff + 3 * WIDTH + 3 * L);
    c40.intoArray(c, cOff + 4 * WIDTH);
    c41.intoArray(c, cOff + 4 * WIDTH + L);
    c42.intoArray(c, cOff + 4 * WIDTH + 2 * L);
    c43.intoArray(c, cOff + 4 * WIDTH + 3 * L);
    c50.intoArray(c, cOff + 5 * WIDTH);
    c51.intoArray(c, cOff + 5 * WIDTH + L);
    c52.intoArray(c, cOff + 5 * WIDTH + 2 * L);
    c53.intoArray(c, cOff + 5 * WIDTH + 3 * L);
  }

  /** 4 inputs by 4 vectors of columns over rows of gradients. */
  static void interleaved4x4(int k, float[] a, int aOff, float[] p, int pOff, float[] c, int cOff) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOff);
    FloatVector c01 = FloatVector.fromArray(F, c, cOff + L);
    FloatVector c02 = FloatVector.fromArray(F, c, cOff + 2 * L);
    FloatVector c03 = FloatVector.fromArray(F, c, cOff + 3 * L);
    FloatVector c10 = FloatVector.fromArray(F, c, cOff + WIDTH);
    FloatVector c11 = FloatVector.fromArray(F, c, cOff + WIDTH + L);
    FloatVector c12 = FloatVector.fromArray(F, c, cOff + WIDTH + 2 * L);
    FloatVector c13 = FloatVector.fromArray(F, c, cOff + WIDTH + 3 * L);
    FloatVector c20 = FloatVector.fromArray(F, c, cOff + 2 * WIDTH);
    FloatVector c21 = FloatVector.fromArray(F, c, cOff + 2 * WIDTH + L);
    FloatVector c22 = FloatVector.fromArray(F, c, cOff + 2 * WIDTH + 2 * L);
    FloatVector c23 = FloatVector.fromArray(F, c, cOff + 2 * WIDTH + 3 * L);
    FloatVector c30 = FloatVector.fromArray(F, c, cOff + 3 * WIDTH);
    FloatVector c31 = FloatVector.fromArray(F, c, cOff + 3 * WIDTH + L);
    FloatVector c32 = FloatVector.fromArray(F, c, cOff + 3 * WIDTH + 2 * L);
    FloatVector c33 = FloatVector.fromArray(F, c, cOff + 3 * WIDTH + 3 * L);
    for (int i = 0; i < k; i++) {
      FloatVector w0 = FloatVector.fromArray(F, p, pOff + i * WIDTH);
      FloatVector w1 = FloatVector.fromArray(F, p, pOff + i * WIDTH + L);
      FloatVector w2 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 2 * L);
      FloatVector w3 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 3 * L);
      FloatVector x = FloatVector.broadcast(F, a[aOff + i * 4]);
      c00 = w0.fma(x, c00);
      c01 = w1.fma(x, c01);
      c02 = w2.fma(x, c02);
      c03 = w3.fma(x, c03);
      x = FloatVector.broadcast(F, a[aOff + i * 4 + 1]);
      c10 = w0.fma(x, c10);
      c11 = w1.fma(x, c11);
      c12 = w2.fma(x, c12);
      c13 = w3.fma(x, c13);
      x = FloatVector.broadcast(F, a[aOff + i * 4 + 2]);
      c20 = w0.fma(x, c20);
      c21 = w1.fma(x, c21);
      c22 = w2.fma(x, c22);
      c23 = w3.fma(x, c23);
      x = FloatVector.broadcast(F, a[aOff + i * 4 + 3]);
      c30 = w0.fma(x, c30);
      c31 = w1.fma(x, c31);
      c32 = w2.fma(x, c32);
      c33 = w3.fma(x, c33);
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c03.intoArray(c, cOff + 3 * L);
    c10.intoArray(c, cOff + WIDTH);
    c11.intoArray(c, cOff + WIDTH + L);
    c12.intoArray(c, cOff + WIDTH + 2 * L);
    c13.intoArray(c, cOff + WIDTH + 3 * L);
    c20.intoArray(c, cOff + 2 * WIDTH);
    c21.intoArray(c, cOff + 2 * WIDTH + L);
    c22.intoArray(c, cOff + 2 * WIDTH + 2 * L);
    c23.intoArray(c, cOff + 2 * WIDTH + 3 * L);
    c30.intoArray(c, cOff + 3 * WIDTH);
    c31.intoArray(c, cOff + 3 * WIDTH + L);
    c32.intoArray(c, cOff + 3 * WIDTH + 2 * L);
    c33.intoArray(c, cOff + 3 * WIDTH + 3 * L);
  }

  /** 2 inputs by 4 vectors of columns over rows of gradients. */
  static void interleaved2x4(int k, float[] a, int aOff, float[] p, int pOff, float[] c, int cOff) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOff);
    FloatVector c01 = FloatVector.fromArray(F, c, cOff + L);
    FloatVector c02 = FloatVector.fromArray(F, c, cOff + 2 * L);
    FloatVector c03 = FloatVector.fromArray(F, c, cOff + 3 * L);
    FloatVector c10 = FloatVector.fromArray(F, c, cOff + WIDTH);
    FloatVector c11 = FloatVector.fromArray(F, c, cOff + WIDTH + L);
    FloatVector c12 = FloatVector.fromArray(F, c, cOff + WIDTH + 2 * L);
    FloatVector c13 = FloatVector.fromArray(F, c, cOff + WIDTH + 3 * L);
    for (int i = 0; i < k; i++) {
      FloatVector w0 = FloatVector.fromArray(F, p, pOff + i * WIDTH);
      FloatVector w1 = FloatVector.fromArray(F, p, pOff + i * WIDTH + L);
      FloatVector w2 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 2 * L);
      FloatVector w3 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 3 * L);
      FloatVector x = FloatVector.broadcast(F, a[aOff + i * 2]);
      c00 = w0.fma(x, c00);
      c01 = w1.fma(x, c01);
      c02 = w2.fma(x, c02);
      c03 = w3.fma(x, c03);
      x = FloatVector.broadcast(F, a[aOff + i * 2 + 1]);
      c10 = w0.fma(x, c10);
      c11 = w1.fma(x, c11);
      c12 = w2.fma(x, c12);
      c13 = w3.fma(x, c13);
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c03.intoArray(c, cOff + 3 * L);
    c10.intoArray(c, cOff + WIDTH);
    c11.intoArray(c, cOff + WIDTH + L);
    c12.intoArray(c, cOff + WIDTH + 2 * L);
    c13.intoArray(c, cOff + WIDTH + 3 * L);
  }

  /** 1 inputs by 4 vectors of columns over rows of gradients. */
  static void interleaved1x4(int k, float[] a, int aOff, float[] p, int pOff, float[] c, int cOff) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOff);
    FloatVector c01 = FloatVector.fromArray(F, c, cOff + L);
    FloatVector c02 = FloatVector.fromArray(F, c, cOff + 2 * L);
    FloatVector c03 = FloatVector.fromArray(F, c, cOff + 3 * L);
    for (int i = 0; i < k; i++) {
      FloatVector w0 = FloatVector.fromArray(F, p, pOff + i * WIDTH);
      FloatVector w1 = FloatVector.fromArray(F, p, pOff + i * WIDTH + L);
      FloatVector w2 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 2 * L);
      FloatVector w3 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 3 * L);
      FloatVector x = FloatVector.broadcast(F, a[aOff + i]);
      c00 = w0.fma(x, c00);
      c01 = w1.fma(x, c01);
      c02 = w2.fma(x, c02);
      c03 = w3.fma(x, c03);
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c03.intoArray(c, cOff + 3 * L);
  }

  /** 6 inputs by 3 vectors of columns over rows of gradients. */
  static void interleaved6x3(int k, float[] a, int aOff, float[] p, int pOff, float[] c, int cOff) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOff);
    FloatVector c01 = FloatVector.fromArray(F, c, cOff + L);
    FloatVector c02 = FloatVector.fromArray(F, c, cOff + 2 * L);
    FloatVector c10 = FloatVector.fromArray(F, c, cOff + THREE_BLOCKS);
    FloatVector c11 = FloatVector.fromArray(F, c, cOff + THREE_BLOCKS + L);
    FloatVector c12 = FloatVector.fromArray(F, c, cOff + THREE_BLOCKS + 2 * L);
    FloatVector c20 = FloatVector.fromArray(F, c, cOff + 2 * THREE_BLOCKS);
    FloatVector c21 = FloatVector.fromArray(F, c, cOff + 2 * THREE_BLOCKS + L);
    FloatVector c22 = FloatVector.fromArray(F, c, cOff + 2 * THREE_BLOCKS + 2 * L);
    FloatVector c30 = FloatVector.fromArray(F, c, cOff + 3 * THREE_BLOCKS);
    FloatVector c31 = FloatVector.fromArray(F, c, cOff + 3 * THREE_BLOCKS + L);
    FloatVector c32 = FloatVector.fromArray(F, c, cOff + 3 * THREE_BLOCKS + 2 * L);
    FloatVector c40 = FloatVector.fromArray(F, c, cOff + 4 * THREE_BLOCKS);
    FloatVector c41 = FloatVector.fromArray(F, c, cOff + 4 * THREE_BLOCKS + L);
    FloatVector c42 = FloatVector.fromArray(F, c, cOff + 4 * THREE_BLOCKS + 2 * L);
    FloatVector c50 = FloatVector.fromArray(F, c, cOff + 5 * THREE_BLOCKS);
    FloatVector c51 = FloatVector.fromArray(F, c, cOff + 5 * THREE_BLOCKS + L);
    FloatVector c52 = FloatVector.fromArray(F, c, cOff + 5 * THREE_BLOCKS + 2 * L);
    for (int i = 0; i < k; i++) {
      FloatVector w0 = FloatVector.fromArray(F, p, pOff + i * WIDTH);
      FloatVector w1 = FloatVector.fromArray(F, p, pOff + i * WIDTH + L);
      FloatVector w2 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 2 * L);
      FloatVector x = FloatVector.broadcast(F, a[aOff + i * 6]);
      c00 = w0.fma(x, c00);
      c01 = w1.fma(x, c01);
      c02 = w2.fma(x, c02);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 1]);
      c10 = w0.fma(x, c10);
      c11 = w1.fma(x, c11);
      c12 = w2.fma(x, c12);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 2]);
      c20 = w0.fma(x, c20);
      c21 = w1.fma(x, c21);
      c22 = w2.fma(x, c22);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 3]);
      c30 = w0.fma(x, c30);
      c31 = w1.fma(x, c31);
      c32 = w2.fma(x, c32);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 4]);
      c40 = w0.fma(x, c40);
      c41 = w1.fma(x, c41);
      c42 = w2.fma(x, c42);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 5]);
      c50 = w0.fma(x, c50);
      c51 = w1.fma(x, c51);
      c52 = w2.fma(x, c52);
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c10.intoArray(c, cOff + THREE_BLOCKS);
    c11.intoArray(c, cOff + THREE_BLOCKS + L);
    c12.intoArray(c, cOff + THREE_BLOCKS + 2 * L);
    c20.intoArray(c, cOff + 2 * THREE_BLOCKS);
    c21.intoArray(c, cOff + 2 * THREE_BLOCKS + L);
    c22.intoArray(c, cOff + 2 * THREE_BLOCKS + 2 * L);
    c30.intoArray(c, cOff + 3 * THREE_BLOCKS);
    c31.intoArray(c, cOff + 3 * THREE_BLOCKS + L);
    c32.intoArray(c, cOff + 3 * THREE_BLOCKS + 2 * L);
    c40.intoArray(c, cOff + 4 * THREE_BLOCKS);
    c41.intoArray(c, cOff + 4 * THREE_BLOCKS + L);
    c42.intoArray(c, cOff + 4 * THREE_BLOCKS + 2 * L);
    c50.intoArray(c, cOff + 5 * THREE_BLOCKS);
    c51.intoArray(c, cOff + 5 * THREE_BLOCKS + L);
    c52.intoArray(c, cOff + 5 * THREE_BLOCKS + 2 * L);
  }

  /** 4 inputs by 3 vectors of columns over rows of gradients. */
  static void interleaved4x3(int k, float[] a, int aOff, float[] p, int pOff, float[] c, int cOff) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOff);
    FloatVector c01 = FloatVector.fromArray(F, c, cOff + L);
    FloatVector c02 = FloatVector.fromArray(F, c, cOff + 2 * L);
    FloatVector c10 = FloatVector.fromArray(F, c, cOff + THREE_BLOCKS);
    FloatVector c11 = FloatVector.fromArray(F, c, cOff + THREE_BLOCKS + L);
    FloatVector c12 = FloatVector.fromArray(F, c, cOff + THREE_BLOCKS + 2 * L);
    FloatVector c20 = FloatVector.fromArray(F, c, cOff + 2 * THREE_BLOCKS);
    FloatVector c21 = FloatVector.fromArray(F, c, cOff + 2 * THREE_BLOCKS + L);
    FloatVector c22 = FloatVector.fromArray(F, c, cOff + 2 * THREE_BLOCKS + 2 * L);
    FloatVector c30 = FloatVector.fromArray(F, c, cOff + 3 * THREE_BLOCKS);
    FloatVector c31 = FloatVector.fromArray(F, c, cOff + 3 * THREE_BLOCKS + L);
    FloatVector c32 = FloatVector.fromArray(F, c, cOff + 3 * THREE_BLOCKS + 2 * L);
    for (int i = 0; i < k; i++) {
      FloatVector w0 = FloatVector.fromArray(F, p, pOff + i * WIDTH);
      FloatVector w1 = FloatVector.fromArray(F, p, pOff + i * WIDTH + L);
      FloatVector w2 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 2 * L);
      FloatVector x = FloatVector.broadcast(F, a[aOff + i * 4]);
      c00 = w0.fma(x, c00);
      c01 = w1.fma(x, c01);
      c02 = w2.fma(x, c02);
      x = FloatVector.broadcast(F, a[aOff + i * 4 + 1]);
      c10 = w0.fma(x, c10);
      c11 = w1.fma(x, c11);
      c12 = w2.fma(x, c12);
      x = FloatVector.broadcast(F, a[aOff + i * 4 + 2]);
      c20 = w0.fma(x, c20);
      c21 = w1.fma(x, c21);
      c22 = w2.fma(x, c22);
      x = FloatVector.broadcast(F, a[aOff + i * 4 + 3]);
      c30 = w0.fma(x, c30);
      c31 = w1.fma(x, c31);
      c32 = w2.fma(x, c32);
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c10.intoArray(c, cOff + THREE_BLOCKS);
    c11.intoArray(c, cOff + THREE_BLOCKS + L);
    c12.intoArray(c, cOff + THREE_BLOCKS + 2 * L);
    c20.intoArray(c, cOff + 2 * THREE_BLOCKS);
    c21.intoArray(c, cOff + 2 * THREE_BLOCKS + L);
    c22.intoArray(c, cOff + 2 * THREE_BLOCKS + 2 * L);
    c30.intoArray(c, cOff + 3 * THREE_BLOCKS);
    c31.intoArray(c, cOff + 3 * THREE_BLOCKS + L);
    c32.intoArray(c, cOff + 3 * THREE_BLOCKS + 2 * L);
  }

  /** 2 inputs by 3 vectors of columns over rows of gradients. */
  static void interleaved2x3(int k, float[] a, int aOff, float[] p, int pOff, float[] c, int cOff) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOff);
    FloatVector c01 = FloatVector.fromArray(F, c, cOff + L);
    FloatVector c02 = FloatVector.fromArray(F, c, cOff + 2 * L);
    FloatVector c10 = FloatVector.fromArray(F, c, cOff + THREE_BLOCKS);
    FloatVector c11 = FloatVector.fromArray(F, c, cOff + THREE_BLOCKS + L);
    FloatVector c12 = FloatVector.fromArray(F, c, cOff + THREE_BLOCKS + 2 * L);
    for (int i = 0; i < k; i++) {
      FloatVector w0 = FloatVector.fromArray(F, p, pOff + i * WIDTH);
      FloatVector w1 = FloatVector.fromArray(F, p, pOff + i * WIDTH + L);
      FloatVector w2 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 2 * L);
      FloatVector x = FloatVector.broadcast(F, a[aOff + i * 2]);
      c00 = w0.fma(x, c00);
      c01 = w1.fma(x, c01);
      c02 = w2.fma(x, c02);
      x = FloatVector.broadcast(F, a[aOff + i * 2 + 1]);
      c10 = w0.fma(x, c10);
      c11 = w1.fma(x, c11);
      c12 = w2.fma(x, c12);
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
    c10.intoArray(c, cOff + THREE_BLOCKS);
    c11.intoArray(c, cOff + THREE_BLOCKS + L);
    c12.intoArray(c, cOff + THREE_BLOCKS + 2 * L);
  }

  /** 1 inputs by 3 vectors of columns over rows of gradients. */
  static void interleaved1x3(int k, float[] a, int aOff, float[] p, int pOff, float[] c, int cOff) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOff);
    FloatVector c01 = FloatVector.fromArray(F, c, cOff + L);
    FloatVector c02 = FloatVector.fromArray(F, c, cOff + 2 * L);
    for (int i = 0; i < k; i++) {
      FloatVector w0 = FloatVector.fromArray(F, p, pOff + i * WIDTH);
      FloatVector w1 = FloatVector.fromArray(F, p, pOff + i * WIDTH + L);
      FloatVector w2 = FloatVector.fromArray(F, p, pOff + i * WIDTH + 2 * L);
      FloatVector x = FloatVector.broadcast(F, a[aOff + i]);
      c00 = w0.fma(x, c00);
      c01 = w1.fma(x, c01);
      c02 = w2.fma(x, c02);
    }
    c00.intoArray(c, cOff);
    c01.intoArray(c, cOff + L);
    c02.intoArray(c, cOff + 2 * L);
  }

  /** 6 inputs by 1 vectors of columns over rows of gradients. */
  static void interleaved6x1(
      int k, float[] a, int aOff, float[] p, int pOff, int pRow, float[] c, int cOff, int cRow) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOff);
    FloatVector c10 = FloatVector.fromArray(F, c, cOff + cRow);
    FloatVector c20 = FloatVector.fromArray(F, c, cOff + 2 * cRow);
    FloatVector c30 = FloatVector.fromArray(F, c, cOff + 3 * cRow);
    FloatVector c40 = FloatVector.fromArray(F, c, cOff + 4 * cRow);
    FloatVector c50 = FloatVector.fromArray(F, c, cOff + 5 * cRow);
    for (int i = 0; i < k; i++) {
      FloatVector w0 = FloatVector.fromArray(F, p, pOff + i * pRow);
      FloatVector x = FloatVector.broadcast(F, a[aOff + i * 6]);
      c00 = w0.fma(x, c00);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 1]);
      c10 = w0.fma(x, c10);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 2]);
      c20 = w0.fma(x, c20);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 3]);
      c30 = w0.fma(x, c30);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 4]);
      c40 = w0.fma(x, c40);
      x = FloatVector.broadcast(F, a[aOff + i * 6 + 5]);
      c50 = w0.fma(x, c50);
    }
    c00.intoArray(c, cOff);
    c10.intoArray(c, cOff + cRow);
    c20.intoArray(c, cOff + 2 * cRow);
    c30.intoArray(c, cOff + 3 * cRow);
    c40.intoArray(c, cOff + 4 * cRow);
    c50.intoArray(c, cOff + 5 * cRow);
  }

  /** 1 inputs by 1 vectors of columns over rows of gradients. */
  static void interleaved1x1(
      int k,
      float[] a,
      int aOff,
      int aStride,
      float[] p,
      int pOff,
      int pRow,
      float[] c,
      int cOff,
      int cRow) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOff);
    for (int i = 0; i < k; i++) {
      FloatVector w0 = FloatVector.fromArray(F, p, pOff + i * pRow);
      FloatVector x = FloatVector.broadcast(F, a[aOff + i * aStride]);
      c00 = w0.fma(x, c00);
    }
    c00.intoArray(c, cOff);
  }
}
