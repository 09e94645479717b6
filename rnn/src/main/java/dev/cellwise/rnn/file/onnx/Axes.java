package dev.cellwise.rnn.file.onnx;

import java.util.Arrays;

/** Axes and shapes, as operators give them. */
final class Axes {
  private Axes() {}

  /** An axis of some, negative ones counted from the end. */
  static int of(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new Refusal("axis", "-" + rank + " to " + (rank - 1), axis);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** Which axes are named, none twice. */
  static boolean[] of(long[] axes, int rank) {
    boolean[] named = new boolean[rank];
    for (long axis : axes) {
      int a = of(axis, rank);
      if (named[a]) {
        throw new Refusal("axes", "each once", Arrays.toString(axes));
      }
      named[a] = true;
    }
    return named;
  }

  /** Elements of the dimensions from one axis to before another, of an array that there is. */
  static int product(int[] shape, int from, int to) {
    long product = 1;
    for (int i = from; i < to; i++) {
      // Only of an empty array can it be more than an int, and then nothing comes of it.
      product = Math.min(product * shape[i], Integer.MAX_VALUE);
    }
    return (int) product;
  }

  /** A dimension that a node asks for. */
  static int dimension(long size) {
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw new Refusal("dimension", "0 to " + Integer.MAX_VALUE, size);
    }
    return (int) size;
  }

  /** A shape that a node asks for. */
  static int[] shape(long[] sizes) {
    int[] shape = new int[sizes.length];
    if (sizes.length > TensorReader.MAX_RANK) {
      throw new Refusal("shape", "at most " + TensorReader.MAX_RANK + " dimensions", sizes.length);
    }
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dimension(sizes[i]);
    }
    return shape;
  }

  /** Elements from one place of an axis to the next, for each axis. */
  static int[] strides(int[] shape) {
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      // Of an empty array none is ever used, and the product of the others may overflow.
      stride *= shape[i];
    }
    return strides;
  }

  /** The shape that two stretch to; NumPy's rule. */
  static int[] broadcast(int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] shape = new int[rank];
    for (int i = 0; i < rank; i++) {
      int m = i < rank - a.length ? 1 : a[i - rank + a.length];
      int n = i < rank - b.length ? 1 : b[i - rank + b.length];
      if (m != n && m != 1 && n != 1) {
        throw new Refusal(
            "shapes",
            "those that stretch to one",
            Arrays.toString(a) + " and " + Arrays.toString(b));
      }
      shape[i] = m == 1 ? n : m;
    }
    return shape;
  }

  /** Strides with which an array is read as if it were stretched to a shape. */
  static int[] stretched(int[] of, int[] shape) {
    int[] own = strides(of);
    int[] strides = new int[shape.length];
    int more = shape.length - of.length;
    for (int i = more; i < shape.length; i++) {
      strides[i] = of[i - more] == 1 ? 0 : own[i - more];
    }
    return strides;
  }
}
