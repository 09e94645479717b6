package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the windows of all cells with one recurrent product have in common: the regions below, and
 * the sweep back through time. With R the most packed rows, H' = H padded to a multiple of 16:
 *
 * <ul>
 *   <li>tape: {@code h [N + R, H']} — hidden state; first the one before the window, then those
 *       after each packed row's step; behind them, where rows are of different length, {@code [·,
 *       H']} copies of those before the spans of fewer rows
 *   <li>workspace, in reverse time: {@code da [P, R, ·]}, its panels perhaps with a row of room
 *       between — gradient of the pre-activations, {@code dh [R, H']} — gradient of the hidden
 *       states, {@code dh_state [N, H']} — the one handed over a window's edge, {@code dh_running
 *       [N, H']} — the same of a span of fewer rows, running; the transposes of U and, where a
 *       layer is below, of W; and the interleaved inputs of the weight gradients: scratch
 * </ul>
 *
 * <p>Units from H to H' are padding.
 */
abstract class RecurrentWindow implements CellWindow {
  final Packing packing;
  final int hidden;
  final int hRow;
  final int h;
  final Place a;
  final InputMap input;
  final Place da;

  /** Floats from where W's columns begin, in a and da, to where U's do. */
  private final int column;

  final int dh;
  private final int dhState;
  private final int dhRunning;
  final RecurrentMap recurrent;
  final int uT;
  private final int wT;
  private final int interleaved;

  /** Tokens in reverse time: scratch. */
  private final int[] reversed;

  private int shared;
  private Shares recurrentShares;
  private Shares inputShares;

  /**
   * Adds the regions, but for h and the pre-activations: see {@link #addH}.
   *
   * @param a where the pre-activations lie on the tape
   * @param column floats from where W's columns begin, in a and da, to where U's do
   * @param daPanels panels of their gradients
   * @param daRow floats of a row of a panel
   * @param between rows of room between their panels
   */
  RecurrentWindow(
      Layout.Builder work,
      String prefix,
      Packing packing,
      Below below,
      InputMap input,
      RecurrentMap recurrent,
      int h,
      Place a,
      int column,
      int daPanels,
      int daRow,
      int between) {
    int rows = packing.rows();
    int all = packing.capacity();
    this.packing = packing;
    this.input = input;
    this.recurrent = recurrent;
    this.hidden = recurrent.hidden;
    this.hRow = Panels.padded(hidden);
    this.h = h;
    this.a = a;
    this.column = column;
    int dz = work.add(prefix + "da", daPanels, all + between, daRow);
    this.da = Place.byPanels(dz, all, daRow, between);
    this.dh = work.add(prefix + "dh", all, hRow);
    this.dhState = work.add(prefix + "dh_state", rows, hRow);
    this.dhRunning = work.add(prefix + "dh_running", rows, hRow);
    this.uT = work.add(prefix + "u_transposed", recurrent.transposedSize());
    this.wT = below == Below.LAYER ? work.add(prefix + "w_transposed", input.transposedSize()) : -1;
    int widest = below == Below.TOKENS ? hidden : Math.max(input.inputs, hidden);
    this.interleaved = work.add(prefix + "interleaved", widest, all);
    this.reversed = new int[all];
    parts(1);
  }

  /** Adds the region of the hidden states. */
  static int addH(Layout.Builder tape, String prefix, Packing packing, int hidden) {
    return tape.add(prefix + "h", packing.stateRows(), Panels.padded(hidden));
  }

  /**
   * One step of some of a span's rows, its input half made before.
   *
   * @param from the first of them
   * @param n how many
   */
  abstract void forwardStep(Packing.Span g, int t, int from, int n, float[] p, float[] data);

  /**
   * One step back of some of a span's rows: {@code da} of the slot, and {@code dh₋}, which is zero
   * before; last in it comes the recurrent product.
   *
   * @param t time step of the span
   * @param s its slot
   * @param from the first row
   * @param n how many
   * @param own the place of the first row's running gradients: see {@link #dhBefore}
   */
  abstract void backwardStep(
      Packing.Span g, int t, int s, int from, int n, int own, float[] data, float[] d);

  @Override
  public final void input(
      int part, int parts, float[] x, int xOff, int xRow, float[] p, float[] data) {
    int r = Shares.cutRows(packing.total(), part, parts);
    int n = Shares.cutRows(packing.total(), part + 1, parts) - r;
    input.forward(n, x, xOff + r * xRow, xRow, p, data, a.row(r), a.panel(), a.row());
  }

  @Override
  public final void input(int part, int parts, int[] tokens, int tOff, float[] p, float[] data) {
    int r = Shares.cutRows(packing.total(), part, parts);
    int n = Shares.cutRows(packing.total(), part + 1, parts) - r;
    input.forward(n, tokens, tOff + r, p, data, a.row(r), a.panel(), a.row());
  }

  /** A thread's rows are the same at all steps, so it waits for no other. */
  @Override
  public final void forward(int part, int parts, float[] p, float[] data) {
    for (int i = 0; i < packing.spans(); i++) {
      Packing.Span g = packing.span(i);
      int from = packing.from(g, part, parts);
      int n = packing.from(g, part + 1, parts) - from;
      if (n == 0) {
        continue;
      }
      if (!g.whole) {
        startSpan(g, i == 0 ? null : packing.span(i - 1), from, n, data);
      }
      for (int t = 0; t < g.steps; t++) {
        forwardStep(g, t, from, n, p, data);
      }
    }
  }

  /** Brings the states of a span's rows together, from the span before or the window's start. */
  void startSpan(Packing.Span g, Packing.Span last, int first, int n, float[] data) {
    for (int i = first; i < first + n; i++) {
      int row = packing.row(g, i);
      int from = last == null ? row : last.state(last.steps) + packing.rank(last, row);
      System.arraycopy(data, h + from * hRow, data, h + (g.before + i) * hRow, hRow);
    }
  }

  /**
   * The gradient that the step behind handed over joins the one from above. Threads are in other
   * spans at a time, so each has a place of its own for those of its rows.
   */
  @Override
  public final void backward(int part, int parts, float[] p, float[] data, float[] d, float[] dp) {
    int own = packing.firstRow(part, parts);
    for (int i = packing.spans() - 1; i >= 0; i--) {
      Packing.Span g = packing.span(i);
      int from = packing.from(g, part, parts);
      int n = packing.from(g, part + 1, parts) - from;
      if (n == g.rows && g.whole) {
        backward(g, 0, n, ALL, data, d);
      } else if (n > 0) {
        gatherGradients(g, from, n, own, d);
        backward(g, from, n, own, data, d);
        scatterGradients(g, from, n, own, d);
      }
    }
  }

  private void backward(Packing.Span g, int from, int n, int own, float[] data, float[] d) {
    int before = dhBefore(own);
    for (int s = 0; s < g.steps; s++) {
      Elementwise.add(n * hRow, d, before, d, dh(g, s) + from * hRow);
      Arrays.fill(d, before, before + n * hRow, 0);
      backwardStep(g, g.steps - 1 - s, s, from, n, own, data, d);
    }
  }

  /** The gradients of the states of some of a span's rows, brought together. */
  void gatherGradients(Packing.Span g, int first, int n, int own, float[] d) {
    for (int i = 0; i < n; i++) {
      int from = dhState + packing.row(g, first + i) * hRow;
      System.arraycopy(d, from, d, dhRunning + (own + i) * hRow, hRow);
    }
  }

  /** And taken back. */
  void scatterGradients(Packing.Span g, int first, int n, int own, float[] d) {
    for (int i = 0; i < n; i++) {
      int to = dhState + packing.row(g, first + i) * hRow;
      System.arraycopy(d, dhRunning + (own + i) * hRow, d, to, hRow);
    }
  }

  /** {@code dh₋ += Uᵀ da}. */
  final void backwardProduct(Packing.Span g, int s, int from, int n, int own, float[] d) {
    int at = da.row(g.slot(s) + from) + column;
    recurrent.backward(s, n, d, at, da.panel(), da.row(), uT, d, dhBefore(own), hRow);
  }

  @Override
  public final void parts(int parts) {
    if (parts != shared) {
      shared = parts;
      recurrentShares = new Shares(recurrent.panels, parts);
      inputShares = new Shares(input.panels, parts);
    }
  }

  @Override
  public final void interleave(int part, int parts, float[] data, float[] d) {
    ReverseTime.interleaveBefore(part, parts, packing, hidden, data, h, hRow, d, interleaved);
  }

  /** {@code dU += da h₋ᵀ}, {@code db += da}. */
  @Override
  public void backwardWeights(int part, int parts, float[] data, float[] d, float[] dp) {
    int n = packing.total();
    int of = da.at() + column;
    recurrent.backwardWeights(
        recurrentShares, part, n, d, interleaved, of, da.panel(), da.row(), dp);
    input.backwardBias(inputShares, part, n, d, da.at(), da.panel(), da.row(), dp);
  }

  @Override
  public final void interleaveInput(int part, int parts, float[] x, int xOff, int xRow, float[] d) {
    int k = input.inputs;
    ReverseTime.interleave(part, parts, packing, k, x, xOff, xRow, d, interleaved);
  }

  @Override
  public final void backwardInputWeights(int part, int parts, float[] d, float[] dp) {
    int n = packing.total();
    input.backwardWeights(inputShares, part, n, d, interleaved, da.at(), da.panel(), da.row(), dp);
  }

  @Override
  public final void reverseTokens(int[] tokens, int tOff) {
    ReverseTime.tokens(packing, tokens, tOff, reversed);
  }

  @Override
  public final void backwardLookup(int part, int parts, float[] d, float[] dp) {
    int n = packing.total();
    input.backwardWeights(inputShares, part, n, reversed, d, da.at(), da.panel(), da.row(), dp);
  }

  @Override
  public final void backwardInput(
      int part, int parts, float[] d, float[] dx, int dxOff, int dxRow) {
    int r = Shares.cutRows(packing.total(), part, parts);
    int n = Shares.cutRows(packing.total(), part + 1, parts) - r;
    input.backward(n, d, da.row(r), da.panel(), da.row(), wT, dx, dxOff + r * dxRow, dxRow);
  }

  @Override
  public final void prepare(float[] p, float[] d) {
    recurrent.transpose(p, d, uT);
    if (wT >= 0) {
      input.transpose(p, d, wT);
    }
  }

  @Override
  public final void carry(int steps, float[] data) {
    for (int n = 0; n < packing.rows(); n++) {
      int t = Math.min(steps, packing.length(n));
      if (t > 0) {
        carry(t, n, data);
      }
    }
  }

  /** A row's state after step {@code t - 1} becomes the one before the window. */
  void carry(int t, int row, float[] data) {
    System.arraycopy(data, h + packing.state(t, row) * hRow, data, h + row * hRow, hRow);
  }

  @Override
  public final void clearAbove(float[] d) {
    Arrays.fill(d, dh, dh + packing.total() * hRow, 0);
  }

  @Override
  public void clearState(float[] d) {
    Arrays.fill(d, dhState, dhState + packing.rows() * hRow, 0);
  }

  @Override
  public final Packing packing() {
    return packing;
  }

  @Override
  public final int output() {
    return h + packing.rows() * hRow;
  }

  /** Where the hidden states of a span's rows lie before a step, or after the last one. */
  final int h(Packing.Span g, int t) {
    return h + g.state(t) * hRow;
  }

  @Override
  public final int hRow() {
    return hRow;
  }

  @Override
  public final int dOutput() {
    return dh;
  }

  /** Where the gradients of a slot's hidden states lie. */
  final int dh(Packing.Span g, int s) {
    return dh + g.slot(s) * hRow;
  }

  /** Instead of a place of their own: all rows of the batch, where the window's edge has them. */
  static final int ALL = -1;

  /** Where the gradient of the hidden states before a step is made. */
  final int dhBefore(int own) {
    return own == ALL ? dhState : dhRunning + own * hRow;
  }

  @Override
  public int state(int part, int t, int row, int unit) {
    Objects.checkIndex(part, 1);
    return h + packing.state(t, checked(row)) * hRow + Objects.checkIndex(unit, hidden);
  }

  /** The padding too: after a state that was not finite it may hold NaN. */
  @Override
  public void setState(int part, int row, float[] values, int from, float[] data) {
    int at = state(part, 0, row, 0);
    Arrays.fill(data, at, at + hRow, 0);
    System.arraycopy(values, from, data, at, hidden);
  }

  @Override
  public void getState(int part, int t, int row, int size, float[] data, float[] to, int at) {
    System.arraycopy(data, state(part, t, row, 0), to, at, size);
  }

  @Override
  public int dState(int part, int row, int unit) {
    Objects.checkIndex(part, 1);
    return dhState + checked(row) * hRow + Objects.checkIndex(unit, hidden);
  }

  final int checked(int row) {
    return Objects.checkIndex(row, packing.rows());
  }
}
