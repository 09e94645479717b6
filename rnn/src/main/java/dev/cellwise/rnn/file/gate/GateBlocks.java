package dev.cellwise.rnn.file.gate;

/**
 * Where the gates of one order come from in weights of another: for each, a block of these, the
 * same with its signs changed, or zeros. A block is a gate's rows of a matrix, or its part of a
 * vector.
 *
 * @param from a block for each gate; {@link #NONE}; or {@link #negated} one
 */
public record GateBlocks(int[] from) {
  /** Zeros. */
  public static final int NONE = Integer.MAX_VALUE;

  /**
   * By the blocks' numbers.
   *
   * @param from as above; not copied
   * @return the order
   */
  public static GateBlocks of(int... from) {
    return new GateBlocks(from);
  }

  /**
   * By the gates' letters.
   *
   * @param from a letter for each block of the weights, such as {@code ifgo}
   * @param to a letter for each gate that is asked for; one that the weights have not is zeros
   * @return the order
   */
  public static GateBlocks between(String from, String to) {
    int[] blocks = new int[to.length()];
    for (int gate = 0; gate < blocks.length; gate++) {
      int block = from.indexOf(to.charAt(gate));
      blocks[gate] = block < 0 ? NONE : block;
    }
    return new GateBlocks(blocks);
  }

  /**
   * A block with its signs changed.
   *
   * @param block its number
   * @return what stands for it in an order
   */
  public static int negated(int block) {
    return ~block;
  }

  /**
   * How many gates there are.
   *
   * @return their number
   */
  public int count() {
    return from.length;
  }

  /**
   * The blocks in their order.
   *
   * @param values of all blocks, one after the other. Not modified.
   * @param at where the first one begins
   * @param size elements of a block
   * @return a copy
   */
  public float[] ordered(float[] values, int at, int size) {
    float[] to = new float[from.length * size];
    put(values, at, size, to, 0);
    return to;
  }

  /**
   * Puts the blocks in their order.
   *
   * @param values of all blocks, one after the other. Not modified.
   * @param at where the first one begins
   * @param size elements of a block
   * @param to zeros; modified
   * @param toAt where the first gate begins
   */
  public void put(float[] values, int at, int size, float[] to, int toAt) {
    for (int gate = 0; gate < from.length; gate++) {
      int block = from[gate];
      int start = toAt + gate * size;
      if (block == NONE) {
        continue;
      }
      if (block >= 0) {
        System.arraycopy(values, at + block * size, to, start, size);
        continue;
      }
      for (int i = 0; i < size; i++) {
        to[start + i] = -values[at + ~block * size + i];
      }
    }
  }
}
