package dev.cellwise.rnn.net;

import java.util.Arrays;

/**
 * A named array's content as files and other libraries hold it: a shape and its values, row-major
 * (the last dimension is contiguous).
 *
 * <p>The shape is the tensor's own. The values are not copied, neither in nor out, because they may
 * be large: who gives them away does not change them any more. Two tensors are equal when their
 * shapes are and their values have the same bits, every NaN counting as one.
 *
 * @param shape size of each dimension, outermost first, none negative; empty for a single value;
 *     copied in and out
 * @param values as many floats as the product of the shape, which is 1 for an empty shape; not
 *     copied
 */
public record Tensor(int[] shape, float[] values) {
  /**
   * Checks the values against the shape.
   *
   * @throws IllegalArgumentException if a dimension is negative, or the product of the shape is not
   *     the number of values
   */
  public Tensor {
    shape = shape.clone();
    long size = size(shape);
    if (size != values.length) {
      throw new IllegalArgumentException(
          "values: expected "
              + (size > Integer.MAX_VALUE ? "more than an array holds" : size)
              + " for shape "
              + Arrays.toString(shape)
              + ", got "
              + values.length);
    }
  }

  /**
   * A tensor of the given shape.
   *
   * @param values row-major, as many as the product of the shape; not copied
   * @param shape size of each dimension, outermost first
   * @return the tensor
   */
  public static Tensor of(float[] values, int... shape) {
    return new Tensor(shape, values);
  }

  /** The product of a shape; any number over the largest int if it is larger than that. */
  private static long size(int[] shape) {
    long size = 1;
    boolean empty = false;
    for (int d : shape) {
      if (d < 0) {
        throw new IllegalArgumentException(
            "shape: expected no negative dimension, got " + Arrays.toString(shape));
      }
      empty |= d == 0;
      // At most (2^31)^2 before it is cut back, so it cannot overflow.
      size = Math.min(size * d, 1L << 31);
    }
    return empty ? 0 : size;
  }

  /**
   * Size of each dimension.
   *
   * @return outermost first, a copy
   */
  @Override
  public int[] shape() {
    return shape.clone();
  }

  /**
   * Number of dimensions.
   *
   * @return 0 for a single value
   */
  public int rank() {
    return shape.length;
  }

  /**
   * Whether the shape is this one.
   *
   * @param expected size of each dimension, outermost first
   * @return true if it is, dimension by dimension
   */
  public boolean hasShape(int... expected) {
    return Arrays.equals(shape, expected);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  /** Shape only: the values may be millions. */
  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }
}
