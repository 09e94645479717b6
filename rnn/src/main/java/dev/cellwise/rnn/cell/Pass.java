package dev.cellwise.rnn.cell;

/**
 * One operation of a {@link PassCell} over all rows of a time step, with its way back. It holds no
 * numbers: what it reads and writes lies where the {@link Frame} says.
 *
 * <p>Forward and backward must work unit by unit of a row, or row by row, so that a row of a batch
 * has the bits of the row alone.
 */
public interface Pass {
  /**
   * Writes what it makes of the blocks it reads.
   *
   * @param f where they lie at this time step
   */
  void forward(Frame f);

  /**
   * Adds to the gradients of the blocks and weights it read, given that of what it wrote, which it
   * leaves as it is. Nothing after it in the forward pass is left to add to that one.
   *
   * <p>Padding, the floats of a row beyond its size, has gradient zero and must keep it.
   *
   * @param f where they lie at this time step
   */
  void backward(Frame f);
}
