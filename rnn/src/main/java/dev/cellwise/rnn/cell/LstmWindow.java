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
 *   <li>tape: {@code gates [P, R, 4, 16]} — pre-activations, then gate values in the order i, f, o,
 *       g; {@code c [N + R, P, 16]} — cell state, first the one before the window, then those after
 *       each step, of each step {@code [P, rows, 16]}, behind them copies as of h; {@code tanh_c
 *       [R, P, 16]} — tanh of the cell state after each step, likewise
 *   <li>workspace: {@code dc [P, N, 16]} — gradient of the cell state handed over a window's edge,
 *       {@code dc_running [N, P, 16]} — the same of some rows [P, ·, 16], running
 * </ul>
 *
 * <p>Padding: its weights are zero and so is its state.
 */
public final class LstmWindow extends RecurrentWindow {
  private static final int GATES = LstmGates.GATES;
  private static final Panels ONE = Panels.gated(GATES, Panels.BLOCK);

  private final int panels;
  private final int c;

  /** Floats of a row of c in all panels. */
  private final int cRow;

  private final int tanhC;
  private final int dc;
  private final int dcRunning;

  LstmWindow(
      LstmCell cell,
      Layout.Builder tape,
      Layout.Builder work,
      String prefix,
      Packing packing,
      Below below) {
    int p = cell.panels().count();
    int row = cell.panels().width();
    int all = packing.capacity();
    int gates = tape.add(prefix + "gates", p, all, GATES, Panels.BLOCK);
    int c = tape.add(prefix + "c", packing.stateRows(), p, Panels.BLOCK);
    int tanhC = tape.add(prefix + "tanh_c", all, p, Panels.BLOCK);
    int h = addH(tape, prefix, packing, cell.outputs());
    super(
        work,
        prefix,
        packing,
        below,
        cell.input,
        cell.recurrent,
        h,
        Place.byPanels(gates, all, row),
        0,
        p,
        row,
        0);
    this.panels = p;
    this.cRow = p * Panels.BLOCK;
    this.c = c;
    this.tanhC = tanhC;
    this.dc = work.add(prefix + "dc", p, packing.rows(), Panels.BLOCK);
    this.dcRunning = work.add(prefix + "dc_running", p, packing.rows(), Panels.BLOCK);
  }

  /** {@code a += U h₋}, gates, states. */
  @Override
  void forwardStep(Packing.Span g, int t, int from, int n, float[] p, float[] data) {
    int at = a.row(g.at(t) + from);
    int of = from * Panels.BLOCK;
    if (n > 1) {
      forwardPanels(g, t, from, n, p, data);
      return;
    }
    // All panels' products first, then each gate pass over all of them.
    recurrent.forward(t, 1, data, h(g, t) + from * hRow, 0, p, data, at, a.panel(), a.row());
    LstmGates.forward(
        panels,
        1,
        data,
        at,
        a.panel(),
        data,
        c(g, t) + of,
        data,
        c(g, t + 1) + of,
        g.rows * Panels.BLOCK,
        data,
        tanhC(g, t) + of,
        data,
        h(g, t + 1) + from * hRow,
        0);
  }

  /** Panel by panel: the gate math finds its block in the first-level cache. */
  private void forwardPanels(Packing.Span g, int t, int from, int n, float[] p, float[] data) {
    int at = a.row(g.at(t) + from);
    int ht = h(g, t) + from * hRow;
    int hNext = h(g, t + 1) + from * hRow;
    int of = from * Panels.BLOCK;
    int ct = c(g, t) + of;
    int cNext = c(g, t + 1) + of;
    int tanh = tanhC(g, t) + of;
    int block = g.rows * Panels.BLOCK;
    for (int i = 0; i < panels; i++) {
      int q = t % 2 == 0 ? i : panels - 1 - i;
      int aq = at + q * a.panel();
      int uq = recurrent.u + q * ONE.width() * hidden;
      Affine.accumulate(n, hidden, ONE, data, ht, hRow, p, uq, data, aq, 0, a.row());
      LstmGates.forward(
          1,
          n,
          data,
          aq,
          0,
          data,
          ct + q * block,
          data,
          cNext + q * block,
          0,
          data,
          tanh + q * block,
          data,
          hNext + q * Panels.BLOCK,
          hRow);
    }
  }

  /** See {@link LstmGates#backward}: all of {@code dh₋} comes through the recurrent product. */
  @Override
  void backwardStep(
      Packing.Span g, int t, int s, int from, int n, int own, float[] data, float[] d) {
    int of = from * Panels.BLOCK;
    LstmGates.backward(
        panels,
        n,
        data,
        a.row(g.at(t) + from),
        a.panel(),
        data,
        c(g, t) + of,
        data,
        tanhC(g, t) + of,
        g.rows * Panels.BLOCK,
        d,
        dh(g, s) + from * hRow,
        hRow,
        d,
        own == ALL ? dc : dcRunning + own * cRow,
        d,
        da.row(g.slot(s) + from),
        da.panel());
    backwardProduct(g, s, from, n, own, d);
  }

