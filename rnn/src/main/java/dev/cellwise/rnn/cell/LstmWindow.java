package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.LstmGates;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.Objects;

/**
 * An LSTM over a window. Beside the regions of all cells, with P panels of 16 units:
 *
 * <ul>
 *   <li>tape: {@code gates [P, T·N, 4, 16]} — pre-activations, then gate values in the order i, f,
 *       o, g; {@code c [T+1, P, N, 16]} — cell state, 0 the one before the window; {@code tanh_c
 *       [T, P, N, 16]} — tanh of the cell state after each step
 *   <li>workspace: {@code dc [P, N, 16]} — gradient of the cell state, running
 * </ul>
 *
 * <p>Padding: its weights are zero and so is its state.
 */
public final class LstmWindow extends RecurrentWindow {
  private static final int GATES = LstmGates.GATES;
  private static final Panels ONE = Panels.gated(GATES, Panels.BLOCK);

  private final int c;
  private final int cStep;
  private final int tanhC;
  private final int dc;

  LstmWindow(
      LstmCell cell,
      Layout.Builder tape,
      Layout.Builder work,
      String prefix,
      int steps,
      int rows,
      Below below) {
    int p = cell.panels().count();
    int row = cell.panels().width();
    int gates = tape.add(prefix + "gates", p, steps * rows, GATES, Panels.BLOCK);
    int c = tape.add(prefix + "c", steps + 1, p, rows, Panels.BLOCK);
    int tanhC = tape.add(prefix + "tanh_c", steps, p, rows, Panels.BLOCK);
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
        Place.byPanels(gates, steps, rows, row),
        0,
        p,
        row,
        0);
    this.cStep = p * rows * Panels.BLOCK;
    this.c = c;
    this.tanhC = tanhC;
    this.dc = work.add(prefix + "dc", p, rows, Panels.BLOCK);
  }

  /** {@code a += U h₋}, gates, states. */
  @Override
  void forwardStep(int t, float[] p, float[] data) {
    int at = a.row(t * rows);
    if (rows > 1) {
      forwardPanels(t, p, data, at);
      return;
    }
    // All panels' products first, then each gate pass over all of them.
    int ct = c + t * cStep;
    recurrent.forward(t, 1, data, h(t), 0, p, data, at, a.panel(), a.row());
    LstmGates.forward(
        cStep / Panels.BLOCK,
        1,
        data,
        at,
        a.panel(),
        data,
        ct,
        data,
        ct + cStep,
        Panels.BLOCK,
        data,
        tanhC + t * cStep,
        data,
        h(t + 1),
        0);
  }

  /** Panel by panel: the gate math finds its block in the first-level cache. */
  private void forwardPanels(int t, float[] p, float[] data, int at) {
    int ht = h(t);
    int hNext = h(t + 1);
    int block = rows * Panels.BLOCK;
    int last = cStep / block - 1;
    for (int i = 0; i <= last; i++) {
      int q = t % 2 == 0 ? i : last - i;
      int aq = at + q * a.panel();
      int uq = recurrent.u + q * ONE.width() * hidden;
      int cq = c + t * cStep + q * block;
      int tq = tanhC + t * cStep + q * block;
      Affine.accumulate(rows, hidden, ONE, data, ht, hRow, p, uq, data, aq, 0, a.row());
      LstmGates.forward(
          1,
          rows,
          data,
          aq,
          0,
          data,
          cq,
          data,
          cq + cStep,
          0,
          data,
          tq,
          data,
          hNext + q * Panels.BLOCK,
          hRow);
    }
  }

  /** See {@link LstmGates#backward}: all of {@code dh₋} comes through the recurrent product. */
  @Override
  void backwardStep(int t, int s, float[] p, float[] data, float[] d) {
    int block = rows * Panels.BLOCK;
    LstmGates.backward(
        cStep / block,
        rows,
        data,
        a.row(t * rows),
        a.panel(),
        data,
        c + t * cStep,
        data,
        tanhC + t * cStep,
        block,
        d,
        dh(s),
        hRow,
        d,
        dc,
        d,
        da.row(s * rows),
        da.panel());
    backwardProduct(s, d);
  }

  @Override
  public void carry(int steps, float[] data) {
    super.carry(steps, data);
    System.arraycopy(data, c + steps * cStep, data, c, cStep);
  }

  @Override
  public void clearState(float[] d) {
    super.clearState(d);
    Arrays.fill(d, dc, dc + cStep, 0);
  }

  @Override
  public int state(int part, int t, int row, int unit) {
    return part == 1
        ? c + Objects.checkIndex(t, steps + 1) * cStep + block(row, unit)
        : super.state(part, t, row, unit);
  }

  @Override
  public void setState(int part, int row, float[] values, float[] data) {
    if (part == 0) {
      super.setState(part, row, values, data);
      return;
    }
    for (int u = 0; u < hidden; u += Panels.BLOCK) {
      int at = state(part, 0, row, u);
      Arrays.fill(data, at, at + Panels.BLOCK, 0);
      System.arraycopy(values, u, data, at, Math.min(Panels.BLOCK, hidden - u));
    }
  }

  @Override
  public int dState(int part, int row, int unit) {
    return part == 1 ? dc + block(row, unit) : super.dState(part, row, unit);
  }

  private int block(int row, int unit) {
    int panel = Objects.checkIndex(unit, hidden) / Panels.BLOCK;
    return (panel * rows + Objects.checkIndex(row, rows)) * Panels.BLOCK + unit % Panels.BLOCK;
  }

  /**
   * Where a gate value lies.
   *
   * @param t 0 to T - 1
   * @param row 0 to N - 1
   * @param gate 0 to 3: i, f, o, g
   * @param unit 0 to H - 1
   * @return the index in the tape
   */
  public int gate(int t, int row, int gate, int unit) {
    int at = Objects.checkIndex(t, steps) * rows + Objects.checkIndex(row, rows);
    return a.at()
        + Objects.checkIndex(unit, hidden) / Panels.BLOCK * a.panel()
        + (at * GATES + Objects.checkIndex(gate, GATES)) * Panels.BLOCK
        + unit % Panels.BLOCK;
  }
}
