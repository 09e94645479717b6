package dev.cellwise.examples.tag;

import java.util.List;

/** A way of tagging. */
@FunctionalInterface
interface Tagging {
  /**
   * Tags sequences.
   *
   * @param sequences tokens of each
   * @return of each as many tags
   */
  List<List<String>> of(List<List<String>> sequences);
}
