package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.StatePart;
import java.util.List;

/**
 * What stands before a window of an {@link Unrolled} network: the state of each row, whether it is
 * the learned first one, and the place of the random masks. A window that begins there can be run
 * again with the same bits, if the row ids are still those. Made by {@link Unrolled#newCheckpoint}.
 */
public final class Checkpoint {
  private final List<List<StatePart>> parts;
  final State[] states;
  final boolean[] fresh;
  final int[] masks;

  Checkpoint(List<List<StatePart>> parts, int rows) {
    this.parts = parts;
    this.states = new State[rows];
    for (int n = 0; n < rows; n++) {
      states[n] = new State(parts);
    }
    this.fresh = new boolean[2 * rows];
    this.masks = new int[1 + rows];
  }

  void check(List<List<StatePart>> expected, int rows) {
    states[0].check(expected);
    if (states.length != rows) {
      throw new IllegalArgumentException(
          "checkpoint: expected one of " + rows + " rows, got one of " + states.length);
    }
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
    long floats = 0;
    for (int l = 0; l < parts.size(); l++) {
      for (float[] part : states[0].layer(l)) {
        floats += part.length;
      }
    }
    return (4 * floats + 2) * states.length + 4L * masks.length;
  }
}
