package dev.cellwise.rnn.cell;

/** Takes a cell's weights, or their gradients, out of the packed array: see {@link Cell#unpack}. */
@FunctionalInterface
public interface TensorSink {
  /**
   * Takes a tensor.
   *
   * @param name PyTorch's, without prefix and layer, such as {@code weight_ih}
   * @param values row-major, not used any more by who gives it
   * @param shape dimensions
   */
  void put(String name, float[] values, int... shape);
}
