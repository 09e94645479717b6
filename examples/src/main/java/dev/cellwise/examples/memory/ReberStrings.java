package dev.cellwise.examples.memory;

import dev.cellwise.examples.Draws;
import dev.cellwise.examples.Draws.Purpose;
import dev.cellwise.rnn.data.Shuffle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Strings of the embedded Reber grammar.
 *
 * @param training to learn from: half of them as they are drawn, the short ones again and again,
 *     from which it is learned first that there is something to remember; half of them different,
 *     so that long ones are among them
 * @param validation to see when training may end; no two alike, and none of the training
 * @param test held out; no two alike, and none of the others
 */
record ReberStrings(List<String> training, List<String> validation, List<String> test) {
  /** One of so many of the first different strings is held out: short and long ones alike. */
  private static final int ONE_OF = 3;

  /**
   * Draws strings.
   *
   * @param training how many
   * @param validation how many
   * @param test how many
   * @param seed decides which
   */
  static ReberStrings draw(int training, int validation, int test, long seed) {
    List<String> heldOut = heldOut(validation + test, seed);
    Draws draws = new Draws(seed, Purpose.TRAINING);
    Set<String> known = new HashSet<>(heldOut);
    List<String> strings = new ArrayList<>();
    while (strings.size() < training) {
      String string = ReberGrammar.draw(draws);
      boolean different = strings.size() >= training / 2;
      if (different ? known.add(string) : !known.contains(string)) {
        strings.add(string);
      }
    }
    return new ReberStrings(
        strings, heldOut.subList(0, validation), heldOut.subList(validation, heldOut.size()));
  }

  private static List<String> heldOut(int count, long seed) {
    Draws draws = new Draws(seed, Purpose.TEST);
    Set<String> different = new LinkedHashSet<>();
    while (different.size() < ONE_OF * count) {
      different.add(ReberGrammar.draw(draws));
    }
    List<String> drawn = List.copyOf(different);
    int[] order = new int[drawn.size()];
    Shuffle.order(seed, 0, order);
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      strings.add(drawn.get(order[i]));
    }
    return strings;
  }

  /** Symbols of the longest string. */
  int longest() {
    return Math.max(longest(training), Math.max(longest(validation), longest(test)));
  }

  private static int longest(List<String> strings) {
    return strings.stream().mapToInt(String::length).max().orElse(0);
  }
}
