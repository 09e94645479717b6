package dev.cellwise.rnn.net;

/**
 * What stands before a window of an {@link Unrolled} network: the state of each row, whether it is
 * the learned first one, and the place of the random masks. A window that begins there can be run
 * again with the same bits, if the row ids are still those. Made by {@link Unrolled#newCheckpoint}.
 */
public final class Checkpoint {
  final State[] states;
  final boolean[] fresh;
  final int[] masks;

  Checkpoint(StateShape shape, int rows) {
    this.states = new State[rows];
    for (int n = 0; n < rows; n++) {
      states[n] = new State(shape);
    }
    this.fresh = new boolean[2 * rows];
    this.masks = new int[1 + rows];
  }

  void check(StateShape expected, int rows) {
    states[0].check(expected);
    if (states.length != rows) {
      throw new IllegalArgumentException(
          "checkpoint: expected one of " + rows + " rows, got one of " + states.length);
    }
  }

  /** Takes the states of all rows for a change, or refuses and takes none. */
  void change() {
    for (int n = 0; n < states.length; n++) {
      if (!states[n].take()) {
        release(n);
        throw overlap(n);
      }
    }
  }

  /** Of who took them, on every path. */
  void release() {
    release(states.length);
  }

  private void release(int count) {
    for (int n = 0; n < count; n++) {
      states[n].release();
    }
  }

  /** Begins to read the states of all rows, or refuses and reads none. */
  void beginRead() {
    for (int n = 0; n < states.length; n++) {
      if (!states[n].beginRead()) {
        endRead(n);
        throw overlap(n);
      }
    }
  }

  /** Of who read them, on every path. */
  void endRead() {
    endRead(states.length);
  }

  private void endRead(int count) {
    for (int n = 0; n < count; n++) {
      states[n].endRead();
    }
  }

  private static IllegalStateException overlap(int row) {
    return State.overlap("checkpoint.state(" + row + ")");
  }

  /**
   * A row's state.
   *
   * @param row 0 to N - 1
   * @return not a copy; where the row begins with the learned first state, what {@link
   *     Unrolled#state(int, int, State)} read in its place
   */
  public State state(int row) {
    return states[row];
  }

  /**
   * Size of its numbers, the headers of arrays and objects left out.
   *
   * @return bytes
   */
  public long bytes() {
    return (4L * states[0].values.length + 2) * states.length + 4L * masks.length;
  }
}
