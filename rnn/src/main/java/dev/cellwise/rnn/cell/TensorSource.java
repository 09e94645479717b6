package dev.cellwise.rnn.cell;

/** Gives a cell its weights by name: see {@link Cell#pack}. */
@FunctionalInterface
public interface TensorSource {
  /**
   * Gives a tensor.
   *
   * @param name PyTorch's, without prefix and layer, such as {@code weight_ih}
   * @param shape dimensions that it must have
   * @return its values, row-major; not modified by who takes it
   * @throws IllegalArgumentException if it is missing or of another shape
   */
  float[] take(String name, int... shape);
}
