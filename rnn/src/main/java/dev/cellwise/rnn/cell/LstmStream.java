package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.LstmGates;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/** Steps one row of an LSTM; the states h and c change in place. */
final class LstmStream implements CellStream {
  private final LstmCell cell;
  private final int row;
  private final int blocks;
  private final float[] work;
  private final int gates;
  private final int tanhC;
  private int panel;

  LstmStream(LstmCell cell, int steps) {
    this.cell = cell;
    this.row = cell.panels().width();
    this.blocks = cell.panels().count();
    Layout.Builder regions = Layout.builder("stream");
    this.gates = regions.add("gates", blocks, steps, row);
    this.tanhC = regions.add("tanh_c", blocks, Panels.BLOCK);
    this.work = regions.build().allocate();
  }

  @Override
  public void input(int steps, float[] x, int xOff, int xRow, float[] p) {
    panel = steps * row;
    cell.input.forward(steps, x, xOff, xRow, p, work, gates, panel, row);
  }

  @Override
  public void input(int steps, int[] tokens, int tOff, float[] p) {
    panel = steps * row;
    cell.input.forward(steps, tokens, tOff, p, work, gates, panel, row);
  }

  @Override
  public void step(int t, int slot, float[] p, float[][] state) {
    int a = gates + slot * row;
    cell.recurrent.forward(t, 1, state[0], 0, 0, p, work, a, panel, row);
    gates(a, panel, state[0], state[1]);
  }

  /** Input and recurrent half panel by panel: what a cache holds of the weights is met again. */
  @Override
  public void step(int t, float[] x, int xOff, float[] p, float[][] state) {
    InputMap in = cell.input;
    RecurrentMap re = cell.recurrent;
    Affine.forward(
        1,
        re.order(t),
        in.inputs,
        x,
        xOff,
        0,
        p,
        in.w,
        re.hidden,
        state[0],
        0,
        0,
        p,
        re.u,
        p,
        in.b,
        work,
        gates,
        row,
        row);
    gates(gates, row, state[0], state[1]);
  }

  private void gates(int a, int aPanel, float[] h, float[] c) {
    LstmGates.forward(blocks, 1, work, a, aPanel, c, 0, c, 0, Panels.BLOCK, work, tanhC, h, 0, 0);
  }
}
