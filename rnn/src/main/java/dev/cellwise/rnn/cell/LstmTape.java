package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Objects;

/**
 * What an LSTM saves of a window, as regions of a tape. With P panels of 16 units, H' = 16 P:
 *
 * <ul>
 *   <li>{@code gates [P, T·N, 4, 16]} — pre-activations, then gate values in the order i, f, o, g
 *   <li>{@code c [T+1, P, N, 16]} — cell state; 0 is the state before the window
 *   <li>{@code tanh_c [T, P, N, 16]} — tanh of the cell state after each step
 *   <li>{@code h [T+1, N, H']} — hidden state; 0 is the state before the window
 * </ul>
 *
 * <p>Units from H to H' are padding: their weights are zero and so is their state.
 */
public final class LstmTape {
  final int steps;
  final int rows;
  final int hidden;
  final int gates;
  final int gatesPanel;
  final int c;
  final int cStep;
  final int tanhC;
  final int h;
  final int hRow;

  /**
   * Adds the regions to a tape.
   *
   * @param tape the layout under construction
   * @param prefix prefix of the region names
   * @param hidden H, units
   * @param steps T, the most time steps of a window
   * @param rows N, rows
   */
  public LstmTape(Layout.Builder tape, String prefix, int hidden, int steps, int rows) {
    Panels panels = Panels.gated(4, hidden);
    int p = panels.count();
    this.steps = steps;
    this.rows = rows;
    this.hidden = hidden;
    this.hRow = Panels.padded(hidden);
    this.gatesPanel = Math.multiplyExact(Math.multiplyExact(steps, rows), panels.width());
    this.cStep = p * rows * Panels.BLOCK;
    this.gates = tape.add(prefix + "gates", p, steps * rows, 4, Panels.BLOCK);
    this.c = tape.add(prefix + "c", steps + 1, p, rows, Panels.BLOCK);
    this.tanhC = tape.add(prefix + "tanh_c", steps, p, rows, Panels.BLOCK);
    this.h = tape.add(prefix + "h", steps + 1, rows, hRow);
  }

  /**
   * Where the hidden states after step {@code t - 1} start, row-major with {@link #hRow} floats a
   * row.
   *
   * @param t 0 for the state before the window, to T
   * @return the index in the tape
   */
  public int h(int t) {
    return h + Objects.checkIndex(t, steps + 1) * rows * hRow;
  }

  /**
   * Floats from a row of hidden states to the next.
   *
   * @return H padded to a multiple of 16
   */
  public int hRow() {
    return hRow;
  }

  /**
   * Where a hidden state lies.
   *
   * @param t 0 for the state before the window, to T
   * @param row 0 to N - 1
   * @param unit 0 to H - 1
   * @return the index in the tape
   */
  public int h(int t, int row, int unit) {
    return h(t) + Objects.checkIndex(row, rows) * hRow + Objects.checkIndex(unit, hidden);
  }

  /**
   * Where a cell state lies.
   *
   * @param t 0 for the state before the window, to T
   * @param row 0 to N - 1
   * @param unit 0 to H - 1
   * @return the index in the tape
   */
  public int c(int t, int row, int unit) {
    return c + Objects.checkIndex(t, steps + 1) * cStep + unit(row, unit, Panels.BLOCK);
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
    return gates
        + Objects.checkIndex(unit, hidden) / Panels.BLOCK * gatesPanel
        + (at * 4 + Objects.checkIndex(gate, 4)) * Panels.BLOCK
        + unit % Panels.BLOCK;
  }

  private int unit(int row, int unit, int width) {
    int panel = Objects.checkIndex(unit, hidden) / Panels.BLOCK;
    return (panel * rows + Objects.checkIndex(row, rows)) * width + unit % Panels.BLOCK;
  }

  /** Refuses a window that the tape has no room for: it would write what lies behind. */
  void checkSteps(int window) {
    if (window < 0 || window > steps) {
      throw new IllegalArgumentException("steps: expected 0 to " + steps + ", got " + window);
    }
  }

  /**
   * Copies the state after a window in front of it, for the next window to start from.
   *
   * @param data the tape
   * @param after time steps of the window
   */
  public void carry(float[] data, int after) {
    System.arraycopy(data, h(after), data, h, rows * hRow);
    System.arraycopy(data, c + after * cStep, data, c, cStep);
  }
}
