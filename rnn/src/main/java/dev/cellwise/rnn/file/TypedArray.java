package dev.cellwise.rnn.file;

import dev.cellwise.kernels.Bf16;
import dev.cellwise.rnn.net.Tensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/**
 * An array of a file: a type, a shape, and its values, row-major whatever order the file had. As
 * {@link Tensor}, but with the types that data and weights come in.
 *
 * <p>The values are not copied, neither in nor out where they are asked for in the form in which
 * they are held; who gives them away does not change them any more.
 *
 * <p>Nothing is rounded unasked: {@link #floats}, {@link #doubles} and {@link #tensor} refuse a
 * value that they cannot give exactly; what rounds says so in its name.
 */
public final class TypedArray {
  /** The most dimensions. */
  static final int MAX_RANK = 64;

  /** The types that are read and written, with NumPy's and safetensors' names for them. */
  public enum Type {
    /** Truth values, {@code b1} and {@code BOOL}; held as byte[], 0 or 1. */
    BOOL("b1", "BOOL", 1, 1, byte[]::new),
    /** Whole numbers of 8 bits, {@code i1} and {@code I8}; held as byte[]. */
    INT8("i1", "I8", 1, 1, byte[]::new),
    /** Whole numbers of 8 bits without sign, {@code u1} and {@code U8}; held as byte[]. */
    UINT8("u1", "U8", 1, 1, byte[]::new),
    /** Whole numbers of 16 bits, {@code i2} and {@code I16}; held as short[]. */
    INT16("i2", "I16", 2, 2, short[]::new),
    /** Whole numbers of 16 bits without sign, {@code u2} and {@code U16}; held as short[]. */
    UINT16("u2", "U16", 2, 2, short[]::new),
    /** Whole numbers of 32 bits, {@code i4} and {@code I32}; held as int[]. */
    INT32("i4", "I32", 4, 4, int[]::new),
    /** Whole numbers of 32 bits without sign, {@code u4} and {@code U32}; held as int[]. */
    UINT32("u4", "U32", 4, 4, int[]::new),
    /** Whole numbers of 64 bits, {@code i8} and {@code I64}; held as long[]. */
    INT64("i8", "I64", 8, 8, long[]::new),
    /** Whole numbers of 64 bits without sign, {@code u8} and {@code U64}; held as long[]. */
    UINT64("u8", "U64", 8, 8, long[]::new),
    /** Floating-point numbers of 16 bits, {@code f2} and {@code F16}; held as float[]. */
    FLOAT16("f2", "F16", 2, 4, float[]::new),
    /** The upper halves of floats, {@code BF16}, which NumPy has not; held as float[]. */
    BFLOAT16(null, "BF16", 2, 4, float[]::new),
    /** Floating-point numbers of 32 bits, {@code f4} and {@code F32}; held as float[]. */
    FLOAT32("f4", "F32", 4, 4, float[]::new),
    /** Floating-point numbers of 64 bits, {@code f8} and {@code F64}; held as double[]. */
    FLOAT64("f8", "F64", 8, 8, double[]::new);

    /** As NumPy writes it behind the order of bytes; null where it has no such type. */
    final String numpy;

    /** As safetensors writes it. */
    final String safetensors;

    /** Bytes of an element in a file. */
    final int size;

    /** Bytes of an element on the heap. */
    final int held;

    private final IntFunction<Object> array;

    Type(String numpy, String safetensors, int size, int held, IntFunction<Object> array) {
      this.numpy = numpy;
      this.safetensors = safetensors;
      this.size = size;
      this.held = held;
      this.array = array;
    }

    /** An array of the kind that holds the values. */
    Object allocate(int elements) {
      return array.apply(elements);
    }
  }

  private final Type type;
  private final int[] shape;
  private final int size;
  private final Object values;

  /** Takes both arrays as they are: the caller keeps neither. */
  TypedArray(Type type, int[] shape, int size, Object values) {
    this.type = type;
    this.shape = shape;
    this.size = size;
    this.values = values;
  }

