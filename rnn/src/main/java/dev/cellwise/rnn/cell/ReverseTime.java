package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;

/** Brings forward arrays into the order of the backward pass. */
final class ReverseTime {
  private ReverseTime() {}

  /**
   * Interleaves the packed rows of a window for a weight gradient, the last time step first: of a
   * share of the time steps.
   */
  static void interleave(
      int part,
      int parts,
      Packing packing,
      int k,
      float[] x,
      int xOff,
      int xRow,
      float[] to,
      int toOff) {
    int first = Shares.cut(packing.steps(), part, parts);
    int end = Shares.cut(packing.steps(), part + 1, parts);
    for (int i = 0; i < packing.spans(); i++) {
      Packing.Span g = packing.span(i);
      int last = Math.min(g.steps, end - g.start);
      for (int t = Math.max(0, first - g.start); t < last; t++) {
        interleave(packing, g, t, k, x, xOff + g.at(t) * xRow, xRow, to, toOff);
      }
    }
  }

  /** The same with the state before each step, which {@code x} is a region of. */
  static void interleaveBefore(
      int part,
      int parts,
      Packing packing,
      int k,
      float[] x,
      int xOff,
      int xRow,
      float[] to,
      int toOff) {
    int first = Shares.cut(packing.steps(), part, parts);
    int end = Shares.cut(packing.steps(), part + 1, parts);
    for (int i = 0; i < packing.spans(); i++) {
      Packing.Span g = packing.span(i);
      int last = Math.min(g.steps, end - g.start);
      for (int t = Math.max(0, first - g.start); t < last; t++) {
        interleave(packing, g, t, k, x, xOff + g.state(t) * xRow, xRow, to, toOff);
      }
    }
  }

  private static void interleave(
      Packing packing,
      Packing.Span g,
      int t,
      int k,
      float[] x,
      int xOff,
      int xRow,
      float[] to,
      int toOff) {
    int slot = g.slot(g.steps - 1 - t);
    Affine.interleave(g.rows, k, x, xOff, xRow, slot, packing.total(), to, toOff);
  }

  /** The packed tokens of a window, the last time step first. */
  static void tokens(Packing packing, int[] tokens, int tOff, int[] to) {
    if (tOff < 0 || tOff > tokens.length - packing.total()) {
      throw new IndexOutOfBoundsException(
          "tokens: expected %d elements from %d, got an array of %d"
              .formatted(packing.total(), tOff, tokens.length));
    }
    for (int i = 0; i < packing.spans(); i++) {
      Packing.Span g = packing.span(i);
      for (int t = 0; t < g.steps; t++) {
        System.arraycopy(tokens, tOff + g.at(t), to, g.slot(g.steps - 1 - t), g.rows);
      }
    }
  }
}
