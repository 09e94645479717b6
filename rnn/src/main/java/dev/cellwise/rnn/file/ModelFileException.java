package dev.cellwise.rnn.file;

import java.io.Serial;

/**
 * A file's content is not what its format, or the model it should hold, allows. The one exception
 * for bad content, whatever is wrong; a file that cannot be read at all gives an {@link
 * java.io.IOException}.
 *
 * <p>The message says which file, what was expected and what came. Text from the file is quoted in
 * it, cut short, with control characters escaped.
 */
public final class ModelFileException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int QUOTED = 80;

  /**
   * For whoever reads a format.
   *
   * @param message which file, what was expected and what came; text from the file by {@link
   *     #quote}
   */
  public ModelFileException(String message) {
    super(message);
  }

  /**
   * For whoever reads a format.
   *
   * @param message which file, what was expected and what came; text from the file by {@link
   *     #quote}
   * @param cause what was thrown
   */
  public ModelFileException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Text from a file, fit for a message or a log line: cut short, and nothing but visible text.
   *
   * @param text whatever the file has
   * @return the text in quotation marks
   */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length() && i < QUOTED; i++) {
      char c = text.charAt(i);
      switch (Character.getType(c)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.SURROGATE,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.UNASSIGNED ->
            out.append(String.format("\\u%04x", (int) c));
        default -> out.append(c);
      }
    }
    return out.append(text.length() > QUOTED ? "...\"" : "\"").toString();
  }
}
