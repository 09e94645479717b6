package dev.cellwise.bench.load;

/**
 * What the threads did without a pause, all at once, and what the states take.
 *
 * @param hot nanoseconds a step of a thread that steps one stream again and again: the median of
 *     the turns
 * @param cold nanoseconds a step of a thread that steps all its streams in turn
 * @param ratio cold over hot: the median of the turns' ratios
 * @param heapBytes that a state takes on the Java heap, with the reference to it: what the heap
 *     grew by when all were made, beyond what it grew by for one a thread, after a collection each.
 *     Of few states it says nothing; 0 if there is one a thread
 * @param nativeBytes that a state takes elsewhere
 */
public record Closed(double hot, double cold, double ratio, double heapBytes, double nativeBytes) {
  private static final int NUMBERS = 5;

  /** On its way to another JVM. */
  String toLine() {
    return hot + " " + cold + " " + ratio + " " + heapBytes + " " + nativeBytes;
  }

  /** What {@link #toLine} gave. */
  static Closed of(String line) {
    double[] n = Loaded.numbers(line, NUMBERS);
    return new Closed(n[0], n[1], n[2], n[3], n[4]);
  }

  /**
   * Steps a second of so many threads.
   *
   * @param threads that ran
   */
  public double capacity(int threads) {
    return threads * 1e9 / cold;
  }
}
