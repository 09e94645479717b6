package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.GruGates;
import dev.cellwise.kernels.Panels;

/**
 * How the gates of a GRU lie, in its weights and in {@code a}, rows of 64 floats:
 *
 * <ul>
 *   <li>side by side, {@code a [H'/16, rows, 4, 16]}: a panel has three gates of 16 units
 *   <li>by gate, {@code a [4, H/64, rows, 64]}, where that fills all panels: products of 64 columns
 *       are a fifth faster than those of 48
 * </ul>
 *
 * <p>Either way W writes the slots n, r, z, and U, one slot further on, continues r, z and m.
 */
final class GruPlaces {
  static final int ROW = Panels.WIDTH;

  private final int hidden;
  final boolean byGate;

  /** Units that are worked on at once, and how many times that is done. */
  private final int units;

  final int groups;

  /** Geometry of one product of a group. */
  private final Panels one;

  /** Geometry of a group of one gate. */
  private final Panels group;

  /** Geometry of one gate. */
  private final Panels gate;

  GruPlaces(int hidden) {
    // Refuses too many units by their own number, before any of several gates is asked for.
    Panels.gated(GruGates.GATES, hidden).size(hidden);
    this.hidden = hidden;
    this.byGate = hidden % Panels.WIDTH == 0;
    this.units = byGate ? Panels.WIDTH : Panels.BLOCK;
    this.groups = Panels.padded(hidden) / units;
    this.one = byGate ? Panels.dense(units) : Panels.gated(GruGates.GATES, units);
    this.group = Panels.dense(units);
    this.gate = Panels.dense(hidden);
  }

  /** Geometry of W and U. */
  Panels panels() {
    int gates = GruGates.GATES;
    return byGate ? Panels.dense(gates * hidden) : Panels.gated(gates, hidden);
  }

  /** Panels of {@code a}. */
  int count() {
    return byGate ? GruGates.SLOTS * groups : groups;
  }

  /**
   * Rows of room between the panels of a window. By gate, the slots of a row, or every other one,
   * would else lie a multiple of 4 KB apart for many window lengths: 16 rows are 4 KB.
   *
   * @param rows rows of the window, all time steps
   * @return 0 or 1; where H is a multiple of 1024 nothing helps
   */
  int between(int rows) {
    int apart = (int) ((long) groups * rows % 16);
    return byGate && (apart == 0 || apart == 8 && groups % 8 != 0) ? 1 : 0;
  }

  /** Floats from a slot to the next. */
  int slot(int panel) {
    return byGate ? groups * panel : Panels.BLOCK;
  }

  /** Packs gates given one after the other. */
  void pack(int k, float[] from, float[] p, int at, int... blocks) {
    if (!byGate) {
      Gates.pack(panels(), k, from, p, at, blocks);
      return;
    }
    for (int g = 0; g < blocks.length; g++) {
      gate.pack(k, 0, from, blocks[g] * hidden * k, p, at + g * gate.size(k));
    }
  }

  /** The inverse of {@link #pack}. */
  void unpack(int k, float[] p, int at, float[] to, int... blocks) {
    if (!byGate) {
      Gates.unpack(panels(), k, p, at, to, blocks);
      return;
    }
    for (int g = 0; g < blocks.length; g++) {
      gate.unpack(k, 0, p, at + g * gate.size(k), to, blocks[g] * hidden * k);
    }
  }

  /** {@code m = b_m} of one row. */
  void start(float[] p, int bm, float[] data, int a, int panel) {
    if (!byGate) {
      GruGates.start(groups, 1, p, bm, data, a, panel, slot(panel));
      return;
    }
    for (int q = 0; q < groups; q++) {
      int aq = a + q * panel;
      GruGates.start(blocks(), 1, p, bm + q * units, data, aq, Panels.BLOCK, slot(panel));
    }
  }

  private int blocks() {
    return units / Panels.BLOCK;
  }

  /** The gate math of one row. */
  void forward(float[] data, int a, int panel, float[] h, int hOff, float[] next, int nextOff) {
    int slot = slot(panel);
    if (!byGate) {
      GruGates.forward(groups, 1, data, a, panel, slot, h, hOff, next, nextOff, 0);
      return;
    }
    for (int q = 0; q < groups; q++) {
      int aq = a + q * panel;
      int unit = q * units;
      GruGates.forward(
          blocks(), 1, data, aq, Panels.BLOCK, slot, h, hOff + unit, next, nextOff + unit, 0);
    }
  }

  /**
   * A group of several rows: bias, products and gate math, its block being in the first-level
   * cache.
   */
  void forward(
      int q, int rows, float[] p, int bm, int u, float[] data, int a, int panel, int h, int next) {
    int row = Panels.padded(hidden);
    int slot = slot(panel);
    int aq = a + q * panel;
    int unit = q * units;
    GruGates.start(blocks(), rows, p, bm + unit, data, aq, Panels.BLOCK, slot);
    int gate = groups * one.size(hidden);
    for (int g = 0; g < (byGate ? GruGates.GATES : 1); g++) {
      int uq = u + g * gate + q * one.size(hidden);
      int to = aq + (g + 1) * slot;
      Affine.accumulate(rows, hidden, one, data, h, row, p, uq, data, to, 0, ROW);
    }
    GruGates.forward(
        blocks(), rows, data, aq, Panels.BLOCK, slot, data, h + unit, data, next + unit, row);
  }

  /** The gate math of several rows backward: {@link GruGates#backward}. */
  void backward(
      int rows,
      float[] data,
      int a,
      int panel,
      int h,
      float[] d,
      int dh,
      int dhBefore,
      int da,
      int daPanel) {
    int row = Panels.padded(hidden);
    for (int q = 0; q < groups; q++) {
      int unit = q * units;
      GruGates.backward(
          blocks(),
          rows,
          data,
          a + q * panel,
          Panels.BLOCK,
          slot(panel),
          data,
          h + unit,
          row,
          d,
          dh + unit,
          d,
          dhBefore + unit,
          row,
          d,
          da + q * daPanel,
          Panels.BLOCK,
          slot(daPanel));
    }
  }

  /** {@code db_m += dm}, of a share. */
  void backwardBias(
      int part, int parts, int rows, float[] d, int da, int panel, float[] dp, int bm) {
    int m = da + (GruGates.SLOTS - 1) * slot(panel);
    int end = Shares.cut(groups, part + 1, parts);
    for (int q = Shares.cut(groups, part, parts); q < end; q++) {
      int of = m + q * panel;
      Affine.backwardBias(rows, group, d, of, 0, ROW, dp, bm + q * units);
    }
  }

  /** Where a gate value of row {@code n} of a region lies. */
  int at(int a, int panel, int n, int gate, int unit) {
    return a + unit / units * panel + gate * slot(panel) + n * ROW + unit % units;
  }
}
