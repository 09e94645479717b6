package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The content of the entries of a zip file, one after the other. Of an entry at most as many bytes
 * come out as the directory says.
 */
final class ZipContent implements NpyCodec.Feed, AutoCloseable {
  private final FileBytes file;
  private final Inflater inflater = new Inflater(true);
  private final ByteBuffer packed = ByteBuffer.allocate(ArrayBytes.CHUNK);
  private final ByteBuffer behind = ByteBuffer.allocate(1);
  private final CRC32 crc = new CRC32();
  private ZipDirectory.Entry entry;
  private long at;
  private long left;

  ZipContent(FileBytes file) {
    this.file = file;
  }

  /** Goes to an entry's first byte. */
  void begin(ZipDirectory.Entry next) {
    entry = next;
    at = next.data();
    left = next.packed();
    crc.reset();
    inflater.reset();
  }

  @Override
  public void fill(ByteBuffer chunk) throws IOException {
    int from = chunk.position();
    if (entry.deflated()) {
      inflate(chunk);
      if (chunk.hasRemaining()) {
        throw refuse("content of " + entry.size() + " bytes", "less");
      }
    } else {
      int count = chunk.remaining();
      if (count > left) {
        throw refuse("content of " + count + " bytes more", left + " bytes");
      }
      file.read(at, chunk);
      at += count;
      left -= count;
    }
    crc.update(chunk.array(), from, chunk.position() - from);
  }

  /**
   * Inflates until the chunk is full or the data end. It is asked before it is fed: it may hold
   * back what had no room in the chunk before.
   */
  private void inflate(ByteBuffer chunk) throws IOException {
    try {
      while (chunk.hasRemaining() && !inflater.finished()) {
        if (inflater.inflate(chunk) == 0 && !inflater.finished()) {
          if (left == 0 || !inflater.needsInput() || inflater.needsDictionary()) {
            return;
          }
          packed.clear().limit((int) Math.min(left, packed.capacity()));
          file.read(at, packed);
          at += packed.position();
          left -= packed.position();
          inflater.setInput(packed.array(), 0, packed.position());
        }
      }
    } catch (DataFormatException e) {
      throw new ModelFileException(
          file.source() + ": expected deflated content of " + quote(entry.name()) + ", got other",
          e);
    }
  }

  /** Whether the entry's content ended here, and was the right one. */
  void end() throws IOException {
    if (entry.deflated()) {
      behind.clear();
      inflate(behind);
      if (behind.position() > 0 || !inflater.finished()) {
        throw refuse("content of " + entry.size() + " bytes", "more");
      }
      left += inflater.getRemaining();
    }
    if (left != 0) {
      throw refuse("no bytes behind the content", left + " bytes");
    }
    if ((int) crc.getValue() != entry.crc()) {
      throw refuse("content of its checksum", "other content");
    }
  }

  private ModelFileException refuse(String expected, String got) {
    return file.refuse(expected + " in " + quote(entry.name()), got);
  }

  @Override
  public void close() {
    inflater.end();
  }
}
