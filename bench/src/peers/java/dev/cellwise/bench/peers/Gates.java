package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Layer;

/** Where a library's gates are among PyTorch's: i, f, g, o of an LSTM, r, z, n of a GRU. */
final class Gates {
  private Gates() {}

  /** PyTorch's numbers of the gates in the order of ONNX: i, o, f, c and z, r, h. */
  static int[] onnx(Layer layer) {
    return switch (layer) {
      case LSTM -> new int[] {0, 3, 1, 2};
      case GRU -> new int[] {1, 0, 2};
      case RNN -> new int[] {0};
    };
  }

  /** PyTorch's numbers of the gates in the order of oneDNN: i, f, c, o and u, r, o. */
  static int[] oneDnn(Layer layer) {
    return switch (layer) {
      case LSTM -> new int[] {0, 1, 2, 3};
      case GRU -> new int[] {1, 0, 2};
      case RNN -> new int[] {0};
    };
  }

  /**
   * Rows of gates in another order.
   *
   * @param a [G·H, columns] or a bias
   * @param order the block of {@code a} that each block of the result is
   */
  static float[] blocks(float[] a, int[] order) {
    int length = a.length / order.length;
    float[] blocks = new float[a.length];
    for (int k = 0; k < order.length; k++) {
      System.arraycopy(a, order[k] * length, blocks, k * length, length);
    }
    return blocks;
  }
}
