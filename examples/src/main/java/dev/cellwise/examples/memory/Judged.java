package dev.cellwise.examples.memory;

import java.util.List;

/**
 * How what was held for legal after each symbol of Reber strings was judged. A string is right when
 * at every step the set is the grammar's, no symbol more and none less.
 *
 * @param strings how many were judged
 * @param right how many were right
 * @param lastButOne of how many the last symbol but one was foretold, which depends on the second
 */
record Judged(int strings, int right, int lastButOne) {
  /** Says what is legal. */
  @FunctionalInterface
  interface Opinion {
    /**
     * What is held for legal after a symbol.
     *
     * @param string the string's number
     * @param t the symbol's place
     * @return a set as bits
     */
    int after(int string, int t);
  }

  /** Nothing judged yet. */
  static Judged none() {
    return new Judged(0, 0, 0);
  }

  /**
   * Judges more.
   *
   * @param strings the strings
   * @param opinion of them
   */
  Judged and(List<String> strings, Opinion opinion) {
    int allRight = right;
    int foretold = lastButOne;
    for (int n = 0; n < strings.size(); n++) {
      int[] legal = ReberGrammar.legalAfter(strings.get(n));
      boolean all = true;
      for (int t = 0; t < legal.length - 1; t++) {
        boolean one = opinion.after(n, t) == legal[t];
        all &= one;
        // What comes next is the last symbol but one.
        foretold += one && t == legal.length - 3 ? 1 : 0;
      }
      allRight += all ? 1 : 0;
    }
    return new Judged(this.strings + strings.size(), allRight, foretold);
  }

  /** Share of strings that were right. */
  double share() {
    return (double) right / strings;
  }
}
