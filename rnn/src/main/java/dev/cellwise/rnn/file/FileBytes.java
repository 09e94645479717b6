package dev.cellwise.rnn.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file by their places: of one that is open, of one that is mapped, or of its
 * content in memory.
 */
final class FileBytes {
  private final String source;
  private final FileChannel channel;
  private final byte[] content;
  private final MemorySegment mapped;
  private final RandomAccessFile behind;
  private final long size;

  FileBytes(String source, byte[] content) {
    this.source = source;
    this.channel = null;
    this.content = content;
    this.mapped = null;
    this.behind = null;
    this.size = content.length;
  }

  FileBytes(String source, FileChannel channel) throws IOException {
    this.source = source;
    this.channel = channel;
    this.content = null;
    this.mapped = null;
    this.behind = null;
    this.size = channel.size();
  }

  /**
   * Of a file that is mapped whole.
   *
   * @param behind the same file, open: unlike a channel's, its length can be asked for by a thread
   *     that is interrupted
   */
  FileBytes(String source, RandomAccessFile behind, MemorySegment mapped) {
    this.source = source;
    this.channel = null;
    this.content = null;
    this.mapped = mapped;
    this.behind = behind;
    this.size = mapped.byteSize();
  }

  /** Opens a regular file or a link to one; a pipe would block on opening. */
  static FileChannel open(Path path) throws IOException {
    checkRegular(path);
    return FileChannel.open(path, StandardOpenOption.READ);
  }

  /** Refuses folders, pipes and devices, not what is not there. */
  static void checkRegular(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
  }

  String source() {
    return source;
  }

  long size() {
    return size;
  }

  /**
   * Reads from a place on what fits between the buffer's position and limit.
   *
   * @throws ModelFileException if the file ends before
   * @throws IllegalStateException if it was mapped, and is no more
   */
  void read(long from, ByteBuffer to) throws IOException {
    if (from < 0 || from > size - to.remaining()) {
      throw refuse(to.remaining() + " bytes at " + from, "the end");
    }
    if (content != null) {
      to.put(content, (int) from, to.remaining());
    } else if (mapped != null) {
      copy(from, to);
    } else {
      readChannel(from, to);
    }
  }

  /**
   * Pages that a file lost since it was mapped are a fault, and the rest of its last page is zeros.
   * The JVM tells of a fault at a call that leaves Java, or before: such as the one for the length,
   * which is asked each time.
   */
  private void copy(long from, ByteBuffer to) throws IOException {
    int count = to.remaining();
    try {
      MemorySegment.copy(mapped, from, MemorySegment.ofBuffer(to), 0, count);
      if (behind.length() < size) {
        throw shorter(count);
      }
    } catch (InternalError e) {
      ModelFileException refusal = shorter(count);
      refusal.initCause(e);
      throw refusal;
    } catch (IOException e) {
      if (!mapped.scope().isAlive()) {
        throw new IllegalStateException(source + ": closed while it was read", e);
      }
      throw e;
    }
    to.position(to.limit());
  }

  private void readChannel(long from, ByteBuffer to) throws IOException {
    long at = from;
    while (to.hasRemaining()) {
      int count = channel.read(to, at);
      if (count < 0) {
        throw shorter(to.remaining());
      }
      at += count;
    }
  }

  private ModelFileException shorter(int bytes) {
    return refuse(bytes + " bytes more", "the end: the file became shorter");
  }

  ModelFileException refuse(String expected, String got) {
    return new ModelFileException(source + ": expected " + expected + ", got " + got);
  }
}
