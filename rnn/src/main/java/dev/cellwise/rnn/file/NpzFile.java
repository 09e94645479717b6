package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Arrays by name in a {@code .npz} file, a zip file of {@code .npy} files, as {@code numpy.savez}
 * and {@code numpy.savez_compressed} write it. What {@link NpyFile} says of arrays holds for each.
 *
 * <p>A file may come from anywhere. Names are names: nothing is unpacked to a disk, and {@code
 * ../a} is an array of that name. Stored and deflated entries are read; the directory, what stands
 * before each entry, and its content must agree in sizes and checksum. Entries that are no {@code
 * .npy} files are refused, and so are two of one name, more than 65,536, names of more than 1,024
 * bytes, and holes between entries.
 *
 * <p>A few bytes can be deflated gigabytes. So the arrays of a file may together take 8 times its
 * size and 512 KiB, unless the caller says how many bytes they may: {@link #read(Path, long)}.
 */
public final class NpzFile {
  private static final String SUFFIX = ".npy";
  private static final int TIMES = 8;
  private static final int MARGIN = 1 << 19;

  /** The same each time, so that the same arrays give the same bytes. */
  private static final LocalDateTime WRITTEN = LocalDateTime.of(1980, 1, 2, 0, 0);

  private NpzFile() {}

  /**
   * Reads a file into the heap.
   *
   * @param path a regular file or a link to one
   * @return its arrays by name, without {@code .npy}, in the order of their bytes in the file;
   *     unmodifiable
   * @throws IOException if it cannot be read
   * @throws ModelFileException if it is not a {@code .npz} file, or one that is refused
   */
  public static Map<String, TypedArray> read(Path path) throws IOException {
    try (FileChannel in = FileBytes.open(path)) {
      FileBytes file = new FileBytes(path.toString(), in);
      return read(file, most(file.size()));
    }
  }

  /**
   * Reads a file whose arrays may be much larger than it is.
   *
   * @param path a regular file or a link to one
   * @param most bytes that the values of all arrays may take on the heap
   * @return its arrays by name, as above
   * @throws IOException if it cannot be read
   * @throws ModelFileException if it is not a {@code .npz} file, or one that is refused
   * @throws IllegalArgumentException if the bytes are negative
   */
  public static Map<String, TypedArray> read(Path path, long most) throws IOException {
    checkMost(most);
    try (FileChannel in = FileBytes.open(path)) {
      return read(new FileBytes(path.toString(), in), most);
    }
  }

  /**
   * Reads a file's content, such as a resource of the class path.
   *
   * @param source what to call it in messages
   * @param content all bytes of it; not kept
   * @return its arrays by name, as above
   * @throws ModelFileException if it is not a {@code .npz} file, or one that is refused
   */
  public static Map<String, TypedArray> parse(String source, byte[] content) {
    return parse(source, content, most(content.length));
  }

  /**
   * Reads a file's content whose arrays may be much larger than it is.
   *
   * @param source what to call it in messages
   * @param content all bytes of it; not kept
   * @param most bytes that the values of all arrays may take on the heap
   * @return its arrays by name, as above
   * @throws ModelFileException if it is not a {@code .npz} file, or one that is refused
   * @throws IllegalArgumentException if the bytes are negative
   */
  public static Map<String, TypedArray> parse(String source, byte[] content, long most) {
    checkMost(most);
    try {
      return read(new FileBytes(source, content), most);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private static void checkMost(long most) {
    if (most < 0) {
      throw new IllegalArgumentException("most: expected at least 0 bytes, got " + most);
    }
  }

  private static long most(long size) {
    return TIMES * size + MARGIN;
  }

  private static Map<String, TypedArray> read(FileBytes file, long most) throws IOException {
    Map<String, TypedArray> arrays = new LinkedHashMap<>();
    ByteBuffer chunk = ByteBuffer.allocate(ArrayBytes.CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    long left = Math.min(most, Runtime.getRuntime().maxMemory());
    try (ZipContent content = new ZipContent(file)) {
      for (ZipDirectory.Entry entry : ZipDirectory.read(file)) {
        if (!entry.name().endsWith(SUFFIX)) {
          throw file.refuse("names that end with " + SUFFIX, quote(entry.name()));
        }
        content.begin(entry);
        String source = file.source() + ": " + quote(entry.name());
        TypedArray array = new NpyCodec(source, content, chunk).read(entry.size(), left);
        content.end();
        left -= (long) array.type().held * array.size();
        String name = entry.name().substring(0, entry.name().length() - SUFFIX.length());
        if (arrays.put(name, array) != null) {
          throw file.refuse("each name once", quote(name) + " twice");
        }
      }
    }
    return Collections.unmodifiableMap(arrays);
  }

  /**
   * Writes arrays as they are, atomically, as {@link SafetensorsFile#write} does. The same arrays
   * in the same order give the same bytes.
   *
   * @param path a file to create or replace; a symbolic link is followed
   * @param arrays by name, written in the map's order; their values must not change meanwhile
   * @throws IOException if it cannot be written; the path is then as it was
   * @throws IllegalArgumentException if there are more, or a longer name, than {@link #read} takes,
   *     a name has a lone surrogate, or an array is of {@link TypedArray.Type#BFLOAT16}; nothing
   *     was written
   */
  public static void write(Path path, Map<String, TypedArray> arrays) throws IOException {
    write(path, arrays, false);
  }

  /**
   * Writes arrays deflated, atomically. The bytes depend on the JDK's deflater, too.
   *
   * @param path a file to create or replace; a symbolic link is followed
   * @param arrays by name, written in the map's order; their values must not change meanwhile
   * @throws IOException if it cannot be written; the path is then as it was
   * @throws IllegalArgumentException as above
   */
  public static void writeDeflated(Path path, Map<String, TypedArray> arrays) throws IOException {
    write(path, arrays, true);
  }

  private static void write(Path path, Map<String, TypedArray> arrays, boolean deflated)
      throws IOException {
    if (arrays.size() > ZipDirectory.MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "arrays: expected at most " + ZipDirectory.MAX_ENTRIES + ", got " + arrays.size());
    }
    arrays.keySet().forEach(NpzFile::checkName);
    AtomicFile.write(
        path,
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(new LeftOpen(out))) {
            for (Map.Entry<String, TypedArray> one : arrays.entrySet()) {
              zip.putNextEntry(entry(one.getKey(), one.getValue(), deflated));
              NpyCodec.write(one.getValue(), zip);
              zip.closeEntry();
            }
          }
        });
  }

  /** Passes on all but the end: the channel is not the zip file's to close. */
  private static final class LeftOpen extends BufferedOutputStream {
    LeftOpen(FileChannel out) {
      super(Channels.newOutputStream(out));
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  private static void checkName(String name) {
    try {
      int size = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name)).limit();
      if (size + SUFFIX.length() > ZipDirectory.MAX_NAME) {
        throw new IllegalArgumentException(
            "name: expected at most "
                + (ZipDirectory.MAX_NAME - SUFFIX.length())
                + " bytes, got "
                + size);
      }
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("name: expected no lone surrogate, got " + quote(name), e);
    }
  }

  /** A stored entry's size and checksum stand before it, so it is gone through twice. */
  private static ZipEntry entry(String name, TypedArray array, boolean deflated)
      throws IOException {
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setTimeLocal(WRITTEN);
    if (!deflated) {
      CheckedOutputStream counted =
          new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
      NpyCodec.write(array, counted);
      entry.setMethod(ZipEntry.STORED);
      entry.setCrc(counted.getChecksum().getValue());
      entry.setSize(NpyHeader.format(array).length + (long) array.type().size * array.size());
    }
    return entry;
  }
}