  private static TypedArray checked(Type type, Object values, int length, int... shape) {
    if (shape.length > MAX_RANK) {
      throw new IllegalArgumentException(
          "shape: expected at most " + MAX_RANK + " dimensions, got " + Arrays.toString(shape));
    }
    long size = 1;
    boolean empty = false;
    for (int d : shape) {
      if (d < 0) {
        throw new IllegalArgumentException(
            "shape: expected no negative dimension, got " + Arrays.toString(shape));
      }
      empty |= d == 0;
      size = Math.min(size * d, 1L << 31);
    }
    size = empty ? 0 : size;
    if (size != length) {
      throw new IllegalArgumentException(
          "values: expected "
              + (size > Integer.MAX_VALUE ? "more than an array holds" : size)
              + " for shape "
              + Arrays.toString(shape)
              + ", got "
              + length);
    }
    return new TypedArray(type, shape.clone(), length, values);
  }

  /**
   * An array of {@link Type#FLOAT32}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray of(float[] values, int... shape) {
    return checked(Type.FLOAT32, values, values.length, shape);
  }

  /**
   * An array of {@link Type#FLOAT32}.
   *
   * @param tensor shape and values; these are not copied
   * @return the array
   * @throws IllegalArgumentException if it has more than 64 dimensions
   */
  public static TypedArray of(Tensor tensor) {
    return of(tensor.values(), tensor.shape());
  }

  /**
   * An array of {@link Type#FLOAT64}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray of(double[] values, int... shape) {
    return checked(Type.FLOAT64, values, values.length, shape);
  }

  /**
   * An array of {@link Type#INT32}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray of(int[] values, int... shape) {
    return checked(Type.INT32, values, values.length, shape);
  }

  /**
   * An array of {@link Type#INT64}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray of(long[] values, int... shape) {
    return checked(Type.INT64, values, values.length, shape);
  }

  /**
   * An array of {@link Type#INT16}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray of(short[] values, int... shape) {
    return checked(Type.INT16, values, values.length, shape);
  }

  /**
   * An array of {@link Type#INT8}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray of(byte[] values, int... shape) {
    return checked(Type.INT8, values, values.length, shape);
  }

  /**
   * An array of {@link Type#BOOL}.
   *
   * @param values row-major; copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray of(boolean[] values, int... shape) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return checked(Type.BOOL, bytes, bytes.length, shape);
  }

  /**
   * An array of {@link Type#UINT8}.
   *
   * @param values row-major, their 8 bits taken as numbers of 0 to 255; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray ofUnsigned(byte[] values, int... shape) {
    return checked(Type.UINT8, values, values.length, shape);
  }

  /**
   * An array of {@link Type#UINT16}.
   *
   * @param values row-major, their 16 bits taken as numbers of 0 to 2^16 - 1; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray ofUnsigned(short[] values, int... shape) {
    return checked(Type.UINT16, values, values.length, shape);
  }

  /**
   * An array of {@link Type#UINT32}.
   *
   * @param values row-major, their 32 bits taken as numbers of 0 to 2^32 - 1; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray ofUnsigned(int[] values, int... shape) {
    return checked(Type.UINT32, values, values.length, shape);
  }

  /**
   * An array of {@link Type#UINT64}.
   *
   * @param values row-major, their 64 bits taken as numbers of 0 to 2^64 - 1; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray ofUnsigned(long[] values, int... shape) {
    return checked(Type.UINT64, values, values.length, shape);
  }

  /**
   * An array of {@link Type#FLOAT16}: each value is rounded to the nearest, ties to even; what is
   * beyond 65,504 and rounds away from it becomes infinite.
   *
   * @param values row-major; copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray roundedToFloat16(float[] values, int... shape) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
    }
    return checked(Type.FLOAT16, rounded, rounded.length, shape);
  }

  /**
   * An array of {@link Type#BFLOAT16}: each value is rounded to the nearest, ties to even ({@link
   * Bf16#round(float)}).
   *
   * @param values row-major; copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static TypedArray roundedToBfloat16(float[] values, int... shape) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Bf16.round(values[i]);
    }
    return checked(Type.BFLOAT16, rounded, rounded.length, shape);
  }

  /**
   * The type.
   *
   * @return that of the file, or of what it was made from
   */
  public Type type() {
    return type;
  }

