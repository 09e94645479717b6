package dev.cellwise.rnn.data;

import dev.cellwise.kernels.Threefry;

/** Random numbers for orders of data: each a function of its place, none of those before it. */
final class Counters {
  // First words of the counter. Networks' numbers have small ones there, so none is shared; what is
  // drawn again counts up from here.
  static final int ITEMS = 0x4F000000;
  static final int BATCHES = 0x4F800000;

  private Counters() {}

  /**
   * A whole number from 0 to {@code bound - 1}, each equally likely: the high word of a 32-bit
   * number times the bound, drawn again where it falls among the few that would be one too many.
   * Source: Lemire, Fast random integer generation in an interval, 2019.
   */
  static int below(long seed, int stream, long epoch, int place, int bound) {
    int many = Integer.remainderUnsigned(-bound, bound); // 2^32 modulo the bound
    for (int again = 0; ; again++) {
      int bits =
          Threefry.bits(seed, stream + again, (int) epoch, (int) (epoch >>> Integer.SIZE), place);
      long product = Integer.toUnsignedLong(bits) * bound;
      if (Integer.compareUnsigned((int) product, many) >= 0) {
        return (int) (product >>> Integer.SIZE);
      }
    }
  }

  /** The numbers from 0 to {@code count - 1} in the order of an epoch: Fisher and Yates. */
  static void permute(long seed, int stream, long epoch, int count, int[] order) {
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int i = count - 1; i > 0; i--) {
      int j = below(seed, stream, epoch, i, i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
