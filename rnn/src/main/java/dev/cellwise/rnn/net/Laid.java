package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.DenseLayer;
import java.util.List;

/** A {@link Layer} whose parameters have their places. Immutable. */
sealed interface Laid {
  /**
   * A cell of one direction.
   *
   * @param cell the cell
   * @param number among all cells of the network, a bidirectional layer's two one after the other
   * @param reverse whether it goes backward in time
   * @param start where its learned first states lie among the parameters, a number for each part;
   *     empty where they are zero
   */
  record Directed(Cell cell, int number, boolean reverse, int[] start) {}

  /**
   * A recurrent layer.
   *
   * @param index among the recurrent layers
   * @param forward null where it only goes backward in time
   * @param reverse null where it only goes forward
   * @param merge null where there is one direction
   */
  record Recurrent(int index, Directed forward, Directed reverse, Merge merge) implements Laid {}

  /**
   * A dense layer.
   *
   * @param index among the dense layers that are no head
   * @param layer the layer
   */
  record Dense(int index, DenseLayer layer) implements Laid {}

  /**
   * Layer normalisation.
   *
   * @param index among its like
   * @param size H
   * @param gain where it lies among the parameters
   * @param bias where it lies
   */
  record Norm(int index, int size, int gain, int bias) implements Laid {}

  /**
   * Dropout.
   *
   * @param index among its like
   * @param rate share of units dropped
   */
  record Drop(int index, float rate) implements Laid {}

  /**
   * A residual connection.
   *
   * @param index among its like
   * @param size floats of a row
   * @param layers around which it goes
   */
  record Residual(int index, int size, List<Laid> layers) implements Laid {}

  /**
   * Attention.
   *
   * @param index among its like
   * @param inputs Q, floats of a query
   * @param memory M, floats of a row that is read
   * @param query {@code W_q q + b}; null in the form by dot, as the two below
   * @param key {@code W_m m}
   * @param score {@code v ·}
   */
  record Attention(
      int index, int inputs, int memory, DenseLayer query, DenseLayer key, DenseLayer score)
      implements Laid {
    boolean dot() {
      return query == null;
    }
  }

  /** The last output of each row. */
  record Last() implements Laid {}
}
