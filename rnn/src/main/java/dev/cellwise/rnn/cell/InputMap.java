package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
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

  /**
   * A map.
   *
   * @param inputs I
   * @param panels geometry of W and b
   * @param w where W lies among the parameters
   * @param b where b lies
   */
  InputMap(int inputs, Panels panels, int w, int b) {
    this(inputs, panels, w, b, true, null);
  }

  private InputMap(int inputs, Panels panels, int w, int b, boolean biased, float[] zeros) {
    this.inputs = inputs;
    this.panels = panels;
    this.inputPanels = Panels.dense(inputs);
    this.w = w;
    this.b = b;
    this.biased = biased;
    this.zeros = zeros;
  }

  /** A map without a bias, {@code a = W x}: to be made {@link #ready}. */
  static InputMap unbiased(int inputs, Panels panels, int w) {
    return new InputMap(inputs, panels, w, 0, false, null);
  }

  /** Takes its memory: not before all of its cell is laid out, which may be a claim only. */
  InputMap ready() {
    return biased ? this : new InputMap(inputs, panels, w, b, false, new float[panels.size(1)]);
  }

  boolean biased() {
    return biased;
  }

  private float[] bias(float[] p) {
    return biased ? p : zeros;
  }

  /** {@code a = b + W x}. */
  void forward(
      int rows, float[] x, int xOff, int xRow, float[] p, float[] a, int aOff, int panel, int row) {
    Affine.forward(rows, inputs, panels, x, xOff, xRow, p, w, bias(p), b, a, aOff, panel, row);
  }

  /** {@code a = b + W[:, token]}. */
  void forward(
      int rows, int[] tokens, int tOff, float[] p, float[] a, int aOff, int panel, int row) {
    Affine.lookup(rows, inputs, panels, tokens, tOff, p, w, bias(p), b, a, aOff, panel, row);
  }

  /** {@code dW += da xᵀ}; {@code x} in time order, {@code da} in reverse time. */
  void backwardWeights(
      Packing packing,
      float[] x,
      int xOff,
      int xRow,
      float[] d,
      int da,
      int daPanel,
      int daRow,
      int interleaved,
      float[] dp) {
    ReverseTime.interleave(packing, inputs, x, xOff, xRow, d, interleaved);
    Affine.backwardWeights(
        packing.total(), inputs, panels, d, interleaved, d, da, daPanel, daRow, dp, w);
  }

  /**
   * {@code dW[:, token] += da}; the tokens of all rows in {@linkplain ReverseTime#tokens reverse
   * time}, as {@code da} is: panel by panel, so that one of dW stays in the first-level cache.
   */
  void backwardWeights(
      int rows, int[] tokens, float[] d, int da, int daPanel, int daRow, float[] dp) {
    Affine.backwardLookup(rows, inputs, panels, tokens, 0, d, da, daPanel, daRow, dp, w);
  }

  /** {@code db += da}. */
  void backwardBias(int rows, float[] d, int da, int daPanel, int daRow, float[] dp) {
    if (biased()) {
      Affine.backwardBias(rows, panels, d, da, daPanel, daRow, dp, b);
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
