package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.GruGates;
import dev.cellwise.rnn.tape.Layout;
import java.util.Objects;

/**
 * A GRU over a window. Beside the regions of all cells, with P panels of 16 units, the tape has
 * {@code gates [P, R, 4, 16]}, or {@code [4, H/64, R or R + 1, 64]} where H is a multiple of 64 —
 * pre-activations, then gate values in the order n, r, z, and m, the recurrent part of the
 * candidate. Padding: its weights are zero and so is its state.
 */
public final class GruWindow extends RecurrentWindow {
  private final GruPlaces places;
  private final int bm;

  GruWindow(
      GruCell cell,
      Layout.Builder tape,
      Layout.Builder work,
      String prefix,
      Packing packing,
      Below below) {
    int p = cell.places.count();
    int all = packing.capacity();
    int between = cell.places.between(all);
    int gates = tape.add(prefix + "gates", p, all + between, GruPlaces.ROW);
    Place a = Place.byPanels(gates, all, GruPlaces.ROW, between);
    int slot = cell.places.slot(a.panel());
    int h = addH(tape, prefix, packing, cell.outputs());
    super(
        work,
        prefix,
        packing,
        below,
        cell.input,
        cell.recurrent,
        h,
        a,
        slot,
        p,
        GruPlaces.ROW,
        between);
    this.places = cell.places;
    this.bm = cell.bm;
  }

  /** {@code m = b_m}, {@code (a_r, a_z, m) += U h₋}, gates, state. */
  @Override
  void forwardStep(Packing.Span g, int t, int from, int n, float[] p, float[] data) {
    int at = a.row(g.at(t) + from);
    int panel = a.panel();
    int before = h(g, t) + from * hRow;
    int after = h(g, t + 1) + from * hRow;
    if (n == 1) {
      places.start(p, bm, data, at, panel);
      int u = at + places.slot(panel);
      recurrent.forward(t, 1, data, before, 0, p, data, u, panel, GruPlaces.ROW);
      places.forward(data, at, panel, data, before, data, after);
      return;
    }
    for (int i = 0; i < places.groups; i++) {
      int q = t % 2 == 0 ? i : places.groups - 1 - i;
      places.forward(q, n, p, bm, recurrent.u, data, at, panel, before, after);
    }
  }

  /** See {@link GruGates#backward}: {@code dh · z} reaches {@code h₋} directly. */
  @Override
  void backwardStep(
      Packing.Span g, int t, int s, int from, int n, int own, float[] data, float[] d) {
    int at = a.row(g.at(t) + from);
    int to = da.row(g.slot(s) + from);
    int rows = from * hRow;
    places.backward(
        n, data, at, a.panel(), h(g, t) + rows, d, dh(g, s) + rows, dhBefore(own), to, da.panel());
    backwardProduct(g, s, from, n, own, d);
  }

  @Override
  public void backwardWeights(int part, int parts, float[] data, float[] d, float[] dp) {
    super.backwardWeights(part, parts, data, d, dp);
    places.backwardBias(part, parts, packing.total(), d, da.at(), da.panel(), dp, bm);
  }

  /**
   * Where a gate value lies.
   *
   * @param t 0 to the row's length - 1
   * @param row 0 to N - 1
   * @param gate 0 to 3: n, r, z, m
   * @param unit 0 to H - 1
   * @return the index in the tape
   */
  public int gate(int t, int row, int gate, int unit) {
    int n = packing.at(t, row);
    Objects.checkIndex(gate, GruGates.SLOTS);
    return places.at(a.at(), a.panel(), n, gate, Objects.checkIndex(unit, hidden));
  }
}
