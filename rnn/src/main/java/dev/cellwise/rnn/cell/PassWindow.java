package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.Objects;

/**
 * A {@link PassCell} over a window. With N rows, R packed rows and H' the size of a block padded to
 * a multiple of 16:
 *
 * <ul>
 *   <li>tape: {@code a [R, H']} for each gate — pre-activations, then what passes make of them in
 *       place; each part of the state {@code [N + R, H']}, first the one before the window, then
 *       those after each packed row's step, behind them copies of those before the spans of fewer
 *       rows; the other blocks {@code [R, H']}
 *   <li>with random masks also: {@code zoneout_s [R, H']} and {@code recurrent_mask_s [·, H']}, for
 *       each span, with {@code masked_s [R, H']} of a part s of the state, {@code input_mask [N,
 *       I']} with {@code input_masked [R, I']}
 *   <li>workspace, in reverse time: {@code dh [R, H']}; gradients of gates and of what else a
 *       product adds to, kept panel by panel {@code [P, R, 64]}; of one step only: those of the
 *       state and of all blocks {@code [N, H']}; transposes of the weights; the interleaved inputs
 *       of the weight gradients: scratch
 * </ul>
 *
 * <p>Padding of a block holds whatever its pass makes of it; no product and no weight gradient
 * reads it. The gradient of what {@code next} names first is that in {@code dh}, unless a copy was
 * needed.
 *
 * <p>A window keeps where it is: unlike its cell it is one thread's.
 */
public final class PassWindow implements CellWindow {
  private final PassCell cell;
  private final Packing packing;
  private final int hRow;
  private final PassPlaces places;
  private final Frame frame;
  private final int[] wT;
  private final int interleaved;

  /** Tokens in reverse time: scratch. */
  private final int[] reversed;

  private final Below below;
  private final InputDropout inputDropout;

  PassWindow(
      PassCell cell,
      Layout.Builder tape,
      Layout.Builder work,
      String prefix,
      Packing packing,
      Below below) {
    this.cell = cell;
    this.packing = packing;
    this.hRow = Panels.padded(cell.outputs());
    this.places = new PassPlaces(cell, tape, work, prefix, packing);
    this.frame = new Frame(packing, places);
    this.wT = new int[below == Below.LAYER ? cell.gates.size() : 0];
    for (int g = 0; g < wT.length; g++) {
      wT[g] = work.add(prefix + "w" + g + "_transposed", cell.gates.get(g).transposedSize());
    }
    int widest = below == Below.TOKENS ? 1 : cell.inputs();
    for (Passes.Product product : cell.products) {
      widest = Math.max(widest, product.h().size);
    }
    this.interleaved = work.add(prefix + "interleaved", widest, packing.capacity());
    this.reversed = new int[packing.capacity()];
    this.below = below;
    float rate = cell.inputDropout;
    this.inputDropout =
        rate > 0 && below != Below.TOKENS
            ? new InputDropout(rate, cell.inputs(), tape, work, prefix, packing, below)
            : null;
  }

  @Override
  public void drawMasks(int layer, RandomMasks masks) {
    if (below == Below.TOKENS) {
      refuseInputDropout();
    }
    frame.layer = layer;
    frame.masks = masks.of(packing);
    places.drawn = true;
  }

  private void refuseInputDropout() {
    if (cell.inputDropout > 0) {
      throw new IllegalArgumentException(
          "input dropout: expected rows of numbers, got indices: take an embedding below");
    }
  }

  private boolean dropsInput() {
    return places.drawn && inputDropout != null;
  }

  @Override
  public void parts(int parts) {}

  /** One thread does it all: passes may have parameters, whose chains go over all rows. */
  @Override
  public void input(int part, int parts, float[] x, int xOff, int xRow, float[] p, float[] data) {
    if (part > 0) {
      return;
    }
    if (dropsInput()) {
      inputDropout.forward(x, xOff, xRow, frame.masks, frame.layer, data);
      gates(data, inputDropout.x, inputDropout.row, p, data);
    } else {
      gates(x, xOff, xRow, p, data);
    }
  }

