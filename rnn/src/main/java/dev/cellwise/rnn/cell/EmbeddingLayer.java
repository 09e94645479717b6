package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/**
 * An embedding {@code y = E[token]}: a row of a table for each token.
 *
 * <p>Backward: {@code dE[token] += dy}, in reverse time, rows ascending. The table's rows are
 * padded to a multiple of 16 floats with zeros.
 */
public final class EmbeddingLayer {
  private final int vocabulary;
  private final int size;
  private final int row;
  private final int table;

  /**
   * A layer with its place among the parameters.
   *
   * @param parameters layout under construction; the table is added
   * @param vocabulary V, tokens
   * @param size E, floats of a token
   */
  public EmbeddingLayer(Layout.Builder parameters, int vocabulary, int size) {
    this.vocabulary = vocabulary;
    this.size = size;
    this.row = Panels.padded(size);
    this.table = parameters.add("embedding.weight", vocabulary, row);
  }

  /**
   * Forward: {@code y = E[token]}.
   *
   * @param rows rows
   * @param tokens [rows] — 0 to V - 1. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   * @param y [rows, E'] — E padded to a multiple of 16. Modified.
   * @param yOff start in {@code y}
   */
  public void forward(int rows, int[] tokens, int tOff, float[] p, float[] y, int yOff) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(p, at(tokens[tOff + r]), y, yOff + r * row, row);
    }
  }

  /**
   * Backward: {@code dE[token] += dy}.
   *
   * @param packing shape of the window
   * @param tokens [R] — packed tokens of the forward pass, in time order. Not modified.
   * @param tOff start in {@code tokens}
   * @param dy [R, E'] — gradient of the output, in reverse time. Not modified.
   * @param dyOff start in {@code dy}
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  public void backward(Packing packing, int[] tokens, int tOff, float[] dy, int dyOff, float[] dp) {
    for (int t = packing.steps() - 1; t >= 0; t--) {
      int at = packing.at(t);
      int slot = packing.reversed(t);
      for (int n = 0; n < packing.active(t); n++) {
        int to = at(tokens[tOff + at + n]);
        int from = dyOff + (slot + n) * row;
        for (int j = 0; j < row; j++) {
          dp[to + j] += dy[from + j];
        }
      }
    }
  }

  private int at(int token) {
    if (token < 0 || token >= vocabulary) {
      throw new IndexOutOfBoundsException(
          "token: expected 0 to " + (vocabulary - 1) + ", got " + token);
    }
    return table + token * row;
  }

  /**
   * V.
   *
   * @return tokens
   */
  public int vocabulary() {
    return vocabulary;
  }

  /**
   * E.
   *
   * @return floats of a token, without padding
   */
  public int size() {
    return size;
  }

  /**
   * Floats from a row of the table to the next.
   *
   * @return E padded to a multiple of 16
   */
  public int row() {
    return row;
  }

  /**
   * Where the table lies among the parameters.
   *
   * @return its start
   */
  public int table() {
    return table;
  }
}
