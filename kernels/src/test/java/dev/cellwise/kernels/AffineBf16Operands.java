package dev.cellwise.kernels;

import java.util.Arrays;

/**
 * Arrays for the affine kernels over weights of 16 bits, of one shape: an input of each of two
 * maps, their weights in both forms, and outputs with guards around them.
 */
final class AffineBf16Operands {
  final int k;
  final int m;
  final Panels panels;
  final Panels second;
  final int column;
  final float[] x;
  final int xOff = 3;
  final float[] h;
  final int hOff = 1;

  /** Rounded. */
  final float[] w;

  final float[] u;
  final int[] halfW;
  final int halfWOff = 5;
  final int[] halfU;
  final int halfUOff = 2;
  final float[] b;
  final int bOff = 7;
  final int zOff = 11;
  final int zPanel;
  private final Inputs random;

  AffineBf16Operands(int k, int m, Panels panels, Panels second, int column, int gap) {
    this.k = k;
    this.m = m;
    this.panels = panels;
    this.second = second;
    this.column = column;
    random = new Inputs(1000L * k + 10L * m + panels.units() + column);
    x = random.uniform(xOff + k, -1, 1);
    h = random.uniform(hOff + m, -1, 1);
    w = rounded(k, panels);
    u = rounded(m, second);
    halfW = new int[halfWOff + Bf16.size(k, panels)];
    halfU = new int[halfUOff + Bf16.size(m, second)];
    Bf16.pack(k, panels, w, 0, halfW, halfWOff);
    Bf16.pack(m, second, u, 0, halfU, halfUOff);
    b = random.uniform(bOff + panels.columns(), -1, 1);
    zPanel = Math.max(panels.width(), column + second.width()) + gap;
  }

  private float[] rounded(int inputs, Panels of) {
    float[] weights = random.uniform(of.size(inputs), -1, 1);
    Bf16.round(weights.length, weights, 0);
    return weights;
  }

  /** Chains to go on with. */
  float[] start() {
    return new Inputs(9).uniform(zOff + panels.count() * zPanel + 3, -1, 1);
  }

  /** An output full of guards. */
  float[] guarded() {
    float[] z = start();
    Arrays.fill(z, AffineOperands.GUARD);
    return z;
  }

  /** z = b + W x. */
  void forward(Twin twin, float[] z) {
    int width = panels.width();
    if (twin == Twin.SCALAR) {
      ScalarAffineBf16.forward(
          k, panels, x, xOff, halfW, halfWOff, b, bOff, width, z, zOff, zPanel);
    } else {
      VectorAffineBf16.forward(
          k, panels, x, xOff, halfW, halfWOff, b, bOff, width, z, zOff, zPanel);
    }
  }

  /** z += W x. */
  void accumulate(Twin twin, float[] z) {
    if (twin == Twin.SCALAR) {
      ScalarAffineBf16.forward(
          k, panels, x, xOff, halfW, halfWOff, z, zOff, zPanel, z, zOff, zPanel);
    } else {
      VectorAffineBf16.forward(
          k, panels, x, xOff, halfW, halfWOff, z, zOff, zPanel, z, zOff, zPanel);
    }
  }

  /** z = b + W x, then z += U h from a column on. */
  void forwardBoth(Twin twin, float[] z) {
    if (twin == Twin.SCALAR) {
      ScalarAffineBf16.forward(
          panels, k, x, xOff, halfW, halfWOff, second, column, m, h, hOff, halfU, halfUOff, b, bOff,
          z, zOff, zPanel);
    } else {
      VectorAffineBf16.forward(
          panels, k, x, xOff, halfW, halfWOff, second, column, m, h, hOff, halfU, halfUOff, b, bOff,
          z, zOff, zPanel);
    }
  }

  /** The same three over floats, the rounded ones. */
  void floatForward(float[] z) {
    Affine.forward(1, k, panels, x, xOff, 0, w, 0, b, bOff, z, zOff, zPanel, zPanel);
  }

  void floatAccumulate(float[] z) {
    Affine.accumulate(1, k, panels, x, xOff, 0, w, 0, z, zOff, zPanel, zPanel);
  }

  void floatForwardBoth(float[] z) {
    Affine.forward(
        1, panels, k, x, xOff, 0, w, 0, second, column, m, h, hOff, 0, u, 0, b, bOff, z, zOff,
        zPanel, zPanel);
  }

  @Override
  public String toString() {
    return k + "+" + m + " on " + panels + ", " + second + " from " + column;
  }
}
