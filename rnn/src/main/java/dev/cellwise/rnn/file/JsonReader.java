package dev.cellwise.rnn.file;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads one JSON text from front to back, strictly by RFC 8259. Nothing beyond the grammar is
 * accepted (no comments, trailing commas, NaN, leading zeros, byte order mark), and where the RFC
 * leaves a choice the strict one is taken: the names of an object are unique, UTF-8 is well-formed,
 * a string has no lone surrogate, an integer fits a long, nesting ends at {@link #MAX_DEPTH}.
 *
 * <p>The caller asks for what it expects and gets that, or a {@link ModelFileException} that says
 * where what else came. There is no tree: a hostile text costs no memory but what the caller keeps.
 *
 * <pre>{@code
 * JsonReader in = new JsonReader("m.safetensors: header", bytes);
 * in.beginObject();
 * while (in.hasNext()) {
 *   String name = in.name(20);
 *   switch (name) {
 *     case "units" -> units = in.integer();
 *     default -> throw in.refuse("expected \"units\", got " + ModelFileException.quote(name));
 *   }
 * }
 * in.endObject();
 * in.end();
 * }</pre>
 */
final class JsonReader {
  /** Objects and arrays that may be open at one time. */
  static final int MAX_DEPTH = 32;

  private static final int MAX_NUMBER = 400;

  /** The kinds of value. */
  enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  /** An object or array that is open. */
  private static final class Open {
    /** An object's names so far; null for an array. */
    final Set<String> names;

    boolean first = true;

    Open(Set<String> names) {
      this.names = names;
    }

    byte closer() {
      return (byte) (names == null ? ']' : '}');
    }
  }

  private final String source;
  private final byte[] text;
  private final Deque<Open> open = new ArrayDeque<>();
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private int at;

  /**
   * Starts at a text's first byte.
   *
   * @param source what the text is, the front of every message
   * @param text UTF-8; not copied
   */
  JsonReader(String source, byte[] text) {
    this.source = source;
    this.text = text;
  }

  /** The kind of the value that comes; reads nothing. */
  Kind kind() {
    return switch (peek()) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
      default -> throw expected("a value");
    };
  }

  void beginObject() {
    begin('{', "an object", new HashSet<>(4));
  }

  void beginArray() {
    begin('[', "an array", null);
  }

  private void begin(char opener, String what, Set<String> names) {
    if (peek() != opener) {
      throw expected(what);
    }
    if (open.size() == MAX_DEPTH) {
      throw expected("at most " + MAX_DEPTH + " nested objects and arrays");
    }
    at++;
    open.push(new Open(names));
  }

  void endObject() {
    close();
  }

  void endArray() {
    close();
  }

  private void close() {
    if (peek() != open.element().closer()) {
      throw expected("'" + (char) open.element().closer() + "'");
    }
    at++;
    open.pop();
  }

  /**
   * Whether the object or array that is open has one more member; to be asked once before each one,
   * and after the last.
   */
  boolean hasNext() {
    Open current = open.element();
    boolean closes = peek() == current.closer();
    if (closes || current.first) {
      current.first = false;
      return !closes;
    }
    if (text[at] != ',') {
      throw expected("',' or '" + (char) current.closer() + "'");
    }
    at++;
    if (peek() == current.closer()) {
      throw expected("a member after ','");
    }
    return true;
  }

  /**
   * The name of the member that comes in an object.
   *
   * @param maxBytes the longest name accepted, in bytes as they stand between the quotes
   */
  String name(int maxBytes) {
    if (peek() != '"') {
      throw expected("a name in double quotes");
    }
    String name = string(maxBytes);
    if (!open.element().names.add(name)) {
      throw refuse(
          "expected each name of an object once, got "
              + ModelFileException.quote(name)
              + " once more");
    }
    if (peek() != ':') {
      throw expected("':'");
    }
    at++;
    return name;
  }

  /**
   * A string.
   *
   * @param maxBytes the longest accepted, in bytes as they stand between the quotes
   */
  String string(int maxBytes) {
    if (peek() != '"') {
      throw expected("a string");
    }
    int start = ++at;
    boolean plain = true;
    boolean escapes = false;
    for (; at < text.length && text[at] != '"'; at++) {
      if (text[at] == '\\') {
        escapes = true;
        at++;
      } else if (text[at] < 0) {
        plain = false;
      } else if (text[at] < ' ') {
        throw expected("no control character in a string");
      }
      if (at - start >= maxBytes) {
        throw refuse("expected a string of at most " + maxBytes + " bytes, got a longer one");
      }
    }
    if (at >= text.length) {
      at = text.length;
      throw expected("'\"' at a string's end");
    }
    int end = at++;
    if (escapes) {
      return unescape(start, end);
    }
    // One byte a character, without the decoder's buffers.
    return plain
        ? new String(text, start, end - start, StandardCharsets.ISO_8859_1)
        : decode(start, end);
  }

  private String decode(int start, int end) {
    try {
      return utf8.decode(ByteBuffer.wrap(text, start, end - start)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelFileException(
          source + ": expected a string in UTF-8 from byte " + start + ", got other bytes", e);
    }
  }

  private String unescape(int start, int end) {
    StringBuilder out = new StringBuilder(end - start);
    int from = start;
    for (int i = start; i < end; i++) {
      if (text[i] == '\\') {
        out.append(decode(from, i));
        i++;
        if (text[i] == 'u') {
          out.append(hex(i + 1, end));
          i += 4;
        } else {
          out.append(escaped(i));
        }
        from = i + 1;
      }
    }
    String string = out.append(decode(from, end)).toString();
    // Well-formed UTF-8 has none, so a lone one was written as \\u.
    if (string.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
      throw refuse("expected surrogates in pairs in the string that ends here, got a lone one");
    }
    return string;
  }

  private char escaped(int i) {
    return switch (text[i]) {
      case '"', '\\', '/' -> (char) text[i];
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> {
        at = i;
        throw expected("one of \" \\ / b f n r t u after '\\'");
      }
    };
  }

  private char hex(int i, int end) {
    int value = 0;
    for (int k = i; k < i + 4; k++) {
      int digit = k < end ? Character.digit(text[k], 16) : -1;
      if (digit < 0) {
        at = Math.min(k, end);
        throw expected("four hexadecimal digits after \\u");
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  /** A number without fraction and exponent that fits a long; minus zero is none. */
  long integer() {
    int start = at;
    String number = number("an integer");
    try {
      if (!number.equals("-0")) {
        return Long.parseLong(number);
      }
    } catch (NumberFormatException e) {
      // Refused below, as what it is: a number that is no long.
    }
    throw new ModelFileException(
        source
            + " at byte "
            + start
            + ": expected an integer of 64 bits, got "
            + ModelFileException.quote(number));
  }

  /** A number as the nearest double; one that would become infinite is refused. */
  double decimal() {
    int start = at;
    String number = number("a number");
    double value = Double.parseDouble(number);
    if (Double.isInfinite(value)) {
      throw new ModelFileException(
          source
              + " at byte "
              + start
              + ": expected a number that a double holds, got "
              + ModelFileException.quote(number));
    }
    return value;
  }

  /** A number's text by the grammar: minus, digits without leading zero, fraction, exponent. */
  private String number(String what) {
    byte first = peek();
    if (first != '-' && !digit()) {
      throw expected(what);
    }
    int start = at;
    if (first == '-') {
      at++;
    }
    int integer = at;
    digits();
    if (text[integer] == '0' && at > integer + 1) {
      at = integer;
      throw expected("no leading zero");
    }
    if (at < text.length && text[at] == '.') {
      at++;
      digits();
    }
    if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
      at++;
      if (at < text.length && (text[at] == '+' || text[at] == '-')) {
        at++;
      }
      digits();
    }
    if (at - start > MAX_NUMBER) {
      throw refuse("expected a number of at most " + MAX_NUMBER + " characters, got a longer one");
    }
    return new String(text, start, at - start, StandardCharsets.ISO_8859_1);
  }

  private boolean digit() {
    return at < text.length && text[at] >= '0' && text[at] <= '9';
  }

  private void digits() {
    if (!digit()) {
      throw expected("a digit");
    }
    while (digit()) {
      at++;
    }
  }

  boolean bool() {
    boolean value = peek() == 't';
    literal(value ? "true" : "false");
    return value;
  }

  void nothing() {
    peek();
    literal("null");
  }

  private void literal(String word) {
    for (int i = 0; i < word.length(); i++, at++) {
      if (at >= text.length || text[at] != word.charAt(i)) {
        throw expected(word);
      }
    }
  }

  /** The text ends here but for white space. */
  void end() {
    space();
    if (at < text.length) {
      throw expected("nothing more");
    }
  }

  /** The first byte of what comes. */
  private byte peek() {
    space();
    if (at == text.length) {
      throw expected("more");
    }
    return text[at];
  }

  private void space() {
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
      at++;
    }
  }

  private ModelFileException expected(String what) {
    String got =
        at < text.length
            ? ModelFileException.quote(
                new String(text, at, Math.min(20, text.length - at), StandardCharsets.UTF_8))
            : "the end";
    return refuse("expected " + what + ", got " + got);
  }

  /** An exception with this text and where the reader is, to be thrown by the caller. */
  ModelFileException refuse(String why) {
    return new ModelFileException(source + " at byte " + at + ": " + why);
  }
}
