package dev.cellwise.examples.data;

import dev.cellwise.examples.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A UTF-8 file as a string. */
public final class TextFile {
  private static final int MOST_BYTES = 1 << 29;

  private TextFile() {}

  /**
   * Reads a file.
   *
   * @param option the option's name, for messages
   * @param file a UTF-8 text of at most 512 MiB; a byte order mark at its start is dropped
   * @return all of it, line ends as they are
   * @throws BadInput when the file is missing, a folder, unreadable, not UTF-8 or too large
   */
  public static String read(String option, Path file) {
    return decode(option, file, bytes(option, file));
  }

  private static byte[] bytes(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw new BadInput("%s: %s is a folder, not a file".formatted(option, file));
    }
    if (!Files.exists(file)) {
      throw new BadInput("%s: there is no file %s".formatted(option, file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new BadInput("%s: %s is larger than 512 MiB".formatted(option, file));
      }
      return bytes;
    } catch (IOException e) {
      throw new BadInput("%s: %s cannot be read".formatted(option, file));
    }
  }

  private static String decode(String option, Path file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new BadInput(
          "%s: %s is not UTF-8 (first at byte %,d)".formatted(option, file, in.position()));
    }
    String text = out.flip().toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