  @Override
  void startSpan(Packing.Span g, Packing.Span last, int first, int n, float[] data) {
    super.startSpan(g, last, first, n, data);
    int to = c(g, 0);
    int from = last == null ? c : c(last, last.steps);
    int rows = last == null ? packing.rows() : last.rows;
    for (int i = first; i < first + n; i++) {
      int row = packing.row(g, i);
      int rank = last == null ? row : packing.rank(last, row);
      copyBlocks(data, from, rows, rank, to, g.rows, i);
    }
  }

  @Override
  void gatherGradients(Packing.Span g, int first, int n, int own, float[] d) {
    super.gatherGradients(g, first, n, own, d);
    int to = dcRunning + own * cRow;
    for (int i = 0; i < n; i++) {
      copyBlocks(d, dc, packing.rows(), packing.row(g, first + i), to, n, i);
    }
  }

  @Override
  void scatterGradients(Packing.Span g, int first, int n, int own, float[] d) {
    super.scatterGradients(g, first, n, own, d);
    int from = dcRunning + own * cRow;
    for (int i = 0; i < n; i++) {
      copyBlocks(d, from, n, i, dc, packing.rows(), packing.row(g, first + i));
    }
  }

  @Override
  void carry(int t, int row, float[] data) {
    super.carry(t, row, data);
    Packing.Span g = packing.spanOf(t - 1);
    copyBlocks(data, c(g, t - g.start), g.rows, packing.rank(g, row), c, packing.rows(), row);
  }

  /** Copies a row from {@code [P, rows, 16]} to another such region. */
  private void copyBlocks(
      float[] of, int from, int fromRows, int fromRow, int to, int toRows, int toRow) {
    for (int q = 0; q < panels; q++) {
      int source = from + (q * fromRows + fromRow) * Panels.BLOCK;
      int target = to + (q * toRows + toRow) * Panels.BLOCK;
      System.arraycopy(of, source, of, target, Panels.BLOCK);
    }
  }

  /** Where the cell states of a span's rows lie before a step, or after the last one. */
  private int c(Packing.Span g, int t) {
    return c + g.state(t) * cRow;
  }

  private int tanhC(Packing.Span g, int t) {
    return tanhC + g.at(t) * cRow;
  }

  @Override
  public void clearState(float[] d) {
    super.clearState(d);
    Arrays.fill(d, dc, dc + packing.rows() * cRow, 0);
  }

  @Override
  public int state(int part, int t, int row, int unit) {
    if (part != 1) {
      return super.state(part, t, row, unit);
    }
    if (Objects.checkIndex(t, packing.length(row) + 1) == 0) {
      return block(c, packing.rows(), row, unit);
    }
    Packing.Span g = packing.spanOf(t - 1);
    return block(c(g, t - g.start), g.rows, packing.rank(g, row), unit);
  }

  @Override
  public void setState(int part, int row, float[] values, int from, float[] data) {
    if (part == 0) {
      super.setState(part, row, values, from, data);
      return;
    }
    for (int u = 0; u < hidden; u += Panels.BLOCK) {
      int at = state(part, 0, row, u);
      Arrays.fill(data, at, at + Panels.BLOCK, 0);
      System.arraycopy(values, from + u, data, at, Math.min(Panels.BLOCK, hidden - u));
    }
  }

  @Override
  public void getState(int part, int t, int row, int size, float[] data, float[] to, int at) {
    if (part != 1) {
      super.getState(part, t, row, size, data, to, at);
      return;
    }
    int from = state(part, t, row, 0);
    int block = (t == 0 ? packing.rows() : packing.spanOf(t - 1).rows) * Panels.BLOCK;
    for (int u = 0; u < size; u += Panels.BLOCK, from += block) {
      System.arraycopy(data, from, to, at + u, Math.min(Panels.BLOCK, size - u));
    }
  }

  @Override
  public int dState(int part, int row, int unit) {
    return part == 1
        ? block(dc, packing.rows(), checked(row), unit)
        : super.dState(part, row, unit);
  }

  private int block(int of, int rows, int row, int unit) {
    int panel = Objects.checkIndex(unit, hidden) / Panels.BLOCK;
    return of + (panel * rows + row) * Panels.BLOCK + unit % Panels.BLOCK;
  }

  /**
   * Where a gate value lies.
   *
   * @param t 0 to the row's length - 1
   * @param row 0 to N - 1
   * @param gate 0 to 3: i, f, o, g
   * @param unit 0 to H - 1
   * @return the index in the tape
   */
  public int gate(int t, int row, int gate, int unit) {
    int at = packing.at(t, row);
    return a.at()
        + Objects.checkIndex(unit, hidden) / Panels.BLOCK * a.panel()
        + (at * GATES + Objects.checkIndex(gate, GATES)) * Panels.BLOCK
        + unit % Panels.BLOCK;
  }
}
