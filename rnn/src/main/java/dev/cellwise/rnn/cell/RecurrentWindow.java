package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
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
 *   <li>workspace, in reverse time: {@code da [P, T·N, row]} — gradient of the pre-activations,
 *       {@code dh [T, N, H']} — gradient of the hidden states, {@code dh_state [N, H']} — the one
 *       handed over a window's edge, running; the transposes of U and, where a layer is below, of
 *       W; and the interleaved inputs of the weight gradients: scratch
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
  final InputMap input;
  final int da;
  final int daPanel;
  final int daRow;
  final int dh;
  final int dhState;
  private final RecurrentMap recurrent;
  private final int uT;
  private final int wT;
  private final int interleaved;

  /**
   * Adds the regions.
   *
   * @param daRow floats from a row of {@code da} to the next
   */
  RecurrentWindow(
      Layout.Builder tape,
      Layout.Builder work,
      String prefix,
      int steps,
      int rows,
      Below below,
      InputMap input,
      RecurrentMap recurrent,
      int daRow) {
    this.steps = steps;
    this.rows = rows;
    this.input = input;
    this.recurrent = recurrent;
    this.hidden = recurrent.hidden;
    this.hRow = Panels.padded(hidden);
    this.daRow = daRow;
    this.daPanel = Math.multiplyExact(Math.multiplyExact(steps, rows), daRow);
    this.h = tape.add(prefix + "h", steps + 1, rows, hRow);
    int panels = input.panels.count();
    this.da = work.add(prefix + "da", panels, steps * rows, daRow);
    this.dh = work.add(prefix + "dh", steps, rows, hRow);
    this.dhState = work.add(prefix + "dh_state", rows, hRow);
    this.uT = work.add(prefix + "u_transposed", recurrent.transposedSize());
    this.wT =
        below == Below.LAYER ? work.add(prefix + "w_transposed", input.transposedSize()) : -1;
    int widest = below == Below.TOKENS ? hidden : Math.max(input.inputs, hidden);
    this.interleaved = work.add(prefix + "interleaved", widest, steps * rows);
  }

  /** One step of all rows, its input half made before. */
  abstract void forwardStep(int t, float[] p, float[] data);

  /**
   * One step back: {@code da} of the slot, and the part of {@code dh₋} that does not come through
   * the recurrent product, overwritten or added to zeros in {@code dh_state}.
   *
   * @param s slot, of time step {@code t}
   */
  abstract void backwardStep(int t, int s, float[] p, float[] data, float[] d);

  @Override
  public final void forward(int steps, float[] p, float[] data) {
    for (int t = 0; t < steps; t++) {
      forwardStep(t, p, data);
    }
  }

  /** The gradient that the step behind handed over joins the one from above. */
  @Override
  public final void backward(int steps, float[] p, float[] data, float[] d, float[] dp) {
    int slot = rows * hRow;
    for (int s = 0; s < steps; s++) {
      Elementwise.add(slot, d, dhState, d, dh + s * slot);
      Arrays.fill(d, dhState, dhState + slot, 0);
      backwardStep(steps - 1 - s, s, p, data, d);
      recurrent.backward(s, rows, d, da + s * rows * daRow, daPanel, daRow, uT, d, dhState, hRow);
    }
    backwardRecurrentWeights(steps, data, d, dp);
  }

  /** {@code dU += da h₋ᵀ}, {@code db += da}. */
  void backwardRecurrentWeights(int steps, float[] data, float[] d, float[] dp) {
    int n = steps * rows;
    ReverseTime.interleave(steps, rows, hidden, data, h, hRow, d, interleaved);
    recurrent.backwardWeights(n, d, interleaved, d, da, daPanel, daRow, dp);
    input.backwardBias(n, d, da, daPanel, daRow, dp);
  }

  @Override
  public final void backwardInputWeights(
      int steps, float[] x, int xOff, int xRow, float[] d, float[] dp) {
    input.backwardWeights(
        steps, rows, x, xOff, xRow, d, da, daPanel, daRow, interleaved, dp);
  }

  @Override
  public final void backwardInputWeights(
      int steps, int[] tokens, int tOff, float[] d, float[] dp) {
    input.backwardWeights(steps, rows, tokens, tOff, d, da, daPanel, daRow, dp);
  }

  @Override
  public final void backwardInput(int steps, float[] d, float[] dx, int dxOff, int dxRow) {
    input.backward(steps * rows, d, da, daPanel, daRow, wT, dx, dxOff, dxRow);
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
    System.arraycopy(data, h(steps), data, h, rows * hRow);
  }

  @Override
  public final void clearAbove(int steps, float[] d) {
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

  @Override
  public int dState(int part, int row, int unit) {
    Objects.checkIndex(part, 1);
    return dhState + rowMajor(row, unit);
  }

  private int rowMajor(int row, int unit) {
    return Objects.checkIndex(row, rows) * hRow + Objects.checkIndex(unit, hidden);
  }
}
