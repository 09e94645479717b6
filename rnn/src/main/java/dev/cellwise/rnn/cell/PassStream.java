package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/** Steps one row of a {@link PassCell}: a window of one row, the state copied in and out. */
final class PassStream implements CellStream {
  private final int[] sizes;
  private final Packing packing;
  private final PassWindow window;
  private final float[] data;

  PassStream(PassCell cell, int steps) {
    this.sizes = cell.state().stream().mapToInt(StatePart::size).toArray();
    Layout.Builder tape = Layout.builder("stream");
    // The workspace of a backward pass is laid out, but its floats are never allocated.
    Layout.Builder work = Layout.builder("none");
    this.packing = Packing.dense(steps, 1);
    this.window = cell.window(tape, work, "", packing, Below.FEATURES);
    this.data = tape.build().allocate();
  }

  @Override
  public void input(int steps, float[] x, int xOff, int xRow, float[] p) {
    packing.steps(steps);
    window.input(x, xOff, xRow, p, data);
  }

  @Override
  public void input(int steps, int[] tokens, int tOff, float[] p) {
    packing.steps(steps);
    window.input(tokens, tOff, p, data);
  }

  @Override
  public void step(int t, int slot, float[] p, float[] state, int at) {
    for (int part = 0, from = at; part < sizes.length; part++) {
      System.arraycopy(state, from, data, window.state(part, slot, 0, 0), sizes[part]);
      from += Panels.padded(sizes[part]);
    }
    window.forwardStep(packing.span(0), slot, p, data);
    for (int part = 0, to = at; part < sizes.length; part++) {
      System.arraycopy(data, window.state(part, slot + 1, 0, 0), state, to, sizes[part]);
      to += Panels.padded(sizes[part]);
    }
  }

  @Override
  public void step(int t, float[] x, int xOff, float[] p, float[] state, int at) {
    input(1, x, xOff, 0, p);
    step(t, 0, p, state, at);
  }
}
