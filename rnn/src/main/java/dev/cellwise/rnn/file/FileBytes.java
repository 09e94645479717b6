package dev.cellwise.rnn.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a file by their places: of one that is open, or of its content in memory. */
final class FileBytes {
  private final String source;
  private final FileChannel channel;
  private final byte[] content;
  private final long size;

  FileBytes(String source, byte[] content) {
    this.source = source;
    this.channel = null;
    this.content = content;
    this.size = content.length;
  }

  FileBytes(String source, FileChannel channel) throws IOException {
    this.source = source;
    this.channel = channel;
    this.content = null;
    this.size = channel.size();
  }

  /** Opens a regular file or a link to one; a pipe would block on opening. */
  static FileChannel open(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    return FileChannel.open(path, StandardOpenOption.READ);
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
   */
  void read(long from, ByteBuffer to) throws IOException {
    if (from < 0 || from > size - to.remaining()) {
      throw refuse(to.remaining() + " bytes at " + from, "the end");
    }
    if (content != null) {
      to.put(content, (int) from, to.remaining());
      return;
    }
    long at = from;
    while (to.hasRemaining()) {
      int count = channel.read(to, at);
      if (count < 0) {
        throw refuse(to.remaining() + " bytes more", "the end: the file became shorter");
      }
      at += count;
    }
  }

  ModelFileException refuse(String expected, String got) {
    return new ModelFileException(source + ": expected " + expected + ", got " + got);
  }
}
