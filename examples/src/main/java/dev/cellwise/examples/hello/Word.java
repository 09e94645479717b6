package dev.cellwise.examples.hello;

import dev.cellwise.examples.BadInput;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A word whose letters are foretold one by one.
 *
 * @param text the word
 * @param letters the vocabulary, in the order in which it first has them
 * @param inputs [T] — the letters that are seen, as numbers: all but the last
 * @param targets [T] — the letters that come next: all but the first
 */
record Word(String text, List<String> letters, int[] inputs, int[] targets) {
  private static final int LONGEST = 16;

  /**
   * Takes a word apart.
   *
   * @param text 2 to 16 letters, at least two of them different
   */
  static Word of(String text) {
    List<String> all = text.codePoints().mapToObj(Character::toString).toList();
    List<String> letters = all.stream().distinct().toList();
    if (letters.size() < 2 || all.size() > LONGEST) {
      throw new BadInput(
          "--word must have 2 to %d letters, two of them different, but is '%s'"
              .formatted(LONGEST, text));
    }
    int[] numbers = all.stream().mapToInt(letters::indexOf).toArray();
    int last = numbers.length - 1;
    return new Word(
        text, letters, Arrays.copyOf(numbers, last), Arrays.copyOfRange(numbers, 1, last + 1));
  }

  /** T, the letters that are foretold. */
  int steps() {
    return inputs.length;
  }

  /** V, the different letters. */
  int size() {
    return letters.size();
  }

  String input(int t) {
    return letters.get(inputs[t]);
  }

  String target(int t) {
    return letters.get(targets[t]);
  }

  /** x [T, V]: a 1 at the letter, zeros elsewhere. */
  float[] oneHot() {
    float[] x = new float[steps() * size()];
    for (int t = 0; t < steps(); t++) {
      x[t * size() + inputs[t]] = 1;
    }
    return x;
  }

  /**
   * The most that a model without memory can give to the word, which sees the last letter alone:
   * that of a bigram with this very word's counts.
   */
  double bigram() {
    Map<Integer, Integer> seen = new HashMap<>();
    Map<List<Integer>, Integer> pairs = new HashMap<>();
    for (int t = 0; t < steps(); t++) {
      seen.merge(inputs[t], 1, Integer::sum);
      pairs.merge(List.of(inputs[t], targets[t]), 1, Integer::sum);
    }
    double joint = 1;
    for (int t = 0; t < steps(); t++) {
      joint *= (double) pairs.get(List.of(inputs[t], targets[t])) / seen.get(inputs[t]);
    }
    return joint;
  }
}
