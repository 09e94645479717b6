package dev.cellwise.examples.serve;

/** A request that is not answered: its status, and one line that says why. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The most characters of what came that a message repeats. */
  private static final int SHOWN = 60;

  private final int status;

  /**
   * A refusal. It has no stack trace: nothing is wrong with the program.
   *
   * @param status 400 to 599, as HTTP has them
   * @param message for whoever asked; becomes one line whatever is in it
   */
  Refusal(int status, String message) {
    super(escaped(message), null, false, false);
    this.status = status;
  }

  /** The status of the answer. */
  int status() {
    return status;
  }

  /**
   * What came, as a message may repeat it: text in quotes, without line ends, and never long.
   *
   * @param came a value from a request
   */
  static String shown(Object came) {
    String text = escaped(String.valueOf(came));
    int length = text.codePointCount(0, text.length());
    if (length > SHOWN) {
      // By code points: half a surrogate pair is no character.
      text = text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…";
    }
    text = came instanceof String ? '"' + text + '"' : text;
    return length > SHOWN ? text + " (" + length + " characters)" : text;
  }

  /** Without anything that ends a line, moves a cursor, or is no character at all. */
  private static String escaped(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    line.append("\\u%04x".formatted(c));
                default -> line.appendCodePoint(c);
              }
            });
    return line.toString();
  }
}
