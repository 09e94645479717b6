package dev.cellwise.rnn.file;

import dev.cellwise.rnn.file.TypedArray.Type;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/** Elements of a {@link TypedArray} as a file's bytes, a chunk at a time, and back. */
final class ArrayBytes {
  /** Bytes of a chunk: a multiple of each element's size. */
  static final int CHUNK = 1 << 16;

  private ArrayBytes() {}

  /**
   * Takes {@code count} elements from the chunk's position, in its order of bytes, into the values
   * from {@code at} on.
   */
  static void take(Type type, ByteBuffer chunk, Object values, int at, int count) {
    switch (type) {
      case BOOL, INT8, UINT8 -> chunk.get((byte[]) values, at, count);
      case INT16, UINT16 -> chunk.asShortBuffer().get((short[]) values, at, count);
      case INT32, UINT32 -> chunk.asIntBuffer().get((int[]) values, at, count);
      case INT64, UINT64 -> chunk.asLongBuffer().get((long[]) values, at, count);
      case FLOAT32 -> chunk.asFloatBuffer().get((float[]) values, at, count);
      case FLOAT64 -> chunk.asDoubleBuffer().get((double[]) values, at, count);
      case FLOAT16 -> {
        ShortBuffer halves = chunk.asShortBuffer();
        float[] floats = (float[]) values;
        for (int i = 0; i < count; i++) {
          floats[at + i] = Float.float16ToFloat(halves.get(i));
        }
      }
      case BFLOAT16 -> {
        ShortBuffer halves = chunk.asShortBuffer();
        float[] floats = (float[]) values;
        for (int i = 0; i < count; i++) {
          floats[at + i] = Float.intBitsToFloat(halves.get(i) << 16);
        }
      }
    }
  }

  /** Puts {@code count} of the values, from {@code at} on, at the chunk's position. */
  static void put(Type type, Object values, int at, int count, ByteBuffer chunk) {
    switch (type) {
      case BOOL, INT8, UINT8 -> chunk.put((byte[]) values, at, count);
      case INT16, UINT16 -> chunk.asShortBuffer().put((short[]) values, at, count);
      case INT32, UINT32 -> chunk.asIntBuffer().put((int[]) values, at, count);
      case INT64, UINT64 -> chunk.asLongBuffer().put((long[]) values, at, count);
      case FLOAT32 -> chunk.asFloatBuffer().put((float[]) values, at, count);
      case FLOAT64 -> chunk.asDoubleBuffer().put((double[]) values, at, count);
      case FLOAT16 -> {
        float[] floats = (float[]) values;
        for (int i = 0; i < count; i++) {
          chunk.putShort(Float.floatToFloat16(floats[at + i]));
        }
      }
      case BFLOAT16 -> {
        float[] floats = (float[]) values;
        for (int i = 0; i < count; i++) {
          chunk.putShort((short) (Float.floatToRawIntBits(floats[at + i]) >>> 16));
        }
      }
    }
  }

  /** The first truth value that is neither 0 nor 1; -1 if there is none. */
  static int firstNoTruth(byte[] values) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] > 1) {
        return i;
      }
    }
    return -1;
  }
}
