package dev.cellwise.rnn.file;

/** The part of writing JSON that is easily got wrong: strings. */
final class JsonWriter {
  private JsonWriter() {}

  /**
   * Appends a string in quotes. Escapes what must be escaped and nothing else, in the shortest
   * form, as the safetensors library does.
   *
   * @param out the text so far. Modified.
   * @param value any text without lone surrogates
   * @return out
   * @throws IllegalArgumentException if there is a lone surrogate, which UTF-8 cannot hold
   */
  static StringBuilder string(StringBuilder out, String value) {
    out.append('"');
    value.codePoints().forEach(c -> character(out, c, value));
    return out.append('"');
  }

  private static void character(StringBuilder out, int c, String value) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
          throw new IllegalArgumentException(
              "text: expected no lone surrogate, got one in " + ModelFileException.quote(value));
        }
        if (c < ' ') {
          out.append(String.format("\\u%04x", c));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }
}
