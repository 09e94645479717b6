package dev.cellwise.rnn.data;

import java.util.Arrays;

/**
 * The symbols that a character model knows, numbered: Unicode code points in ascending order, so
 * that the same symbols always get the same numbers. Immutable.
 *
 * <p>Symbols that it does not know are refused, unless one is chosen that stands for all of them:
 * {@link #withUnknown}.
 */
public final class CharVocabulary {
  private static final int NONE = -1;

  private final int[] symbols;

  /** The number that unknown symbols get, or {@link #NONE}. */
  private final int unknown;

  private CharVocabulary(int[] symbols, int unknown) {
    this.symbols = symbols;
    this.unknown = unknown;
  }

  /**
   * The symbols of a text.
   *
   * @param text at least one symbol; line ends count as what they are
   * @return a vocabulary of each symbol in it
   * @throws IllegalArgumentException if the text is empty or holds a lone surrogate
   */
  public static CharVocabulary of(String text) {
    return of(text.codePoints().toArray());
  }

  /**
   * The given symbols.
   *
   * @param codePoints at least one, in any order, repeated or not
   * @return a vocabulary of each
   * @throws IllegalArgumentException if there is none, or one that is no Unicode character:
   *     negative, over U+10FFFF, or a surrogate
   */
  public static CharVocabulary of(int[] codePoints) {
    if (codePoints.length == 0) {
      throw new IllegalArgumentException("symbols: expected at least one, got none");
    }
    int[] symbols = Arrays.stream(codePoints).sorted().distinct().toArray();
    for (int c : symbols) {
      if (!Character.isValidCodePoint(c) || surrogate(c)) {
        throw new IllegalArgumentException("symbols: expected Unicode characters, got " + name(c));
      }
    }
    return new CharVocabulary(symbols, NONE);
  }

  /**
   * These symbols, one of which stands for all that are unknown: {@link #encode} takes it for them.
   *
   * @param codePoint a symbol, such as U+FFFD, the replacement character; added if it is not there,
   *     which makes the vocabulary larger by one
   * @return a vocabulary that refuses no symbol
   * @throws IllegalArgumentException if it is no Unicode character
   */
  public CharVocabulary withUnknown(int codePoint) {
    int[] more = Arrays.copyOf(symbols, symbols.length + 1);
    more[symbols.length] = codePoint;
    CharVocabulary all = of(more);
    return new CharVocabulary(all.symbols, all.indexOf(codePoint));
  }

  /**
   * The number that unknown symbols get.
   *
   * @return 0 to V - 1; -1 if they are refused
   */
  public int unknown() {
    return unknown;
  }

  /**
   * Reads what {@link #toText} gave.
   *
   * @param text the symbols in ascending order, each once
   * @return the vocabulary
   * @throws IllegalArgumentException if it is empty, out of order, or holds a lone surrogate
   */
  public static CharVocabulary parse(String text) {
    CharVocabulary vocabulary = of(text);
    if (!vocabulary.toText().equals(text)) {
      throw new IllegalArgumentException(
          "symbols: expected each once and in ascending order, got another order");
    }
    return vocabulary;
  }

  /**
   * The symbols as one text, to be kept beside a model. Which of them stands for unknown ones is
   * not in it, and is to be kept too: {@code parse(text).withUnknown(symbol)}.
   *
   * @return each symbol once, in ascending order
   */
  public String toText() {
    return new String(symbols, 0, symbols.length);
  }

  /**
   * Number of symbols, V.
   *
   * @return at least 1
   */
  public int size() {
    return symbols.length;
  }

  /**
   * A symbol's number.
   *
   * @param codePoint any code point
   * @return 0 to V - 1; -1 if the symbol is unknown
   */
  public int indexOf(int codePoint) {
    return Math.max(-1, Arrays.binarySearch(symbols, codePoint));
  }

  /**
   * A symbol's code point.
   *
   * @param index 0 to V - 1
   * @return the code point
   * @throws IndexOutOfBoundsException if there is no such symbol
   */
  public int codePoint(int index) {
    return symbols[checked(index)];
  }

  /**
   * A symbol as text.
   *
   * @param index 0 to V - 1
   * @return one or two chars
   * @throws IndexOutOfBoundsException if there is no such symbol
   */
  public String symbol(int index) {
    return Character.toString(symbols[checked(index)]);
  }

  /**
   * A text's symbols as numbers.
   *
   * @param text any text
   * @return a number from 0 to V - 1 for each code point
   * @throws IllegalArgumentException if a symbol is unknown and none stands for such; the message
   *     names its code point, and its place among the text's code points, from 0
   */
  public int[] encode(String text) {
    int[] tokens = text.codePoints().toArray();
    for (int i = 0; i < tokens.length; i++) {
      int index = indexOf(tokens[i]);
      if (index < 0 && unknown != NONE) {
        index = unknown;
      }
      if (index < 0) {
        throw new IllegalArgumentException(
            "text: expected symbols of the vocabulary, got " + name(tokens[i]) + " at " + i);
      }
      tokens[i] = index;
    }
    return tokens;
  }

  /**
   * Numbers back to text.
   *
   * @param tokens each 0 to V - 1
   * @return the text
   * @throws IndexOutOfBoundsException if there is no such symbol; the message names its place
   */
  public String decode(int[] tokens) {
    StringBuilder text = new StringBuilder(tokens.length);
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= symbols.length) {
        throw outside("tokens[" + i + "]", tokens[i]);
      }
      text.appendCodePoint(symbols[tokens[i]]);
    }
    return text.toString();
  }

  private int checked(int index) {
    if (index < 0 || index >= symbols.length) {
      throw outside("index", index);
    }
    return index;
  }

  private IndexOutOfBoundsException outside(String name, int index) {
    return new IndexOutOfBoundsException(
        name + ": expected 0 to " + (symbols.length - 1) + ", got " + index);
  }

  private static boolean surrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  /** As U+00E9 (é); what would not show, without the sign. */
  private static String name(int c) {
    boolean visible =
        Character.isLetterOrDigit(c) || c > ' ' && c < 0x7F; // no control, no format, no mark
    return (c < 0 ? Integer.toString(c) : String.format("U+%04X", c))
        + (visible ? " (" + Character.toString(c) + ")" : "");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CharVocabulary that
        && Arrays.equals(symbols, that.symbols)
        && unknown == that.unknown;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(symbols);
  }

  @Override
  public String toString() {
    return "CharVocabulary["
        + symbols.length
        + (unknown == NONE ? " symbols]" : " symbols, unknown " + name(symbols[unknown]) + "]");
  }
}
