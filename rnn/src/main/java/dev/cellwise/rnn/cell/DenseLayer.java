package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.AffineActivation;
import dev.cellwise.kernels.AffineBf16;
import dev.cellwise.kernels.Panels;
import dev.cellwise.kernels.Prelu;
import dev.cellwise.rnn.tape.Layout;

/**
 * A dense layer {@code y = f(b + W x)}, applied to every time step alike. f is any activation, the
 * identity unless told; or prelu, {@code a} where a &gt; 0, else {@code slope a}, whose slopes, one
 * for each output, are learned.
 *
 * <p>Backward: {@code da = dy f'}, then {@code dx += Wᵀ da}, {@code dW += da xᵀ}, {@code db += da},
 * in reverse time. f' is taken from what the forward pass left: y if {@link #fromOutput}, else the
 * pre-activations a, which then need a place of their own.
 *
 * <p>Padding of y holds f(0), of no consequence to anything else.
 */
public final class DenseLayer {
  private final int inputs;
  private final int outputs;
  private final Activation f;
  private final boolean linear;
  private final boolean prelu;
  private final boolean biased;
  private final Panels panels;
  private final Panels inputPanels;
  private final int w;
  private final int b;
  private final int slope;

  /** W in half the bytes, for one row; null where it is read among the parameters. */
  private final int[] half;

  private final int halfAt;

  /**
   * A layer without an activation, with its place among the parameters.
   *
   * @param parameters layout under construction; W and b are added
   * @param name prefix of the parameter names
   * @param inputs I
   * @param outputs O
   */
  public DenseLayer(Layout.Builder parameters, String name, int inputs, int outputs) {
    this(parameters, name, inputs, outputs, Activation.identity());
  }

  /**
   * A layer with its place among the parameters.
   *
   * @param parameters layout under construction; W and b are added
   * @param name prefix of the parameter names
   * @param inputs I
   * @param outputs O
   * @param activation f
   */
  public DenseLayer(
      Layout.Builder parameters, String name, int inputs, int outputs, Activation activation) {
    this(parameters, name, inputs, outputs, activation, false, true);
  }

  /**
   * A layer whose activation is prelu, with its place among the parameters.
   *
   * @param parameters layout under construction; W, b and the slopes are added
   * @param name prefix of the parameter names
   * @param inputs I
   * @param outputs O
   * @return the layer
   */
  public static DenseLayer withPrelu(
      Layout.Builder parameters, String name, int inputs, int outputs) {
    return new DenseLayer(parameters, name, inputs, outputs, Activation.identity(), true, true);
  }

  /**
   * A layer without activation and bias, {@code y = W x}, with its place among the parameters. In
   * the place of the bias lie zeros, which must stay so: they have no gradient.
   *
   * @param parameters layout under construction; W and the zeros are added
   * @param name prefix of the parameter names
   * @param inputs I
   * @param outputs O
   * @return the layer
   */
  public static DenseLayer withoutBias(
      Layout.Builder parameters, String name, int inputs, int outputs) {
    return new DenseLayer(parameters, name, inputs, outputs, Activation.identity(), false, false);
  }

