package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.AffineActivation;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/** Steps one row of a simple cell; the state h changes in place. */
final class SimpleStream implements CellStream {
  private final InputMap input;
  private final RecurrentMap recurrent;
  private final Activation f;
  private final int row;
  private final float[] work;
  private final int a;

  SimpleStream(SimpleCell cell, int steps, InputMap input, RecurrentMap recurrent) {
    this.input = input;
    this.recurrent = recurrent;
    this.f = cell.activation();
    this.row = input.panels.columns();
    Layout.Builder regions = Layout.builder("stream");
    this.a = regions.add("a", steps, row);
    this.work = regions.build().allocate();
  }

  @Override
  public void input(int steps, float[] x, int xOff, int xRow, float[] p) {
    input.forward(steps, x, xOff, xRow, p, work, a, Panels.WIDTH, row);
  }

  @Override
  public void input(int steps, int[] tokens, int tOff, float[] p) {
    input.forward(steps, tokens, tOff, p, work, a, Panels.WIDTH, row);
  }

  @Override
  public void step(int t, int slot, float[] p, float[] state, int at) {
    int z = a + slot * row;
    if (recurrent.half != null) {
      recurrent.forward(t, state, at, p, work, z, Panels.WIDTH);
      f.forward(row, work, z, work, z);
    } else {
      AffineActivation.accumulate(
          1,
          recurrent.hidden,
          recurrent.order(t),
          state,
          at,
          0,
          p,
          recurrent.u,
          f,
          work,
          z,
          work,
          z,
          Panels.WIDTH,
          row);
    }
    System.arraycopy(work, z, state, at, recurrent.hidden);
  }

  @Override
  public void step(int t, float[] x, int xOff, float[] p, float[] state, int at) {
    if (recurrent.half != null) {
      input.forward(recurrent, t, 0, x, xOff, state, at, p, work, a, Panels.WIDTH);
      f.forward(row, work, a, work, a);
    } else {
      AffineActivation.forward(
          1,
          recurrent.order(t),
          input.inputs,
          x,
          xOff,
          0,
          p,
          input.w,
          recurrent.hidden,
          state,
          at,
          0,
          p,
          recurrent.u,
          p,
          input.b,
          f,
          work,
          a,
          work,
          a,
          Panels.WIDTH,
          row);
    }
    System.arraycopy(work, a, state, at, recurrent.hidden);
  }
}
