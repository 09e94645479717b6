package dev.cellwise.kernels;

import java.util.Arrays;

/** Arrays of one shape for the gate math of the GRU, with gaps between blocks and rows. */
final class GruGatesOperands {
  static final int A = 1;
  static final int H_PREV = 2;
  static final int H = 3;
  static final int DH = 4;
  static final int DH_PREV = 5;
  static final int DA = 6;
  private static final float GUARD = 777.25f;

  final int blocks;
  final int rows;
  final int aBlock;
  final int slot;
  final int hRow;
  final float[] a;
  final float[] hPrev;
  final float[] h;
  final float[] dh;
  final float[] dhPrev;
  final float[] da;

  /** Slots side by side in a row. */
  GruGatesOperands(int blocks, int rows, int gap, float size) {
    this(blocks, rows, gap, false, size);
  }

  /**
   * Arrays.
   *
   * @param byGate whether each slot has a panel of its own, which at most four blocks share
   */
  GruGatesOperands(int blocks, int rows, int gap, boolean byGate, float size) {
    this.blocks = blocks;
    this.rows = rows;
    aBlock = byGate ? 16 : rows * 64 + gap;
    slot = byGate ? rows * 64 + gap : 16;
    int all = byGate ? 4 * slot : blocks * aBlock;
    hRow = blocks * 16 + gap;
    Inputs random = new Inputs(100L * blocks + rows);
    a = random.uniform(A + all + 3, -size, size);
    hPrev = random.uniform(H_PREV + rows * hRow + 3, -1, 1);
    h = filled(H + rows * hRow + 3);
    dh = random.uniform(DH + rows * hRow + 3, -1, 1);
    dhPrev = filled(DH_PREV + rows * hRow + 3);
    da = filled(DA + all + 3);
  }

  private static float[] filled(int n) {
    float[] a = new float[n];
    Arrays.fill(a, GUARD);
    return a;
  }

  /** m = b_m, the bias being the first row of h₋. */
  void start(Twin twin) {
    if (twin == Twin.SCALAR) {
      ScalarGruGates.start(blocks, rows, hPrev, H_PREV, a, A, aBlock, slot);
    } else {
      VectorGruGates.start(blocks, rows, hPrev, H_PREV, a, A, aBlock, slot);
    }
  }

  void forward(Twin twin) {
    forward(twin, h, H);
  }

  void forward(Twin twin, float[] to, int toOff) {
    if (twin == Twin.SCALAR) {
      ScalarGruGates.forward(blocks, rows, a, A, aBlock, slot, hPrev, H_PREV, to, toOff, hRow);
    } else {
      VectorGruGates.forward(blocks, rows, a, A, aBlock, slot, hPrev, H_PREV, to, toOff, hRow);
    }
  }

  void backward(Twin twin) {
    if (twin == Twin.SCALAR) {
      ScalarGruGates.backward(
          blocks, rows, a, A, aBlock, slot, hPrev, H_PREV, hRow, dh, DH, dhPrev, DH_PREV, hRow, da,
          DA, aBlock, slot);
    } else {
      VectorGruGates.backward(
          blocks, rows, a, A, aBlock, slot, hPrev, H_PREV, hRow, dh, DH, dhPrev, DH_PREV, hRow, da,
          DA, aBlock, slot);
    }
  }

  /** Where slot 0 of a unit lies in {@code a} or {@code da}, without their start. */
  int at(int block, int row, int unit) {
    return block * aBlock + row * 64 + unit;
  }

  /** All arrays one behind the other. */
  float[] all() {
    float[] all = new float[0];
    for (float[] x : new float[][] {a, hPrev, h, dh, dhPrev, da}) {
      int n = all.length;
      all = Arrays.copyOf(all, n + x.length);
      System.arraycopy(x, 0, all, n, x.length);
    }
    return all;
  }
}
