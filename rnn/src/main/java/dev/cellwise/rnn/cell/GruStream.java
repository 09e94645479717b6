package dev.cellwise.rnn.cell;

import dev.cellwise.rnn.tape.Layout;

/** Steps one row of a GRU; the state h changes in place. */
final class GruStream implements CellStream {
  private static final int ROW = GruPlaces.ROW;

  private final GruCell cell;
  private final GruPlaces places;
  private final float[] work;
  private final int gates;
  private int panel;

  GruStream(GruCell cell, int steps) {
    this.cell = cell;
    this.places = cell.places;
    Layout.Builder regions = Layout.builder("stream");
    this.gates = regions.add("gates", places.count(), steps, ROW);
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
    places.start(p, cell.bm, work, a, panel);
    cell.recurrent.forward(t, 1, h, 0, 0, p, work, a + places.slot(panel), panel, ROW);
    places.forward(work, a, panel, h, 0, h, 0);
  }

  @Override
  public void step(int t, float[] x, int xOff, float[] p, float[][] state) {
    float[] h = state[0];
    places.start(p, cell.bm, work, gates, ROW);
    places.products(t, cell, x, xOff, h, p, work, gates);
    places.forward(work, gates, ROW, h, 0, h, 0);
  }
}
