package dev.cellwise.kernels;

import java.util.Arrays;

/**
 * Arrays for the affine kernels of one shape. Everything starts at an odd offset; where rows or
 * panels have a gap between them, inputs hold NaN there and outputs a value to be found again.
 */
final class AffineOperands {
  /** What outputs hold where nothing belongs. */
  static final float GUARD = 12345.5f;

  final int rows;
  final int k;
  final Panels panels;
  final Panels descending;
  final Panels inputs;
  final int gap;

  /** [gates][units, k] and [gates][units]: weights and bias as they are before packing. */
  final float[][] units;

  final float[][] bias;

  final int xOff = 3;
  final int xStride;
  final float[] x;
  final int wOff = 5;
  final float[] w;
  final int bOff = 7;
  final float[] b;
  final int wtOff = 1;
  final float[] wT;
  final int zOff = 11;
  final int zPanel;
  final int zRow;
  final int dxOff = 2;
  final int dxStride;
  final int iOff = 9;

  AffineOperands(int rows, int k, Panels panels, boolean rowMajor, int gap, Inputs random) {
    this.rows = rows;
    this.k = k;
    this.panels = panels;
    this.descending = panels.descending();
    this.inputs = Panels.dense(Math.max(k, 1));
    this.gap = gap;
    xStride = k + gap;
    // A gap of a block: rows of three gates within rows of four, as the GRU has them.
    int row = panels.width() + (gap == Panels.BLOCK ? gap : 0);
    zPanel = rowMajor ? panels.width() : rows * row + gap;
    zRow = rowMajor ? panels.columns() + gap : row;
    dxStride = inputs.columns() + gap;
    x = spread(xOff, rows, xStride, random.uniform(rows * k, -1, 1), k);
    units = new float[panels.gates()][];
    bias = new float[panels.gates()][];
    w = new float[wOff + panels.size(k) + 1];
    b = new float[bOff + panels.size(1) + 1];
    for (int g = 0; g < panels.gates(); g++) {
      units[g] = random.uniform(panels.units() * k, -1, 1);
      bias[g] = random.uniform(panels.units(), -1, 1);
      panels.pack(k, g, units[g], 0, w, wOff);
      panels.pack(1, g, bias[g], 0, b, bOff);
    }
    wT = new float[wtOff + inputs.size(panels.outputs())];
    if (k > 0) {
      panels.transpose(Panels.dense(k), w, wOff, wT, wtOff);
    }
  }

  /** A short form: no gaps, panel-major. */
  AffineOperands(int rows, int k, Panels panels) {
    this(rows, k, panels, false, 0, new Inputs(1000L * rows + 10 * k + panels.units()));
  }

  private static float[] spread(int off, int rows, int stride, float[] values, int length) {
    float[] a = new float[off + rows * stride + length];
    Arrays.fill(a, Float.NaN);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(values, r * length, a, off + r * stride, length);
    }
    return a;
  }

  /** Floats that an array of {@code z} needs, with some behind it. */
  int zLength() {
    return zOff + (panels.count() - 1) * zPanel + Math.max(0, rows - 1) * zRow + panels.width() + 5;
  }

  /** Where a column of {@code z} lies. */
  int z(int row, int panel, int column) {
    return zOff + panel * zPanel + row * zRow + column;
  }

  /** Where an output lies in {@code z}. */
  int zOf(int row, int gate, int unit) {
    int each = panels.gates() > 1 ? Panels.BLOCK : Panels.WIDTH;
    return z(row, unit / each, gate * Panels.BLOCK + unit % each);
  }

  /** An output full of guards. */
  float[] guarded() {
    float[] z = new float[zLength()];
    Arrays.fill(z, GUARD);
    return z;
  }

  /** Pre-activations or their gradients, zero in the padding, NaN in gaps. */
  float[] zValues(Inputs random) {
    float[] z = new float[zLength()];
    Arrays.fill(z, Float.NaN);
    for (int p = 0; p < panels.count(); p++) {
      for (int r = 0; r < rows; r++) {
        Arrays.fill(z, z(r, p, 0), z(r, p, 0) + panels.width(p), 0);
      }
    }
    for (int g = 0; g < panels.gates(); g++) {
      float[] values = random.uniform(rows * panels.units(), -1, 1);
      for (int r = 0; r < rows; r++) {
        for (int u = 0; u < panels.units(); u++) {
          z[zOf(r, g, u)] = values[r * panels.units() + u];
        }
      }
    }
    return z;
  }

  /** Content of an input gradient, zero in the padding, guards in gaps. */
  float[] dxValues(Inputs random) {
    float[] dx = new float[dxOff + rows * dxStride + 5];
    Arrays.fill(dx, GUARD);
    for (int r = 0; r < rows; r++) {
      Arrays.fill(dx, dxOff + r * dxStride, dxOff + r * dxStride + inputs.columns(), 0);
      System.arraycopy(random.uniform(k, -1, 1), 0, dx, dxOff + r * dxStride, k);
    }
    return dx;
  }

  /** Content of a packed gradient of {@code inputs} inputs, from {@code off}. */
  float[] dwValues(int inputs, int off, Inputs random) {
    float[] dw = new float[off + panels.size(inputs) + 3];
    for (int g = 0; g < panels.gates(); g++) {
      panels.pack(inputs, g, random.uniform(panels.units() * inputs, -1, 1), 0, dw, off);
    }
    return dw;
  }

  /** The input as the weight gradient wants it. */
  float[] interleaved() {
    float[] to = new float[rows * k];
    Affine.interleave(rows, k, x, xOff, xStride, 0, rows, to, 0);
    return to;
  }

  @Override
  public String toString() {
    return "rows " + rows + ", k " + k + ", " + panels + ", z " + zPanel + " " + zRow;
  }
}
