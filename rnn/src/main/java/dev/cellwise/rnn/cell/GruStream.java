package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.AffineGru;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/** Steps one row of a GRU; the state h changes in place. */
final class GruStream implements CellStream {
  private static final int ROW = GruPlaces.ROW;

  private final InputMap input;
  private final RecurrentMap recurrent;
  private final int bm;
  private final GruProducts products;
  private final GruPlaces places;
  private final float[] work;
  private final int gates;
  private final int room;

  /**
   * Whether products and gate math are one kernel, h made in the place of h₋: in a cell of one
   * block. Larger ones wait for their weights.
   */
  private final boolean together;

  private int panel;

  /**
   * A workspace.
   *
   * @param floats whether the weights are read as floats
   */
  GruStream(GruCell cell, int steps, GruProducts products, boolean floats) {
    this.input = cell.input;
    this.recurrent = cell.recurrent;
    this.bm = cell.bm;
    this.products = products;
    this.places = cell.places;
    this.together = floats && !places.byGate && recurrent.hidden <= Panels.BLOCK;
    Layout.Builder regions = Layout.builder("stream");
    this.gates = regions.add("gates", places.count(), steps, ROW);
    this.room = regions.add("room", Panels.WIDTH);
    this.work = regions.build().allocate();
  }

  @Override
  public void input(int steps, float[] x, int xOff, int xRow, float[] p) {
    panel = steps * ROW;
    input.forward(steps, x, xOff, xRow, p, work, gates, panel, ROW);
  }

  @Override
  public void input(int steps, int[] tokens, int tOff, float[] p) {
    panel = steps * ROW;
    input.forward(steps, tokens, tOff, p, work, gates, panel, ROW);
  }

  @Override
  public void step(int t, int slot, float[] p, float[] state, int at) {
    int a = gates + slot * ROW;
    if (together) {
      together(0, null, 0, p, work, a, panel, state, at);
      return;
    }
    places.start(p, bm, work, a, panel);
    products.recur(t, state, at, p, work, a, panel);
    places.forward(work, a, panel, state, at, state, at);
  }

  @Override
  public void step(int t, float[] x, int xOff, float[] p, float[] state, int at) {
    if (together) {
      int width = input.panels.width();
      together(input.inputs, x, xOff, p, input.bias(p), input.b, width, state, at);
      return;
    }
    places.start(p, bm, work, gates, ROW);
    products.forward(t, x, xOff, state, at, p, work, gates);
    places.forward(work, gates, ROW, state, at, state, at);
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
    AffineGru.forward(
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
        p,
        bm,
        work,
        room,
        state,
        h);
  }
}
