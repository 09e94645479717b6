package dev.cellwise.rnn.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * One array in a {@code .npy} file, as {@code numpy.save} writes it. Source: the format's
 * description in {@code numpy.lib.format}.
 *
 * <p>Read are the versions 1.0, 2.0 and 3.0, the types of {@link TypedArray.Type} in either order
 * of bytes, all but BFLOAT16, and arrays in C and Fortran order. Refused by name is every other
 * type: arrays of objects, which NumPy keeps as pickle, of fields, and of text. Written are version
 * 1.0, little-endian, C order: the bytes that NumPy writes.
 *
 * <p>A file may come from anywhere. No length in it is trusted before it was held against the
 * file's size. Refused are, beyond what the format forbids, headers of more than 10,000 bytes, more
 * than 64 dimensions, an array of more elements than one of Java's holds, truth values other than 0
 * and 1, and bytes behind the array.
 */
public final class NpyFile {
  private NpyFile() {}

  /**
   * Reads a file into the heap.
   *
   * @param path a regular file or a link to one
   * @return its array
   * @throws IOException if it cannot be read
   * @throws ModelFileException if it is not a {@code .npy} file, or one that is refused
   */
  public static TypedArray read(Path path) throws IOException {
    try (FileChannel in = FileBytes.open(path)) {
      return read(new FileBytes(path.toString(), in));
    }
  }

  /**
   * Reads a file's content, such as a resource of the class path.
   *
   * @param source what to call it in messages
   * @param content all bytes of it; not kept
   * @return its array
   * @throws ModelFileException if it is not a {@code .npy} file, or one that is refused
   */
  public static TypedArray parse(String source, byte[] content) {
    try {
      return read(new FileBytes(source, content));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private static TypedArray read(FileBytes file) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(ArrayBytes.CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    NpyCodec.Feed feed =
        new NpyCodec.Feed() {
          private long at;

          @Override
          public void fill(ByteBuffer to) throws IOException {
            int count = to.remaining();
            file.read(at, to);
            at += count;
          }
        };
    return new NpyCodec(file.source(), feed, chunk)
        .read(file.size(), Runtime.getRuntime().maxMemory());
  }

  /**
   * Writes an array, atomically, as {@link SafetensorsFile#write} does.
   *
   * @param path a file to create or replace; a symbolic link is followed
   * @param array its values must not change meanwhile
   * @throws IOException if it cannot be written; the path is then as it was
   * @throws IllegalArgumentException if it is of {@link TypedArray.Type#BFLOAT16}, which NumPy has
   *     not; nothing was written
   */
  public static void write(Path path, TypedArray array) throws IOException {
    // The stream is not closed: the channel is not ours.
    AtomicFile.write(path, out -> NpyCodec.write(array, Channels.newOutputStream(out)));
  }
}
