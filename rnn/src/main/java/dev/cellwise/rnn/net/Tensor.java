package dev.cellwise.rnn.net;

import java.util.Arrays;

/**
 * Numbers with a shape, as a file holds them: row-major, not packed.
 *
 * @param shape dimensions, each at least 0; none for a single number
 * @param values as many as the product of the shape; not copied
 */
public record Tensor(int[] shape, float[] values) {
  /** Checks that the shape and the number of values agree. */
  public Tensor {
    long product = 1;
    for (int d : shape) {
      if (d < 0) {
        throw new IllegalArgumentException("shape: expected dimensions >= 0, got " + d);
      }
      product = Math.multiplyExact(product, d);
    }
    if (product != values.length) {
      throw new IllegalArgumentException(
          "values: expected "
              + product
              + " for shape "
              + Arrays.toString(shape)
              + ", got "
              + values.length);
    }
  }

  /** Equal shape and equal bits. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor t
        && Arrays.equals(shape, t.shape)
        && Arrays.equals(values, t.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }
}
