package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.AffineActivation;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/**
 * A simple cell over a window. The pre-activations stand where h comes to stand, and f works in
 * place; only where its derivative wants them ({@link Activation#fromOutput} is false) has the tape
 * a region of its own for them, {@code a [R, H']}.
 *
 * <p>Padding of h holds f(0); nothing reads it.
 */
public final class SimpleWindow extends RecurrentWindow {
  private final Activation f;

  SimpleWindow(
      SimpleCell cell,
      Layout.Builder tape,
      Layout.Builder work,
      String prefix,
      Packing packing,
      Below below) {
    int row = Panels.padded(cell.outputs());
    int h = addH(tape, prefix, packing, cell.outputs());
    boolean inPlace = cell.activation().fromOutput();
    int first = h + packing.rows() * row;
    int a = inPlace ? first : tape.add(prefix + "a", packing.capacity(), row);
    super(
        work,
        prefix,
        packing,
        below,
        cell.input,
        cell.recurrent,
        h,
        new Place(a, Panels.WIDTH, row),
        0,
        cell.input.panels.count(),
        cell.input.panels.width(),
        0);
    this.f = cell.activation();
  }

  /** {@code a += U h₋}, {@code h = f(a)}. */
  @Override
  void forwardStep(Packing.Span g, int t, int from, int n, float[] p, float[] data) {
    int rows = from * hRow;
    AffineActivation.accumulate(
        n,
        hidden,
        recurrent.order(t),
        data,
        h(g, t) + rows,
        hRow,
        p,
        recurrent.u,
        f,
        data,
        a.row(g.at(t) + from),
        data,
        h(g, t + 1) + rows,
        Panels.WIDTH,
        hRow);
  }

  /** {@code da = dh · f'}, {@code dh₋ = Uᵀ da}. */
  @Override
  void backwardStep(
      Packing.Span g, int t, int s, int from, int n, int own, float[] data, float[] d) {
    int rows = from * hRow;
    AffineActivation.backward(
        n,
        recurrent.panels,
        recurrent.inputs(s),
        f,
        data,
        f.fromOutput() ? h(g, t + 1) + rows : a.row(g.at(t) + from),
        d,
        dh(g, s) + rows,
        Panels.WIDTH,
        hRow,
        d,
        da.row(g.slot(s) + from),
        da.panel(),
        da.row(),
        d,
        uT,
        d,
        dhBefore(own),
        hRow);
  }
}
