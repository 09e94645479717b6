package dev.cellwise.rnn.file;

import dev.cellwise.rnn.net.Tensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/**
 * An array of NumPy's: a type, a shape, and its values, row-major whatever order the file had. As
 * {@link Tensor}, but with the types that data comes in.
 *
 * <p>The values are not copied, neither in nor out where they are asked for in the form in which
 * they are held; who gives them away does not change them any more.
 */
public final class NpyArray {
  /** The types that are read and written, with NumPy's names for them. */
  public enum Type {
    /** Truth values, {@code b1}; held as byte[], 0 or 1. */
    BOOL("b1", 1, 1, byte[]::new),
    /** Whole numbers of 8 bits, {@code i1}; held as byte[]. */
    I1("i1", 1, 1, byte[]::new),
    /** Whole numbers of 8 bits without sign, {@code u1}; held as byte[]. */
    U1("u1", 1, 1, byte[]::new),
    /** Whole numbers of 16 bits, {@code i2}; held as short[]. */
    I2("i2", 2, 2, short[]::new),
    /** Whole numbers of 32 bits, {@code i4}; held as int[]. */
    I4("i4", 4, 4, int[]::new),
    /** Whole numbers of 64 bits, {@code i8}; held as long[]. */
    I8("i8", 8, 8, long[]::new),
    /** Floating-point numbers of 16 bits, {@code f2}; held as float[]. */
    F2("f2", 2, 4, float[]::new),
    /** Floating-point numbers of 32 bits, {@code f4}; held as float[]. */
    F4("f4", 4, 4, float[]::new),
    /** Floating-point numbers of 64 bits, {@code f8}; held as double[]. */
    F8("f8", 8, 8, double[]::new);

    /** As NumPy writes it behind the order of bytes. */
    final String code;

    /** Bytes of an element in a file. */
    final int size;

    /** Bytes of an element on the heap. */
    final int held;

    private final IntFunction<Object> array;

    Type(String code, int size, int held, IntFunction<Object> array) {
      this.code = code;
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
  NpyArray(Type type, int[] shape, int size, Object values) {
    this.type = type;
    this.shape = shape;
    this.size = size;
    this.values = values;
  }

  private static NpyArray checked(Type type, Object values, int length, int... shape) {
    if (shape.length > NpyHeader.MAX_RANK) {
      throw new IllegalArgumentException(
          "shape: expected at most "
              + NpyHeader.MAX_RANK
              + " dimensions, got "
              + Arrays.toString(shape));
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
    return new NpyArray(type, shape.clone(), length, values);
  }

  /**
   * An array of {@link Type#F4}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static NpyArray of(float[] values, int... shape) {
    return checked(Type.F4, values, values.length, shape);
  }

  /**
   * An array of {@link Type#F8}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static NpyArray of(double[] values, int... shape) {
    return checked(Type.F8, values, values.length, shape);
  }

  /**
   * An array of {@link Type#I4}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static NpyArray of(int[] values, int... shape) {
    return checked(Type.I4, values, values.length, shape);
  }

  /**
   * An array of {@link Type#I8}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static NpyArray of(long[] values, int... shape) {
    return checked(Type.I8, values, values.length, shape);
  }

  /**
   * An array of {@link Type#I2}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static NpyArray of(short[] values, int... shape) {
    return checked(Type.I2, values, values.length, shape);
  }

  /**
   * An array of {@link Type#I1}.
   *
   * @param values row-major; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static NpyArray of(byte[] values, int... shape) {
    return checked(Type.I1, values, values.length, shape);
  }

  /**
   * An array of {@link Type#U1}.
   *
   * @param values row-major, each taken without sign; not copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static NpyArray ofUnsigned(byte[] values, int... shape) {
    return checked(Type.U1, values, values.length, shape);
  }

  /**
   * An array of {@link Type#BOOL}.
   *
   * @param values row-major; copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static NpyArray of(boolean[] values, int... shape) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return checked(Type.BOOL, bytes, bytes.length, shape);
  }

  /**
   * An array of {@link Type#F2}.
   *
   * @param values row-major, each rounded to the nearest of 16 bits, ties to even; copied
   * @param shape size of each dimension, outermost first; empty for a single value
   * @return the array
   * @throws IllegalArgumentException if the values are not as many as the product of the shape
   */
  public static NpyArray ofHalves(float[] values, int... shape) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
    }
    return checked(Type.F2, rounded, rounded.length, shape);
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
   * The values as floats. Exact but for {@link Type#F8}, {@link Type#I4} and {@link Type#I8}, which
   * are rounded to the nearest float, ties to even; truth values are 0 and 1.
   *
   * @return row-major; of {@link Type#F4} and {@link Type#F2} the array that is held, not a copy
   */
  public float[] floats() {
    if (values instanceof float[] floats) {
      return floats;
    }
    float[] out = new float[size];
    if (values instanceof double[] doubles) {
      for (int i = 0; i < size; i++) {
        out[i] = (float) doubles[i];
      }
    } else {
      IntToLongFunction whole = whole();
      for (int i = 0; i < size; i++) {
        out[i] = whole.applyAsLong(i);
      }
    }
    return out;
  }

  /**
   * The values as doubles. Exact but for {@link Type#I8}, which are rounded to the nearest double,
   * ties to even; truth values are 0 and 1.
   *
   * @return row-major; of {@link Type#F8} the array that is held, not a copy
   */
  public double[] doubles() {
    if (values instanceof double[] doubles) {
      return doubles;
    }
    IntToDoubleFunction one;
    if (values instanceof float[] floats) {
      one = i -> floats[i];
    } else {
      IntToLongFunction whole = whole();
      one = whole::applyAsLong;
    }
    double[] out = new double[size];
    Arrays.setAll(out, one);
    return out;
  }

  /**
   * The values as ints, such as tokens; truth values are 0 and 1.
   *
   * @return row-major; of {@link Type#I4} the array that is held, not a copy
   * @throws IllegalArgumentException if the type is of floating-point numbers, or a number is no
   *     int: the message names its place
   */
  public int[] ints() {
    if (values instanceof int[] ints) {
      return ints;
    }
    IntToLongFunction whole = whole();
    int[] out = new int[size];
    for (int i = 0; i < size; i++) {
      long value = whole.applyAsLong(i);
      if (value != (int) value) {
        throw new IllegalArgumentException("values[" + i + "]: expected an int, got " + value);
      }
      out[i] = (int) value;
    }
    return out;
  }

  /**
   * The values as longs; truth values are 0 and 1.
   *
   * @return row-major; of {@link Type#I8} the array that is held, not a copy
   * @throws IllegalArgumentException if the type is of floating-point numbers
   */
  public long[] longs() {
    if (values instanceof long[] longs) {
      return longs;
    }
    long[] out = new long[size];
    Arrays.setAll(out, whole());
    return out;
  }

  private IntToLongFunction whole() {
    return switch (type) {
      case BOOL, I1 -> i -> ((byte[]) values)[i];
      case U1 -> i -> ((byte[]) values)[i] & 0xFF;
      case I2 -> i -> ((short[]) values)[i];
      case I4 -> i -> ((int[]) values)[i];
      case I8 -> i -> ((long[]) values)[i];
      default -> throw new IllegalArgumentException("type: expected whole numbers, got " + type);
    };
  }

  /**
   * The values as a tensor of floats.
   *
   * @return {@link #floats} in this shape
   */
  public Tensor tensor() {
    return new Tensor(shape, floats());
  }

  /** Equal types, shapes and bits, every NaN counting as one. */
  @Override
  public boolean equals(Object other) {
    return other instanceof NpyArray that
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
