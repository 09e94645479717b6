package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Packing;
import java.util.Arrays;

/**
 * A layer over a window: packed rows come in from the one below and go out to the one above. What
 * goes out lies in the tape in time order, its gradient in the workspace in reverse time.
 */
abstract class LayerWindow {
  /** The rows that go out. */
  final Packing packing;

  /** Floats of one, without padding. */
  final int size;

  /** Floats from one to the next. */
  final int row;

  LayerWindow(Packing packing, int size, int row) {
    this.packing = packing;
    this.size = size;
    this.row = row;
  }

  /** The array in which the output lies. */
  float[] values(float[] data) {
    return data;
  }

  /** Where the output starts. */
  abstract int output();

  /** Where its gradient starts; -1 where nobody wants it. */
  abstract int dOutput();

  /** Floats from a row of the gradient to the next. */
  int dRow() {
    return row;
  }

  abstract void forward(float[] p, float[] data);

  /** Adds to the gradient of the layer below, and to those of the parameters. */
  abstract void backward(float[] p, float[] data, float[] d, float[] dp);

  /** Takes the parameters for the way back. */
  void prepare(float[] p, float[] d) {}

  /** Nothing from above, and nothing from the window behind. */
  void clear(float[] d) {
    if (dOutput() >= 0) {
      Arrays.fill(d, dOutput(), dOutput() + packing.total() * dRow(), 0);
    }
  }
}
