package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;

/** Brings forward arrays into the order of the backward pass. */
final class ReverseTime {
  private ReverseTime() {}

  /** Interleaves the rows of a window for a weight gradient, the last time step first. */
  static void interleave(
      int steps, int rows, int k, float[] x, int xOff, int xRow, float[] to, int toOff) {
    for (int t = 0; t < steps; t++) {
      int slot = steps - 1 - t;
      Affine.interleave(
          rows, k, x, xOff + t * rows * xRow, xRow, slot * rows, steps * rows, to, toOff);
    }
  }

  /** The tokens of a window, the last time step first. */
  static void tokens(int steps, int rows, int[] tokens, int tOff, int[] to) {
    if (tOff < 0 || tOff > tokens.length - steps * rows) {
      throw new IndexOutOfBoundsException(
          "tokens: expected %d elements from %d, got an array of %d"
              .formatted(steps * rows, tOff, tokens.length));
    }
    for (int t = 0; t < steps; t++) {
      System.arraycopy(tokens, tOff + t * rows, to, (steps - 1 - t) * rows, rows);
    }
  }
}
