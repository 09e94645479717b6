package dev.cellwise.rnn.data;

import java.util.Arrays;
import java.util.Objects;

/**
 * Puts data where networks want it, in arrays of the caller's: sequences of different length into
 * one batch, tokens as one-hot rows, batch-major arrays as time-major ones. Nothing is allocated.
 */
public final class Batches {
  private Batches() {}

  /**
   * Token sequences side by side, padded at their ends.
   *
   * <p>For a model that foretells the next token: with {@code steps} one less than the longest of
   * them, inputs are those with {@code skip} 0 and targets those with {@code skip} 1.
   *
   * @param sequences all of them
   * @param chosen the numbers of those wanted, such as {@link LengthBatches} gives
   * @param rows how many of the chosen, N
   * @param skip tokens left out at the beginning of each
   * @param steps T; what lies behind them is left out
   * @param padding the token after a sequence's end
   * @param x [T, N], {@code x[t * N + n]}; may be longer. Modified.
   * @throws IllegalArgumentException if x is too short, or skip negative
   * @throws IndexOutOfBoundsException if there is no such sequence
   */
  public static void pad(
      int[][] sequences, int[] chosen, int rows, int skip, int steps, int padding, int[] x) {
    check(sequences.length, chosen, rows, skip);
    room("x", Math.multiplyExact((long) steps, rows), x.length);
    for (int n = 0; n < rows; n++) {
      int[] sequence = sequences[chosen[n]];
      for (int t = 0; t < steps; t++) {
        boolean there = t < sequence.length - skip;
        x[t * rows + n] = there ? sequence[skip + t] : padding;
      }
    }
  }

  /**
   * Sequences of features side by side, padded with zeros at their ends.
   *
   * @param sequences all of them, each [length, I]
   * @param inputs I, at least 1
   * @param chosen the numbers of those wanted, such as {@link LengthBatches} gives
   * @param rows how many of the chosen, N
   * @param skip rows of features left out at the beginning of each
   * @param steps T; what lies behind them is left out
   * @param x [T, N, I], {@code x[(t * N + n) * I + i]}; may be longer. Modified.
   * @throws IllegalArgumentException if x is too short, skip negative, or a sequence is no whole
   *     rows
   * @throws IndexOutOfBoundsException if there is no such sequence
   */
  public static void pad(
      float[][] sequences, int inputs, int[] chosen, int rows, int skip, int steps, float[] x) {
    check(sequences.length, chosen, rows, skip);
    room("x", Math.multiplyExact((long) steps * rows, inputs), x.length);
    for (int n = 0; n < rows; n++) {
      float[] sequence = sequences[chosen[n]];
      if (inputs < 1 || sequence.length % inputs != 0) {
        throw new IllegalArgumentException(
            String.format(
                "sequences[%d]: expected rows of %d inputs, got %d numbers",
                chosen[n], inputs, sequence.length));
      }
      for (int t = 0; t < steps; t++) {
        int at = (t * rows + n) * inputs;
        if (t < sequence.length / inputs - skip) {
          System.arraycopy(sequence, (skip + t) * inputs, x, at, inputs);
        } else {
          Arrays.fill(x, at, at + inputs, 0);
        }
      }
    }
  }

  private static void check(int sequences, int[] chosen, int rows, int skip) {
    Objects.checkFromIndexSize(0, rows, chosen.length);
    if (skip < 0) {
      throw new IllegalArgumentException("skip: expected at least 0, got " + skip);
    }
    for (int n = 0; n < rows; n++) {
      if (chosen[n] < 0 || chosen[n] >= sequences) {
        throw new IndexOutOfBoundsException(
            "chosen[" + n + "]: expected 0 to " + (sequences - 1) + ", got " + chosen[n]);
      }
    }
  }

  private static void room(String name, long size, int length) {
    if (size < 0 || size > length) {
      throw new IllegalArgumentException(
          name + ": expected room for " + size + " numbers, got " + length);
    }
  }

  /**
   * Tokens as rows of zeros with one 1, for what takes features only: a network of tokens does
   * without.
   *
   * @param tokens each 0 to V - 1
   * @param tOff the first of them
   * @param count how many
   * @param size V
   * @param x [count, V]. Modified.
   * @param xOff start in {@code x}
   * @throws IndexOutOfBoundsException if a token is none of these, or an array is too short;
   *     nothing was written then
   */
  public static void oneHot(int[] tokens, int tOff, int count, int size, float[] x, int xOff) {
    Objects.checkFromIndexSize(tOff, count, tokens.length);
    Objects.checkFromIndexSize(xOff, (long) count * size, x.length);
    for (int i = tOff; i < tOff + count; i++) {
      if (tokens[i] < 0 || tokens[i] >= size) {
        throw new IndexOutOfBoundsException(
            "tokens[" + i + "]: expected 0 to " + (size - 1) + ", got " + tokens[i]);
      }
    }
    Arrays.fill(x, xOff, xOff + count * size, 0);
    for (int i = 0; i < count; i++) {
      x[xOff + i * size + tokens[tOff + i]] = 1;
    }
  }

  /**
   * From the order in which other programs may keep batches to that of networks, or back: with T
   * and N in each other's places it is its own inverse.
   *
   * @param rows N
   * @param steps T
   * @param inputs I
   * @param x [N, T, I]
   * @param y [T, N, I]; another array. Modified.
   * @throws IllegalArgumentException if an array is too short, or both are the same
   */
  public static void timeMajor(int rows, int steps, int inputs, float[] x, float[] y) {
    long size = Math.multiplyExact((long) rows * steps, inputs);
    room("x", size, x.length);
    room("y", size, y.length);
    if (x == y) {
      throw new IllegalArgumentException("y: expected another array than x, got the same");
    }
    for (int t = 0; t < steps; t++) {
      for (int n = 0; n < rows; n++) {
        System.arraycopy(x, (n * steps + t) * inputs, y, (t * rows + n) * inputs, inputs);
      }
    }
  }
}
