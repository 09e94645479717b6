package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the windows of all cells with one recurrent product have in common: the regions below, and
 * the sweep back through time. With H' = H padded to a multiple of 16:
 *
 * <ul>
 *   <li>tape: {@code h [T+1, N, H']} — hidden state; 0 is the state before the window
 *   <li>workspace, in reverse time: {@code da [P, T·N, ·]}, its panels perhaps with a row of room
 *       between — gradient of the pre-activations, {@code dh [T, N, H']} — gradient of the hidden
 *       states, {@code dh_state [N, H']} — the one handed over a window's edge, running; the
 *       transposes of U and, where a layer is below, of W; and the interleaved inputs of the weight
 *       gradients: scratch
 * </ul>
 *
 * <p>Units from H to H' are padding.
 */
abstract class RecurrentWindow implements CellWindow {
  final int steps;
  final int rows;
  final int hidden;
  final int hRow;
  final int h;
  final Place a;
  final InputMap input;
  final Place da;

  /** Floats from where W's columns begin, in a and da, to where U's do. */
  private final int column;

  final int dh;
  final int dhState;
  final RecurrentMap recurrent;
  final int uT;
  private final int wT;
  private final int interleaved;

  /** Tokens in reverse time: scratch. */
  private final int[] reversed;

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
      int steps,
      int rows,
      Below below,
      InputMap input,
      RecurrentMap recurrent,
      int h,
      Place a,
      int column,
      int daPanels,
      int daRow,
      int between) {
    this.steps = steps;
    this.rows = rows;
    this.input = input;
    this.recurrent = recurrent;
    this.hidden = recurrent.hidden;
    this.hRow = Panels.padded(hidden);
    this.h = h;
    this.a = a;
    this.column = column;
    int dz = work.add(prefix + "da", daPanels, steps * rows + between, daRow);
    this.da = Place.byPanels(dz, steps, rows, daRow, between);
    this.dh = work.add(prefix + "dh", steps, rows, hRow);
    this.dhState = work.add(prefix + "dh_state", rows, hRow);
    this.uT = work.add(prefix + "u_transposed", recurrent.transposedSize());
    this.wT = below == Below.LAYER ? work.add(prefix + "w_transposed", input.transposedSize()) : -1;
    int widest = below == Below.TOKENS ? hidden : Math.max(input.inputs, hidden);
    this.interleaved = work.add(prefix + "interleaved", widest, steps * rows);
    this.reversed = new int[steps * rows];
  }

  /** Adds the region of the hidden states. */
  static int addH(Layout.Builder tape, String prefix, int steps, int rows, int hidden) {
    return tape.add(prefix + "h", steps + 1, rows, Panels.padded(hidden));
  }

  /** One step of all rows, its input half made before. */
  abstract void forwardStep(int t, float[] p, float[] data);

  /**
   * One step back: {@code da} of the slot, and {@code dh₋} in {@code dh_state}, which is zero
   * before; last in it comes the recurrent product.
   *
   * @param s slot, of time step {@code t}
   */
  abstract void backwardStep(int t, int s, float[] p, float[] data, float[] d);

  @Override
  public final void input(int steps, float[] x, int xOff, int xRow, float[] p, float[] data) {
    checkSteps(steps);
    input.forward(steps * rows, x, xOff, xRow, p, data, a.at(), a.panel(), a.row());
  }

  @Override
  public final void input(int steps, int[] tokens, int tOff, float[] p, float[] data) {
    checkSteps(steps);
    input.forward(steps * rows, tokens, tOff, p, data, a.at(), a.panel(), a.row());
  }

  @Override
  public final void forward(int steps, float[] p, float[] data) {
    checkSteps(steps);
    for (int t = 0; t < steps; t++) {
      forwardStep(t, p, data);
    }
  }

  /** The gradient that the step behind handed over joins the one from above. */
  @Override
  public final void backward(int steps, float[] p, float[] data, float[] d, float[] dp) {
    checkSteps(steps);
    int slot = rows * hRow;
    for (int s = 0; s < steps; s++) {
      Elementwise.add(slot, d, dhState, d, dh + s * slot);
      Arrays.fill(d, dhState, dhState + slot, 0);
      backwardStep(steps - 1 - s, s, p, data, d);
    }
    backwardRecurrentWeights(steps, data, d, dp);
  }

  /** {@code dh₋ += Uᵀ da}. */
  final void backwardProduct(int s, float[] d) {
    int from = da.row(s * rows) + column;
    recurrent.backward(s, rows, d, from, da.panel(), da.row(), uT, d, dhState, hRow);
  }

  /** {@code dU += da h₋ᵀ}, {@code db += da}. */
  void backwardRecurrentWeights(int steps, float[] data, float[] d, float[] dp) {
    int n = steps * rows;
    ReverseTime.interleave(steps, rows, hidden, data, h, hRow, d, interleaved);
    int of = da.at() + column;
    recurrent.backwardWeights(n, d, interleaved, d, of, da.panel(), da.row(), dp);
    input.backwardBias(n, d, da.at(), da.panel(), da.row(), dp);
  }

  @Override
  public final void backwardInputWeights(
      int steps, float[] x, int xOff, int xRow, float[] d, float[] dp) {
    checkSteps(steps);
    input.backwardWeights(
        steps, rows, x, xOff, xRow, d, da.at(), da.panel(), da.row(), interleaved, dp);
  }

  @Override
  public final void backwardInputWeights(int steps, int[] tokens, int tOff, float[] d, float[] dp) {
    checkSteps(steps);
    ReverseTime.tokens(steps, rows, tokens, tOff, reversed);
    input.backwardWeights(steps * rows, reversed, d, da.at(), da.panel(), da.row(), dp);
  }

  @Override
  public final void backwardInput(int steps, float[] d, float[] dx, int dxOff, int dxRow) {
    checkSteps(steps);
    input.backward(steps * rows, d, da.at(), da.panel(), da.row(), wT, dx, dxOff, dxRow);
  }

  @Override
  public final void prepare(float[] p, float[] d) {
    recurrent.transpose(p, d, uT);
    if (wT >= 0) {
      input.transpose(p, d, wT);
    }
  }

  @Override
  public void carry(int steps, float[] data) {
    checkSteps(steps);
    System.arraycopy(data, h(steps), data, h, rows * hRow);
  }

  @Override
  public final void clearAbove(int steps, float[] d) {
    checkSteps(steps);
    Arrays.fill(d, dh, dh + steps * rows * hRow, 0);
  }

  @Override
  public void clearState(float[] d) {
    Arrays.fill(d, dhState, dhState + rows * hRow, 0);
  }

  @Override
  public final int h(int t) {
    return h + Objects.checkIndex(t, steps + 1) * rows * hRow;
  }

  @Override
  public final int hRow() {
    return hRow;
  }

  @Override
  public final int dh(int slot) {
    return dh + Objects.checkIndex(slot, steps) * rows * hRow;
  }

  @Override
  public int state(int part, int t, int row, int unit) {
    Objects.checkIndex(part, 1);
    return h(t) + rowMajor(row, unit);
  }

  /** The padding too: after a state that was not finite it may hold NaN. */
  @Override
  public void setState(int part, int row, float[] values, float[] data) {
    int at = state(part, 0, row, 0);
    Arrays.fill(data, at, at + hRow, 0);
    System.arraycopy(values, 0, data, at, hidden);
  }

  @Override
  public int dState(int part, int row, int unit) {
    Objects.checkIndex(part, 1);
    return dhState + rowMajor(row, unit);
  }

  /** Refuses a window that there is no room for: it would write what lies behind. */
  private void checkSteps(int window) {
    if (window < 0 || window > steps) {
      throw new IllegalArgumentException("steps: expected 0 to " + steps + ", got " + window);
    }
  }

  private int rowMajor(int row, int unit) {
    return Objects.checkIndex(row, rows) * hRow + Objects.checkIndex(unit, hidden);
  }
}
