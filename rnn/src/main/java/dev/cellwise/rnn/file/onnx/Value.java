package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.TypedArray;
import java.util.Arrays;

/**
 * An array in a graph: a type, a shape, and its elements, row-major. Nobody changes the elements
 * once it is made, so that one array may stand in several values.
 */
final class Value {
  /** The shape of a single number. */
  static final int[] SCALAR = {};

  final OnnxType type;
  final int[] shape;

  /** Elements. */
  final int size;

  /**
   * They: float[] of FLOAT, FLOAT16 and BFLOAT16, double[] of DOUBLE, long[], int[], short[] of
   * whole numbers, byte[] of those of 8 bits and of truth values.
   */
  final Object data;

  /** Takes both arrays as they are. */
  Value(OnnxType type, int[] shape, Object data) {
    this.type = type;
    this.shape = shape.length == 0 ? SCALAR : shape;
    this.data = data;
    this.size = java.lang.reflect.Array.getLength(data);
  }

  static Value of(float[] values, int... shape) {
    return new Value(OnnxType.FLOAT, shape, values);
  }

  static Value of(long[] values, int... shape) {
    return new Value(OnnxType.INT64, shape, values);
  }

  static Value of(long value) {
    return of(new long[] {value});
  }

  /** An array of a type's kind, of zeros. */
  static Object allocate(OnnxType type, int size) {
    return switch (type) {
      case FLOAT, FLOAT16, BFLOAT16 -> new float[size];
      case DOUBLE -> new double[size];
      case INT64 -> new long[size];
      case INT32 -> new int[size];
      case INT16 -> new short[size];
      case INT8, UINT8, BOOL -> new byte[size];
      default -> throw new AssertionError("no values of " + type);
    };
  }

  static Value of(TypedArray array) {
    OnnxType type = OnnxType.of(array.type());
    Object data =
        switch (type) {
          case FLOAT, FLOAT16 -> array.floats();
          case DOUBLE -> array.doubles();
          case INT64 -> array.longs();
          case INT32 -> array.ints();
          default -> {
            int[] wide = array.ints();
            Object narrow = allocate(type, wide.length);
            for (int i = 0; i < wide.length; i++) {
              put(narrow, i, wide[i]);
            }
            yield narrow;
          }
        };
    return new Value(type, array.shape(), data);
  }

  /** What a caller sees. */
  TypedArray array() {
    return switch (type) {
      case FLOAT -> TypedArray.of((float[]) data, shape);
      case FLOAT16 -> TypedArray.roundedToFloat16((float[]) data, shape);
      case BFLOAT16 -> TypedArray.roundedToBfloat16((float[]) data, shape);
      case DOUBLE -> TypedArray.of((double[]) data, shape);
      case INT64 -> TypedArray.of((long[]) data, shape);
      case INT32 -> TypedArray.of((int[]) data, shape);
      case INT16 -> TypedArray.of((short[]) data, shape);
      case INT8 -> TypedArray.of((byte[]) data, shape);
      case UINT8 -> TypedArray.ofUnsigned((byte[]) data, shape);
      case BOOL -> {
        boolean[] truths = new boolean[size];
        for (int i = 0; i < size; i++) {
          truths[i] = ((byte[]) data)[i] != 0;
        }
        yield TypedArray.of(truths, shape);
      }
      default -> throw new AssertionError("no array of " + type);
    };
  }

  /** The same elements in another shape of as many. */
  Value in(int... other) {
    return new Value(type, other, data);
  }

  int rank() {
    return shape.length;
  }

  float[] floats() {
    return (float[]) data;
  }

  double[] doubles() {
    return (double[]) data;
  }

  boolean truth(int i) {
    return ((byte[]) data)[i] != 0;
  }

  /** Whether the numbers are whole and fit what indices, axes and shapes are given in. */
  boolean isIndices() {
    return data instanceof long[] || data instanceof int[];
  }

  /** An element of a type of whole numbers, or a truth value. */
  long whole(int i) {
    return switch (data) {
      case long[] a -> a[i];
      case int[] a -> a[i];
      case short[] a -> a[i];
      case byte[] a -> type == OnnxType.UINT8 ? a[i] & 0xFF : a[i];
      default -> throw new AssertionError("no whole numbers: " + type);
    };
  }

  /** An element of any type. */
  double number(int i) {
    return switch (data) {
      case float[] a -> a[i];
      case double[] a -> a[i];
      default -> whole(i);
    };
  }

  /** Sets an element of an array of whole numbers. */
  static void put(Object whole, int i, long value) {
    switch (whole) {
      case long[] a -> a[i] = value;
      case int[] a -> a[i] = (int) value;
      case short[] a -> a[i] = (short) value;
      case byte[] a -> a[i] = (byte) value;
      default -> throw new AssertionError("no whole numbers");
    }
  }

  /** Indices, axes or a shape. */
  long[] wholes() {
    if (data instanceof long[] a) {
      return a;
    }
    long[] all = new long[size];
    for (int i = 0; i < size; i++) {
      all[i] = whole(i);
    }
    return all;
  }

  /** Bytes that the elements take. */
  long bytes() {
    return (long) size * type.held;
  }

  boolean hasShape(int... expected) {
    return Arrays.equals(shape, expected);
  }

  /** Type and shape. */
  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
