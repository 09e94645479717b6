package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.LstmGates;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the backward pass of an LSTM needs beside the tape, in reverse time (slot {@code s} is time
 * step {@code T - 1 - s}). With P panels of 16 units, H' = 16 P:
 *
 * <ul>
 *   <li>{@code da [P, T·N, 4, 16]} — gradient of the pre-activations
 *   <li>{@code dh [T, N, H']} — gradient of the hidden states
 *   <li>{@code dh_state [N, H']} — gradient of the hidden state handed over a window's edge,
 *       running
 *   <li>{@code dc [P, N, 16]} — gradient of the cell state, running
 *   <li>the transposes of U and, where the input wants its gradient, of W
 *   <li>the interleaved input of the weight gradients: scratch
 * </ul>
 *
 * <p>Owned by the caller, reusable, not thread-safe.
 */
public final class LstmWorkspace {
  final boolean inputGradient;
  final int steps;
  final int rows;
  final float[] data;
  final int da;
  final int daPanel;
  final int dh;
  final int hRow;
  final int dhSlot;
  final int dhState;
  final int dc;
  final int dcLength;
  final int uT;
  final int wT;
  final int interleaved;

  /**
   * A workspace for windows of at most {@code steps} time steps.
   *
   * @param cell the cell
   * @param steps T
   * @param rows N
   * @param inputGradient whether the gradient of the input will be asked for
   */
  public LstmWorkspace(LstmCell cell, int steps, int rows, boolean inputGradient) {
    this(cell, steps, rows, inputGradient, false);
  }

  /**
   * A workspace for windows of at most {@code steps} time steps, without room for an input that is
   * given by its index only.
   *
   * @param cell the cell
   * @param steps T
   * @param rows N
   * @param inputGradient whether the gradient of the input will be asked for
   * @param indexInput whether the input is never dense: {@link LstmCell#backwardInputWeights(int,
   *     int, float[], int, int, LstmWorkspace, float[])} will not be called
   */
  public LstmWorkspace(
      LstmCell cell, int steps, int rows, boolean inputGradient, boolean indexInput) {
    this.inputGradient = inputGradient;
    this.steps = steps;
    this.rows = rows;
    int inputs = cell.inputs();
    int hidden = cell.hidden();
    Panels panels = cell.panels();
    int p = panels.count();
    this.hRow = Panels.padded(hidden);
    this.dhSlot = rows * hRow;
    this.dcLength = p * rows * Panels.BLOCK;
    this.daPanel = Math.multiplyExact(Math.multiplyExact(steps, rows), panels.width());
    Layout.Builder regions = Layout.builder("workspace");
    this.da = regions.add("da", p, steps * rows, LstmGates.GATES, Panels.BLOCK);
    this.dh = regions.add("dh", steps, rows, hRow);
    this.dhState = regions.add("dh_state", rows, hRow);
    this.dc = regions.add("dc", p, rows, Panels.BLOCK);
    this.uT = regions.add("u_transposed", Panels.dense(hidden).size(panels.outputs()));
    this.wT =
        inputGradient
            ? regions.add("w_transposed", Panels.dense(inputs).size(panels.outputs()))
            : -1;
    this.interleaved =
        regions.add("interleaved", indexInput ? hidden : Math.max(inputs, hidden), steps * rows);
    this.data = regions.build().allocate();
  }

  /**
   * The floats themselves.
   *
   * @return the array in which all offsets count
   */
  public float[] data() {
    return data;
  }

  /**
   * Where the gradient of the hidden states of a slot starts: what comes from above before the
   * sweep, all of it after.
   *
   * @param slot 0 for the last time step, T - 1 for the first
   * @return the index in {@link #data()}
   */
  public int dh(int slot) {
    return dh + Objects.checkIndex(slot, steps) * dhSlot;
  }

  /**
   * Where the gradient of the hidden state lies, [N, H']: before the sweep that of the state after
   * the window, as the steps behind it give it (zero if there are none); after the sweep that of
   * the state before the window. What comes from above is no part of it, so a sweep can be cut
   * anywhere and goes on with the same bits.
   *
   * @return the index in {@link #data()}
   */
  public int dhState() {
    return dhState;
  }

  /**
   * Where the gradient of the cell state lies, [P, N, 16]: after the window before the sweep,
   * before the window after it.
   *
   * @return the index in {@link #data()}
   */
  public int dc() {
    return dc;
  }

  /**
   * Floats from a row of {@code dh} to the next.
   *
   * @return H padded to a multiple of 16
   */
  public int hRow() {
    return hRow;
  }

  /**
   * Sets the gradients to zero: none from above, none from behind the window.
   *
   * @param window time steps of the window, at most T
   */
  public void clear(int window) {
    clearAbove(window);
    Arrays.fill(data, dhState, dhState + dhSlot, 0);
    Arrays.fill(data, dc, dc + dcLength, 0);
  }

  /**
   * Sets the gradients from above to zero and keeps those of the state, for a sweep that goes on
   * with the window before.
   *
   * @param window time steps of the window before, at most T
   */
  public void clearAbove(int window) {
    checkSteps(window);
    Arrays.fill(data, dh, dh + window * dhSlot, 0);
  }

  /** Refuses a window of other rows, or one that there is no room for. */
  void check(int window, int n) {
    checkSteps(window);
    if (n != rows) {
      throw new IllegalArgumentException("rows: expected " + rows + ", got " + n);
    }
  }

  /** It would write what lies behind. */
  private void checkSteps(int window) {
    if (window < 0 || window > steps) {
      throw new IllegalArgumentException("steps: expected 0 to " + steps + ", got " + window);
    }
  }
}
