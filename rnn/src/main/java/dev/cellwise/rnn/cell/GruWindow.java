package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.GruGates;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Objects;

/**
 * A GRU over a window. Beside the regions of all cells, with P panels of 16 units, the tape has
 * {@code gates [P, T·N, 4, 16]} — pre-activations, then gate values in the order n, r, z, and m,
 * the recurrent part of the candidate. Padding: its weights are zero and so is its state.
 */
public final class GruWindow extends RecurrentWindow {
  private static final int ROW = GruGates.SLOTS * Panels.BLOCK;
  private static final Panels ONE = Panels.gated(GruGates.GATES, Panels.BLOCK);
  private static final Panels BLOCK = Panels.dense(Panels.BLOCK);
  private static final int M = 3 * Panels.BLOCK;

  private final int bm;
  private final int blocks;

  GruWindow(
      GruCell cell,
      Layout.Builder tape,
      Layout.Builder work,
      String prefix,
      int steps,
      int rows,
      Below below) {
    int p = cell.input.panels.count();
    int gates = tape.add(prefix + "gates", p, steps * rows, GruGates.SLOTS, Panels.BLOCK);
    int h = addH(tape, prefix, steps, rows, cell.outputs());
    super(
        work,
        prefix,
        steps,
        rows,
        below,
        cell.input,
        cell.recurrent,
        h,
        Place.byPanels(gates, steps, rows, ROW),
        ROW);
    this.bm = cell.bm;
    this.blocks = p;
  }

  /** {@code m = b_m}, {@code (a_r, a_z, m) += U h₋}, gates, state. */
  @Override
  void forwardStep(int t, float[] p, float[] data) {
    int at = a.row(t * rows);
    if (rows > 1) {
      forwardPanels(t, p, data, at);
      return;
    }
    GruGates.start(blocks, 1, p, bm, data, at, a.panel());
    recurrent.forward(t, 1, data, h(t), 0, p, data, at, a.panel(), ROW);
    GruGates.forward(blocks, 1, data, at, a.panel(), data, h(t), data, h(t + 1), 0);
  }

  /** Panel by panel: the gate math finds its block in the first-level cache. */
  private void forwardPanels(int t, float[] p, float[] data, int at) {
    int ht = h(t);
    int hNext = h(t + 1);
    for (int i = 0; i < blocks; i++) {
      int q = t % 2 == 0 ? i : blocks - 1 - i;
      int aq = at + q * a.panel();
      int uq = recurrent.u + q * ONE.width() * hidden;
      int unit = q * Panels.BLOCK;
      GruGates.start(1, rows, p, bm + unit, data, aq, 0);
      Affine.accumulate(
          rows, hidden, ONE, data, ht, hRow, p, uq, data, aq + recurrent.column, 0, ROW);
      GruGates.forward(1, rows, data, aq, 0, data, ht + unit, data, hNext + unit, hRow);
    }
  }

  /** See {@link GruGates#backward}: {@code dh · z} reaches {@code h₋} directly. */
  @Override
  void backwardStep(int t, int s, float[] p, float[] data, float[] d) {
    GruGates.backward(
        blocks,
        rows,
        data,
        a.row(t * rows),
        a.panel(),
        data,
        h(t),
        hRow,
        d,
        dh(s),
        d,
        dhState,
        hRow,
        d,
        da.row(s * rows),
        da.panel());
    backwardProduct(s, d);
  }

  @Override
  void backwardRecurrentWeights(int steps, float[] data, float[] d, float[] dp) {
    super.backwardRecurrentWeights(steps, data, d, dp);
    for (int q = 0; q < blocks; q++) {
      int m = da.at() + q * da.panel() + M;
      Affine.backwardBias(steps * rows, BLOCK, d, m, 0, ROW, dp, bm + q * Panels.BLOCK);
    }
  }

  /**
   * Where a gate value lies.
   *
   * @param t 0 to T - 1
   * @param row 0 to N - 1
   * @param gate 0 to 3: n, r, z, m
   * @param unit 0 to H - 1
   * @return the index in the tape
   */
  public int gate(int t, int row, int gate, int unit) {
    int at = Objects.checkIndex(t, steps) * rows + Objects.checkIndex(row, rows);
    return a.at()
        + Objects.checkIndex(unit, hidden) / Panels.BLOCK * a.panel()
        + (at * GruGates.SLOTS + Objects.checkIndex(gate, GruGates.SLOTS)) * Panels.BLOCK
        + unit % Panels.BLOCK;
  }
}
