package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.ModelFileException;

/**
 * Goes through a message in the wire format of Protocol Buffers, field by field. Fields that nobody
 * asks for are skipped, not kept; every length is held against what is left of the message around
 * it. Source: <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>.
 *
 * <p>Groups, which the format gave up long ago, are refused. One object goes through all messages,
 * so that a message costs nothing.
 */
final class Wire {
  /** Kinds of fields. */
  static final int VARINT = 0;

  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  /** Messages within messages at most. */
  static final int MAX_DEPTH = 32;

  private static final int MAX_FIELD = (1 << 29) - 1;

  private final String source;

  private final byte[] bytes;
  private int at;
  private int end;
  private int depth;
  private int field;
  private int kind;

  Wire(String source, byte[] bytes) {
    this.source = source;
    this.bytes = bytes;
    this.end = bytes.length;
  }

  /** Goes to the next field of the message; false at its end. */
  boolean next() {
    if (at == end) {
      return false;
    }
    long tag = rawVarint();
    kind = (int) tag & 7;
    long number = tag >>> 3;
    if (number < 1 || number > MAX_FIELD) {
      throw refuse("a field of 1 to " + MAX_FIELD, "field " + Long.toUnsignedString(number));
    }
    field = (int) number;
    if (kind != VARINT && kind != FIXED64 && kind != BYTES && kind != FIXED32) {
      throw refuse("a field of wire type 0, 1, 2 or 5", "field " + field + " of type " + kind);
    }
    return true;
  }

  /** The number of the field at hand. */
  int field() {
    return field;
  }

  /** Whether the field at hand is bytes: a text, a message, or packed numbers. */
  boolean isBytes() {
    return kind == BYTES;
  }

  /** Its value, a number of variable length. */
  long varint() {
    expect(VARINT);
    return rawVarint();
  }

  /** Its value, a float. */
  float fixed32() {
    expect(FIXED32);
    return rawFloat();
  }

  /** Its value, a double. */
  double fixed64() {
    expect(FIXED64);
    return rawDouble();
  }

  /**
   * Goes into its value: bytes that are a message, or packed numbers.
   *
   * @return what {@link #close} needs
   */
  int open() {
    if (depth == MAX_DEPTH) {
      throw refuse("at most " + MAX_DEPTH + " messages within each other", "more");
    }
    int length = length();
    depth++;
    int outer = end;
    end = at + length;
    return outer;
  }

  /** Goes out of it again, to the end. */
  void close(int outer) {
    at = end;
    end = outer;
    depth--;
  }

  /** Bytes that are left of the message or the packed numbers. */
  int left() {
    return end - at;
  }

  /** Where the cursor stands, for {@link #back}. */
  int here() {
    return at;
  }

  /** Goes back to an earlier place of the same message. */
  void back(int to) {
    at = to;
  }

  /** Takes its value as bytes, and returns where they begin; they end {@link #here}. */
  int skipBytes() {
    int length = length();
    int from = at;
    at += length;
    return from;
  }

  /** Passes by its value, whatever it is. */
  void skip() {
    switch (kind) {
      case VARINT -> rawVarint();
      case FIXED64 -> raw(Long.BYTES);
      case FIXED32 -> raw(Integer.BYTES);
      default -> skipBytes();
    }
  }

  private int length() {
    expect(BYTES);
    long length = rawVarint();
    if (length < 0 || length > end - at) {
      throw refuse(
          "field " + field + " within the " + (end - at) + " bytes that are left",
          Long.toUnsignedString(length) + " bytes");
    }
    return (int) length;
  }

  private void expect(int expected) {
    if (kind != expected) {
      throw refuse("field " + field + " of wire type " + expected, "type " + kind);
    }
  }

  /** Of packed numbers, or of a field. */
  long rawVarint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at == end) {
        throw refuse("a number of variable length", "the end of its message");
      }
      byte b = bytes[at++];
      if (shift == 63 && (b & 0xFF) > 1) {
        throw refuse("a number of at most 64 bits in 10 bytes", "a longer one");
      }
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new AssertionError("the tenth byte ends a number or is refused");
  }

  /** Of packed numbers. */
  float rawFloat() {
    return Float.intBitsToFloat((int) raw(Float.BYTES));
  }

  /** Of packed numbers. */
  double rawDouble() {
    return Double.longBitsToDouble(raw(Double.BYTES));
  }

  /** Little-endian. */
  private long raw(int size) {
    if (end - at < size) {
      throw refuse(size + " bytes of a number", (end - at) + ", the end of its message");
    }
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xFF;
    }
    at += size;
    return value;
  }

  byte[] bytes() {
    return bytes;
  }

  String source() {
    return source;
  }

  ModelFileException refuse(String expected, String got) {
    return new ModelFileException(
        source + ": byte " + at + ": expected " + expected + ", got " + got);
  }
}
