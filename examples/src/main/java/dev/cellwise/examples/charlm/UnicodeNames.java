package dev.cellwise.examples.charlm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * The names of the Unicode characters that the running JDK knows ({@link Character#getName(int)}):
 * real text that needs no download.
 *
 * <p><b>The filter.</b> A name is kept unless
 *
 * <ol>
 *   <li>it ends in its own code point in hexadecimal: the names that Unicode or Java derive by
 *       rule, such as CJK COMPATIBILITY IDEOGRAPH-F900, EGYPTIAN HIEROGLYPH-13460, NUSHU
 *       CHARACTER-1B170, CJK UNIFIED IDEOGRAPHS 4E00, HANGUL SYLLABLES AC00, PRIVATE USE AREA E000;
 *   <li>or its last part, after a space or a hyphen, is a decimal number: a member of a numbered
 *       series, such as VARIATION SELECTOR-17, TANGUT COMPONENT-042, BRAILLE PATTERN DOTS-1235.
 * </ol>
 *
 * With Unicode 16.0 that leaves 31,797 names, 851,095 characters with their line ends, 41 symbols
 * (40 and the line end). No two are alike, so a held-out name never occurs in training.
 */
public final class UnicodeNames {
  /** The held-out share of the names. */
  static final double HELD_OUT = 0.1;

  private static final Pattern NUMBERED = Pattern.compile(".*[ -][0-9]+");

  private UnicodeNames() {}

  /** All names that pass the filter, by ascending code point. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      String name = Character.getName(codePoint);
      if (name != null && isKept(codePoint, name)) {
        names.add(name);
      }
    }
    return names;
  }

  /**
   * Whether a name passes the filter.
   *
   * @param codePoint the character
   * @param name its name
   */
  static boolean isKept(int codePoint, String name) {
    return !name.endsWith(Integer.toHexString(codePoint).toUpperCase(Locale.ROOT))
        && !NUMBERED.matcher(name).matches();
  }

  /**
   * The names in random order, one a line, every tenth of them held out.
   *
   * @param seed decides the order and the split
   * @return two streams of lines, each with a line end as its lead-in
   */
  public static Corpus corpus(long seed) {
    List<String> names = names();
    Collections.shuffle(names, new Random(seed));
    int heldOut = (int) Math.round(names.size() * HELD_OUT);
    int training = names.size() - heldOut;
    return new Corpus(
        "%,d Unicode character names (Unicode %s)".formatted(names.size(), unicodeVersion()),
        Corpus.Kind.LINES,
        lines(names.subList(0, training)),
        lines(names.subList(training, names.size())));
  }

  private static String lines(List<String> names) {
    return "\n" + String.join("\n", names) + "\n";
  }

  /**
   * The Unicode version of the running JDK. Java has no method that tells it, so it is found by
   * characters that a version was the first to define.
   */
  public static String unicodeVersion() {
    int sideticLetter = 0x10940; // block new in Unicode 17.0
    int todhriLetter = 0x105C0; // block new in Unicode 16.0
    if (Character.isDefined(sideticLetter)) {
      return "17.0 or newer";
    }
    return Character.isDefined(todhriLetter) ? "16.0" : "15.1 or older";
  }
}
