package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;

/** Between packed gates and tensors whose rows are the gates one after the other. */
final class Gates {
  private Gates() {}

  /**
   * Gates of a packed matrix or, with {@code k} 1, of a bias.
   *
   * @param panels geometry
   * @param k inputs
   * @param p packed parameters
   * @param at where the matrix lies
   * @param to [·, k], its rows in blocks of H
   * @param blocks the block of {@code to} for each packed gate
   */
  static void unpack(Panels panels, int k, float[] p, int at, float[] to, int... blocks) {
    for (int g = 0; g < blocks.length; g++) {
      panels.unpack(k, g, p, at, to, blocks[g] * panels.units() * k);
    }
  }

  /** The inverse of {@link #unpack}. */
  static void pack(Panels panels, int k, float[] from, float[] p, int at, int... blocks) {
    for (int g = 0; g < blocks.length; g++) {
      panels.pack(k, g, from, blocks[g] * panels.units() * k, p, at);
    }
  }

  /** b + b2, a sum of PyTorch's two biases; b itself where the second is zero: -0 stays -0. */
  static float[] sum(float[] b, float[] b2) {
    float[] sum = b.clone();
    for (int j = 0; j < sum.length; j++) {
      sum[j] = b2[j] == 0 ? b[j] : b[j] + b2[j];
    }
    return sum;
  }
}
