package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a safetensors file holds: named tensors, and metadata of strings. Source: the format's
 * description, <a href="https://github.com/huggingface/safetensors">huggingface/safetensors</a>.
 *
 * <p>Tensors of the types of {@link TypedArray.Type} are read and written, bit for bit; one of
 * another type, such as F8_E4M3, is refused by name. As {@link #tensors floats} they are given
 * where floats hold their values; nothing is rounded unasked.
 *
 * <p>A file is read whole into the heap: whoever changes it later changes nothing here. {@link
 * MappedSafetensors} reads a tensor when it is asked for.
 *
 * <p>A file may come from anywhere. Reading takes at most the header's size, a fixed part and the
 * tensors, beside some 15 bytes for each byte of header; no length in the file is trusted before it
 * was held against the file's size. Refused are, beyond what the format forbids, more than 65,536
 * tensors, names of more than 1,024 bytes, more than 64 dimensions, more than 4,096 metadata
 * entries or 16 MiB in one, a dimension or a tensor of more elements than an array of Java's holds,
 * truth values other than 0 and 1, and tensors that do not fit this JVM's largest heap.
 *
 * @param arrays by name, in the order of their bytes in the file; unmodifiable
 * @param metadata by name, in the file's order; unmodifiable
 */
public record SafetensorsFile(Map<String, TypedArray> arrays, Map<String, String> metadata) {
  /** Copies the maps, in their order. */
  public SafetensorsFile {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Reads a file into the heap.
   *
   * @param path a regular file or a link to one
   * @return its tensors and metadata
   * @throws IOException if it cannot be read
   * @throws ModelFileException if it is not a safetensors file, or one that is refused
   */
  public static SafetensorsFile read(Path path) throws IOException {
    try (FileChannel in = FileBytes.open(path)) {
      return read(new FileBytes(path.toString(), in));
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
    try {
      return read(new FileBytes(source, content));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private static SafetensorsFile read(FileBytes in) throws IOException {
    SafetensorsReader reader = new SafetensorsReader(in);
    List<SafetensorsHeader.Entry> entries = reader.header().entries();
    reader.checkHeap(entries.stream().mapToLong(SafetensorsReader::held).sum());
    ByteBuffer chunk = reader.chunk();
    Map<String, TypedArray> arrays = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : entries) {
      arrays.put(entry.name(), reader.read(entry, chunk));
    }
    return new SafetensorsFile(arrays, reader.header().metadata());
  }

  /**
   * The tensors as floats, each value the same number: F32, F16, BF16, whole numbers of 8 and 16
   * bits and truth values always, others where floats hold them.
   *
   * @return by name, in the order of {@link #arrays}; unmodifiable
   * @throws ModelFileException if a float does not hold a number: the message names tensor and
   *     place. {@link TypedArray#roundedFloats} rounds.
   */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    arrays.forEach((name, array) -> tensors.put(name, tensor(name, array)));
    return Collections.unmodifiableMap(tensors);
  }

  static Tensor tensor(String name, TypedArray array) {
    try {
      return array.tensor();
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(
          "tensor " + quote(name) + " of " + array.type() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes tensors as F32, bit for bit, and metadata, as {@link #writeArrays} does.
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
    Map<String, TypedArray> arrays = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> arrays.put(name, TypedArray.of(tensor)));
    byte[] header = SafetensorsHeader.format(arrays, metadata);
    write(path, header, () -> tensors.values().stream().map(TypedArray::of).iterator());
  }

  /**
   * Writes arrays of any types, and metadata, atomically: at each moment the path holds the old
   * content or the new one, whole, whatever fails. The same arrays and metadata in the same order
   * give the same bytes.
   *
   * @param path a file to create or replace; a symbolic link is followed
   * @param arrays by name; those of larger elements are written first, else in the map's order;
   *     their values must not change meanwhile
   * @param metadata by name, written in the map's order
   * @throws IOException if it cannot be written; the path is then as it was
   * @throws IllegalArgumentException if a name or text is one that {@link #read} would refuse, or
   *     holds a lone surrogate; nothing was written
   */
  public static void writeArrays(
      Path path, Map<String, TypedArray> arrays, Map<String, String> metadata) throws IOException {
    Map<String, TypedArray> ordered = SafetensorsHeader.inOrder(arrays);
    write(path, SafetensorsHeader.format(ordered, metadata), ordered.values());
  }

  /** Asks for each array when those before it are written. */
  private static void write(Path path, byte[] header, Iterable<TypedArray> arrays)
      throws IOException {
    AtomicFile.write(
        path,
        out -> {
          ByteBuffer chunk = ByteBuffer.allocate(ArrayBytes.CHUNK).order(ByteOrder.LITTLE_ENDIAN);
          writeAll(out, chunk.putLong(header.length).flip());
          writeAll(out, ByteBuffer.wrap(header));
          for (TypedArray array : arrays) {
            writeValues(out, chunk, array);
          }
        });
  }

  private static void writeValues(WritableByteChannel out, ByteBuffer chunk, TypedArray array)
      throws IOException {
    int size = array.type().size;
    for (int at = 0; at < array.size(); ) {
      int count = Math.min(array.size() - at, ArrayBytes.CHUNK / size);
      ArrayBytes.put(array.type(), array.values(), at, count, chunk.clear());
      writeAll(out, chunk.position(0).limit(count * size));
      at += count;
    }
  }

  private static void writeAll(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
