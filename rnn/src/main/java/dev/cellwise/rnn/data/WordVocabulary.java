package dev.cellwise.rnn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The words that a model knows, numbered. First the special tokens that were asked for, in the
 * order padding, unknown, start, end; then the words by how often they come, those that come as
 * often by their code points, ascending: so the same text always gets the same numbers. Immutable.
 *
 * <p>A text is cut into words by a splitter, {@link #split} unless told. Words that the vocabulary
 * does not hold are refused, unless there is a token for them: {@link Options#withUnknown}. A word
 * of a text that reads like a special token is that token, so that texts may be marked in advance;
 * such words are not counted.
 */
public final class WordVocabulary {
  private static final int NONE = -1;
  private static final String[] ROLES = {"padding", "unknown", "start", "end"};

  private final List<String> tokens;
  private final Map<String, Integer> numbers;

  /** The number of each role's token, or {@link #NONE}. */
  private final int[] special;

  private final Function<String, List<String>> splitter;

  /**
   * What becomes of a text's words.
   *
   * @param minimumCount words that come less often are left out; at least 1
   * @param maximumSize the most tokens, special ones included: the rarest words are left out; at
   *     least 1
   * @param padding the token that fills batches up, or null
   * @param unknown the token for all words that are not there, or null: such words are refused
   * @param start the token before a text, or null
   * @param end the token after a text, or null
   * @param splitter cuts a text into its words, none of them empty
   */
  public record Options(
      int minimumCount,
      int maximumSize,
      String padding,
      String unknown,
      String start,
      String end,
      Function<String, List<String>> splitter) {
    /** Checks. */
    public Options {
      if (minimumCount < 1) {
        throw new IllegalArgumentException(
            "minimumCount: expected at least 1, got " + minimumCount);
      }
      if (maximumSize < 1) {
        throw new IllegalArgumentException("maximumSize: expected at least 1, got " + maximumSize);
      }
      Objects.requireNonNull(splitter, "splitter");
    }

    /**
     * All words, and nothing else.
     *
     * @return no bounds, no special token, and {@link WordVocabulary#split}
     */
    public static Options standard() {
      return new Options(1, Integer.MAX_VALUE, null, null, null, null, WordVocabulary::split);
    }

    /**
     * Without rare words.
     *
     * @param count how often a word must come, at least 1
     * @return a copy
     */
    public Options withMinimumCount(int count) {
      return new Options(count, maximumSize, padding, unknown, start, end, splitter);
    }

    /**
     * With so many tokens at most.
     *
     * @param size special tokens included, at least 1
     * @return a copy
     */
    public Options withMaximumSize(int size) {
      return new Options(minimumCount, size, padding, unknown, start, end, splitter);
    }

    /**
     * With a token for words that are not there.
     *
     * @param token such as {@code <unk>}
     * @return a copy
     */
    public Options withUnknown(String token) {
      return new Options(minimumCount, maximumSize, padding, token, start, end, splitter);
    }

    /**
     * With a token that fills batches up; it gets number 0.
     *
     * @param token such as {@code <pad>}
     * @return a copy
     */
    public Options withPadding(String token) {
      return new Options(minimumCount, maximumSize, token, unknown, start, end, splitter);
    }

    /**
     * With tokens before and after a text. They are numbered, and put there by the caller.
     *
     * @param first such as {@code <s>}, or null
     * @param last such as {@code </s>}, or null
     * @return a copy
     */
    public Options withBounds(String first, String last) {
      return new Options(minimumCount, maximumSize, padding, unknown, first, last, splitter);
    }

    /**
     * With another way to cut texts.
     *
     * @param words cuts a text into its words, none of them empty
     * @return a copy
     */
    public Options withSplitter(Function<String, List<String>> words) {
      return new Options(minimumCount, maximumSize, padding, unknown, start, end, words);
    }

    private String[] specials() {
      return new String[] {padding, unknown, start, end};
    }
  }

  private WordVocabulary(
      List<String> tokens, int[] special, Function<String, List<String>> splitter) {
    this.tokens = Collections.unmodifiableList(tokens);
    this.special = special;
    this.splitter = splitter;
    this.numbers = HashMap.newHashMap(tokens.size());
    for (String token : tokens) {
      check(token);
      if (numbers.put(token, numbers.size()) != null) {
        throw new IllegalArgumentException("tokens: expected each once, got " + token + " twice");
      }
    }
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("tokens: expected at least one, got none");
    }
  }

  private static void check(String token) {
    if (token.isEmpty()) {
      throw new IllegalArgumentException("tokens: expected text, got an empty one");
    }
    boolean surrogate = token.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    if (surrogate || token.indexOf('\n') >= 0 || token.indexOf('\r') >= 0) {
      throw new IllegalArgumentException(
          "tokens: expected no line end and no lone surrogate, got " + shown(token));
    }
  }

  /**
   * The words of a text.
   *
   * @param text the training text
   * @param options which of its words, and what else
   * @return the vocabulary
   * @throws IllegalArgumentException if there is no token, special tokens are equal, they alone are
   *     more than the maximum size, or a word is empty or holds a line end or a lone surrogate
   */
  public static WordVocabulary of(String text, Options options) {
    return of(options.splitter().apply(text), options);
  }

  /**
   * Words that were cut already.
   *
   * @param words of the training text, in any order
   * @param options which of them, and what else
   * @return the vocabulary
   * @throws IllegalArgumentException as above
   */
  public static WordVocabulary of(List<String> words, Options options) {
    List<String> tokens = new ArrayList<>();
    int[] special = new int[ROLES.length];
    String[] specials = options.specials();
    for (int role = 0; role < ROLES.length; role++) {
      special[role] = specials[role] == null ? NONE : tokens.size();
      if (specials[role] != null) {
        tokens.add(specials[role]);
      }
    }
    if (tokens.size() > options.maximumSize()) {
      throw new IllegalArgumentException(
          "maximumSize: expected at least the "
              + tokens.size()
              + " special tokens, got "
              + options.maximumSize());
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    words.forEach(word -> counts.merge(word, 1, Integer::sum));
    tokens.forEach(counts::remove);
    counts.entrySet().stream()
        .filter(e -> e.getValue() >= options.minimumCount())
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry::getKey, WordVocabulary::compare))
        .limit(options.maximumSize() - tokens.size())
        .forEach(e -> tokens.add(e.getKey()));
    return new WordVocabulary(tokens, special, options.splitter());
  }

  /** By code points: chars do not sort as they do, since surrogates lie below U+E000. */
  private static int compare(String a, String b) {
    for (int i = 0; i < a.length() && i < b.length(); i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(order(a.charAt(i)), order(b.charAt(i)));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int order(char c) {
    return Character.isSurrogate(c) ? c + (1 << Character.SIZE) : c;
  }

  /**
   * Reads what {@link #toText} gave; texts are cut by {@link #split}.
   *
   * @param text the roles and tokens
   * @return the vocabulary
   * @throws IllegalArgumentException if it is not as {@link #toText} describes
   */
  public static WordVocabulary parse(String text) {
    return parse(text, WordVocabulary::split);
  }

  /**
   * Reads what {@link #toText} gave.
   *
   * @param text the roles and tokens
   * @param splitter cuts a text into its words, as it did for the vocabulary that was kept
   * @return the vocabulary
   * @throws IllegalArgumentException if it is not as {@link #toText} describes
   */
  public static WordVocabulary parse(String text, Function<String, List<String>> splitter) {
    Objects.requireNonNull(splitter, "splitter");
    List<String> lines = List.of(text.split("\n", -1));
    int last = lines.size() - 1;
    if (last < 1 || !lines.get(last).isEmpty()) {
      throw new IllegalArgumentException(
          "text: expected a line of roles and one of each token, got another");
    }
    int[] special = new int[ROLES.length];
    int count = 0;
    StringBuilder roles = new StringBuilder();
    List<String> given = List.of(lines.get(0).split(" "));
    for (int role = 0; role < ROLES.length; role++) {
      boolean there = given.contains(ROLES[role]);
      special[role] = there ? count++ : NONE;
      roles.append(there ? (roles.isEmpty() ? "" : " ") + ROLES[role] : "");
    }
    if (!roles.toString().equals(lines.get(0)) || count > last - 1) {
      throw new IllegalArgumentException(
          "text: expected some of the roles padding, unknown, start, end in this order and a token"
              + " of each, got others");
    }
    return new WordVocabulary(List.copyOf(lines.subList(1, last)), special, splitter);
  }

  /**
   * All tokens as one text, to be kept beside a model: a line that names the special tokens' roles
   * in their order, separated by spaces, empty if there is none; then each token in a line, in the
   * order of their numbers. Every line ends with U+000A. The splitter is not in it.
   *
   * @return the text
   */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (int role = 0; role < ROLES.length; role++) {
      if (special[role] != NONE) {
        text.append(text.isEmpty() ? "" : " ").append(ROLES[role]);
      }
    }
    text.append('\n');
    tokens.forEach(token -> text.append(token).append('\n'));
    return text.toString();
  }

  /**
   * Number of tokens, V.
   *
   * @return at least 1
   */
  public int size() {
    return tokens.size();
  }

  /**
   * A token's number.
   *
   * @param token any text
   * @return 0 to V - 1; -1 if it is not there
   */
  public int indexOf(String token) {
    return numbers.getOrDefault(token, NONE);
  }

  /**
   * A token.
   *
   * @param index 0 to V - 1
   * @return its text
   * @throws IndexOutOfBoundsException if there is no such token
   */
  public String token(int index) {
    if (index < 0 || index >= tokens.size()) {
      throw outside("index", index);
    }
    return tokens.get(index);
  }

  /**
   * The token that fills batches up.
   *
   * @return its number; -1 if there is none
   */
  public int padding() {
    return special[0];
  }

  /**
   * The token for words that are not there.
   *
   * @return its number; -1 if there is none, and such words are refused
   */
  public int unknown() {
    return special[1];
  }

  /**
   * The token before a text.
   *
   * @return its number; -1 if there is none
   */
  public int start() {
    return special[2];
  }

  /**
   * The token after a text.
   *
   * @return its number; -1 if there is none
   */
  public int end() {
    return special[3];
  }

  /**
   * A text's words as numbers.
   *
   * @param text any text
   * @return a number from 0 to V - 1 for each word
   * @throws IllegalArgumentException if a word is unknown and there is no token for such; the
   *     message has the word and its place among the text's words, from 0
   */
  public int[] encode(String text) {
    return encode(splitter.apply(text));
  }

  /**
   * Words as numbers.
   *
   * @param words any words
   * @return a number from 0 to V - 1 for each
   * @throws IllegalArgumentException as above
   */
  public int[] encode(List<String> words) {
    int[] encoded = new int[words.size()];
    int i = 0;
    for (String word : words) {
      int number = numbers.getOrDefault(word, unknown());
      if (number == NONE) {
        throw new IllegalArgumentException(
            "text: expected words of the vocabulary, got \"" + shown(word) + "\" at " + i);
      }
      encoded[i++] = number;
    }
    return encoded;
  }

  /** A word fit for a message: cut short, and only what can be seen of it. */
  private static String shown(String word) {
    return word.codePoints()
        .limit(40)
        .map(c -> Character.isLetterOrDigit(c) || c >= ' ' && c < 0x7F ? c : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /**
   * Numbers back to words, a space between each.
   *
   * @param encoded each 0 to V - 1
   * @return the text; not the one that was encoded, where words were not cut at single spaces
   * @throws IndexOutOfBoundsException if there is no such token; the message names its place
   */
  public String decode(int[] encoded) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] < 0 || encoded[i] >= tokens.size()) {
        throw outside("tokens[" + i + "]", encoded[i]);
      }
      text.append(i == 0 ? "" : " ").append(tokens.get(encoded[i]));
    }
    return text.toString();
  }

  private IndexOutOfBoundsException outside(String name, int index) {
    return new IndexOutOfBoundsException(
        name + ": expected 0 to " + (tokens.size() - 1) + ", got " + index);
  }

  /**
   * Cuts a text into words, by the Unicode properties of its code points. What {@link
   * Character#isWhitespace(int)} or {@link Character#isSpaceChar(int)} holds for, no-break spaces
   * too, separates and is left out. Letters, digits, marks and connectors such as the low line are
   * words as long as they follow each other. Every other code point is a word of its own: {@code
   * don't stop_it, 3.5!} gives {@code don ' t stop_it , 3 . 5 !}. Case stays as it is.
   *
   * @param text any text
   * @return its words in order, none empty
   */
  public static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    int begin = 0;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      int next = at + Character.charCount(c);
      if (!wordly(c)) {
        add(words, text, begin, at);
        begin = Character.isWhitespace(c) || Character.isSpaceChar(c) ? next : at;
        add(words, text, begin, next);
        begin = next;
      }
      at = next;
    }
    add(words, text, begin, at);
    return words;
  }

  private static void add(List<String> words, String text, int begin, int end) {
    if (begin < end) {
      words.add(text.substring(begin, end));
    }
  }

  private static boolean wordly(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.CONNECTOR_PUNCTUATION ->
          true;
      default -> Character.isLetterOrDigit(c);
    };
  }

  /**
   * Cuts a text at white space alone: a splitter for texts whose words are cut already.
   *
   * @param text any text
   * @return what lies between white space, in order, none empty
   */
  public static List<String> splitAtSpaces(String text) {
    List<String> words = new ArrayList<>();
    int begin = 0;
    for (int at = 0; at < text.length(); at++) {
      // No white space lies beyond U+FFFF.
      if (Character.isWhitespace(text.charAt(at)) || Character.isSpaceChar(text.charAt(at))) {
        add(words, text, begin, at);
        begin = at + 1;
      }
    }
    add(words, text, begin, text.length());
    return words;
  }

  /** Equal tokens in equal roles; splitters are not compared. */
  @Override
  public boolean equals(Object other) {
    return other instanceof WordVocabulary that
        && tokens.equals(that.tokens)
        && Arrays.equals(special, that.special);
  }

  @Override
  public int hashCode() {
    return tokens.hashCode();
  }

  @Override
  public String toString() {
    return "WordVocabulary[" + tokens.size() + " tokens]";
  }
}
