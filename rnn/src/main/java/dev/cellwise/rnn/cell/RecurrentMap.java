package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.AffineBf16;
import dev.cellwise.kernels.Panels;

/**
 * The recurrent half of a cell's chains, {@code a += U h₋}, over weights that are gone through to
 * and fro, step by step in turn, and the way back.
 */
final class RecurrentMap {
  final int hidden;
  final Panels panels;
  final int u;

  /** U in half the bytes, for one row; null where it is read among the parameters. */
  final int[] half;

  final int halfAt;

  private final Panels descending;
  private final Panels inputs;
  private final Panels inputsDescending;

  /**
   * A map.
   *
   * @param hidden H, its inputs
   * @param panels geometry of U
   * @param u where U lies among the parameters
   */
  RecurrentMap(int hidden, Panels panels, int u) {
    this(hidden, panels, u, null, 0);
  }

  private RecurrentMap(int hidden, Panels panels, int u, int[] half, int halfAt) {
    this.hidden = hidden;
    this.panels = panels;
    this.u = u;
    this.descending = panels.descending();
    this.inputs = Panels.dense(hidden);
    this.inputsDescending = inputs.descending();
    this.half = half;
    this.halfAt = halfAt;
  }

  /** The same map, one row over weights in half the bytes if they have these. */
  RecurrentMap over(Halves halves) {
    int at = halves.at(matrix());
    return at < 0 ? this : new RecurrentMap(hidden, panels, u, halves.w, at);
  }

  Matrix matrix() {
    return new Matrix(u, hidden, panels);
  }

  /** The panels in the order of a time step. */
  Panels order(int t) {
    return t % 2 == 0 ? panels : descending;
  }

  /** The panels of the transposed weights in the order of a slot. */
  Panels inputs(int s) {
    return s % 2 == 0 ? inputs : inputsDescending;
  }

  /** {@code a += U h₋}. */
  void forward(
      int t,
      int rows,
      float[] h,
      int hOff,
      int hRow,
      float[] p,
      float[] a,
      int aOff,
      int panel,
      int row) {
    if (rows == 1 && half != null) {
      forward(t, h, hOff, p, a, aOff, panel);
      return;
    }
    Affine.accumulate(rows, hidden, order(t), h, hOff, hRow, p, u, a, aOff, panel, row);
  }

  /** {@code a += U h₋} of one row. */
  void forward(int t, float[] h, int hOff, float[] p, float[] a, int aOff, int panel) {
    if (half != null) {
      AffineBf16.accumulate(hidden, order(t), h, hOff, half, halfAt, a, aOff, panel);
    } else {
      Affine.accumulate(1, hidden, order(t), h, hOff, 0, p, u, a, aOff, panel, panels.width());
    }
  }

  /** {@code dh₋ += Uᵀ da}. */
  void backward(
      int s,
      int rows,
      float[] d,
      int da,
      int daPanel,
      int daRow,
      int uT,
      float[] dh,
      int dhOff,
      int dhRow) {
    Affine.backwardInput(rows, panels, inputs(s), d, da, daPanel, daRow, d, uT, dh, dhOff, dhRow);
  }

  /** {@code dU += da h₋ᵀ} of a share; {@code h₋} interleaved. */
  void backwardWeights(
      Shares of,
      int part,
      int rows,
      float[] d,
      int interleaved,
      int da,
      int daPanel,
      int daRow,
      float[] dp) {
    if (of.panels(part) != null) {
      int from = da + of.first(part) * daPanel;
      int to = u + of.weights(part, hidden);
      Affine.backwardWeights(
          rows, hidden, of.panels(part), d, interleaved, d, from, daPanel, daRow, dp, to);
    }
  }

  /** Floats of the transposed weights. */
  int transposedSize() {
    return inputs.size(panels.outputs());
  }

  /** Packs the transposed weights. */
  void transpose(float[] p, float[] d, int uT) {
    panels.transpose(inputs, p, u, d, uT);
  }
}
