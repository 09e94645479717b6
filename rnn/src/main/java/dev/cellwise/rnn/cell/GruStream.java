package dev.cellwise.rnn.cell;

import dev.cellwise.rnn.tape.Layout;

/** Steps one row of a GRU; the state h changes in place. */
final class GruStream implements CellStream {
  private static final int ROW = GruPlaces.ROW;

  private final InputMap input;
  private final int bm;
  private final GruProducts products;
  private final GruPlaces places;
  private final float[] work;
  private final int gates;
  private int panel;

  GruStream(GruCell cell, int steps, GruProducts products) {
    this.input = cell.input;
    this.bm = cell.bm;
    this.products = products;
    this.places = cell.places;
    Layout.Builder regions = Layout.builder("stream");
    this.gates = regions.add("gates", places.count(), steps, ROW);
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
    places.start(p, bm, work, a, panel);
    products.recur(t, state, at, p, work, a, panel);
    places.forward(work, a, panel, state, at, state, at);
  }

  @Override
  public void step(int t, float[] x, int xOff, float[] p, float[] state, int at) {
    places.start(p, bm, work, gates, ROW);
    products.forward(t, x, xOff, state, at, p, work, gates);
    places.forward(work, gates, ROW, state, at, state, at);
  }
}