  /**
   * Size of each dimension.
   *
   * @return outermost first, a copy; empty for a single value
   */
  public int[] shape() {
    return shape.clone();
  }

  /**
   * Number of values.
   *
   * @return the product of the shape
   */
  public int size() {
    return size;
  }

  /** The array that holds the values, of the kind that {@link Type} says. */
  Object values() {
    return values;
  }

  /**
   * The values as floats, each the same number: truth values are 0 and 1, a NaN is one.
   *
   * @return row-major; of {@link Type#FLOAT32}, {@link Type#FLOAT16} and {@link Type#BFLOAT16} the
   *     array that is held, not a copy
   * @throws IllegalArgumentException if a float does not hold a number exactly, which may be so for
   *     {@link Type#FLOAT64} and whole numbers of 32 and 64 bits: the message names its place. See
   *     {@link #roundedFloats}.
   */
  public float[] floats() {
    if (values instanceof float[] floats) {
      return floats;
    }
    if (values instanceof double[] doubles) {
      checkFloats(doubles);
    } else {
      checkBits(Float.PRECISION, "float");
    }
    return roundedFloats();
  }

  /**
   * The values as floats, each the nearest, ties to even; truth values are 0 and 1.
   *
   * @return row-major; of {@link Type#FLOAT32}, {@link Type#FLOAT16} and {@link Type#BFLOAT16} the
   *     array that is held, not a copy
   */
  public float[] roundedFloats() {
    if (values instanceof float[] floats) {
      return floats;
    }
    float[] out = new float[size];
    if (values instanceof double[] doubles) {
      for (int i = 0; i < size; i++) {
        out[i] = (float) doubles[i];
      }
      return out;
    }
    IntToLongFunction whole = whole();
    for (int i = 0; i < size; i++) {
      long value = whole.applyAsLong(i);
      // Of a number from 2^63 on half of it, a last bit standing for all that are cut off.
      out[i] = beyondLong(value) ? 2 * (float) (value >>> 1 | value & 1) : value;
    }
    return out;
  }

  /**
   * The values as doubles, each the same number; truth values are 0 and 1.
   *
   * @return row-major; of {@link Type#FLOAT64} the array that is held, not a copy
   * @throws IllegalArgumentException if a double does not hold a number exactly, which may be so
   *     for whole numbers of 64 bits: the message names its place. See {@link #roundedDoubles}.
   */
  public double[] doubles() {
    if (values instanceof long[]) {
      checkBits(Double.PRECISION, "double");
    }
    return roundedDoubles();
  }

  /**
   * The values as doubles, each the nearest, ties to even; truth values are 0 and 1.
   *
   * @return row-major; of {@link Type#FLOAT64} the array that is held, not a copy
   */
  public double[] roundedDoubles() {
    if (values instanceof double[] doubles) {
      return doubles;
    }
    IntToDoubleFunction one;
    if (values instanceof float[] floats) {
      one = i -> floats[i];
    } else {
      IntToLongFunction whole = whole();
      one =
          i -> {
            long value = whole.applyAsLong(i);
            return beyondLong(value) ? 2 * (double) (value >>> 1 | value & 1) : value;
          };
    }
    double[] out = new double[size];
    Arrays.setAll(out, one);
    return out;
  }

  /** Whether the bits of a long stand for a number of 2^63 or more. */
  private boolean beyondLong(long value) {
    return type == Type.UINT64 && value < 0;
  }

