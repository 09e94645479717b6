package dev.cellwise.rnn.file;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
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
 *   switch (in.field("units", "layers")) {
 *     case "units" -> units = in.integer();
 *     default -> layers = in.integer();
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
    final byte closer;
    boolean first = true;

    /** An object's names so far. */
    Set<String> names = Set.of();

    /** An object's fields so far, a bit each. */
    long fields;

    Open(char closer) {
      this.closer = (byte) closer;
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
    begin('{', '}', "an object");
  }

  void beginArray() {
    begin('[', ']', "an array");
  }

  private void begin(char opener, char closer, String what) {
    if (peek() != opener) {
      throw expected(what);
    }
    if (open.size() == MAX_DEPTH) {
      throw expected("at most " + MAX_DEPTH + " nested objects and arrays");
    }
    at++;
    open.push(new Open(closer));
  }

  void endObject() {
    close();
  }

  void endArray() {
    close();
  }

  private void close() {
    if (peek() != open.element().closer) {
      throw expected("'" + (char) open.element().closer + "'");
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
    boolean closes = peek() == current.closer;
    if (closes || current.first) {
      current.first = false;
      return !closes;
    }
    if (text[at] != ',') {
      throw expected("',' or '" + (char) current.closer + "'");
    }
    at++;
    if (peek() == current.closer) {
      throw expected("a member after ','");
    }
    return true;
  }

  /**
   * The name of the member that comes in an object whose names are free.
   *
   * @param maxBytes the longest name accepted, in bytes as they stand between the quotes
   */
  String name(int maxBytes) {
    String name = quoted("a name", maxBytes);
    Open current = open.element();
    if (current.names.isEmpty()) {
      current.names = new HashSet<>();
    }
    if (!current.names.add(name)) {
      throw twice(name);
    }
    colon();
    return name;
  }

  /**
   * The name of the member that comes in an object whose names are given; another is refused, and
   * so is one of these with a character escaped, which nobody writes.
   *
   * @param known all names that the object may have, ASCII, at most 64, the same for each member
   * @return one of them
   */
  String field(String... known) {
    if (peek() != '"') {
      throw expected("a name");
    }
    for (int i = 0; i < known.length; i++) {
      if (skip(known[i])) {
        Open current = open.element();
        if ((current.fields >> i & 1) != 0) {
          throw twice(known[i]);
        }
        current.fields |= 1L << i;
        colon();
        return known[i];
      }
    }
    throw expected("one of " + String.join(", ", known) + ", written without escapes");
  }

  /** Goes past the word in quotes, if that is what comes; makes no string. */
  private boolean skip(String word) {
    int end = at + 1 + word.length();
    if (end >= text.length || text[end] != '"') {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text[at + 1 + i] != word.charAt(i)) {
        return false;
      }
    }
    at = end + 1;
    return true;
  }

  private ModelFileException twice(String name) {
    return refuse(
        "expected each name of an object once, got "
            + ModelFileException.quote(name)
            + " once more");
  }

  private void colon() {
    if (peek() != ':') {
      throw expected("':'");
    }
    at++;
  }

  /**
   * A string.
   *
   * @param maxBytes the longest accepted, in bytes as they stand between the quotes
   */
  String string(int maxBytes) {
    return quoted("a string", maxBytes);
  }

  private String quoted(String what, int maxBytes) {
    if (peek() != '"') {
      throw expected(what);
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
    // One byte a character needs no decoder and its buffers.
    String raw =
        plain
            ? new String(text, start, end - start, StandardCharsets.ISO_8859_1)
            : decode(start, end);
    return escapes ? unescape(raw) : raw;
  }

  private String decode(int start, int end) {
    try {
      return utf8.decode(ByteBuffer.wrap(text, start, end - start)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelFileException(
          source + " at byte " + start + ": expected a string in UTF-8, got other bytes", e);
    }
  }

  /** Errors name the string's end: the escape's own place is lost in decoding. */
  private String unescape(String raw) {
    StringBuilder out = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        out.append(c);
      } else if (raw.charAt(++i) != 'u') {
        out.append(escaped(raw.charAt(i)));
      } else {
        out.append(hex(raw, i + 1));
        i += 4;
      }
    }
    String string = out.toString();
    // Well-formed UTF-8 has none, so a lone one was written as an escape.
    if (string.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
      throw refuse("expected surrogates in pairs in the string before, got a lone one");
    }
    return string;
  }

  private char escaped(char c) {
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default ->
          throw refuse(
              "expected one of \" \\ / b f n r t u after '\\' in the string before, got "
                  + ModelFileException.quote(String.valueOf(c)));
    };
  }

  private char hex(String raw, int from) {
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      // HexFormat takes ASCII only, unlike Character.digit.
      if (i >= raw.length() || !HexFormat.isHexDigit(raw.charAt(i))) {
        throw refuse("expected four hexadecimal digits after \\u in the string before, got others");
      }
      value = value << 4 | HexFormat.fromHexDigit(raw.charAt(i));
    }
    return (char) value;
  }

  /** A number without fraction and exponent that fits a long; minus zero is none. */
  long integer() {
    int start = number("an integer");
    boolean negative = text[start] == '-';
    try {
      // Downwards, since the smallest long has no positive twin.
      long value = 0;
      for (int i = negative ? start + 1 : start; i < at; i++) {
        if (text[i] < '0' || text[i] > '9' || negative && value == 0 && text[i] == '0') {
          throw notHeld(start, "an integer");
        }
        value = Math.subtractExact(Math.multiplyExact(value, 10), text[i] - '0');
      }
      return negative ? value : Math.negateExact(value);
    } catch (ArithmeticException ignored) {
      throw notHeld(start, "an integer of 64 bits");
    }
  }

  /** A number as the nearest double; one that would become infinite is refused. */
  double decimal() {
    int start = number("a number");
    double value =
        Double.parseDouble(new String(text, start, at - start, StandardCharsets.ISO_8859_1));
    if (Double.isInfinite(value)) {
      throw notHeld(start, "a number that a double holds");
    }
    return value;
  }

  private ModelFileException notHeld(int start, String what) {
    at = start;
    return expected(what);
  }

  /**
   * Goes past a number by the grammar: minus, digits without leading zero, fraction, exponent.
   *
   * @return where it began
   */
  private int number(String what) {
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
      throw notHeld(integer, "no leading zero");
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
    return start;
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