  private void gates(float[] x, int xOff, int xRow, float[] p, float[] data) {
    for (int g = 0; g < cell.gates.size(); g++) {
      InputMap in = cell.gates.get(g);
      in.forward(packing.total(), x, xOff, xRow, p, data, places.gate(g), Panels.WIDTH, row(in));
    }
  }

  @Override
  public void input(int part, int parts, int[] tokens, int tOff, float[] p, float[] data) {
    if (places.drawn) {
      refuseInputDropout();
    }
    if (part > 0) {
      return;
    }
    for (int g = 0; g < cell.gates.size(); g++) {
      InputMap in = cell.gates.get(g);
      in.forward(packing.total(), tokens, tOff, p, data, places.gate(g), Panels.WIDTH, row(in));
    }
  }

  private static int row(InputMap in) {
    return Panels.padded(in.panels.units());
  }

  @Override
  public void forward(int part, int parts, float[] p, float[] data) {
    for (int i = 0; part == 0 && i < packing.spans(); i++) {
      Packing.Span g = packing.span(i);
      if (!g.whole) {
        startSpan(g, i == 0 ? null : packing.span(i - 1), data);
      }
      for (int t = 0; t < g.steps; t++) {
        forwardStep(g, t, p, data);
      }
    }
  }

  /** Brings the states of a span's rows together, from the span before or the window's start. */
  private void startSpan(Packing.Span g, Packing.Span last, float[] data) {
    for (int part = 0; part < places.parts(); part++) {
      int row = places.stateRow(part);
      int from = last == null ? places.states(part) : places.state(part, last, last.steps);
      int to = places.state(part, g, 0);
      for (int i = 0; i < g.rows; i++) {
        int n = packing.row(g, i);
        int rank = last == null ? n : packing.rank(last, n);
        System.arraycopy(data, from + rank * row, data, to + i * row, row);
      }
    }
  }

  /** One step of a span's rows, its input half made before. */
  void forwardStep(Packing.Span g, int t, float[] p, float[] data) {
    frame.g = g;
    frame.t = t;
    frame.p = p;
    frame.data = data;
    for (int i = 0; i < cell.passes.size(); i++) {
      cell.passes.get(i).forward(frame);
    }
  }

  /** The passes from the last to the first. */
  @Override
  public void backward(int part, int parts, float[] p, float[] data, float[] d, float[] dp) {
    if (part > 0) {
      return;
    }
    frame.p = p;
    frame.data = data;
    frame.d = d;
    frame.dp = dp;
    for (int i = packing.spans() - 1; i >= 0; i--) {
      Packing.Span g = packing.span(i);
      if (!g.whole) {
        gatherGradients(g, d);
      }
      backward(g, d);
      if (!g.whole) {
        scatterGradients(g, d);
      }
    }
  }

  private void backward(Packing.Span g, float[] d) {
    frame.g = g;
    for (int s = 0; s < g.steps; s++) {
      frame.t = g.steps - 1 - s;
      frame.s = s;
      startStep(g, s, d);
      for (int i = cell.passes.size() - 1; i >= 0; i--) {
        cell.passes.get(i).backward(frame);
      }
      for (int i = 0; i < places.kept.size(); i++) {
        keep(places.kept.get(i), g, s, d);
      }
    }
  }

  /** The gradients of the states of a span's rows, brought together. */
  private void gatherGradients(Packing.Span g, float[] d) {
    for (int part = 0; part < places.parts(); part++) {
      int row = places.stateRow(part);
      for (int i = 0; i < g.rows; i++) {
        int from = places.dState(part) + packing.row(g, i) * row;
        System.arraycopy(d, from, d, places.dBefore(part, g) + i * row, row);
      }
    }
  }

