package dev.cellwise.rnn.file;

import dev.cellwise.rnn.net.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a safetensors file holds: named tensors, and metadata of strings. Source: the format's
 * description, <a href="https://github.com/huggingface/safetensors">huggingface/safetensors</a>.
 *
 * <p>Tensors of F32, F16 and BF16 are read, as float, which holds each of their values exactly; a
 * tensor of another type is refused by name, F64 too, since its values would have to be rounded.
 * Tensors are written as F32, bit for bit.
 *
 * <p>A file may come from anywhere. Reading takes at most the header's size, a fixed part and the
 * tensors, beside some 15 bytes for each byte of header; no length in the file is trusted before it
 * was held against the file's size. Refused are, beyond what the format forbids, more than 65,536
 * tensors, names of more than 1,024 bytes, more than 64 dimensions, more than 4,096 metadata
 * entries or 16 MiB in one, a dimension or a tensor of more elements than an array of Java's holds,
 * and tensors that do not fit this JVM's largest heap.
 *
 * @param tensors by name, in the order of their bytes in the file; unmodifiable
 * @param metadata by name, in the file's order; unmodifiable
 */
public record SafetensorsFile(Map<String, Tensor> tensors, Map<String, String> metadata) {
  private static final int LENGTH = Long.BYTES;
  private static final int CHUNK = 1 << 16;

  /** Copies the maps, in their order. */
  public SafetensorsFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Reads a file into the heap. It is not mapped: whoever changes it later changes nothing here.
   *
   * @param path a regular file or a link to one
   * @return its tensors and metadata
   * @throws IOException if it cannot be read
   * @throws ModelFileException if it is not a safetensors file, or one that is refused
   */
  public static SafetensorsFile read(Path path) throws IOException {
    // A pipe would block on opening.
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
      return new Reader(path.toString(), in).read(in.size());
    }
  }

  /**
   * Reads a file's content, such as a resource of the class path.
   *
   * @param source what to call it in messages
   * @param content all bytes of it; not kept
   * @return its tensors and metadata
   * @throws ModelFileException if it is not a safetensors file, or one that is refused
   */
  public static SafetensorsFile parse(String source, byte[] content) {
    try (ReadableByteChannel in = Channels.newChannel(new ByteArrayInputStream(content))) {
      return new Reader(source, in).read(content.length);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  /**
   * Writes tensors and metadata, atomically: at each moment the path holds the old content or the
   * new one, whole, whatever fails. The same tensors and metadata in the same order give the same
   * bytes.
   *
   * @param path a file to create or replace; a symbolic link is followed
   * @param tensors by name, written in the map's order; their values must not change meanwhile
   * @param metadata by name, written in the map's order
   * @throws IOException if it cannot be written; the path is then as it was
   * @throws IllegalArgumentException if a name or text is one that {@link #read} would refuse, or
   *     holds a lone surrogate; nothing was written
   */
  public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = SafetensorsHeader.format(tensors, metadata);
    AtomicFile.write(
        path,
        out -> {
          ByteBuffer chunk = chunk(Long.MAX_VALUE);
          writeAll(out, chunk.putLong(header.length).flip());
          writeAll(out, ByteBuffer.wrap(header));
          for (Tensor tensor : tensors.values()) {
            writeFloats(out, chunk, tensor.values());
          }
        });
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

  private static ByteBuffer chunk(long most) {
    return ByteBuffer.allocate(Math.clamp(most, LENGTH, CHUNK)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads one file from front to back, a chunk at a time. */
  private static final class Reader {
    private final String source;
    private final ReadableByteChannel in;
    private ByteBuffer chunk;

    Reader(String source, ReadableByteChannel in) {
      this.source = source;
      this.in = in;
    }

    SafetensorsFile read(long size) throws IOException {
      if (size < LENGTH) {
        throw refuse("8 bytes of header length", size + " bytes");
      }
      chunk = chunk(size);
      fill(LENGTH);
      long length = chunk.getLong();
      if (Long.compareUnsigned(length, SafetensorsHeader.MAX_HEADER) > 0) {
        throw refuse(
            "a header of at most " + SafetensorsHeader.MAX_HEADER + " bytes",
            "the length " + Long.toUnsignedString(length));
      }
      if (length > size - LENGTH) {
        throw refuse("a header of " + length + " bytes", "a file of " + size);
      }
      SafetensorsHeader header =
          SafetensorsHeader.parse(source, bytes((int) length), size - LENGTH - length);
      checkHeap(header);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        tensors.put(entry.name(), new Tensor(entry.shape(), floats(entry)));
      }
      return new SafetensorsFile(tensors, header.metadata());
    }

    /** Better a refusal now than an error of the JVM in the middle. */
    private void checkHeap(SafetensorsHeader header) {
      long bytes = 0;
      for (SafetensorsHeader.Entry entry : header.entries()) {
        bytes += (long) Float.BYTES * entry.elements();
      }
      long heap = Runtime.getRuntime().maxMemory();
      if (bytes > heap) {
        throw refuse("tensors that fit the largest heap of " + heap + " bytes", bytes + " bytes");
      }
    }

    private byte[] bytes(int size) throws IOException {
      byte[] bytes = new byte[size];
      for (int at = 0; at < size; ) {
        int count = Math.min(size - at, chunk.capacity());
        fill(count);
        chunk.get(bytes, at, count);
        at += count;
      }
      return bytes;
    }

    private float[] floats(SafetensorsHeader.Entry entry) throws IOException {
      float[] values = new float[entry.elements()];
      int size = entry.type().size;
      for (int at = 0; at < values.length; ) {
        int count = Math.min(values.length - at, chunk.capacity() / size);
        fill(count * size);
        entry.type().widen(chunk, values, at, count);
        at += count;
      }
      return values;
    }

    /** The next bytes of the file, from position 0 to the limit of the chunk. */
    private void fill(int count) throws IOException {
      chunk.clear().limit(count);
      while (chunk.hasRemaining()) {
        if (in.read(chunk) < 0) {
          throw refuse(chunk.remaining() + " bytes more", "the end: the file became shorter");
        }
      }
      chunk.flip();
    }

    private ModelFileException refuse(String expected, String got) {
      return new ModelFileException(source + ": expected " + expected + ", got " + got);
    }
  }
}
