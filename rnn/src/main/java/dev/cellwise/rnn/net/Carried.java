package dev.cellwise.rnn.net;

/**
 * What an {@link Unrolled} network carries from one window to the next, for a checkpoint. A network
 * that goes on from it has the bits of one that never stopped.
 *
 * @param states [N, S] — of each row its {@link State#toArray}
 * @param fresh [2, N] — whether the row begins with the learned first state, whatever is in {@code
 *     states}: in layers that go forward in time, and in the others
 * @param elapsed time steps gone, which random masks are counted by
 * @param began [N] — the time step at which each row's sequence began
 * @param rowIds [N] — the ids that random masks follow
 */
public record Carried(float[] states, boolean[] fresh, int elapsed, int[] began, int[] rowIds) {
  /** Refuses what is of another size. */
  void check(int rows, int size) {
    check("states", Math.multiplyExact(rows, size), states.length);
    check("fresh", 2 * rows, fresh.length);
    check("began", rows, began.length);
    check("rowIds", rows, rowIds.length);
  }

  private static void check(String name, int expected, int got) {
    if (got != expected) {
      throw new IllegalArgumentException(name + ": expected " + expected + ", got " + got);
    }
  }
}
