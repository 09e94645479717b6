package dev.cellwise.rnn.file.onnx;

/**
 * Where the gates of an operator of ONNX come from: for each, a block of a layer's tensors, the
 * same with its signs changed, or zeros.
 *
 * @param from a block for each gate; {@link #NONE}; or {@link #negated} one
 */
record GateBlocks(int[] from) {
  /** Zeros. */
  static final int NONE = Integer.MAX_VALUE;

  static GateBlocks of(int... from) {
    return new GateBlocks(from);
  }

  /** A block with its signs changed. */
  static int negated(int block) {
    return ~block;
  }

  /** How many gates there are. */
  int count() {
    return from.length;
  }

  /**
   * Puts the blocks in their order.
   *
   * @param values of all blocks, one after the other. Not modified.
   * @param size elements of a block
   * @param to zeros; modified
   * @param at where the first gate begins
   */
  void put(float[] values, int size, float[] to, int at) {
    for (int gate = 0; gate < from.length; gate++) {
      int block = from[gate];
      int start = at + gate * size;
      if (block == NONE) {
        continue;
      }
      if (block >= 0) {
        System.arraycopy(values, block * size, to, start, size);
        continue;
      }
      for (int i = 0; i < size; i++) {
        to[start + i] = -values[~block * size + i];
      }
    }
  }
}
