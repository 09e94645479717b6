package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Hadamard;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;

/**
 * Dropout of a window's input, {@code x' = m x}, m the same at all steps of a sequence. Tape:
 * {@code input_mask [N, I']}, {@code input_masked [T, N, I']}; workspace: {@code input_dmasked [T,
 * N, I']} where a layer is below. I' is I padded to a multiple of 16.
 */
final class InputDropout {
  private final int inputs;
  private final int rows;
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
      int steps,
      int rows,
      Below below) {
    this.rate = rate;
    this.inputs = inputs;
    this.rows = rows;
    this.row = Panels.padded(inputs);
    this.mask = tape.add(prefix + "input_mask", rows, row);
    this.x = tape.add(prefix + "input_masked", steps, rows, row);
    this.dx = below == Below.LAYER ? work.add(prefix + "input_dmasked", steps, rows, row) : -1;
  }

  /** {@code x' = m x}. */
  void forward(
      int steps, float[] from, int xOff, int xRow, RandomMasks masks, int layer, float[] data) {
    masks.ofSequence(RandomMasks.INPUT, layer, row, rate, data, mask);
    for (int r = 0; r < steps * rows; r++) {
      int m = mask + r % rows * row;
      Hadamard.multiply(inputs, from, xOff + r * xRow, data, m, data, x + r * row);
    }
  }

  /** A gradient of x' to add to: zeros. */
  int startBackward(int steps, float[] d) {
    Arrays.fill(d, dx, dx + steps * rows * row, 0);
    return dx;
  }

  /** {@code dx += m dx'}. */
  void backward(int steps, float[] data, float[] d, float[] to, int toOff, int toRow) {
    for (int r = 0; r < steps * rows; r++) {
      int m = mask + r % rows * row;
      Hadamard.addProduct(inputs, d, dx + r * row, data, m, to, toOff + r * toRow);
    }
  }
}
