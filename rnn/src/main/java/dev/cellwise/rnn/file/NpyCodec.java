package dev.cellwise.rnn.file;

import dev.cellwise.rnn.file.TypedArray.Type;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An array of NumPy's as bytes, a chunk at a time, and back. */
final class NpyCodec {
  /** Where an array's bytes come from, in order. */
  interface Feed {
    /**
     * Fills the chunk from its position to its limit.
     *
     * @throws ModelFileException if there are no such bytes
     */
    void fill(ByteBuffer chunk) throws IOException;
  }

  private final String source;
  private final Feed in;
  private final ByteBuffer chunk;

  /** The chunk has {@link ArrayBytes#CHUNK} bytes, in an array. */
  NpyCodec(String source, Feed in, ByteBuffer chunk) {
    this.source = source;
    this.in = in;
    this.chunk = chunk;
  }

  /**
   * Reads an array.
   *
   * @param size bytes of it, the header and all before it included
   * @param most bytes of heap that its values may take
   * @throws ModelFileException if it is not one, or is refused
   */
  TypedArray read(long size, long most) throws IOException {
    if (size < 10) {
      throw refuse("10 bytes of magic, version and header length", size + " bytes");
    }
    fill(8);
    for (byte b : NpyHeader.MAGIC) {
      if (chunk.get() != b) {
        throw refuse("the magic bytes of NumPy", "others");
      }
    }
    int major = chunk.get();
    int minor = chunk.get();
    if (major < 1 || major > 3 || minor != 0) {
      throw refuse("version 1.0, 2.0 or 3.0", "version " + (major & 0xFF) + "." + (minor & 0xFF));
    }
    int before = major == 1 ? 10 : 12;
    fill(before - 8);
    long length = major == 1 ? chunk.getShort() & 0xFFFF : chunk.getInt() & 0xFFFFFFFFL;
    if (length > Math.min(NpyHeader.MAX_HEADER, size - before)) {
      throw refuse(
          "a header of at most " + Math.min(NpyHeader.MAX_HEADER, size - before) + " bytes",
          "the length " + length);
    }
    fill((int) length);
    NpyHeader header = NpyHeader.parse(source, chunk.array(), (int) length, major < 3);
    checkSize(header, size - before - length, most);
    return array(header);
  }

  private void checkSize(NpyHeader header, long bytes, long most) {
    long expected = (long) header.type().size * header.elements();
    if (bytes != expected) {
      throw refuse(expected + " bytes of data after the header", bytes + " bytes");
    }
    long held = (long) header.type().held * header.elements();
    if (held > most) {
      throw refuse("values that take at most " + most + " bytes", held + " bytes");
    }
  }

  private TypedArray array(NpyHeader header) throws IOException {
    Type type = header.type();
    int elements = header.elements();
    Object values = type.allocate(elements);
    chunk.order(header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    try {
      if (header.fortran() && header.shape().length > 1) {
        takeFortran(header, values);
      } else {
        for (int at = 0; at < elements; ) {
          int count = Math.min(elements - at, ArrayBytes.CHUNK / type.size);
          fill(count * type.size);
          ArrayBytes.take(type, chunk, values, at, count);
          at += count;
        }
      }
    } finally {
      chunk.order(ByteOrder.LITTLE_ENDIAN);
    }
    if (type == Type.BOOL) {
      checkTruth((byte[]) values);
    }
    return new TypedArray(type, header.shape(), elements, values);
  }

  /**
   * Brings each element to its place in row-major order, the file's first index running fastest.
   */
  private void takeFortran(NpyHeader header, Object values) throws IOException {
    Type type = header.type();
    int[] shape = header.shape();
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= shape[d];
    }
    int[] index = new int[shape.length];
    Object some = type.allocate(Math.min(header.elements(), ArrayBytes.CHUNK / type.size));
    int place = 0;
    for (int at = 0; at < header.elements(); ) {
      int count = Math.min(header.elements() - at, ArrayBytes.CHUNK / type.size);
      fill(count * type.size);
      ArrayBytes.take(type, chunk, some, 0, count);
      for (int i = 0; i < count; i++) {
        System.arraycopy(some, i, values, place, 1);
        place = next(place, index, shape, strides);
      }
      at += count;
    }
  }

  private static int next(int place, int[] index, int[] shape, int[] strides) {
    int to = place;
    for (int d = 0; d < shape.length; d++) {
      to += strides[d];
      if (++index[d] < shape[d]) {
        return to;
      }
      to -= shape[d] * strides[d];
      index[d] = 0;
    }
    return to;
  }

  private void checkTruth(byte[] values) {
    int bad = ArrayBytes.firstNoTruth(values);
    if (bad >= 0) {
      throw refuse("truth values of 0 or 1", values[bad] + " as value " + bad);
    }
  }

  private void fill(int count) throws IOException {
    chunk.clear().limit(count);
    in.fill(chunk);
    chunk.flip();
  }

  private ModelFileException refuse(String expected, String got) {
    return new ModelFileException(source + ": expected " + expected + ", got " + got);
  }

  /** Writes an array, little-endian and row-major. */
  static void write(TypedArray array, OutputStream out) throws IOException {
    out.write(NpyHeader.format(array));
    Type type = array.type();
    ByteBuffer chunk = ByteBuffer.allocate(ArrayBytes.CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < array.size(); ) {
      int count = Math.min(array.size() - at, ArrayBytes.CHUNK / type.size);
      ArrayBytes.put(type, array.values(), at, count, chunk.clear());
      out.write(chunk.array(), 0, count * type.size);
      at += count;
    }
  }
}
