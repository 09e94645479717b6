package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.file.TypedArray.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header of an array of NumPy's: a literal of Python, {@code {'descr': '<f4', 'fortran_order':
 * False, 'shape': (2, 3), }}. Read strictly: these three names, each once, in any order, with
 * nothing that would have to be evaluated.
 *
 * @param type of the elements
 * @param bigEndian whether an element's highest byte comes first
 * @param fortran whether the first index runs fastest
 * @param shape size of each dimension, outermost first
 * @param elements the product of the shape
 */
record NpyHeader(Type type, boolean bigEndian, boolean fortran, int[] shape, int elements) {
  /** Bytes of a header: NumPy's own limit for files that it does not trust. */
  static final int MAX_HEADER = 10_000;

  /** Arrays of Integer.MAX_VALUE elements do not exist on HotSpot. */
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  private static final int ALIGNMENT = 64;

  /** Magic, version 1.0, and the length of the header in 16 bits. */
  private static final int BEFORE = 10;

  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /**
   * All that comes before an array's bytes, as NumPy writes it: version 1.0, padded with spaces and
   * ended by a line end, so that the data begin at a multiple of 64.
   *
   * @throws IllegalArgumentException if NumPy has no such type
   */
  static byte[] format(TypedArray array) {
    if (array.type().numpy == null) {
      throw new IllegalArgumentException(
          "array: expected a type that NumPy has, got " + array.type());
    }
    StringBuilder text = new StringBuilder("{'descr': '");
    text.append(array.type().size == 1 ? '|' : '<').append(array.type().numpy);
    text.append("', 'fortran_order': False, 'shape': (");
    int[] shape = array.shape();
    for (int i = 0; i < shape.length; i++) {
      boolean last = i > 0 && i + 1 == shape.length;
      text.append(i == 0 ? "" : " ").append(shape[i]).append(last ? "" : ",");
    }
    text.append("), }");
    int length = (BEFORE + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    text.append(" ".repeat(length - BEFORE - text.length() - 1)).append('\n');
    byte[] bytes = Arrays.copyOf(MAGIC, length);
    bytes[6] = 1;
    bytes[8] = (byte) text.length();
    bytes[9] = (byte) (text.length() >> 8);
    System.arraycopy(
        text.toString().getBytes(StandardCharsets.US_ASCII), 0, bytes, BEFORE, text.length());
    return bytes;
  }

  /**
   * Reads the literal.
   *
   * @param source the file, the front of every message
   * @param text holds the header; not kept
   * @param length bytes of it
   * @param longs whether numbers may end in an L, as Python 2 wrote them
   * @throws ModelFileException if it is not one, or is refused
   */
  static NpyHeader parse(String source, byte[] text, int length, boolean longs) {
    return new Parser(source, text, length, longs).parse();
  }

  /** Reads the header from front to back. */
  private static final class Parser {
    private static final String[] NAMES = {"descr", "fortran_order", "shape"};

    private final String source;
    private final byte[] text;
    private final int length;
    private final boolean longs;
    private int at;

    Parser(String source, byte[] text, int length, boolean longs) {
      this.source = source;
      this.text = text;
      this.length = length;
      this.longs = longs;
    }

    NpyHeader parse() {
      Type type = null;
      boolean bigEndian = false;
      boolean fortran = false;
      int[] shape = null;
      int seen = 0;
      expect('{');
      while (!taken('}')) {
        int name = name();
        if ((seen & 1 << name) != 0) {
          throw refuse("each name once", NAMES[name] + " twice");
        }
        seen |= 1 << name;
        expect(':');
        switch (name) {
          case 0 -> {
            String descr = descr();
            type = type(descr);
            bigEndian = descr.charAt(0) == '>';
          }
          case 1 -> fortran = truth();
          default -> shape = shape();
        }
        if (!taken(',')) {
          expect('}');
          break;
        }
      }
      skip();
      if (at < length) {
        throw refuse("the end of the header", found());
      }
      if (seen != 7) {
        throw refuse("descr, fortran_order and shape", "not all of them");
      }
      return new NpyHeader(type, bigEndian, fortran, shape, elements(shape));
    }

    private void skip() {
      while (at < length && (text[at] == ' ' || text[at] == '\n')) {
        at++;
      }
    }

    private boolean taken(char c) {
      skip();
      boolean there = at < length && text[at] == c;
      at += there ? 1 : 0;
      return there;
    }

    private void expect(char c) {
      if (!taken(c)) {
        throw refuse("'" + c + "'", found());
      }
    }

    /** Which of the three names comes next. */
    private int name() {
      String name = string();
      for (int i = 0; i < NAMES.length; i++) {
        if (NAMES[i].equals(name)) {
          return i;
        }
      }
      throw refuse("descr, fortran_order or shape", quote(name));
    }

    private String string() {
      skip();
      byte mark = at < length ? text[at] : 0;
      if (mark != '\'' && mark != '"') {
        throw refuse("a string", found());
      }
      int begin = ++at;
      while (at < length && text[at] != mark) {
        if (text[at] < ' ' || text[at] > '~' || text[at] == '\\') {
          throw refuse("plain ASCII in a string", found());
        }
        at++;
      }
      if (at == length) {
        throw refuse("the end of a string", found());
      }
      return new String(text, begin, at++ - begin, StandardCharsets.US_ASCII);
    }

    /** Types of several fields are lists; they and objects are what only pickle could fill. */
    private String descr() {
      skip();
      if (at < length && text[at] == '[') {
        throw refuse("an array of one type", "a list of fields");
      }
      return string();
    }

    private Type type(String descr) {
      for (Type type : Type.values()) {
        String orders = type.size == 1 ? "|<>" : "<>";
        if (type.numpy != null
            && descr.length() == 3
            && orders.indexOf(descr.charAt(0)) >= 0
            && descr.endsWith(type.numpy)) {
          return type;
        }
      }
      throw refuse("one of the types b1, i1, u1, i2, u2, i4, u4, i8, u8, f2, f4, f8", quote(descr));
    }

    private boolean truth() {
      if (word("True")) {
        return true;
      }
      if (word("False")) {
        return false;
      }
      throw refuse("True or False", found());
    }

    private boolean word(String word) {
      skip();
      for (int i = 0; i < word.length(); i++) {
        if (at + i >= length || text[at + i] != word.charAt(i)) {
          return false;
        }
      }
      at += word.length();
      return true;
    }

    /** A tuple: nothing, one number with a comma, or more. */
    private int[] shape() {
      int[] shape = new int[4];
      int rank = 0;
      boolean comma = true;
      expect('(');
      while (!taken(')')) {
        if (!comma) {
          throw refuse("',' or ')'", found());
        }
        if (rank == TypedArray.MAX_RANK) {
          throw refuse("at most " + TypedArray.MAX_RANK + " dimensions", "more");
        }
        shape = rank == shape.length ? Arrays.copyOf(shape, 4 * rank) : shape;
        shape[rank++] = dimension();
        comma = taken(',');
      }
      if (rank == 1 && !comma) {
        throw refuse("a tuple", "a number in parentheses");
      }
      return Arrays.copyOf(shape, rank);
    }

    private int dimension() {
      skip();
      int begin = at;
      long value = 0;
      while (at < length && text[at] >= '0' && text[at] <= '9') {
        value = value * 10 + text[at++] - '0';
        if (value > MAX_ELEMENTS) {
          throw refuse("a dimension of at most " + MAX_ELEMENTS, "more");
        }
      }
      if (at == begin || text[begin] == '0' && at - begin > 1) {
        throw refuse("a dimension", at == begin ? found() : "a number that begins with 0");
      }
      if (longs && at < length && text[at] == 'L') {
        at++;
      }
      return (int) value;
    }

    private int elements(int[] shape) {
      long elements = 1;
      boolean empty = false;
      for (int d : shape) {
        empty |= d == 0;
        elements = Math.min(elements * d, 1L << 31);
      }
      if (!empty && elements > MAX_ELEMENTS) {
        throw refuse("at most " + MAX_ELEMENTS + " elements", "shape " + Arrays.toString(shape));
      }
      return empty ? 0 : (int) elements;
    }

    private String found() {
      if (at >= length) {
        return "the end";
      }
      return quote(String.valueOf((char) (text[at] & 0xFF)));
    }

    private ModelFileException refuse(String expected, String got) {
      return new ModelFileException(
          source + ": header at " + at + ": expected " + expected + ", got " + got);
    }
  }
}
