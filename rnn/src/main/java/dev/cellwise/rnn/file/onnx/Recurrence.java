package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.cell.Below;
import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A direction of a recurrent node, with its weights packed: a cell over windows of time steps. */
final class Recurrence {
  /**
   * Packed rows of a window: enough for the product of all inputs to run at its speed, few enough
   * for what a window saves to stay small. The bits do not depend on it.
   */
  private static final int WINDOW_ROWS = 1024;

  private final Cell cell;
  private final boolean reverse;
  private final float[] p;

  /**
   * Packs.
   *
   * @param weights of the node
   * @param d the direction
   * @param room for what is packed
   */
  Recurrence(RecurrentWeights weights, int d, Room room) {
    this.reverse = weights.of().isReverse(d);
    Layers layers;
    try {
      layers =
          new Layers(
              new Architecture(
                  new Architecture.Features(weights.inputs()), List.of(weights.layer(d)), 0));
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage());
    }
    this.cell = layers.cells().getFirst();
    // The tensors in the library's order are there for a while, too.
    room.take(2 * layers.parameters().bytes());
    this.p = layers.parameters().allocate();
    Map<String, Tensor> tensors = weights.tensors(d);
    cell.pack((name, shape) -> tensors.get(name).values(), p);
    room.give(layers.parameters().bytes());
  }

  /** Bytes that it takes. */
  long bytes() {
    return (long) Float.BYTES * p.length;
  }

  /**
   * Where a node's arrays have what: [T, N, ·] or [N, T, ·] of inputs, [T, D, N, H] or [N, T, D, H]
   * of outputs, [D, N, H] or [N, D, H] of states.
   *
   * @param steps T
   * @param rows N
   * @param directions D
   * @param d the direction
   * @param batchFirst whether rows come first
   */
  record Places(int steps, int rows, int directions, int d, boolean batchFirst) {
    int input(int t, int n) {
      return batchFirst ? n * steps + t : t * rows + n;
    }

    int output(int t, int n) {
      return batchFirst ? (n * steps + t) * directions + d : (t * directions + d) * rows + n;
    }

    int state(int n) {
      return batchFirst ? n * directions + d : d * rows + n;
    }
  }

  /**
   * Runs.
   *
   * @param at where the arrays have what; at least one step and one row
   * @param x inputs. Not modified.
   * @param lengths time steps of each row; null for all
   * @param start each part of the state before the first step; null where it is zero
   * @param y outputs, zero at first; null if they are not wanted. Modified.
   * @param end each part of the state after the last step of a row, zero at first; null where it is
   *     not wanted. Modified.
   * @param room for the windows
   */
  void run(
      Places at, float[] x, int[] lengths, float[][] start, float[] y, float[][] end, Room room) {
    int steps = Math.clamp(WINDOW_ROWS / at.rows, 1, at.steps);
    Window window;
    try {
      window = new Window(at, steps, lengths, room);
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage());
    }
    window.start(start);
    for (int t = 0; t < window.longest; t += steps) {
      window.run(t, x, y, end);
    }
    room.give(window.bytes);
  }

  /** Goes through time, some steps after the other. */
  private final class Window {
    private final Places at;
    private final int[] lengths;
    private final int steps;
    private final int longest;
    private final Packing packing;
    private final CellWindow window;
    private final float[] data;

    /** Inputs of a window in its order; none where they lie so already. */
    private final float[] gathered;

    private final long bytes;

    Window(Places at, int steps, int[] lengths, Room room) {
      this.at = at;
      this.steps = steps;
      this.lengths = lengths == null ? filled(at.rows, at.steps) : lengths;
      this.longest = Arrays.stream(this.lengths).max().orElse(0);
      this.packing =
          lengths == null
              ? Packing.dense(steps, at.rows)
              : Packing.ragged(steps, at.rows, Math.multiplyExact(steps, at.rows));
      Layout.Builder tape = Layout.builder("tape");
      // What the way back needs is laid out, and never allocated.
      window = cell.window(tape, Layout.builder("workspace"), "", packing, Below.FEATURES);
      Layout layout = tape.build();
      boolean inOrder = !reverse && lengths == null && (!at.batchFirst || at.rows == 1);
      long copies = inOrder ? 0 : (long) steps * at.rows * cell.inputs();
      bytes = layout.bytes() + Float.BYTES * copies;
      room.take(bytes);
      data = layout.allocate();
      gathered = inOrder ? null : new float[Room.size(steps, at.rows, cell.inputs())];
    }

    private static int[] filled(int count, int value) {
      int[] all = new int[count];
      Arrays.fill(all, value);
      return all;
    }

    void start(float[][] start) {
      for (int part = 0; part < start.length; part++) {
        int size = cell.state().get(part).size();
        for (int n = 0; n < at.rows && start[part] != null; n++) {
          window.setState(part, n, start[part], at.state(n) * size, data);
        }
      }
    }

    /** The steps from one on. */
    void run(int from, float[] x, float[] y, float[][] end) {
      pack(from);
      if (gathered == null) {
        int width = cell.inputs();
        window.input(x, at.input(from, 0) * width, width, p, data);
      } else {
        gather(from, x);
        window.input(gathered, 0, cell.inputs(), p, data);
      }
      window.forward(p, data);
      if (y != null) {
        scatter(from, y);
      }
      ends(from, end);
      window.carry(packing.steps(), data);
    }

    private int length(int from, int n) {
      return Math.clamp(lengths[n] - (long) from, 0, steps);
    }

    private void pack(int from) {
      if (packing.isDense()) {
        packing.steps(Math.min(steps, longest - from));
        return;
      }
      int[] now = new int[at.rows];
      Arrays.setAll(now, n -> length(from, n));
      packing.lengths(now);
    }

    /** The time step of a row at which its s-th comes. */
    private int time(int s, int n) {
      return reverse ? lengths[n] - 1 - s : s;
    }

    private void gather(int from, float[] x) {
      int width = cell.inputs();
      for (int s = 0, to = 0; s < packing.steps(); s++) {
        for (int n = 0; n < at.rows; n++) {
          if (from + s < lengths[n]) {
            int place = at.input(time(from + s, n), n) * width;
            System.arraycopy(x, place, gathered, to, width);
            to += width;
          }
        }
      }
    }

    private void scatter(int from, float[] y) {
      int width = cell.outputs();
      int place = window.output();
      for (int s = 0; s < packing.steps(); s++) {
        for (int n = 0; n < at.rows; n++) {
          if (from + s < lengths[n]) {
            int to = at.output(time(from + s, n), n) * width;
            System.arraycopy(data, place, y, to, width);
            place += window.hRow();
          }
        }
      }
    }

    /** States of rows that end here. */
    private void ends(int from, float[][] end) {
      for (int part = 0; part < end.length; part++) {
        int size = cell.state().get(part).size();
        for (int n = 0; n < at.rows && end[part] != null; n++) {
          int length = lengths[n] - from;
          if (length > 0 && length <= steps) {
            window.getState(part, length, n, size, data, end[part], at.state(n) * size);
          }
        }
      }
    }
  }
}
