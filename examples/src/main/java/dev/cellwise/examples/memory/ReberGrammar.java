package dev.cellwise.examples.memory;

import dev.cellwise.examples.Draws;
import java.util.Arrays;

/**
 * The embedded Reber grammar. A string is {@code B x R x E}: x is T or P, both times the same, and
 * R a string of the Reber grammar, drawn from its diagram with each way on equally likely:
 *
 * <pre>
 *   B → 1      1: T → 2, P → 3      2: S → 2, X → 4      3: T → 3, V → 5
 *              4: X → 3, S → 6      5: P → 4, V → 6      6: E
 * </pre>
 *
 * <p>So the last symbol but one can be told by who remembers the second, over a wait that has no
 * longest.
 */
final class ReberGrammar {
  static final String SYMBOLS = "BTPSXVE";

  private static final int BEGIN = 0;
  private static final int CHOICE = 1;
  private static final int LAST = 2;
  private static final int END = 3;

  /** States 0 to 6 of the inner diagram, and 7 behind it, for each choice. */
  private static final int INNER = 4;

  private static final int INNER_STATES = 8;

  /** next [state][symbol]; -1: not legal. */
  private static final int[][] NEXT = new int[INNER + 2 * INNER_STATES][SYMBOLS.length()];

  static {
    for (int[] row : NEXT) {
      Arrays.fill(row, -1);
    }
    way(BEGIN, 'B', CHOICE);
    way(LAST, 'E', END);
    embed('T', INNER);
    embed('P', INNER + INNER_STATES);
  }

  private ReberGrammar() {}

  private static void embed(char choice, int at) {
    way(CHOICE, choice, at);
    way(at, 'B', at + 1);
    way(at + 1, 'T', at + 2);
    way(at + 1, 'P', at + 3);
    way(at + 2, 'S', at + 2);
    way(at + 2, 'X', at + 4);
    way(at + 3, 'T', at + 3);
    way(at + 3, 'V', at + 5);
    way(at + 4, 'X', at + 3);
    way(at + 4, 'S', at + 6);
    way(at + 5, 'P', at + 4);
    way(at + 5, 'V', at + 6);
    way(at + 6, 'E', at + 7);
    way(at + 7, choice, LAST);
  }

  private static void way(int from, char symbol, int to) {
    NEXT[from][SYMBOLS.indexOf(symbol)] = to;
  }

  /** Symbols as numbers. */
  static int[] encode(String string) {
    return string.chars().map(SYMBOLS::indexOf).toArray();
  }

  /**
   * What may follow each symbol of a string.
   *
   * @param string of the grammar, or the beginning of one
   * @return a set of symbols for each, as bits; empty behind the end
   * @throws IllegalArgumentException if it is no string of the grammar
   */
  static int[] legalAfter(String string) {
    int[] legal = new int[string.length()];
    int state = BEGIN;
    for (int t = 0; t < legal.length; t++) {
      int symbol = SYMBOLS.indexOf(string.charAt(t));
      state = symbol < 0 ? -1 : NEXT[state][symbol];
      if (state < 0) {
        throw new IllegalArgumentException(
            "string: expected one of the grammar, got " + string + ", wrong from " + t);
      }
      legal[t] = legal(state);
    }
    return legal;
  }

  private static int legal(int state) {
    int set = 0;
    for (int symbol = 0; symbol < SYMBOLS.length(); symbol++) {
      set |= NEXT[state][symbol] < 0 ? 0 : 1 << symbol;
    }
    return set;
  }

  /** Draws a string: where two symbols are legal each comes as often. */
  static String draw(Draws draws) {
    StringBuilder string = new StringBuilder();
    int state = BEGIN;
    while (state != END) {
      int legal = legal(state);
      int skip = draws.below(Integer.bitCount(legal));
      for (; skip > 0; skip--) {
        legal &= legal - 1;
      }
      int symbol = Integer.numberOfTrailingZeros(legal);
      string.append(SYMBOLS.charAt(symbol));
      state = NEXT[state][symbol];
    }
    return string.toString();
  }
}
