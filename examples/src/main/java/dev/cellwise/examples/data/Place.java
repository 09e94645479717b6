package dev.cellwise.examples.data;

import dev.cellwise.examples.BadInput;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A line of a file that is read, for messages.
 *
 * @param option the option that names the file
 * @param file the file
 * @param line from 1
 */
record Place(String option, Path file, long line) {
  /** What Float.parseFloat takes and no table has is left out: NaN, 0x1p3, 1f. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?");

  /** What is wrong here. */
  BadInput bad(String problem, Object... arguments) {
    return new BadInput(
        "%s: %s line %d: %s".formatted(option, file, line, problem.formatted(arguments)));
  }

  /**
   * A number.
   *
   * @param text decimal, with an exponent if need be
   * @return a finite float, the nearest
   * @throws BadInput if it is none, or too large for a float
   */
  float number(String text) {
    if (!isNumber(text)) {
      throw bad("'%s' is not a number", shown(text));
    }
    float value = Float.parseFloat(text);
    if (Float.isInfinite(value)) {
      throw bad("%s does not fit a float", shown(text));
    }
    return value;
  }

  /** Whether a text is a number, if not one that a float holds. */
  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /** Whether a text has no word: nothing but spaces of any kind, those that do not break too. */
  static boolean isBlank(String text) {
    return text.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
  }

  /** Text of a file within a message: not too long. */
  static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
