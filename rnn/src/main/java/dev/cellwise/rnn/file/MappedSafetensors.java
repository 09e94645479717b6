package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file that is mapped into memory, of any size: opening it reads the header, and a
 * tensor is read when it is asked for.
 *
 * <pre>{@code
 * try (MappedSafetensors file = MappedSafetensors.open(path)) {
 *   Tensor weight = file.tensor("lstm.weight_ih_l0");
 * }
 * }</pre>
 *
 * <p>What {@link SafetensorsFile} says of files holds here too, but that only the tensors that are
 * read must fit the heap. What was read is a copy: it stays when the file is closed or changed.
 *
 * <p>The file should not change while it is open; one that is replaced as this library, and others,
 * replace files, by moving another to its name, does not. One that someone makes shorter gives a
 * {@link ModelFileException} to whoever reads a tensor from then on, wherever the tensor lies, and
 * never an error of the JVM. Other values written into it are what is read; shapes and types are
 * those of the header at opening.
 *
 * <p>Threads may read at the same time. One that reads while another closes gets an {@link
 * IllegalStateException}.
 */
public final class MappedSafetensors implements AutoCloseable {
  private final RandomAccessFile file;
  private final Arena arena;
  private final SafetensorsReader reader;
  private final Map<String, SafetensorsHeader.Entry> entries = new LinkedHashMap<>();

  private MappedSafetensors(String source, RandomAccessFile file, Arena arena) throws IOException {
    this.file = file;
    this.arena = arena;
    MemorySegment mapped = file.getChannel().map(MapMode.READ_ONLY, 0, file.length(), arena);
    reader = new SafetensorsReader(new FileBytes(source, file, mapped));
    for (SafetensorsHeader.Entry entry : reader.header().entries()) {
      entries.put(entry.name(), entry);
    }
  }

  /**
   * Maps a file and reads its header.
   *
   * @param path a regular file or a link to one, of the default file system
   * @return the open file
   * @throws IOException if it cannot be read or mapped
   * @throws ModelFileException if it is not a safetensors file, or one that is refused
   * @throws UnsupportedOperationException if the path is of another file system
   */
  public static MappedSafetensors open(Path path) throws IOException {
    FileBytes.checkRegular(path);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
    Arena arena = Arena.ofShared();
    try {
      return new MappedSafetensors(path.toString(), file, arena);
    } catch (Throwable e) {
      arena.close();
      file.close();
      throw e;
    }
  }

  /**
   * The tensors' names.
   *
   * @return in the order of their bytes in the file; unmodifiable
   */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /**
   * The metadata.
   *
   * @return by name, in the file's order; unmodifiable
   */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(reader.header().metadata());
  }

  /**
   * The type of a tensor.
   *
   * @param name one of {@link #names}
   * @return the type
   * @throws IllegalArgumentException if there is no such tensor
   */
  public TypedArray.Type type(String name) {
    return entry(name).type();
  }

  /**
   * The shape of a tensor.
   *
   * @param name one of {@link #names}
   * @return size of each dimension, outermost first, a copy; empty for a single value
   * @throws IllegalArgumentException if there is no such tensor
   */
  public int[] shape(String name) {
    return entry(name).shape().clone();
  }

  /**
   * Reads a tensor into the heap.
   *
   * @param name one of {@link #names}
   * @return a copy
   * @throws IOException if the file's size cannot be told any more
   * @throws ModelFileException if the file became shorter, the tensor does not fit this JVM's
   *     largest heap, or a truth value is neither 0 nor 1
   * @throws IllegalArgumentException if there is no such tensor
   * @throws IllegalStateException if the file is closed
   */
  public TypedArray array(String name) throws IOException {
    SafetensorsHeader.Entry entry = entry(name);
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("expected an open file, got one that is closed");
    }
    reader.checkHeap(SafetensorsReader.held(entry));
    return reader.read(entry, reader.chunk());
  }

  /**
   * Reads a tensor into the heap as floats, each value the same number.
   *
   * @param name one of {@link #names}
   * @return a copy
   * @throws IOException if the file's size cannot be told any more
   * @throws ModelFileException as {@link #array}, or if a float does not hold a number: {@link
   *     TypedArray#roundedFloats} rounds
   * @throws IllegalArgumentException if there is no such tensor
   * @throws IllegalStateException if the file is closed
   */
  public Tensor tensor(String name) throws IOException {
    return SafetensorsFile.tensor(name, array(name));
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "name: expected one of the file's tensors, got " + quote(name));
    }
    return entry;
  }

  /** Unmaps the file. What was read stays. Closing twice does nothing. */
  @Override
  public void close() throws IOException {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    file.close();
  }
}
