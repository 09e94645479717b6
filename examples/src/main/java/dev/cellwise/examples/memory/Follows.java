package dev.cellwise.examples.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An n-gram model of what is legal: after the last n - 1 symbols, whatever was legal behind them in
 * training. It is told the same as networks are.
 */
final class Follows {
  private final int context;
  private final Map<String, Integer> sets = new HashMap<>();

  /**
   * Reads the training strings.
   *
   * @param order n, at least 1
   * @param strings to learn from
   */
  Follows(int order, List<String> strings) {
    this.context = order - 1;
    for (String string : strings) {
      int[] legal = ReberGrammar.legalAfter(string);
      for (int t = 0; t < legal.length - 1; t++) {
        sets.merge(before(string, t), legal[t], (a, b) -> a | b);
      }
    }
  }

  /** The last symbols up to t; fewer where the string begins, which is told by its B. */
  private String before(String string, int t) {
    return string.substring(Math.max(0, t + 1 - context), t + 1);
  }

  /**
   * What it holds for legal after a symbol.
   *
   * @param string a string
   * @param t the symbol's place
   * @return a set as bits; empty where the context is new
   */
  int after(String string, int t) {
    return sets.getOrDefault(before(string, t), 0);
  }
}
