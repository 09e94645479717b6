package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;

/**
 * The scores of one query: {@code e_s = v · z_s, z_s = tanh(q + k_s)}, q and k_s what its dense
 * layers made of query and memory. The z are not kept: they would be a float for each unit, step
 * and query, so the way back computes them again, to the same bits.
 */
final class AdditiveScore {
  private static final Activation TANH = Activation.tanh();

  /** v, a layer of one output. */
  private final DenseLayer layer;

  /** Floats of a row of units. */
  final int row;

  private final int z;

  /** Outputs of v, one of each block of 16. */
  private final int lanes;

  private int dz;
  private int dLanes;
  private int transposed;
  private int interleaved;

  /** Adds its regions, for so many steps at most. */
  AdditiveScore(DenseLayer layer, Layout.Builder at, String prefix, int most) {
    this.layer = layer;
    this.row = Panels.padded(layer.inputs());
    z = at.add(prefix + "z", most, row);
    lanes = at.add(prefix + "lanes", most, Panels.BLOCK);
  }

  /** Adds those of the way back. */
  void addBackward(Layout.Builder work, String prefix, int most) {
    dz = work.add(prefix + "dz", most, row);
    dLanes = work.add(prefix + "d_lanes", most, Panels.BLOCK);
    transposed = work.add(prefix + "score_transposed", layer.transposedSize());
    interleaved = work.add(prefix + "z_interleaved", most, layer.inputs());
  }

  void prepare(float[] p, float[] d) {
    layer.transpose(p, d, transposed);
  }

  /** Scores of a query against keys that lie one after the other; data is that of the regions. */
  void forward(
      int length,
      float[] p,
      float[] k,
      int keys,
      float[] q,
      int qOff,
      float[] data,
      float[] e,
      int eOff) {
    hidden(length, k, keys, q, qOff, data);
    layer.forward(length, data, z, row, p, data, lanes, Panels.BLOCK);
    for (int s = 0; s < length; s++) {
      e[eOff + s] = data[lanes + s * Panels.BLOCK];
    }
  }

  /** {@code z_s = tanh(q + k_s)}. */
  void hidden(int length, float[] k, int keys, float[] q, int qOff, float[] data) {
    System.arraycopy(k, keys, data, z, length * row);
    for (int s = 0; s < length; s++) {
      Elementwise.add(row, q, qOff, data, z + s * row);
    }
    Elementwise.tanh(length * row, data, z, data, z);
  }

  /** Where z is that of {@link #hidden}: {@code dv += Σ_s de_s z_s, da_s = de_s v (1 - z_s²)}. */
  void backward(int length, float[] data, float[] d, int de, int dq, int dKeys, float[] dp) {
    for (int s = 0; s < length; s++) {
      d[dLanes + s * Panels.BLOCK] = d[de + s];
    }
    int units = layer.inputs();
    Affine.interleave(length, units, data, z, row, 0, length, d, interleaved);
    Affine.backwardWeights(
        length,
        units,
        layer.panels(),
        d,
        interleaved,
        d,
        dLanes,
        Panels.BLOCK,
        Panels.BLOCK,
        dp,
        layer.weights());
    Arrays.fill(d, dz, dz + length * row, 0);
    layer.backward(length, d, dLanes, Panels.BLOCK, d, transposed, d, dz, row);
    TANH.backward(length * row, data, z, d, dz, d, dz);
    for (int s = 0; s < length; s++) {
      Elementwise.add(row, d, dz + s * row, d, dq);
    }
    Elementwise.add(length * row, d, dz, d, dKeys);
  }
}
