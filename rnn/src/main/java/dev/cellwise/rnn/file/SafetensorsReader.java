package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.file.TypedArray.Type;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads a safetensors file: its header at once, its tensors when asked for. */
final class SafetensorsReader {
  private static final int LENGTH = Long.BYTES;

  private final FileBytes in;
  private final SafetensorsHeader header;

  /** Where the tensors' bytes begin. */
  private final long data;

  /**
   * Reads the header.
   *
   * @throws ModelFileException if the file is not a safetensors file, or one that is refused
   */
  SafetensorsReader(FileBytes in) throws IOException {
    this.in = in;
    long size = in.size();
    if (size < LENGTH) {
      throw in.refuse("8 bytes of header length", size + " bytes");
    }
    ByteBuffer first = buffer(LENGTH);
    in.read(0, first);
    long length = first.getLong(0);
    if (Long.compareUnsigned(length, SafetensorsHeader.MAX_HEADER) > 0) {
      throw in.refuse(
          "a header of at most " + SafetensorsHeader.MAX_HEADER + " bytes",
          "the length " + Long.toUnsignedString(length));
    }
    if (length > size - LENGTH) {
      throw in.refuse("a header of " + length + " bytes", "a file of " + size);
    }
    data = LENGTH + length;
    ByteBuffer json = buffer((int) length);
    for (int at = 0; at < length; at = json.limit()) {
      // In pieces: a channel takes as much memory again for what it reads at once.
      in.read(LENGTH + at, json.limit((int) Math.min(length, at + ArrayBytes.CHUNK)));
    }
    header = SafetensorsHeader.parse(in.source(), json.array(), size - data);
  }

  SafetensorsHeader header() {
    return header;
  }

  /**
   * Better a refusal now than an error of the JVM in the middle.
   *
   * @param bytes of heap that values would take
   */
  void checkHeap(long bytes) {
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw in.refuse("tensors that fit the largest heap of " + heap + " bytes", bytes + " bytes");
    }
  }

  /** Bytes of heap that a tensor's values take. */
  static long held(SafetensorsHeader.Entry entry) {
    return (long) entry.type().held * entry.elements();
  }

  /** Room for {@link #read}. */
  ByteBuffer chunk() {
    return buffer(Math.clamp(in.size(), LENGTH, ArrayBytes.CHUNK));
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads a tensor into the heap. */
  TypedArray read(SafetensorsHeader.Entry entry, ByteBuffer chunk) throws IOException {
    Type type = entry.type();
    Object values = type.allocate(entry.elements());
    long from = data + entry.begin();
    for (int at = 0; at < entry.elements(); ) {
      int count = Math.min(entry.elements() - at, chunk.capacity() / type.size);
      in.read(from, chunk.clear().limit(count * type.size));
      ArrayBytes.take(type, chunk.flip(), values, at, count);
      from += (long) count * type.size;
      at += count;
    }
    if (values instanceof byte[] bytes && type == Type.BOOL) {
      checkTruth(entry.name(), bytes);
    }
    return new TypedArray(type, entry.shape(), entry.elements(), values);
  }

  private void checkTruth(String name, byte[] values) {
    int bad = ArrayBytes.firstNoTruth(values);
    if (bad >= 0) {
      throw in.refuse(
          "truth values of 0 or 1",
          (values[bad] & 255) + " as value " + bad + " of " + quote(name));
    }
  }
}
