package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;
import java.util.List;
import java.util.stream.Stream;

/**
 * The products of one row of a GRU: {@code a_n, a_r, a_z = b + W x}, r and z continued by {@code U
 * h₋}, and {@code m += U_m h₋}. The panels are gone through to and fro, step by step in turn.
 *
 * <p>By gate, n and m have one product only, so these are maps of their own.
 */
final class GruProducts {
  private static final int ROW = GruPlaces.ROW;

  private final GruPlaces places;
  private final InputMap input;
  private final RecurrentMap recurrent;

  /** By gate; null where gates lie side by side. */
  private final ByGate byGate;

  private record ByGate(InputMap n, InputMap rz, RecurrentMap rzAfter, RecurrentMap m) {
    ByGate over(Halves halves) {
      return new ByGate(n.over(halves), rz.over(halves), rzAfter.over(halves), m.over(halves));
    }
  }

  GruProducts(GruPlaces places, InputMap input, RecurrentMap recurrent) {
    this(places, input, recurrent, places.byGate ? byGate(input, recurrent) : null);
  }

  private GruProducts(GruPlaces places, InputMap input, RecurrentMap recurrent, ByGate byGate) {
    this.places = places;
    this.input = input;
    this.recurrent = recurrent;
    this.byGate = byGate;
  }

  private static ByGate byGate(InputMap input, RecurrentMap recurrent) {
    int hidden = recurrent.hidden;
    Panels one = Panels.dense(hidden);
    Panels two = Panels.dense(2 * hidden);
    int i = input.inputs;
    return new ByGate(
        new InputMap(i, one, input.w, input.b),
        new InputMap(i, two, input.w + one.size(i), input.b + hidden),
        new RecurrentMap(hidden, two, recurrent.u),
        new RecurrentMap(hidden, one, recurrent.u + two.size(hidden)));
  }

  /** The matrices as they are multiplied with. */
  List<Matrix> matrices(boolean onIndex) {
    List<Matrix> w =
        byGate == null ? List.of(input.matrix()) : List.of(byGate.n.matrix(), byGate.rz.matrix());
    List<Matrix> u =
        byGate == null
            ? List.of(recurrent.matrix())
            : List.of(byGate.rzAfter.matrix(), byGate.m.matrix());
    return onIndex ? u : Stream.concat(w.stream(), u.stream()).toList();
  }

  /** The same products over weights in half the bytes. */
  GruProducts over(Halves halves) {
    return byGate == null
        ? new GruProducts(places, input.over(halves), recurrent.over(halves), null)
        : new GruProducts(places, input, recurrent, byGate.over(halves));
  }

  /** All of a step. */
  void forward(int t, float[] x, int xOff, float[] h, int hOff, float[] p, float[] data, int a) {
    int slot = places.slot(ROW);
    if (byGate == null) {
      input.forward(recurrent, t, slot, x, xOff, h, hOff, p, data, a, ROW);
      return;
    }
    if (t % 2 == 0) {
      byGate.rz.forward(byGate.rzAfter, t, 0, x, xOff, h, hOff, p, data, a + slot, ROW);
      byGate.n.forward(t, x, xOff, p, data, a, ROW);
      byGate.m.forward(t, h, hOff, p, data, a + 3 * slot, ROW);
    } else {
      byGate.m.forward(t, h, hOff, p, data, a + 3 * slot, ROW);
      byGate.n.forward(t, x, xOff, p, data, a, ROW);
      byGate.rz.forward(byGate.rzAfter, t, 0, x, xOff, h, hOff, p, data, a + slot, ROW);
    }
  }

  /** Those of h₋, behind those of x. */
  void recur(int t, float[] h, int hOff, float[] p, float[] data, int a, int panel) {
    int slot = places.slot(panel);
    if (byGate == null) {
      recurrent.forward(t, h, hOff, p, data, a + slot, panel);
    } else if (t % 2 == 0) {
      byGate.rzAfter.forward(t, h, hOff, p, data, a + slot, panel);
      byGate.m.forward(t, h, hOff, p, data, a + 3 * slot, panel);
    } else {
      byGate.m.forward(t, h, hOff, p, data, a + 3 * slot, panel);
      byGate.rzAfter.forward(t, h, hOff, p, data, a + slot, panel);
    }
  }
}
