package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/**
 * A dense layer {@code y = b + W x}, applied to every time step alike.
 *
 * <p>Backward: {@code dx += Wᵀ dy}, {@code dW += dy xᵀ}, {@code db += dy}, in reverse time.
 */
public final class DenseLayer {
  private final int inputs;
  private final int outputs;
  private final Panels panels;
  private final Panels inputPanels;
  private final int w;
  private final int b;

  /**
   * A layer with its place among the parameters.
   *
   * @param parameters layout under construction; W and b are added
   * @param name prefix of the parameter names
   * @param inputs I
   * @param outputs O
   */
  public DenseLayer(Layout.Builder parameters, String name, int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.panels = Panels.dense(outputs);
    this.inputPanels = Panels.dense(inputs);
    this.w = parameters.add(name + ".weight", panels.size(inputs));
    this.b = parameters.add(name + ".bias", panels.size(1));
  }

  /**
   * Forward: {@code y = b + W x}.
   *
   * @param rows rows
   * @param x [rows, I] — input. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param p parameters. Not modified.
   * @param y [rows, O'] — output, O padded to a multiple of 16. Modified.
   * @param yOff start in {@code y}
   * @param yRow floats from a row of {@code y} to the next, at least O'
   */
  public void forward(
      int rows, float[] x, int xOff, int xRow, float[] p, float[] y, int yOff, int yRow) {
    Affine.forward(rows, inputs, panels, x, xOff, xRow, p, w, p, b, y, yOff, panels.width(), yRow);
  }

  /**
   * Backward to the input: {@code dx += Wᵀ dy}.
   *
   * @param rows rows
   * @param dy [rows, O'] — gradient of the output. Not modified.
   * @param dyOff start in {@code dy}
   * @param dyRow floats from a row of {@code dy} to the next
   * @param wT transposed weights, see {@link #transpose}. Not modified.
   * @param wtOff start in {@code wT}
   * @param dx [rows, I'] — gradient of the input, I padded to a multiple of 16. Modified:
   *     accumulated.
   * @param dxOff start in {@code dx}
   * @param dxRow floats from a row of {@code dx} to the next
   */
  public void backward(
      int rows,
      float[] dy,
      int dyOff,
      int dyRow,
      float[] wT,
      int wtOff,
      float[] dx,
      int dxOff,
      int dxRow) {
    Affine.backwardInput(
        rows, panels, inputPanels, dy, dyOff, panels.width(), dyRow, wT, wtOff, dx, dxOff, dxRow);
  }

  /**
   * Gradients of weights and bias over a window: {@code dW += dy xᵀ}, {@code db += dy}.
   *
   * @param steps time steps of the window
   * @param rows N
   * @param x [steps, N, I] — input of the forward pass, in time order. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param dy [steps, N, O'] — gradient of the output, in reverse time. Not modified.
   * @param dyOff start in {@code dy}
   * @param dyRow floats from a row of {@code dy} to the next
   * @param scratch [{@link #scratchSize}] — Modified.
   * @param scratchOff start in {@code scratch}
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  public void backwardWeights(
      int steps,
      int rows,
      float[] x,
      int xOff,
      int xRow,
      float[] dy,
      int dyOff,
      int dyRow,
      float[] scratch,
      int scratchOff,
      float[] dp) {
    int n = steps * rows;
    int width = panels.width();
    int dz = scratchOff + Panels.padded(n * inputs);
    ReverseTime.interleave(steps, rows, inputs, x, xOff, xRow, scratch, scratchOff);
    byPanels(n, dy, dyOff, dyRow, scratch, dz);
    Affine.backwardWeights(
        n, inputs, panels, scratch, scratchOff, scratch, dz, n * width, width, dp, w);
    Affine.backwardBias(n, panels, dy, dyOff, width, dyRow, dp, b);
  }

  /** Rows panel by panel, as the weight gradient reads them fastest. */
  private void byPanels(int rows, float[] dy, int dyOff, int dyRow, float[] to, int toOff) {
    int width = panels.width();
    for (int p = 0; p < panels.count(); p++) {
      for (int r = 0; r < rows; r++) {
        int from = dyOff + r * dyRow + p * width;
        System.arraycopy(dy, from, to, toOff + (p * rows + r) * width, panels.width(p));
      }
    }
  }

  /**
   * Floats of the scratch of {@link #backwardWeights}.
   *
   * @param rows time steps by N
   * @return the size
   */
  public int scratchSize(int rows) {
    int each = inputs + panels.count() * panels.width();
    return Math.addExact(Math.multiplyExact(rows, each), Panels.BLOCK);
  }

  /**
   * Packs the transposed weights.
   *
   * @param p parameters. Not modified.
   * @param wT [transposedSize()] — Modified.
   * @param wtOff start in {@code wT}
   */
  public void transpose(float[] p, float[] wT, int wtOff) {
    panels.transpose(inputPanels, p, w, wT, wtOff);
  }

  /**
   * Floats of the transposed weights.
   *
   * @return their size
   */
  public int transposedSize() {
    return inputPanels.size(outputs);
  }

  /**
   * I.
   *
   * @return inputs
   */
  public int inputs() {
    return inputs;
  }

  /**
   * O.
   *
   * @return outputs
   */
  public int outputs() {
    return outputs;
  }

  /**
   * Geometry of the weights.
   *
   * @return dense panels
   */
  public Panels panels() {
    return panels;
  }

  /**
   * Where W lies among the parameters.
   *
   * @return start of the packed weights
   */
  public int weights() {
    return w;
  }

  /**
   * Where b lies among the parameters.
   *
   * @return start of the packed bias
   */
  public int bias() {
    return b;
  }
}
