package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Elementwise;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;

/** The last output of each row of a window; zeros of a row that has none. */
final class LastWindow extends LayerWindow {
  private final LayerWindow below;
  private final int y;
  private final int dy;

  LastWindow(LayerWindow below, Packing rows, Layout.Builder tape, Layout.Builder work) {
    super(rows, below.size, below.row);
    this.below = below;
    this.y = tape.add("last.y", rows.rows(), row);
    this.dy = work.add("last.dy", rows.rows(), row);
  }

  @Override
  int output() {
    return y;
  }

  @Override
  int dOutput() {
    return dy;
  }

  @Override
  void forward(float[] p, float[] data) {
    Packing of = below.packing;
    for (int n = 0; n < of.rows(); n++) {
      int to = y + n * row;
      if (of.length(n) == 0) {
        Arrays.fill(data, to, to + row, 0);
      } else {
        int from = below.output() + of.at(of.length(n) - 1, n) * row;
        System.arraycopy(below.values(data), from, data, to, size);
      }
    }
  }

  @Override
  void backward(float[] p, float[] data, float[] d, float[] dp) {
    Packing of = below.packing;
    for (int n = 0; n < of.rows(); n++) {
      if (of.length(n) > 0 && below.dOutput() >= 0) {
        int to = below.dOutput() + of.slot(of.length(n) - 1, n) * below.dRow();
        Elementwise.add(size, d, dy + n * row, d, to);
      }
    }
  }
}
