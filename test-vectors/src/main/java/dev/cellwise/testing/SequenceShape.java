package dev.cellwise.testing;

/**
 * The sizes of a recurrent layer and its sequences.
 *
 * @param steps T
 * @param rows N
 * @param inputs I
 * @param hidden H
 */
public record SequenceShape(int steps, int rows, int inputs, int hidden) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is less than 1
   */
  public SequenceShape {
    if (steps < 1 || rows < 1 || inputs < 1 || hidden < 1) {
      throw new IllegalArgumentException(
          "shape: expected at least 1 of each, got T %d, N %d, I %d, H %d"
              .formatted(steps, rows, inputs, hidden));
    }
  }
}