  private DenseLayer(
      Layout.Builder parameters,
      String name,
      int inputs,
      int outputs,
      Activation activation,
      boolean prelu,
      boolean biased) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.f = activation;
    this.prelu = prelu;
    this.biased = biased;
    this.linear = !prelu && activation.equals(Activation.identity());
    this.panels = Panels.dense(outputs);
    this.inputPanels = Panels.dense(inputs);
    this.w = parameters.add(name + ".weight", panels.size(inputs));
    this.b = parameters.add(name + (biased ? ".bias" : ".zeros"), panels.size(1));
    this.slope = prelu ? parameters.add(name + ".slope", panels.size(1)) : -1;
    this.half = null;
    this.halfAt = 0;
  }

  private DenseLayer(DenseLayer of, int[] half, int halfAt) {
    this.inputs = of.inputs;
    this.outputs = of.outputs;
    this.f = of.f;
    this.linear = of.linear;
    this.prelu = of.prelu;
    this.biased = of.biased;
    this.panels = of.panels;
    this.inputPanels = of.inputPanels;
    this.w = of.w;
    this.b = of.b;
    this.slope = of.slope;
    this.half = half;
    this.halfAt = halfAt;
  }

  /**
   * The same layer, one row over weights in half the bytes.
   *
   * @param halves matrices, those among the parameters rounded
   * @return a layer of the same bits; this one if its weights are none of them
   */
  public DenseLayer over(Halves halves) {
    int at = halves.at(matrix());
    return at < 0 ? this : new DenseLayer(this, halves.w, at);
  }

  /**
   * Its weights.
   *
   * @return the matrix
   */
  public Matrix matrix() {
    return new Matrix(w, inputs, panels);
  }

  /**
   * Forward: {@code y = f(b + W x)}, where the pre-activations are not wanted.
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
    forward(rows, x, xOff, xRow, p, y, yOff, y, yOff, yRow);
  }

  /**
   * Forward: {@code a = b + W x, y = f(a)}.
   *
   * @param rows rows
   * @param x [rows, I] — input. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param p parameters. Not modified.
   * @param a [rows, O'] — pre-activations, O padded to a multiple of 16; may be the place of y.
   *     Modified, but not where f is the identity.
   * @param aOff start in {@code a}
   * @param y [rows, O'] — output. Modified.
   * @param yOff start in {@code y}
   * @param row floats from a row of {@code a} and {@code y} to the next, at least O'
   */
  public void forward(
      int rows,
      float[] x,
      int xOff,
      int xRow,
      float[] p,
      float[] a,
      int aOff,
      float[] y,
      int yOff,
      int row) {
    int width = panels.width();
    if (rows == 1 && half != null) {
      forwardHalf(x, xOff, p, a, aOff, y, yOff);
    } else if (linear) {
      // The same bits, without a pass for f.
      Affine.forward(rows, inputs, panels, x, xOff, xRow, p, w, p, b, y, yOff, width, row);
    } else if (prelu) {
      Affine.forward(rows, inputs, panels, x, xOff, xRow, p, w, p, b, a, aOff, width, row);
      Prelu.forward(rows, panels.columns(), a, aOff, row, p, slope, y, yOff, row);
    } else {
      AffineActivation.forward(
          rows, inputs, panels, x, xOff, xRow, p, w, p, b, f, a, aOff, y, yOff, width, row);
    }
  }

  private void forwardHalf(
      float[] x, int xOff, float[] p, float[] a, int aOff, float[] y, int yOff) {
    float[] z = linear ? y : a;
    int zOff = linear ? yOff : aOff;
    AffineBf16.forward(inputs, panels, x, xOff, half, halfAt, p, b, z, zOff, panels.width());
    int n = panels.columns();
    if (prelu) {
      Prelu.forward(1, n, a, aOff, n, p, slope, y, yOff, n);
    } else if (!linear) {
      f.forward(n, a, aOff, y, yOff);
    }
  }

  /**
   * Backward through f over a window: {@code da = dy f'}, in the place of dy; with prelu also
   * {@code dslope += a dy} where a is not above 0, a chain, time descending, rows ascending.
   *
   * <p>It is a pass of its own, since what was saved lies in time order and dy in reverse time; so
   * the products after it run over the whole window at once.
   *
   * @param packing shape of the window
   * @param saved [R, O'] — packed y if {@link #fromOutput}, else a, in time order. Not modified.
   * @param sOff start in {@code saved}
   * @param p parameters. Not modified.
   * @param dy [R, O'] — gradient of the output, in reverse time; becomes that of the
   *     pre-activations. Modified.
   * @param dyOff start in {@code dy}
   * @param dp gradients of the parameters. Modified with prelu: accumulated.
   */
  public void backwardActivation(
      Packing packing, float[] saved, int sOff, float[] p, float[] dy, int dyOff, float[] dp) {
    if (linear) {
      return;
    }
    int row = panels.columns();
    for (int t = packing.steps() - 1; t >= 0; t--) {
      int n = packing.active(t);
      int at = sOff + packing.at(t) * row;
      int slot = dyOff + packing.reversed(t) * row;
      if (prelu) {
        Prelu.backward(
            n, outputs, saved, at, row, p, slope, dy, slot, row, dy, slot, row, dp, slope);
      } else {
        f.backward(n * row, saved, at, dy, slot, dy, slot);
      }
    }
  }

  /**
   * What {@link #backwardActivation} takes f' from.
   *
   * @return true if that is y, false if the pre-activations a
   */
  public boolean fromOutput() {
    return !prelu && f.fromOutput();
  }

  /**
   * Backward to the input: {@code dx += Wᵀ da}.
   *
   * @param rows rows
   * @param da [rows, O'] — gradient of the pre-activations. Not modified.
   * @param daOff start in {@code da}
   * @param daRow floats from a row of {@code da} to the next
   * @param wT transposed weights, see {@link #transpose}. Not modified.
   * @param wtOff start in {@code wT}
   * @param dx [rows, I'] — gradient of the input, I padded to a multiple of 16. Modified:
   *     accumulated.
   * @param dxOff start in {@code dx}
   * @param dxRow floats from a row of {@code dx} to the next
   */
  public void backward(
      int rows,
      float[] da,
      int daOff,
      int daRow,
      float[] wT,
      int wtOff,
      float[] dx,
      int dxOff,
      int dxRow) {
    Affine.backwardInput(
        rows, panels, inputPanels, da, daOff, panels.width(), daRow, wT, wtOff, dx, dxOff, dxRow);
  }

  /**
   * Gradients of weights and bias over a window: {@code dW += da xᵀ}, {@code db += da}.
   *
   * @param packing shape of the window
   * @param x [R, I] — packed input of the forward pass, in time order. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param da [R, O'] — gradient of the pre-activations, in reverse time. Not modified.
   * @param daOff start in {@code da}
   * @param daRow floats from a row of {@code da} to the next
   * @param scratch [{@link #scratchSize}] — Modified.
   * @param scratchOff start in {@code scratch}
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  public void backwardWeights(
      Packing packing,
      float[] x,
      int xOff,
      int xRow,
      float[] da,
      int daOff,
      int daRow,
      float[] scratch,
      int scratchOff,
      float[] dp) {
    int n = packing.total();
    int width = panels.width();
    int dz = scratchOff + Panels.padded(n * inputs);
    ReverseTime.interleave(0, 1, packing, inputs, x, xOff, xRow, scratch, scratchOff);
    byPanels(n, da, daOff, daRow, scratch, dz);
    Affine.backwardWeights(
        n, inputs, panels, scratch, scratchOff, scratch, dz, n * width, width, dp, w);
    if (biased) {
      Affine.backwardBias(n, panels, da, daOff, width, daRow, dp, b);
    }
  }

  /** Rows panel by panel, as the weight gradient reads them fastest. */
  private void byPanels(int rows, float[] da, int daOff, int daRow, float[] to, int toOff) {
    int width = panels.width();
    for (int p = 0; p < panels.count(); p++) {
      for (int r = 0; r < rows; r++) {
        int from = daOff + r * daRow + p * width;
        System.arraycopy(da, from, to, toOff + (p * rows + r) * width, panels.width(p));
      }
    }
  }

  /**
   * Floats of the scratch of {@link #backwardWeights}.
   *
   * @param rows R
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
   * f.
   *
   * @return the activation; the identity where prelu stands in its place
   */
  public Activation activation() {
    return f;
  }

  /**
   * Whether a slope for each output is learned.
   *
   * @return true if f is prelu
   */
  public boolean prelu() {
    return prelu;
  }

  /**
   * Whether there is a bias.
   *
   * @return false for {@link #withoutBias}
   */
  public boolean biased() {
    return biased;
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

  /**
   * Where the slopes lie among the parameters.
   *
   * @return start of the packed slopes; -1 where there are none
   */
  public int slopes() {
    return slope;
  }
}