  /** And taken back. */
  private void scatterGradients(Packing.Span g, float[] d) {
    for (int part = 0; part < places.parts(); part++) {
      int row = places.stateRow(part);
      for (int i = 0; i < g.rows; i++) {
        int to = places.dState(part) + packing.row(g, i) * row;
        System.arraycopy(d, places.dBefore(part, g) + i * row, d, to, row);
      }
    }
  }

  /** What the step behind handed over becomes that of the state after the step; the rest is 0. */
  private void startStep(Packing.Span g, int s, float[] d) {
    for (int part = 0; part < places.parts(); part++) {
      int n = g.rows * places.stateRow(part);
      int from = places.dBefore(part, g);
      int to = places.dNext(part, g, s);
      if (part == 0) {
        Elementwise.add(n, d, from, d, to);
      } else {
        System.arraycopy(d, from, d, to, n);
      }
      Arrays.fill(d, from, from + n, 0);
    }
    Arrays.fill(d, places.scratch, places.scratch + g.rows * places.scratchRow, 0);
  }

  /** Without padding, which stays zero. */
  private void keep(PassPlaces.Kept kept, Packing.Span g, int s, float[] d) {
    int from = places.gradient(kept.of(), g, s);
    int row = kept.of().size();
    for (int q = 0; q < kept.panels().count(); q++) {
      int units = kept.panels().units(q);
      int column = q * kept.panels().width();
      int to = kept.to().row(g.slot(s)) + q * kept.to().panel();
      for (int n = 0; n < g.rows; n++) {
        System.arraycopy(d, from + n * row + column, d, to + n * kept.to().row(), units);
      }
    }
  }

  /** Products have states of their own: it is done where they are. */
  @Override
  public void interleave(int part, int parts, float[] data, float[] d) {}

  /** {@code dU += da h₋ᵀ}, {@code db += da}. */
  @Override
  public void backwardWeights(int part, int parts, float[] data, float[] d, float[] dp) {
    if (part > 0) {
      return;
    }
    int n = packing.total();
    Block last = null;
    for (int i = 0; i < cell.products.size(); i++) {
      Passes.Product product = cell.products.get(i);
      if (product.h() != last) {
        last = product.h();
        interleave(last, data, d);
      }
      Place da = places.kept(product.a().gradient);
      RecurrentMap u = product.u();
      Affine.backwardWeights(
          n, u.hidden, u.panels, d, interleaved, d, da.at(), da.panel(), da.row(), dp, u.u);
    }
    for (int g = 0; g < cell.gates.size(); g++) {
      Place da = places.dGate(g);
      cell.gates.get(g).backwardBias(n, d, da.at(), da.panel(), da.row(), dp);
    }
  }

  /** The input of a product, of all time steps. */
  private void interleave(Block h, float[] data, float[] d) {
    int row = h.value.size();
    for (int i = 0; i < packing.spans(); i++) {
      Packing.Span g = packing.span(i);
      for (int t = 0; t < g.steps; t++) {
        int at = places.value(h.value, g, t);
        int slot = g.slot(g.steps - 1 - t);
        Affine.interleave(g.rows, h.size, data, at, row, slot, packing.total(), d, interleaved);
      }
    }
  }

  @Override
  public void interleaveInput(int part, int parts, float[] x, int xOff, int xRow, float[] d) {
    int k = cell.inputs();
    if (dropsInput()) {
      int at = inputDropout.x;
      int row = inputDropout.row;
      ReverseTime.interleave(part, parts, packing, k, frame.data, at, row, d, interleaved);
    } else {
      ReverseTime.interleave(part, parts, packing, k, x, xOff, xRow, d, interleaved);
    }
  }

  @Override
  public void backwardInputWeights(int part, int parts, float[] d, float[] dp) {
    int n = packing.total();
    for (int g = 0; part == 0 && g < cell.gates.size(); g++) {
      InputMap in = cell.gates.get(g);
      Place da = places.dGate(g);
      Affine.backwardWeights(
          n, in.inputs, in.panels, d, interleaved, d, da.at(), da.panel(), da.row(), dp, in.w);
    }
  }

