package dev.cellwise.rnn.file;

import dev.cellwise.rnn.net.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Safetensors files made by hand. */
final class Bytes {
  private Bytes() {}

  /** The header's length, the header as given, and bytes 0, 1, 2, … as data. */
  static byte[] file(String header, int dataSize) {
    byte[] data = new byte[dataSize];
    for (int i = 0; i < dataSize; i++) {
      data[i] = (byte) i;
    }
    return file(header.getBytes(StandardCharsets.UTF_8), data);
  }

  static byte[] file(byte[] header, byte[] data) {
    return file(header.length, header, data);
  }

  static byte[] file(long length, byte[] header, byte[] data) {
    return ByteBuffer.allocate(8 + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .put(data)
        .array();
  }

  /** What {@link SafetensorsFile#write} writes, without a disk. */
  static byte[] file(Map<String, Tensor> tensors, Map<String, String> metadata) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    Map<String, TypedArray> arrays = new LinkedHashMap<>();
    tensors.forEach(
        (name, t) -> {
          data.writeBytes(floats(t.values()));
          arrays.put(name, TypedArray.of(t));
        });
    return file(SafetensorsHeader.format(arrays, metadata), data.toByteArray());
  }

  static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
