package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.AffineActivation;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/** Steps one row of a simple cell; the state h changes in place. */
final class SimpleStream implements CellStream {
  private final SimpleCell cell;
  private final int row;
  private final float[] work;
  private final int a;

  SimpleStream(SimpleCell cell, int steps) {
    this.cell = cell;
    this.row = cell.input.panels.columns();
    Layout.Builder regions = Layout.builder("stream");
    this.a = regions.add("a", steps, row);
    this.work = regions.build().allocate();
  }

  @Override
  public void input(int steps, float[] x, int xOff, int xRow, float[] p) {
    cell.input.forward(steps, x, xOff, xRow, p, work, a, Panels.WIDTH, row);
  }

  @Override
  public void input(int steps, int[] tokens, int tOff, float[] p) {
    cell.input.forward(steps, tokens, tOff, p, work, a, Panels.WIDTH, row);
  }

  @Override
  public void step(int t, int slot, float[] p, float[][] state) {
    RecurrentMap re = cell.recurrent;
    int at = a + slot * row;
    AffineActivation.accumulate(
        1,
        re.hidden,
        re.order(t),
        state[0],
        0,
        0,
        p,
        re.u,
        cell.activation(),
        work,
        at,
        work,
        at,
        Panels.WIDTH,
        row);
    System.arraycopy(work, at, state[0], 0, re.hidden);
  }

  /** Input and recurrent half panel by panel: what a cache holds of the weights is met again. */
  @Override
  public void step(int t, float[] x, int xOff, float[] p, float[][] state) {
    InputMap in = cell.input;
    RecurrentMap re = cell.recurrent;
    AffineActivation.forward(
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
        cell.activation(),
        work,
        a,
        work,
        a,
        Panels.WIDTH,
        row);
    System.arraycopy(work, a, state[0], 0, re.hidden);
  }
}