  private void checkFloats(double[] doubles) {
    for (int i = 0; i < size; i++) {
      if ((float) doubles[i] != doubles[i] && !Double.isNaN(doubles[i])) {
        throw inexact(i, "float", Double.toString(doubles[i]));
      }
    }
  }

  /** Refuses whole numbers with more bits from the first that is set to the last. */
  private void checkBits(int most, String form) {
    IntToLongFunction whole = whole();
    for (int i = 0; i < size; i++) {
      long value = whole.applyAsLong(i);
      // Of the smallest long itself, which is right as one without sign.
      long magnitude = beyondLong(value) ? value : Math.abs(value);
      int zeros = Long.numberOfLeadingZeros(magnitude) + Long.numberOfTrailingZeros(magnitude);
      if (magnitude != 0 && Long.SIZE - zeros > most) {
        throw inexact(i, form, text(value));
      }
    }
  }

  private static IllegalArgumentException inexact(int i, String form, String got) {
    return new IllegalArgumentException(
        "values[" + i + "]: expected a number that a " + form + " holds, got " + got);
  }

  private String text(long value) {
    return beyondLong(value) ? Long.toUnsignedString(value) : Long.toString(value);
  }

  /**
   * The values as ints, such as tokens; truth values are 0 and 1.
   *
   * @return row-major; of {@link Type#INT32} the array that is held, not a copy
   * @throws IllegalArgumentException if the type is of floating-point numbers, or a number is no
   *     int: the message names its place
   */
  public int[] ints() {
    if (type == Type.INT32) {
      return (int[]) values;
    }
    IntToLongFunction whole = whole();
    int[] out = new int[size];
    for (int i = 0; i < size; i++) {
      long value = whole.applyAsLong(i);
      if (value != (int) value || beyondLong(value)) {
        throw new IllegalArgumentException(
            "values[" + i + "]: expected an int, got " + text(value));
      }
      out[i] = (int) value;
    }
    return out;
  }

  /**
   * The values as longs; truth values are 0 and 1.
   *
   * @return row-major; of {@link Type#INT64} the array that is held, not a copy
   * @throws IllegalArgumentException if the type is of floating-point numbers, or a number is no
   *     long: the message names its place
   */
  public long[] longs() {
    if (type == Type.INT64) {
      return (long[]) values;
    }
    IntToLongFunction whole = whole();
    long[] out = new long[size];
    for (int i = 0; i < size; i++) {
      out[i] = whole.applyAsLong(i);
      if (beyondLong(out[i])) {
        throw new IllegalArgumentException(
            "values[" + i + "]: expected a long, got " + text(out[i]));
      }
    }
    return out;
  }

  /** A whole number; of one without sign of 64 bits these. */
  private IntToLongFunction whole() {
    return switch (type) {
      case BOOL, INT8 -> i -> ((byte[]) values)[i];
      case UINT8 -> i -> ((byte[]) values)[i] & 0xFF;
      case INT16 -> i -> ((short[]) values)[i];
      case UINT16 -> i -> ((short[]) values)[i] & 0xFFFF;
      case INT32 -> i -> ((int[]) values)[i];
      case UINT32 -> i -> ((int[]) values)[i] & 0xFFFFFFFFL;
      case INT64, UINT64 -> i -> ((long[]) values)[i];
      default -> throw new IllegalArgumentException("type: expected whole numbers, got " + type);
    };
  }

  /**
   * The values as a tensor of floats.
   *
   * @return {@link #floats} in this shape
   * @throws IllegalArgumentException if a float does not hold a number exactly
   */
  public Tensor tensor() {
    return new Tensor(shape, floats());
  }

  /** Equal types, shapes and bits, every NaN counting as one. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TypedArray that
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && Objects.deepEquals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {type, shape, values});
  }

  /** Type and shape only: the values may be millions. */
  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
