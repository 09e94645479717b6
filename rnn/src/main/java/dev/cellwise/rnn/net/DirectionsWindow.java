package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;

/**
 * A recurrent layer that goes backward in time, alone or beside one that goes forward. The reverse
 * cell runs forward over rows whose valid steps come the other way round; what it gives is turned
 * back, and merged with what the other gives at the same step, or, where only the last outputs go
 * on, with its last.
 *
 * <p>Regions: on the tape {@code flipped [R, I']}, {@code reverse_h [R, H']}, {@code merged [R,
 * ·]}; in the workspace {@code d_flipped}, {@code d_reverse_h} and {@code d_merged} of their
 * shapes. With the last outputs alone the last two have N rows, and there is {@code forward_h [N,
 * H']}.
 */
final class DirectionsWindow extends LayerWindow {
  private final SharedCell forward;
  private final SharedCell reverse;
  private final Merge merge;
  private final LayerWindow below;
  private final boolean last;

  /** H. */
  private final int units;

  private final int hRow;
  private final int flipped;
  private final int flippedRow;
  private final int[] flippedTokens;

  /** The outputs to merge, in one order: of the forward direction, and of the other. */
  private final int f;

  private final int r;
  private final int y;
  private final int dFlipped;

  /** Their gradients. */
  private final int df;

  private final int dr;
  private final int dy;

  /**
   * Adds its regions.
   *
   * @param forward null where there is only the other direction
   * @param merge null then
   * @param out the rows that go out: those of the window, or one a sequence
   */
  DirectionsWindow(
      String prefix,
      SharedCell forward,
      SharedCell reverse,
      int units,
      Merge merge,
      LayerWindow below,
      Packing out,
      Layout.Builder tape,
      Layout.Builder work) {
    int size = merge == Merge.CONCAT ? 2 * units : units;
    super(out, size, Panels.padded(size));
    this.forward = forward;
    this.reverse = reverse;
    this.merge = merge;
    this.below = below;
    this.units = units;
    this.hRow = Panels.padded(units);
    this.last = out != below.packing;
    int all = below.packing.capacity();
    int rows = out.capacity();
    boolean tokens = below instanceof InputWindow.Index;
    flippedRow = Panels.padded(below.size);
    flipped = tokens ? -1 : tape.add(prefix + "flipped", all, flippedRow);
    flippedTokens = tokens ? new int[all] : new int[0];
    r = tape.add(prefix + "reverse_h", rows, hRow);
    dr = work.add(prefix + "d_reverse_h", rows, hRow);
    if (last && forward != null) {
      f = tape.add(prefix + "forward_h", rows, hRow);
      df = work.add(prefix + "d_forward_h", rows, hRow);
    } else {
      f = forward == null ? -1 : forward.window.output();
      df = forward == null ? -1 : forward.window.dOutput();
    }
    y = forward == null ? r : tape.add(prefix + "merged", rows, row);
    dy = forward == null ? dr : work.add(prefix + "d_merged", rows, row);
    dFlipped = below.dOutput() >= 0 ? work.add(prefix + "d_flipped", all, flippedRow) : -1;
  }

  @Override
  int output() {
    return y;
  }

  @Override
  int dOutput() {
    return dy;
  }

  @Override
  void forward(float[] p, float[] data) {
    input(p, data);
    if (forward != null) {
      forward.forward(p, data);
    }
    reverse.forward(p, data);
    if (!last) {
      below.packing.flip(units, data, reverse.window.output(), hRow, data, r, hRow);
    } else {
      gather(reverse, data, r);
      if (forward != null) {
        gather(forward, data, f);
      }
    }
    if (forward != null) {
      merge(data);
    }
  }

  private void input(float[] p, float[] data) {
    Packing k = below.packing;
    if (below instanceof InputWindow.Index in) {
      if (forward != null) {
        forward.input(in.tokens, in.at, p, data);
      }
      k.flip(in.tokens, in.at, flippedTokens);
      reverse.input(flippedTokens, 0, p, data);
      return;
    }
    float[] x = below.values(data);
    if (forward != null) {
      forward.input(x, below.output(), below.row, p, data);
    }
    k.flip(below.size, x, below.output(), below.row, data, flipped, flippedRow);
    reverse.input(data, flipped, flippedRow, p, data);
  }

