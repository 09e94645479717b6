package dev.cellwise.rnn.data;

/** Sorts in place without a byte of garbage, which the JDK's sort of a large array may make. */
final class HeapSort {
  private HeapSort() {}

  /** Sorts the first numbers, ascending. */
  static void sort(long[] keys, int count) {
    for (int root = count / 2 - 1; root >= 0; root--) {
      sift(keys, root, count);
    }
    for (int last = count - 1; last > 0; last--) {
      long largest = keys[0];
      keys[0] = keys[last];
      keys[last] = largest;
      sift(keys, 0, last);
    }
  }

  /** Brings a number down to its place in the heap of the first numbers. */
  private static void sift(long[] keys, int from, int count) {
    long key = keys[from];
    int at = from;
    for (int child = 2 * at + 1; child > 0 && child < count; child = 2 * at + 1) {
      if (child + 1 < count && keys[child + 1] > keys[child]) {
        child++;
      }
      if (keys[child] <= key) {
        break;
      }
      keys[at] = keys[child];
      at = child;
    }
    keys[at] = key;
  }
}
