package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Hadamard;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;

/**
 * Dropout of a window's input, {@code x' = m x}, m the same at all steps of a sequence. Tape:
 * {@code input_mask [N, I']}, {@code input_masked [R, I']}; workspace: {@code input_dmasked [R,
 * I']} where a layer is below. I' is I padded to a multiple of 16.
 */
final class InputDropout {
  private final int inputs;
  private final Packing packing;
  private final float rate;
  private final int mask;
  private final int dx;

  /** Where x' starts. */
  final int x;

  /** Floats from a row of x' to the next. */
  final int row;

  InputDropout(
      float rate,
      int inputs,
      Layout.Builder tape,
      Layout.Builder work,
      String prefix,
      Packing packing,
      Below below) {
    this.rate = rate;
    this.inputs = inputs;
    this.packing = packing;
    this.row = Panels.padded(inputs);
    this.mask = tape.add(prefix + "input_mask", packing.rows(), row);
    this.x = tape.add(prefix + "input_masked", packing.capacity(), row);
    this.dx =
        below == Below.LAYER ? work.add(prefix + "input_dmasked", packing.capacity(), row) : -1;
  }

  /** {@code x' = m x}. */
  void forward(float[] from, int xOff, int xRow, RandomMasks masks, int layer, float[] data) {
    for (int n = 0; n < packing.rows(); n++) {
      masks.ofSequence(n, RandomMasks.INPUT, layer, row, rate, data, mask + n * row);
    }
    for (int i = 0; i < packing.spans(); i++) {
      Packing.Span g = packing.span(i);
      for (int r = 0; r < g.steps * g.rows; r++) {
        int m = mask + packing.row(g, r % g.rows) * row;
        int at = g.first + r;
        Hadamard.multiply(inputs, from, xOff + at * xRow, data, m, data, x + at * row);
      }
    }
  }

  /** A gradient of x' to add to: zeros. */
  int startBackward(float[] d) {
    Arrays.fill(d, dx, dx + packing.total() * row, 0);
    return dx;
  }

  /** {@code dx += m dx'}. */
  void backward(float[] data, float[] d, float[] to, int toOff, int toRow) {
    for (int i = 0; i < packing.spans(); i++) {
      Packing.Span g = packing.span(i);
      for (int r = 0; r < g.steps * g.rows; r++) {
        int m = mask + packing.row(g, r % g.rows) * row;
        int at = g.behind + r;
        Hadamard.addProduct(inputs, d, dx + at * row, data, m, to, toOff + at * toRow);
      }
    }
  }
}