  /** Each direction's own last outputs: of the reverse one that of the row's first step. */
  private void gather(SharedCell cell, float[] data, int to) {
    Packing k = below.packing;
    for (int n = 0; n < k.rows(); n++) {
      int at = to + n * hRow;
      if (k.length(n) == 0) {
        Arrays.fill(data, at, at + units, 0);
      } else {
        int from = cell.window.output() + k.at(k.length(n) - 1, n) * hRow;
        System.arraycopy(data, from, data, at, units);
      }
    }
  }

  private void merge(float[] data) {
    for (int i = 0; i < packing.total(); i++) {
      int a = f + i * hRow;
      int b = r + i * hRow;
      int to = y + i * row;
      System.arraycopy(data, a, data, to, units);
      if (merge == Merge.CONCAT) {
        System.arraycopy(data, b, data, to + units, units);
      } else if (merge == Merge.MULTIPLY) {
        Elementwise.multiply(units, data, b, data, to);
      } else {
        Elementwise.add(units, data, b, data, to);
      }
      if (merge == Merge.AVERAGE) {
        halve(data, to);
      }
    }
  }

  private void halve(float[] of, int at) {
    for (int u = at; u < at + units; u++) {
      of[u] *= 0.5f;
    }
  }

  @Override
  void backward(float[] p, float[] data, float[] d, float[] dp) {
    if (forward != null) {
      mergeBackward(data, d);
    }
    if (!last) {
      below.packing.flipReversed(units, d, dr, hRow, d, reverse.window.dOutput(), hRow);
    } else {
      scatter(reverse, d, dr);
      if (forward != null) {
        scatter(forward, d, df);
      }
    }
    if (forward != null) {
      forward.backward(p, data, d, dp);
      weights(forward, false, data, d, dp);
    }
    reverse.backward(p, data, d, dp);
    weights(reverse, true, data, d, dp);
    if (below.dOutput() >= 0) {
      backwardInput(d);
    }
  }

  /** What was merged lies in time order, its gradient in reverse time. */
  private void mergeBackward(float[] data, float[] d) {
    for (int t = packing.steps() - 1; t >= 0; t--) {
      int n = packing.active(t);
      for (int i = 0; i < n; i++) {
        mergeBackward(packing.at(t) + i, packing.reversed(t) + i, data, d);
      }
    }
  }

  private void mergeBackward(int at, int slot, float[] data, float[] d) {
    int from = dy + slot * row;
    int a = df + slot * hRow;
    int b = dr + slot * hRow;
    System.arraycopy(d, from, d, a, units);
    System.arraycopy(d, merge == Merge.CONCAT ? from + units : from, d, b, units);
    if (merge == Merge.MULTIPLY) {
      Elementwise.multiply(units, data, r + at * hRow, d, a);
      Elementwise.multiply(units, data, f + at * hRow, d, b);
    } else if (merge == Merge.AVERAGE) {
      halve(d, a);
      halve(d, b);
    }
  }

  private void scatter(SharedCell cell, float[] d, int from) {
    Packing k = below.packing;
    for (int n = 0; n < k.rows(); n++) {
      if (k.length(n) > 0) {
        int to = cell.window.dOutput() + k.slot(k.length(n) - 1, n) * hRow;
        Elementwise.add(units, d, from + n * hRow, d, to);
      }
    }
  }

  private void weights(SharedCell cell, boolean turned, float[] data, float[] d, float[] dp) {
    if (below instanceof InputWindow.Index in) {
      cell.backwardInputWeights(turned ? flippedTokens : in.tokens, turned ? 0 : in.at, d, dp);
    } else if (turned) {
      cell.backwardInputWeights(data, flipped, flippedRow, d, dp);
    } else {
      cell.backwardInputWeights(below.values(data), below.output(), below.row, d, dp);
    }
  }

  /** One chain: the reverse direction's goes on from the forward one's, turned for it and back. */
  private void backwardInput(float[] d) {
    int to = below.dOutput();
    int toRow = below.dRow();
    if (forward != null) {
      forward.backwardInput(d, d, to, toRow);
    }
    Packing k = below.packing;
    k.flipReversed(below.size, d, to, toRow, d, dFlipped, flippedRow);
    reverse.backwardInput(d, d, dFlipped, flippedRow);
    k.flipReversed(below.size, d, dFlipped, flippedRow, d, to, toRow);
  }

  @Override
  void prepare(float[] p, float[] d) {
    if (forward != null) {
      forward.window.prepare(p, d);
    }
    reverse.window.prepare(p, d);
  }

  @Override
  void clear(float[] d) {
    super.clear(d);
    if (forward != null) {
      forward.window.clearAbove(d);
      forward.window.clearState(d);
    }
    reverse.window.clearAbove(d);
    reverse.window.clearState(d);
  }
}
