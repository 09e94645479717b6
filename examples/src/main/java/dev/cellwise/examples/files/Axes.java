package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.TypedArray;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Arrays of floats or ints in other shapes. */
final class Axes {
  private Axes() {}

  /** The same numbers in another shape of as many. */
  static TypedArray in(TypedArray array, int... shape) {
    return array.type() == TypedArray.Type.FLOAT32
        ? TypedArray.of(array.floats(), shape)
        : TypedArray.of(array.ints(), shape);
  }

  static int[] without(int[] shape, int axis) {
    return IntStream.range(0, shape.length).filter(i -> i != axis).map(i -> shape[i]).toArray();
  }

  /** With its first two axes exchanged. */
  static TypedArray exchanged(TypedArray array) {
    int[] shape = array.shape();
    int row = Arrays.stream(shape).skip(2).reduce(1, Math::multiplyExact);
    int[] turned = shape.clone();
    turned[0] = shape[1];
    turned[1] = shape[0];
    boolean floats = array.type() == TypedArray.Type.FLOAT32;
    Object from = floats ? array.floats() : array.ints();
    Object to = floats ? new float[array.size()] : new int[array.size()];
    for (int i = 0; i < shape[0]; i++) {
      for (int j = 0; j < shape[1]; j++) {
        System.arraycopy(from, (i * shape[1] + j) * row, to, (j * shape[0] + i) * row, row);
      }
    }
    return floats ? TypedArray.of((float[]) to, turned) : TypedArray.of((int[]) to, turned);
  }
}
