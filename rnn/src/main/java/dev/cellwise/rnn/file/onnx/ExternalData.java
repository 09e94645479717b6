package dev.cellwise.rnn.file.onnx;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.file.ModelFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Tensors in other files. None is opened unless its path is one that the caller named; then it must
 * be a regular file that lies in the folder once all links are followed. The tensors of a file take
 * no more bytes than it has, so that many of them cannot stand on the same ones.
 */
final class ExternalData {
  /** Where a tensor lies: texts of the file. */
  static final class Place {
    private String location;
    private String offset;
    private String length;

    /** What is not known here. */
    private String other;

    /** Reads an entry, the value of the field at hand. */
    void read(Wire wire, Texts texts) {
      int outer = wire.open();
      long seen = 0;
      int key = 0;
      int value = 0;
      while (wire.next()) {
        switch (wire.field()) {
          case Fields.Entry.KEY -> {
            seen = Once.check(wire, seen);
            key = texts.name(wire);
          }
          case Fields.Entry.VALUE -> {
            seen = Once.check(wire, seen);
            value = texts.name(wire);
          }
          default -> wire.skip();
        }
      }
      wire.close(outer);
      String text = texts.get(value);
      switch (texts.get(key)) {
        case "location" -> location = once(wire, location, text);
        case "offset" -> offset = once(wire, offset, text);
        case "length" -> length = once(wire, length, text);
        default -> other = texts.get(key);
      }
    }

    private static String once(Wire wire, String before, String text) {
      if (before != null) {
        throw wire.refuse("each entry of external data once", "one twice");
      }
      return text;
    }

    void check(BiFunction<String, Object, ModelFileException> refuse) {
      if (other != null) {
        throw refuse.apply(
            "external data with location, offset and length", "the entry " + quote(other));
      }
      if (location == null) {
        throw refuse.apply("external data with a location", "none");
      }
    }
  }

  private final String source;
  private final OnnxOptions options;

  /** Bytes of each file that no tensor has taken yet. */
  private final Map<Path, Long> left = new HashMap<>();

  ExternalData(String source, OnnxOptions options) {
    this.source = source;
    this.options = options;
  }

  void checkAllowed(Place place, BiFunction<String, Object, ModelFileException> refuse) {
    if (!options.files().contains(place.location)) {
      throw refuse.apply(
          options.files().isEmpty()
              ? "no data in other files, unless an option names them"
              : "data in one of the files " + options.files(),
          "the location " + quote(place.location));
    }
  }

  /**
   * Reads a tensor.
   *
   * @param place checked and allowed
   * @param expected bytes that it has by its shape
   * @return they, little-endian
   */
  ByteBuffer read(Place place, long expected) {
    try {
      Path folder = options.folder().orElseThrow().toRealPath();
      Path file = folder.resolve(place.location).toRealPath();
      if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
        throw refuse(place, "a regular file in its folder", "another place");
      }
      try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
        return read(place, file, in, expected);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ByteBuffer read(Place place, Path file, FileChannel in, long expected)
      throws IOException {
    long size = in.size();
    long from = place.offset == null ? 0 : number(place, place.offset);
    long length = place.length == null ? expected : number(place, place.length);
    if (length != expected || length > Integer.MAX_VALUE - 8) {
      throw refuse(place, expected + " bytes for a tensor's shape", length);
    }
    if (from > size || length > size - from) {
      throw refuse(place, length + " bytes at " + from, "a file of " + size);
    }
    long rest = left.getOrDefault(file, size) - length;
    if (rest < 0) {
      throw refuse(place, "tensors apart from each other", "more than the file has bytes");
    }
    left.put(file, rest);
    ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (in.read(bytes, from + bytes.position()) < 0) {
        throw refuse(place, bytes.remaining() + " bytes more", "the end");
      }
    }
    return bytes.flip();
  }

  private long number(Place place, String text) {
    boolean digits = !text.isEmpty() && text.length() <= 18;
    for (int i = 0; i < text.length(); i++) {
      digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits) {
      throw refuse(place, "an offset and a length in decimal digits", quote(text));
    }
    return Long.parseLong(text);
  }

  private ModelFileException refuse(Place place, String expected, Object got) {
    return new ModelFileException(
        source
            + ": external data "
            + quote(place.location)
            + ": expected "
            + expected
            + ", got "
            + got);
  }
}
