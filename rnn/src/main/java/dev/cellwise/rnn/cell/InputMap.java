package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.AffineBf16;
import dev.cellwise.kernels.Panels;

/**
 * The input half of a cell's chains, {@code a = b + W x}, for all rows of a window at once, and the
 * way back. The input is dense or an index.
 */
final class InputMap {
  final int inputs;
  final Panels panels;
  final int w;
  final int b;

  private final boolean biased;

  /** The bias of a map that has none: chains start at +0. */
  private final float[] zeros;

  private final Panels inputPanels;
  private final Panels descending;

  /** W in half the bytes, for one row; null where it is read among the parameters. */
  private final int[] half;

  private final int halfAt;

  /**
   * A map.
   *
   * @param inputs I
   * @param panels geometry of W and b
   * @param w where W lies among the parameters
   * @param b where b lies
   */
  InputMap(int inputs, Panels panels, int w, int b) {
    this(inputs, panels, w, b, true, null, null, 0);
  }

  private InputMap(
      int inputs,
      Panels panels,
      int w,
      int b,
      boolean biased,
      float[] zeros,
      int[] half,
      int halfAt) {
    this.inputs = inputs;
    this.panels = panels;
    this.inputPanels = Panels.dense(inputs);
    this.w = w;
    this.b = b;
    this.biased = biased;
    this.zeros = zeros;
    this.descending = panels.descending();
    this.half = half;
    this.halfAt = halfAt;
  }

  /** A map without a bias, {@code a = W x}: to be made {@link #ready}. */
  static InputMap unbiased(int inputs, Panels panels, int w) {
    return new InputMap(inputs, panels, w, 0, false, null, null, 0);
  }

  /** Takes its memory: not before all of its cell is laid out, which may be a claim only. */
  InputMap ready() {
    float[] none = new float[biased ? 0 : panels.size(1)];
    return biased ? this : new InputMap(inputs, panels, w, b, false, none, null, 0);
  }

  /** The same map, one row over weights in half the bytes if they have these. */
  InputMap over(Halves halves) {
    int at = halves.at(matrix());
    return at < 0 ? this : new InputMap(inputs, panels, w, b, biased, zeros, halves.w, at);
  }

  Matrix matrix() {
    return new Matrix(w, inputs, panels);
  }

  /** The panels in the order of a time step. */
  private Panels order(int t) {
    return t % 2 == 0 ? panels : descending;
  }

  boolean biased() {
    return biased;
  }

  /** Where the bias lies, from b on. */
  float[] bias(float[] p) {
    return biased ? p : zeros;
  }

  /** {@code a = b + W x}. */
  void forward(
      int rows, float[] x, int xOff, int xRow, float[] p, float[] a, int aOff, int panel, int row) {
    if (rows == 1 && half != null) {
      forward(0, x, xOff, p, a, aOff, panel);
      return;
    }
    Affine.forward(rows, inputs, panels, x, xOff, xRow, p, w, bias(p), b, a, aOff, panel, row);
  }

  /** {@code a = b + W x} of one row. */
  void forward(int t, float[] x, int xOff, float[] p, float[] a, int aOff, int panel) {
    if (half != null) {
      AffineBf16.forward(inputs, order(t), x, xOff, half, halfAt, bias(p), b, a, aOff, panel);
    } else {
      Affine.forward(
          1, inputs, order(t), x, xOff, 0, p, w, bias(p), b, a, aOff, panel, panels.width());
    }
  }

  /**
   * {@code a = b + W x} of one row, then {@code a += U h₋} from a column on, panel by panel: what a
   * cache holds of the weights is met again, since steps go to and fro.
   */
  void forward(
      RecurrentMap after,
      int t,
      int column,
      float[] x,
      int xOff,
      float[] h,
      int hOff,
      float[] p,
      float[] a,
      int aOff,
      int panel) {
    int m = after.hidden;
    if (half != null && after.half != null) {
      AffineBf16.forward(
          order(t),
          inputs,
          x,
          xOff,
          half,
          halfAt,
          after.panels,
          column,
          m,
          h,
          hOff,
          after.half,
          after.halfAt,
          bias(p),
          b,
          a,
          aOff,
          panel);
    } else {
      Affine.forward(
          1,
          order(t),
          inputs,
          x,
          xOff,
          0,
          p,
          w,
          after.panels,
          column,
          m,
          h,
          hOff,
          0,
          p,
          after.u,
          bias(p),
          b,
          a,
          aOff,
          panel,
          panel);
    }
  }

  /** {@code a = b + W[:, token]}. */
  void forward(
      int rows, int[] tokens, int tOff, float[] p, float[] a, int aOff, int panel, int row) {
    Affine.lookup(rows, inputs, panels, tokens, tOff, p, w, bias(p), b, a, aOff, panel, row);
  }

  /** {@code dW += da xᵀ} of a share; {@code x} {@linkplain ReverseTime#interleave interleaved}. */
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
      int to = w + of.weights(part, inputs);
      Affine.backwardWeights(
          rows, inputs, of.panels(part), d, interleaved, d, from, daPanel, daRow, dp, to);
    }
  }

  /**
   * {@code dW[:, token] += da} of a share; the tokens of all rows in {@linkplain ReverseTime#tokens
   * reverse time}, as {@code da} is: panel by panel, so that one of dW stays in the first-level
   * cache.
   */
  void backwardWeights(
      Shares of,
      int part,
      int rows,
      int[] tokens,
      float[] d,
      int da,
      int daPanel,
      int daRow,
      float[] dp) {
    if (of.panels(part) != null) {
      int from = da + of.first(part) * daPanel;
      int to = w + of.weights(part, inputs);
      Affine.backwardLookup(
          rows, inputs, of.panels(part), tokens, 0, d, from, daPanel, daRow, dp, to);
    }
  }

  /** {@code db += da}. */
  void backwardBias(int rows, float[] d, int da, int daPanel, int daRow, float[] dp) {
    if (biased()) {
      Affine.backwardBias(rows, panels, d, da, daPanel, daRow, dp, b);
    }
  }

  /** {@code db += da} of a share. */
  void backwardBias(
      Shares of, int part, int rows, float[] d, int da, int daPanel, int daRow, float[] dp) {
    if (biased() && of.panels(part) != null) {
      int from = da + of.first(part) * daPanel;
      int to = b + of.weights(part, 1);
      Affine.backwardBias(rows, of.panels(part), d, from, daPanel, daRow, dp, to);
    }
  }

  /** {@code dx += Wᵀ da}. */
  void backward(
      int rows,
      float[] d,
      int da,
      int daPanel,
      int daRow,
      int wT,
      float[] dx,
      int dxOff,
      int dxRow) {
    Affine.backwardInput(rows, panels, inputPanels, d, da, daPanel, daRow, d, wT, dx, dxOff, dxRow);
  }

  /** Floats of the transposed weights. */
  int transposedSize() {
    return inputPanels.size(panels.outputs());
  }

  /** Packs the transposed weights. */
  void transpose(float[] p, float[] d, int wT) {
    panels.transpose(inputPanels, p, w, d, wT);
  }
}
