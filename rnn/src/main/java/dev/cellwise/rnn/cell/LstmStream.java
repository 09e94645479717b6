package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.LstmGates;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/** Steps one row of an LSTM; the states h and c change in place. */
final class LstmStream implements CellStream {
  private final InputMap input;
  private final RecurrentMap recurrent;
  private final int row;
  private final int blocks;
  private final float[] work;
  private final int gates;
  private final int tanhC;
  private int panel;

  LstmStream(LstmCell cell, int steps, InputMap input, RecurrentMap recurrent) {
    this.input = input;
    this.recurrent = recurrent;
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
    input.forward(steps, x, xOff, xRow, p, work, gates, panel, row);
  }

  @Override
  public void input(int steps, int[] tokens, int tOff, float[] p) {
    panel = steps * row;
    input.forward(steps, tokens, tOff, p, work, gates, panel, row);
  }

  @Override
  public void step(int t, int slot, float[] p, float[] state, int at) {
    int a = gates + slot * row;
    recurrent.forward(t, state, at, p, work, a, panel);
    gates(a, panel, state, at);
  }

  @Override
  public void step(int t, float[] x, int xOff, float[] p, float[] state, int at) {
    input.forward(recurrent, t, 0, x, xOff, state, at, p, work, gates, row);
    gates(gates, row, state, at);
  }

  private void gates(int a, int aPanel, float[] s, int h) {
    int c = h + blocks * Panels.BLOCK;
    LstmGates.forward(blocks, 1, work, a, aPanel, s, c, s, c, Panels.BLOCK, work, tanhC, s, h, 0);
  }
}
