package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.StatePart;
import java.util.List;

/** Where the parts of a state lie in its one array: the same object for all states of a network. */
final class StateShape {
  /** The parts of each cell's state. */
  final List<List<StatePart>> parts;

  /** Floats of all parts, each padded to a multiple of 16. */
  final int length;

  /** Floats of all parts without padding. */
  final int numbers;

  private final int[][] at;

  /**
   * A shape.
   *
   * @param parts of each cell's state, from the input up
   * @throws ArithmeticException if a state would be of more than 2^31 - 1 floats
   */
  StateShape(List<List<StatePart>> parts) {
    this.parts = List.copyOf(parts);
    this.at = new int[parts.size()][];
    int padded = 0;
    int all = 0;
    for (int l = 0; l < at.length; l++) {
      List<StatePart> layer = parts.get(l);
      at[l] = new int[layer.size()];
      for (int i = 0; i < at[l].length; i++) {
        at[l][i] = padded;
        padded = Math.addExact(padded, Panels.padded(layer.get(i).size()));
        all += layer.get(i).size();
      }
    }
    length = padded;
    numbers = all;
  }

  /** Whether the parts are the same, as of two networks of one architecture: no garbage. */
  boolean isSame(StateShape other) {
    if (layers() != other.layers()) {
      return false;
    }
    for (int l = 0; l < at.length; l++) {
      if (parts(l) != other.parts(l)) {
        return false;
      }
      for (int i = 0; i < at[l].length; i++) {
        if (!parts.get(l).get(i).equals(other.parts.get(l).get(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Cells. */
  int layers() {
    return at.length;
  }

  /** Parts of a cell's state. */
  int parts(int layer) {
    return at[layer].length;
  }

  /** Where a cell's parts start, one after the other. */
  int at(int layer) {
    return at[layer][0];
  }

  /** Where a part starts. */
  int at(int layer, int part) {
    return at[layer][part];
  }

  /** Numbers of a part. */
  int size(int layer, int part) {
    return parts.get(layer).get(part).size();
  }
}
