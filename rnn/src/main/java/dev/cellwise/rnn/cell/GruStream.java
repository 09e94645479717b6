package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.GruGates;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/** Steps one row of a GRU; the state h changes in place. */
final class GruStream implements CellStream {
  private static final int ROW = GruGates.SLOTS * Panels.BLOCK;

  private final GruCell cell;
  private final int blocks;
  private final float[] work;
  private final int gates;
  private int panel;

  GruStream(GruCell cell, int steps) {
    this.cell = cell;
    this.blocks = cell.input.panels.count();
    Layout.Builder regions = Layout.builder("stream");
    this.gates = regions.add("gates", blocks, steps, ROW);
    this.work = regions.build().allocate();
  }

  @Override
  public void input(int steps, float[] x, int xOff, int xRow, float[] p) {
    panel = steps * ROW;
    cell.input.forward(steps, x, xOff, xRow, p, work, gates, panel, ROW);
  }

  @Override
  public void input(int steps, int[] tokens, int tOff, float[] p) {
    panel = steps * ROW;
    cell.input.forward(steps, tokens, tOff, p, work, gates, panel, ROW);
  }

  @Override
  public void step(int t, int slot, float[] p, float[][] state) {
    int a = gates + slot * ROW;
    float[] h = state[0];
    GruGates.start(blocks, 1, p, cell.bm, work, a, panel);
    cell.recurrent.forward(t, 1, h, 0, 0, p, work, a, panel, ROW);
    GruGates.forward(blocks, 1, work, a, panel, h, 0, h, 0, 0);
  }

  /** Input and recurrent half panel by panel: what a cache holds of the weights is met again. */
  @Override
  public void step(int t, float[] x, int xOff, float[] p, float[][] state) {
    InputMap in = cell.input;
    RecurrentMap re = cell.recurrent;
    float[] h = state[0];
    GruGates.start(blocks, 1, p, cell.bm, work, gates, ROW);
    Affine.forward(
        1,
        re.order(t),
        in.inputs,
        x,
        xOff,
        0,
        p,
        in.w,
        re.panels,
        re.column,
        re.hidden,
        h,
        0,
        0,
        p,
        re.u,
        p,
        in.b,
        work,
        gates,
        ROW,
        ROW);
    GruGates.forward(blocks, 1, work, gates, ROW, h, 0, h, 0, 0);
  }
}
