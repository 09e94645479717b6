package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.TypedArray;
import java.util.Locale;
import java.util.Optional;

/** Types of elements in ONNX: {@code TensorProto.DataType}. */
public enum OnnxType {
  /** None. */
  UNDEFINED,
  /** Floating-point numbers of 32 bits. */
  FLOAT(TypedArray.Type.FLOAT32, Float.BYTES, Float.BYTES),
  /** Whole numbers of 8 bits without sign. */
  UINT8(TypedArray.Type.UINT8, 1, 1),
  /** Whole numbers of 8 bits. */
  INT8(TypedArray.Type.INT8, 1, 1),
  /** Whole numbers of 16 bits without sign. */
  UINT16,
  /** Whole numbers of 16 bits. */
  INT16(TypedArray.Type.INT16, Short.BYTES, Short.BYTES),
  /** Whole numbers of 32 bits. */
  INT32(TypedArray.Type.INT32, Integer.BYTES, Integer.BYTES),
  /** Whole numbers of 64 bits. */
  INT64(TypedArray.Type.INT64, Long.BYTES, Long.BYTES),
  /** Texts. */
  STRING,
  /** Truth values. */
  BOOL(TypedArray.Type.BOOL, 1, 1),
  /** Floating-point numbers of 16 bits. */
  FLOAT16(TypedArray.Type.FLOAT16, Short.BYTES, Float.BYTES),
  /** Floating-point numbers of 64 bits. */
  DOUBLE(TypedArray.Type.FLOAT64, Double.BYTES, Double.BYTES),
  /** Whole numbers of 32 bits without sign. */
  UINT32,
  /** Whole numbers of 64 bits without sign. */
  UINT64,
  /** Complex numbers of two floats. */
  COMPLEX64,
  /** Complex numbers of two doubles. */
  COMPLEX128,
  /** The upper half of a float. NumPy has no such type. */
  BFLOAT16(null, Short.BYTES, Float.BYTES),
  /** Floating-point numbers of 8 bits, 4 of them exponent. */
  FLOAT8E4M3FN,
  /** The same without a negative zero. */
  FLOAT8E4M3FNUZ,
  /** Floating-point numbers of 8 bits, 5 of them exponent. */
  FLOAT8E5M2,
  /** The same without a negative zero. */
  FLOAT8E5M2FNUZ,
  /** Whole numbers of 4 bits without sign. */
  UINT4,
  /** Whole numbers of 4 bits. */
  INT4,
  /** Floating-point numbers of 4 bits. */
  FLOAT4E2M1,
  /** Powers of two in 8 bits. */
  FLOAT8E8M0;

  private static final OnnxType[] ALL = values();

  private final TypedArray.Type array;

  /** Bytes of an element in a file; 0 where elements are not read. */
  final int size;

  /** Bytes of an element on the heap. */
  final int held;

  OnnxType() {
    this(null, 0, 0);
  }

  OnnxType(TypedArray.Type array, int size, int held) {
    this.array = array;
    this.size = size;
    this.held = held;
  }

  /** That of a number in a file; null where there is none. */
  static OnnxType of(long number) {
    return number < 0 || number >= ALL.length ? null : ALL[(int) number];
  }

  /** That of an array; null where no input has it. */
  static OnnxType of(TypedArray.Type array) {
    for (OnnxType type : ALL) {
      if (type.array == array) {
        return type;
      }
    }
    return null;
  }

  /** Whether tensors of it are read. */
  boolean isRead() {
    return size > 0;
  }

  /** Whether its numbers are whole. */
  boolean isWhole() {
    return switch (this) {
      case UINT8, INT8, INT16, INT32, INT64 -> true;
      default -> false;
    };
  }

  /** The least number of a type of whole ones. */
  long least() {
    return switch (this) {
      case INT64 -> Long.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      case INT8 -> Byte.MIN_VALUE;
      default -> 0;
    };
  }

  /** The greatest number of a type of whole ones, or the greatest bits. */
  long most() {
    return switch (this) {
      case INT64 -> Long.MAX_VALUE;
      case INT32 -> Integer.MAX_VALUE;
      case INT16 -> Short.MAX_VALUE;
      case INT8 -> Byte.MAX_VALUE;
      case UINT8, BOOL -> 0xFF;
      default -> 0xFFFF;
    };
  }

  /**
   * The type of the arrays that go in and come out.
   *
   * @return none where an input or output of this type is refused
   */
  public Optional<TypedArray.Type> array() {
    return Optional.ofNullable(array);
  }

  /** The name that ONNX's texts use, such as {@code float16}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
