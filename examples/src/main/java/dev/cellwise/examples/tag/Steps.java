package dev.cellwise.examples.tag;

import java.util.List;
import java.util.Locale;

/** What a network reads of a token: one step or several, of one vocabulary. */
enum Steps {
  /** The token as it is. */
  TOKEN {
    @Override
    List<String> of(String token) {
      return List.of(token);
    }
  },

  /**
   * The shape of a word, its last three letters, and the word in lower case: so something is known
   * of words that are not. Each step has the word's tag, the last one is asked.
   */
  WORD {
    @Override
    List<String> of(String token) {
      String lower = token.toLowerCase(Locale.ROOT);
      int[] letters = lower.codePoints().toArray();
      int ending = Math.min(ENDING, letters.length);
      return List.of(
          "shape " + shape(token),
          "ending " + new String(letters, letters.length - ending, ending),
          "word " + lower);
    }
  };

  private static final int ENDING = 3;
  private static final int LOOKED_AT = 12;

  /** The steps of a token, always as many. */
  abstract List<String> of(String token);

  /** How many steps a token has. */
  int count() {
    return of("x").size();
  }

  /** One letter for each run of capitals (X), other letters (x), digits (d); marks as they are. */
  static String shape(String token) {
    StringBuilder shape = new StringBuilder();
    int last = 0;
    for (int c : token.codePoints().limit(LOOKED_AT).toArray()) {
      int kind = kind(c);
      if (kind != last) {
        shape.appendCodePoint(kind);
      }
      last = kind;
    }
    return shape.toString();
  }

  private static int kind(int c) {
    if (Character.isUpperCase(c)) {
      return 'X';
    }
    return Character.isLetter(c) ? 'x' : Character.isDigit(c) ? 'd' : c;
  }
}
