package dev.cellwise.rnn.cell;

import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of a cell by the name that files have it under, its rows in blocks: one a gate.
 *
 * @param name without family and layer, such as {@code weight_ih}
 * @param columns of a matrix; 0 for a vector
 * @param blocks its rows, one after the other
 */
public record CellTensor(String name, int columns, List<Rows> blocks) {
  /**
   * Rows of one gate.
   *
   * @param gate the equation's letter, such as {@code f} of an LSTM's forget bias; empty where rows
   *     belong to no gate
   * @param count how many
   * @param merged whether they are added to another tensor's when they are taken in, and come out
   *     as zero: the second of two biases that are one
   */
  public record Rows(String gate, int count, boolean merged) {}

  /** Checks. */
  public CellTensor {
    blocks = List.copyOf(blocks);
  }

  /** A tensor whose gates all have as many rows. */
  static CellTensor of(String name, int columns, int rows, boolean merged, String... gates) {
    List<Rows> blocks = new ArrayList<>();
    for (String gate : gates) {
      blocks.add(new Rows(gate, rows, merged));
    }
    return new CellTensor(name, columns, blocks);
  }

  /**
   * Its dimensions.
   *
   * @return [rows, columns], or [rows] of a vector
   */
  public List<Integer> shape() {
    int rows = 0;
    for (Rows block : blocks) {
      rows = Math.addExact(rows, block.count);
    }
    return columns == 0 ? List.of(rows) : List.of(rows, columns);
  }

  /**
   * Learned numbers.
   *
   * @return elements, without those that are added to another tensor's
   */
  public long learned() {
    long rows = 0;
    for (Rows block : blocks) {
      rows += block.merged ? 0 : block.count;
    }
    return rows * Math.max(columns, 1);
  }
}
