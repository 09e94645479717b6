package dev.cellwise.kernels;

import java.util.Arrays;

/**
 * Arrays of a step of one row, of an LSTM (four gates) or a GRU (three), at odd places and with
 * gaps, what is written among guards.
 */
final class AffineStepOperands {
  static final float GUARD = 777.25f;

  final int gates;
  final Panels panels;
  final int blocks;
  final int k;
  final int m;
  final float[] x;
  final float[] w;
  final float[] u;
  final float[] s;
  final int sPanel;
  final float[] bm;
  final float[] h;
  final int zPanel;
  final float[] z;
  final float[] c;
  final float[] y;

  AffineStepOperands(int gates, int k, int units, int gap) {
    this.gates = gates;
    this.panels = Panels.gated(gates, units);
    this.blocks = panels.count();
    this.k = k;
    this.m = units;
    Inputs random = new Inputs(1000L * gates + 100L * units + k);
    this.x = k == 0 ? null : random.uniform(2 + k, -2, 2);
    this.w = k == 0 ? null : packed(random, k, 3);
    this.u = packed(random, units, 1);
    this.sPanel = panels.width() + gap;
    this.s = new float[4 + blocks * sPanel];
    float[] b = packed(random, 1, 0);
    for (int i = 0; i < blocks; i++) {
      System.arraycopy(b, i * panels.width(), s, 4 + i * sPanel, panels.width());
    }
    this.bm = new float[5 + blocks * 16];
    System.arraycopy(random.uniform(units, -1, 1), 0, bm, 5, units);
    this.h = new float[6 + blocks * 16];
    System.arraycopy(random.uniform(units, -1, 1), 0, h, 6, units);
    this.zPanel = 64 + gap;
    this.z = guards(7 + blocks * zPanel + 3);
    this.c = guards(8 + blocks * 16 + 3);
    Arrays.fill(c, 8, 8 + blocks * 16, 0);
    System.arraycopy(random.uniform(units, -2, 2), 0, c, 8, units);
    this.y = guards(9 + blocks * 16 + 3);
    Arrays.fill(y, 9, 9 + blocks * 16, 0);
  }

  private static float[] guards(int n) {
    float[] a = new float[n];
    Arrays.fill(a, GUARD);
    return a;
  }

  private float[] packed(Inputs random, int inputs, int at) {
    float[] a = new float[at + panels.size(inputs)];
    for (int g = 0; g < gates; g++) {
      panels.pack(inputs, g, random.uniform(m * inputs, -1, 1), 0, a, at);
    }
    return a;
  }

  /** The step, by the twin. */
  void step(Twin twin) {
    step(twin, y, 9);
  }

  /** The same with h in the place of h₋; only a cell of one block can. */
  void stepInPlace(Twin twin) {
    step(twin, h, 6);
    System.arraycopy(h, 6, y, 9, 16);
  }

  private void step(Twin twin, float[] y, int yOff) {
    if (gates == LstmGates.GATES && twin == Twin.SCALAR) {
      ScalarAffineLstm.forward(
          panels, k, x, 2, w, 3, m, h, 6, u, 1, s, 4, sPanel, z, 7, c, 8, y, yOff);
    } else if (gates == LstmGates.GATES) {
      VectorAffineLstm.forward(
          panels, k, x, 2, w, 3, m, h, 6, u, 1, s, 4, sPanel, z, 7, c, 8, y, yOff);
    } else if (twin == Twin.SCALAR) {
      ScalarAffineGru.forward(
          panels, k, x, 2, w, 3, m, h, 6, u, 1, s, 4, sPanel, bm, 5, z, 7, y, yOff);
    } else {
      VectorAffineGru.forward(
          panels, k, x, 2, w, 3, m, h, 6, u, 1, s, 4, sPanel, bm, 5, z, 7, y, yOff);
    }
  }

  /** The same by the kernels of products and those of gate math. */
  void apart() {
    chains();
    if (k > 0) {
      Affine.accumulate(1, k, panels, x, 2, 0, w, 3, z, 7, zPanel, zPanel);
    }
    if (gates == LstmGates.GATES) {
      Affine.accumulate(1, m, panels, h, 6, 0, u, 1, z, 7, zPanel, zPanel);
      float[] tanhC = new float[blocks * 16];
      LstmGates.forward(blocks, 1, z, 7, zPanel, c, 8, c, 8, 16, tanhC, 0, y, 9, 0);
    } else {
      GruGates.start(blocks, 1, bm, 5, z, 7, zPanel, 16);
      Affine.accumulate(1, m, panels, h, 6, 0, u, 1, z, 7 + 16, zPanel, zPanel);
      GruGates.forward(blocks, 1, z, 7, zPanel, 16, h, 6, y, 9, 0);
    }
  }

  private void chains() {
    for (int b = 0; b < blocks; b++) {
      System.arraycopy(s, 4 + b * sPanel, z, 7 + b * zPanel, panels.width());
    }
  }

  /** The states, with their guards and with those of the room to work in. */
  float[] written() {
    float[] all = Arrays.copyOf(c, c.length + y.length + 10);
    System.arraycopy(y, 0, all, c.length, y.length);
    System.arraycopy(z, 0, all, c.length + y.length, 7);
    System.arraycopy(z, z.length - 3, all, c.length + y.length + 7, 3);
    return all;
  }

  @Override
  public String toString() {
    return gates + " gates of " + m + " units on " + k + " inputs";
  }
}
