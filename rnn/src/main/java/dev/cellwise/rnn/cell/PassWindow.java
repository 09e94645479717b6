package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.Objects;

/**
 * A {@link PassCell} over a window. With H' the size of a block padded to a multiple of 16:
 *
 * <ul>
 *   <li>tape: {@code a [G, T, N, H']} — pre-activations of the gates, then what passes make of them
 *       in place; each part of the state {@code [T+1, N, H']}, 0 the one before the window; the
 *       other blocks {@code [T, N, H']}
 *   <li>with random masks also: {@code zoneout_s [T, N, H']} and {@code recurrent_mask_s [N, H']}
 *       with {@code masked_s [T, N, H']} of a part s of the state, {@code input_mask [N, I']} with
 *       {@code input_masked [T, N, I']}
 *   <li>workspace, in reverse time: {@code dh [T, N, H']}; gradients of gates and of what else a
 *       product adds to, kept panel by panel {@code [P, T·N, 64]}; of one step only: those of the
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
  private final int steps;
  private final int rows;
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
      int steps,
      int rows,
      Below below) {
    this.cell = cell;
    this.steps = steps;
    this.rows = rows;
    this.hRow = Panels.padded(cell.outputs());
    this.places = new PassPlaces(cell, tape, work, prefix, steps, rows);
    this.frame = new Frame(rows, places);
    this.wT = new int[below == Below.LAYER ? cell.gates.size() : 0];
    for (int g = 0; g < wT.length; g++) {
      wT[g] = work.add(prefix + "w" + g + "_transposed", cell.gates.get(g).transposedSize());
    }
    int widest = below == Below.TOKENS ? 1 : cell.inputs();
    for (Passes.Product product : cell.products) {
      widest = Math.max(widest, product.h().size);
    }
    this.interleaved = work.add(prefix + "interleaved", widest, steps * rows);
    this.reversed = new int[steps * rows];
    this.below = below;
    float rate = cell.inputDropout;
    this.inputDropout =
        rate > 0 && below != Below.TOKENS
            ? new InputDropout(rate, cell.inputs(), tape, work, prefix, steps, rows, below)
            : null;
  }

  @Override
  public void drawMasks(int layer, RandomMasks masks) {
    if (below == Below.TOKENS) {
      refuseInputDropout();
    }
    frame.layer = layer;
    frame.masks = masks.of(rows);
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
  public void input(int steps, float[] x, int xOff, int xRow, float[] p, float[] data) {
    checkSteps(steps);
    if (dropsInput()) {
      inputDropout.forward(steps, x, xOff, xRow, frame.masks, frame.layer, data);
      gates(steps, data, inputDropout.x, inputDropout.row, p, data);
    } else {
      gates(steps, x, xOff, xRow, p, data);
    }
  }

  private void gates(int steps, float[] x, int xOff, int xRow, float[] p, float[] data) {
    for (int g = 0; g < cell.gates.size(); g++) {
      InputMap in = cell.gates.get(g);
      in.forward(steps * rows, x, xOff, xRow, p, data, places.gate(g), Panels.WIDTH, row(in));
    }
  }

  @Override
  public void input(int steps, int[] tokens, int tOff, float[] p, float[] data) {
    checkSteps(steps);
    if (places.drawn) {
      refuseInputDropout();
    }
    for (int g = 0; g < cell.gates.size(); g++) {
      InputMap in = cell.gates.get(g);
      in.forward(steps * rows, tokens, tOff, p, data, places.gate(g), Panels.WIDTH, row(in));
    }
  }

  private static int row(InputMap in) {
    return Panels.padded(in.panels.units());
  }

  @Override
  public void forward(int steps, float[] p, float[] data) {
    checkSteps(steps);
    for (int t = 0; t < steps; t++) {
      forwardStep(t, p, data);
    }
  }

  /** One step of all rows, its input half made before. */
  void forwardStep(int t, float[] p, float[] data) {
    frame.t = t;
    frame.p = p;
    frame.data = data;
    for (int i = 0; i < cell.passes.size(); i++) {
      cell.passes.get(i).forward(frame);
    }
  }

  /** The passes from the last to the first, and then the weight gradients of the products. */
  @Override
  public void backward(int steps, float[] p, float[] data, float[] d, float[] dp) {
    checkSteps(steps);
    frame.p = p;
    frame.data = data;
    frame.d = d;
    frame.dp = dp;
    for (int s = 0; s < steps; s++) {
      frame.t = steps - 1 - s;
      frame.s = s;
      startStep(s, d);
      for (int i = cell.passes.size() - 1; i >= 0; i--) {
        cell.passes.get(i).backward(frame);
      }
      for (int i = 0; i < places.kept.size(); i++) {
        keep(places.kept.get(i), s, d);
      }
    }
    backwardWeights(steps, data, d, dp);
  }

  /** What the step behind handed over becomes that of the state after the step; the rest is 0. */
  private void startStep(int s, float[] d) {
    for (int part = 0; part < places.parts(); part++) {
      int n = places.stateLength(part);
      int from = places.dState(part);
      if (part == 0) {
        Elementwise.add(n, d, from, d, places.dh + s * n);
      } else {
        System.arraycopy(d, from, d, places.dNext(part), n);
      }
      Arrays.fill(d, from, from + n, 0);
    }
    Arrays.fill(d, places.scratch, places.scratch + places.scratchLength, 0);
  }

  /** Without padding, which stays zero. */
  private void keep(PassPlaces.Kept kept, int s, float[] d) {
    int from = places.gradient(kept.of(), s);
    int row = kept.of().size();
    for (int q = 0; q < kept.panels().count(); q++) {
      int units = kept.panels().units(q);
      int column = q * kept.panels().width();
      int to = kept.to().row(s * rows) + q * kept.to().panel();
      for (int n = 0; n < rows; n++) {
        System.arraycopy(d, from + n * row + column, d, to + n * kept.to().row(), units);
      }
    }
  }

  /** {@code dU += da h₋ᵀ}, {@code db += da}. */
  private void backwardWeights(int steps, float[] data, float[] d, float[] dp) {
    int n = steps * rows;
    Block last = null;
    for (int i = 0; i < cell.products.size(); i++) {
      Passes.Product product = cell.products.get(i);
      Block h = product.h();
      if (h != last) {
        int at = places.value(h.value, 0);
        ReverseTime.interleave(steps, rows, h.size, data, at, h.value.size(), d, interleaved);
        last = h;
      }
      Place da = places.kept(product.a().gradient);
      product.u().backwardWeights(n, d, interleaved, d, da.at(), da.panel(), da.row(), dp);
    }
    for (int g = 0; g < cell.gates.size(); g++) {
      Place da = places.dGate(g);
      cell.gates.get(g).backwardBias(n, d, da.at(), da.panel(), da.row(), dp);
    }
  }

  @Override
  public void backwardInputWeights(
      int steps, float[] x, int xOff, int xRow, float[] d, float[] dp) {
    checkSteps(steps);
    int n = steps * rows;
    if (dropsInput()) {
      int at = inputDropout.x;
      int row = inputDropout.row;
      ReverseTime.interleave(steps, rows, cell.inputs(), frame.data, at, row, d, interleaved);
    } else {
      ReverseTime.interleave(steps, rows, cell.inputs(), x, xOff, xRow, d, interleaved);
    }
    for (int g = 0; g < cell.gates.size(); g++) {
      InputMap in = cell.gates.get(g);
      Place da = places.dGate(g);
      Affine.backwardWeights(
          n, in.inputs, in.panels, d, interleaved, d, da.at(), da.panel(), da.row(), dp, in.w);
    }
  }

  @Override
  public void backwardInputWeights(int steps, int[] tokens, int tOff, float[] d, float[] dp) {
    checkSteps(steps);
    ReverseTime.tokens(steps, rows, tokens, tOff, reversed);
    for (int g = 0; g < cell.gates.size(); g++) {
      InputMap in = cell.gates.get(g);
      Place da = places.dGate(g);
      in.backwardWeights(steps * rows, reversed, d, da.at(), da.panel(), da.row(), dp);
    }
  }

  @Override
  public void backwardInput(int steps, float[] d, float[] dx, int dxOff, int dxRow) {
    checkSteps(steps);
    if (wT.length == 0) {
      throw new IllegalStateException("backwardInput: expected a window above a layer");
    }
    if (dropsInput()) {
      backwardGates(steps, d, d, inputDropout.startBackward(steps, d), inputDropout.row);
      inputDropout.backward(steps, frame.data, d, dx, dxOff, dxRow);
    } else {
      backwardGates(steps, d, dx, dxOff, dxRow);
    }
  }

  private void backwardGates(int steps, float[] d, float[] dx, int dxOff, int dxRow) {
    for (int g = 0; g < wT.length; g++) {
      InputMap in = cell.gates.get(g);
      Place da = places.dGate(g);
      in.backward(steps * rows, d, da.at(), da.panel(), da.row(), wT[g], dx, dxOff, dxRow);
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
    checkSteps(steps);
    for (int part = 0; part < places.parts(); part++) {
      int n = places.stateLength(part);
      System.arraycopy(data, places.state(part, steps), data, places.state(part, 0), n);
    }
  }

  @Override
  public void clearAbove(int steps, float[] d) {
    checkSteps(steps);
    Arrays.fill(d, places.dh, places.dh + steps * rows * hRow, 0);
  }

  @Override
  public void clearState(float[] d) {
    for (int part = 0; part < places.parts(); part++) {
      int from = places.dState(part);
      Arrays.fill(d, from, from + places.stateLength(part), 0);
    }
  }

  @Override
  public int h(int t) {
    return places.state(0, Objects.checkIndex(t, steps + 1));
  }

  @Override
  public int hRow() {
    return hRow;
  }

  @Override
  public int dh(int slot) {
    return places.dh + Objects.checkIndex(slot, steps) * rows * hRow;
  }

  @Override
  public int state(int part, int t, int row, int unit) {
    return places.state(part, Objects.checkIndex(t, steps + 1)) + rowMajor(part, row, unit);
  }

  @Override
  public void setState(int part, int row, float[] values, float[] data) {
    int size = cell.state().get(part).size();
    int at = state(part, 0, row, 0);
    Arrays.fill(data, at, at + Panels.padded(size), 0);
    System.arraycopy(values, 0, data, at, size);
  }

  @Override
  public int dState(int part, int row, int unit) {
    return places.dState(part) + rowMajor(part, row, unit);
  }

  private int rowMajor(int part, int row, int unit) {
    int size = cell.state().get(part).size();
    return Objects.checkIndex(row, rows) * Panels.padded(size) + Objects.checkIndex(unit, size);
  }

  /** Refuses a window that there is no room for: it would write what lies behind. */
  private void checkSteps(int window) {
    if (window < 0 || window > steps) {
      throw new IllegalArgumentException("steps: expected 0 to " + steps + ", got " + window);
    }
  }
}
