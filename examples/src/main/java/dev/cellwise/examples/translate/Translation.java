package dev.cellwise.examples.translate;

import java.util.List;

/** A way of translating. */
@FunctionalInterface
interface Translation {
  /**
   * Translates.
   *
   * @param source tokens
   * @return tokens
   */
  List<String> of(List<String> source);
}
