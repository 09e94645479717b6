package dev.cellwise.rnn.file.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of protobuf's wire format under construction: its fields in the order of the calls. The
 * floats of tensors are kept as they are until the message is written, so weights are not copied
 * once for each message that they are in.
 *
 * <p>Source: Protocol Buffers, Encoding. Numbers are varints, repeated ones unpacked, as {@code
 * onnx.proto} declares them.
 */
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FIXED_32 = 5;
  private static final int CHUNK = 1 << 16;

  /** What follows what: bytes, or floats, four little-endian bytes each. */
  private sealed interface Piece {}

  private record Bytes(byte[] values) implements Piece {}

  private record Floats(float[] values) implements Piece {}

  private final List<Piece> pieces = new ArrayList<>();

  /** Bytes behind the pieces. */
  private final ByteArrayOutputStream open = new ByteArrayOutputStream();

  /** Bytes of the pieces. */
  private long closed;

  /** The bytes of the message so far. */
  long size() {
    return closed + open.size();
  }

  ProtoWriter number(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  ProtoWriter number(int field, float value) {
    key(field, FIXED_32);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      open.write(bits >>> shift);
    }
    return this;
  }

  ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter bytes(int field, byte[] value) {
    key(field, LENGTH);
    varint(value.length);
    open.writeBytes(value);
    return this;
  }

  /** Bytes that are floats, little-endian; the array is not copied. */
  ProtoWriter floats(int field, float[] values) {
    key(field, LENGTH);
    varint((long) Float.BYTES * values.length);
    add(values);
    return this;
  }

  /** A message within this one; what is added to it later is not in here. */
  ProtoWriter message(int field, ProtoWriter value) {
    key(field, LENGTH);
    varint(value.size());
    for (Piece piece : value.pieces) {
      switch (piece) {
        case Bytes b -> open.writeBytes(b.values);
        case Floats f -> add(f.values);
      }
    }
    open.writeBytes(value.open.toByteArray());
    return this;
  }

  private void add(float[] values) {
    closed += open.size() + (long) Float.BYTES * values.length;
    pieces.add(new Bytes(open.toByteArray()));
    pieces.add(new Floats(values));
    open.reset();
  }

  private void key(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  /** Seven bits a byte, the lowest first; the top bit says that more follow. */
  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      open.write((int) rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    open.write((int) rest);
  }

  /** The message, of less than 2 GiB, without a key or its length. */
  byte[] toBytes() {
    ByteBuffer all = ByteBuffer.allocate((int) size()).order(ByteOrder.LITTLE_ENDIAN);
    for (Piece piece : pieces) {
      switch (piece) {
        case Bytes b -> all.put(b.values);
        case Floats f -> {
          all.asFloatBuffer().put(f.values);
          all.position(all.position() + Float.BYTES * f.values.length);
        }
      }
    }
    return all.put(open.toByteArray()).array();
  }

  /** Writes the message, without a key or its length. */
  void writeTo(WritableByteChannel out) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (Piece piece : pieces) {
      switch (piece) {
        case Bytes b -> writeAll(out, ByteBuffer.wrap(b.values));
        case Floats f -> writeFloats(out, chunk, f.values);
      }
    }
    writeAll(out, ByteBuffer.wrap(open.toByteArray()));
  }

  private static void writeFloats(WritableByteChannel out, ByteBuffer chunk, float[] values)
      throws IOException {
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, CHUNK / Float.BYTES);
      chunk.clear().limit(count * Float.BYTES);
      chunk.asFloatBuffer().put(values, at, count);
      writeAll(out, chunk);
      at += count;
    }
  }

  private static void writeAll(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
