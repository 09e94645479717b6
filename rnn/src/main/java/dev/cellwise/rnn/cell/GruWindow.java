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

  private final RecurrentMap recurrent;
  private final int bm;
  private final int blocks;
  private final int gates;
  private final int gatesPanel;

  GruWindow(
      GruCell cell,
      Layout.Builder tape,
      Layout.Builder work,
      String prefix,
      int steps,
      int rows,
      Below below) {
    super(tape, work, prefix, steps, rows, below, cell.input, cell.recurrent, ROW);
    this.recurrent = cell.recurrent;
    this.bm = cell.bm;
    this.blocks = cell.input.panels.count();
    this.gatesPanel = Math.multiplyExact(Math.multiplyExact(steps, rows), ROW);
    this.gates = tape.add(prefix + "gates", blocks, steps * rows, GruGates.SLOTS, Panels.BLOCK);
  }

  @Override
  public void input(int steps, float[] x, int xOff, int xRow, float[] p, float[] data) {
    input.forward(steps * rows, x, xOff, xRow, p, data, gates, gatesPanel, ROW);
  }

  @Override
  public void input(int steps, int[] tokens, int tOff, float[] p, float[] data) {
    input.forward(steps * rows, tokens, tOff, p, data, gates, gatesPanel, ROW);
  }

  /** {@code m = b_m}, {@code (a_r, a_z, m) += U h₋}, gates, state. */
  @Override
  void forwardStep(int t, float[] p, float[] data) {
    int a = gates + t * rows * ROW;
    if (rows > 1) {
      forwardPanels(t, p, data, a);
      return;
    }
    GruGates.start(blocks, 1, p, bm, data, a, gatesPanel);
    recurrent.forward(t, 1, data, h(t), 0, p, data, a, gatesPanel, ROW);
    GruGates.forward(blocks, 1, data, a, gatesPanel, data, h(t), data, h(t + 1), 0);
  }

  /** Panel by panel: the gate math finds its block in the first-level cache. */
  private void forwardPanels(int t, float[] p, float[] data, int a) {
    int ht = h(t);
    int hNext = h(t + 1);
    for (int i = 0; i < blocks; i++) {
      int q = t % 2 == 0 ? i : blocks - 1 - i;
      int aq = a + q * gatesPanel;
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
        gates + t * rows * ROW,
        gatesPanel,
        data,
        h(t),
        hRow,
        d,
        dh(s),
        d,
        dhState,
        hRow,
        d,
        da + s * rows * ROW,
        daPanel);
  }

  @Override
  void backwardRecurrentWeights(int steps, float[] data, float[] d, float[] dp) {
    super.backwardRecurrentWeights(steps, data, d, dp);
    for (int q = 0; q < blocks; q++) {
      int m = da + q * daPanel + M;
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
    return gates
        + Objects.checkIndex(unit, hidden) / Panels.BLOCK * gatesPanel
        + (at * GruGates.SLOTS + Objects.checkIndex(gate, GruGates.SLOTS)) * Panels.BLOCK
        + unit % Panels.BLOCK;
  }
}
