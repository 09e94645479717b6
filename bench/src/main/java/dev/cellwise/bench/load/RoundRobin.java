package dev.cellwise.bench.load;

import java.util.SplittableRandom;

/**
 * Streams in turn: each once a round, in an order that is drawn once and the same in every run. In
 * the order in which they were made their states lie one after the other in memory, and the
 * processor would fetch the next one before it is asked for.
 */
final class RoundRobin {
  private static final long SEED = 11;

  private final int[] order;
  private int at;

  /**
   * Of streams 0 to {@code streams} - 1.
   *
   * @param streams at least 1
   */
  RoundRobin(int streams) {
    SplittableRandom random = new SplittableRandom(SEED);
    order = new int[streams];
    // Each goes to a random place among those so far, and what was there to the end.
    for (int i = 1; i < streams; i++) {
      int place = random.nextInt(i + 1);
      order[i] = order[place];
      order[place] = i;
    }
  }

  /** Whose turn it is. */
  int next() {
    int stream = order[at];
    at = at + 1 < order.length ? at + 1 : 0;
    return stream;
  }
}