  @Override
  public void reverseTokens(int[] tokens, int tOff) {
    ReverseTime.tokens(packing, tokens, tOff, reversed);
  }

  @Override
  public void backwardLookup(int part, int parts, float[] d, float[] dp) {
    int n = packing.total();
    for (int g = 0; part == 0 && g < cell.gates.size(); g++) {
      InputMap in = cell.gates.get(g);
      Place da = places.dGate(g);
      Affine.backwardLookup(
          n, in.inputs, in.panels, reversed, 0, d, da.at(), da.panel(), da.row(), dp, in.w);
    }
  }

  @Override
  public void backwardInput(int part, int parts, float[] d, float[] dx, int dxOff, int dxRow) {
    if (wT.length == 0) {
      throw new IllegalStateException("backwardInput: expected a window above a layer");
    }
    if (part > 0) {
      return;
    }
    if (dropsInput()) {
      backwardGates(d, d, inputDropout.startBackward(d), inputDropout.row);
      inputDropout.backward(frame.data, d, dx, dxOff, dxRow);
    } else {
      backwardGates(d, dx, dxOff, dxRow);
    }
  }

  private void backwardGates(float[] d, float[] dx, int dxOff, int dxRow) {
    int n = packing.total();
    for (int g = 0; g < wT.length; g++) {
      InputMap in = cell.gates.get(g);
      Place da = places.dGate(g);
      in.backward(n, d, da.at(), da.panel(), da.row(), wT[g], dx, dxOff, dxRow);
    }
  }

  @Override
  public void prepare(float[] p, float[] d) {
    for (int i = 0; i < cell.products.size(); i++) {
      cell.products.get(i).u().transpose(p, d, places.transposed(i));
    }
    for (int g = 0; g < wT.length; g++) {
      cell.gates.get(g).transpose(p, d, wT[g]);
    }
  }

  @Override
  public void carry(int steps, float[] data) {
    for (int part = 0; part < places.parts(); part++) {
      int row = places.stateRow(part);
      int to = places.states(part);
      for (int n = 0; n < packing.rows(); n++) {
        int from = to + packing.state(Math.min(steps, packing.length(n)), n) * row;
        System.arraycopy(data, from, data, to + n * row, row);
      }
    }
  }

  @Override
  public void clearAbove(float[] d) {
    Arrays.fill(d, places.dh, places.dh + packing.total() * hRow, 0);
  }

  @Override
  public void clearState(float[] d) {
    for (int part = 0; part < places.parts(); part++) {
      int from = places.dState(part);
      Arrays.fill(d, from, from + packing.rows() * places.stateRow(part), 0);
    }
  }

  @Override
  public Packing packing() {
    return packing;
  }

  @Override
  public int output() {
    return places.states(0) + packing.rows() * hRow;
  }

  @Override
  public int hRow() {
    return hRow;
  }

  @Override
  public int dOutput() {
    return places.dh;
  }

  @Override
  public int state(int part, int t, int row, int unit) {
    int size = cell.state().get(part).size();
    return places.states(part)
        + packing.state(t, row) * places.stateRow(part)
        + Objects.checkIndex(unit, size);
  }

  @Override
  public void setState(int part, int row, float[] values, int from, float[] data) {
    int size = cell.state().get(part).size();
    int at = state(part, 0, row, 0);
    Arrays.fill(data, at, at + Panels.padded(size), 0);
    System.arraycopy(values, from, data, at, size);
  }

  @Override
  public void getState(int part, int t, int row, int size, float[] data, float[] to, int at) {
    System.arraycopy(data, state(part, t, row, 0), to, at, size);
  }

  @Override
  public int dState(int part, int row, int unit) {
    int size = cell.state().get(part).size();
    return places.dState(part)
        + Objects.checkIndex(row, packing.rows()) * places.stateRow(part)
        + Objects.checkIndex(unit, size);
  }
}
