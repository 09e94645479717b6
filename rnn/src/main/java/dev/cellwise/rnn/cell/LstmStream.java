package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.AffineLstm;
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
  private final int room;

  /**
   * Whether products and gate math are one kernel: in a cell of one or two blocks. Larger ones wait
   * for their weights.
   */
  private final boolean together;

  /** Whether that kernel makes h in the place of h₋, which it can in one block. */
  private final boolean inPlace;

  private final int next;

  private int panel;

  /**
   * A workspace.
   *
   * @param floats whether the weights are read as floats
   */
  LstmStream(LstmCell cell, int steps, InputMap input, RecurrentMap recurrent, boolean floats) {
    this.input = input;
    this.recurrent = recurrent;
    this.row = cell.panels().width();
    this.blocks = cell.panels().count();
    this.inPlace = blocks == 1;
    this.together = floats && blocks <= 2;
    Layout.Builder regions = Layout.builder("stream");
    this.gates = regions.add("gates", blocks, steps, row);
    this.tanhC = regions.add("tanh_c", blocks, Panels.BLOCK);
    this.room = regions.add("room", Panels.WIDTH);
    this.next = regions.add("next", blocks, Panels.BLOCK);
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
    if (together) {
      together(0, null, 0, p, work, a, panel, state, at);
      return;
    }
    recurrent.forward(t, state, at, p, work, a, panel);
    gates(a, panel, state, at);
  }

  @Override
  public void step(int t, float[] x, int xOff, float[] p, float[] state, int at) {
    if (together) {
      together(input.inputs, x, xOff, p, input.bias(p), input.b, row, state, at);
      return;
    }
    input.forward(recurrent, t, 0, x, xOff, state, at, p, work, gates, row);
    gates(gates, row, state, at);
  }

  /** All of a step in one kernel. */
  private void together(
      int k,
      float[] x,
      int xOff,
      float[] p,
      float[] s,
      int sOff,
      int sPanel,
      float[] state,
      int h) {
    int c = h + blocks * Panels.BLOCK;
    AffineLstm.forward(
        recurrent.panels,
        k,
        x,
        xOff,
        p,
        input.w,
        recurrent.hidden,
        state,
        h,
        p,
        recurrent.u,
        s,
        sOff,
        sPanel,
        work,
        room,
        state,
        c,
        inPlace ? state : work,
        inPlace ? h : next);
    if (!inPlace) {
      System.arraycopy(work, next, state, h, blocks * Panels.BLOCK);
    }
  }

  private void gates(int a, int aPanel, float[] s, int h) {
    int c = h + blocks * Panels.BLOCK;
    LstmGates.forward(blocks, 1, work, a, aPanel, s, c, s, c, Panels.BLOCK, work, tanhC, s, h, 0);
  }
}
