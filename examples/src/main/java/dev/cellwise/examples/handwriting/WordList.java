package dev.cellwise.examples.handwriting;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.charlm.UnicodeNames;
import dev.cellwise.examples.data.TextFile;
import dev.cellwise.rnn.data.Shuffle;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Words in three parts.
 *
 * @param symbols the letters
 * @param training words as numbers of letters
 * @param validation the same
 * @param test the same
 */
record WordList(
    List<String> symbols, List<int[]> training, List<int[]> validation, List<int[]> test) {
  private static final int SHORTEST = 4;
  private static final int LONGEST = 12;
  private static final int DAYS = 73_049; // 1900-01-01 to 2099-12-31

  /**
   * Words of 4 to 12 letters as they occur in the Unicode character names that the JDK knows, the
   * frequent ones often; so most of those to judge by have been read before, in other writing.
   *
   * @param sizes of the three parts
   * @param seed decides which words are in which
   */
  static WordList ofUnicode(int[] sizes, long seed) {
    List<String> words = new ArrayList<>();
    for (String name : UnicodeNames.names()) {
      for (String word : name.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
        if (word.length() >= SHORTEST && word.length() <= LONGEST) {
          words.add(word);
        }
      }
    }
    return of("--samples", words, sizes, seed);
  }

  /**
   * The different words of a file, one a line, of small Latin letters; blank lines are skipped. No
   * word is in two parts.
   *
   * @throws BadInput when the file cannot be read, or a line is something else
   */
  static WordList ofFile(String option, Path file, int[] sizes, long seed) {
    TreeSet<String> words = new TreeSet<>();
    int number = 0;
    for (String line : (Iterable<String>) TextFile.read(option, file).lines()::iterator) {
      number++;
      String word = line.strip();
      if (!word.isEmpty() && !word.matches("[a-z]{1,40}")) {
        throw new BadInput(
            "%s: %s line %d: expected a word of 1 to 40 letters from a to z"
                .formatted(option, file, number));
      }
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return of(option, words, sizes, seed);
  }

  private static WordList of(String option, Collection<String> words, int[] sizes, long seed) {
    List<int[]> letters = words.stream().map(w -> w.chars().map(c -> c - 'a').toArray()).toList();
    return of(option, StrokeFont.symbols(), letters, sizes, seed);
  }

  /**
   * Days of the years 1900 to 2099 as eight digits, such as 19991231, none of them in two parts.
   *
   * @param sizes of the three parts
   * @param seed decides which days are in which
   */
  static WordList ofDates(int[] sizes, long seed) {
    List<int[]> days = new ArrayList<>();
    LocalDate first = LocalDate.of(1900, 1, 1);
    for (int day = 0; day < DAYS; day++) {
      LocalDate date = first.plusDays(day);
      int number = 10_000 * date.getYear() + 100 * date.getMonthValue() + date.getDayOfMonth();
      days.add(Integer.toString(number).chars().map(c -> c - '0').toArray());
    }
    List<String> digits = "0123456789".chars().mapToObj(Character::toString).toList();
    return of("--words", digits, days, sizes, seed);
  }

  private static WordList of(
      String option, List<String> symbols, List<int[]> words, int[] sizes, long seed) {
    int needed = Arrays.stream(sizes).sum();
    if (words.size() < needed) {
      throw new BadInput(
          "%s: %,d words are fewer than the %,d that are needed"
              .formatted(option, words.size(), needed));
    }
    int[] order = new int[words.size()];
    Shuffle.order(seed, 0, order);
    List<int[]> chosen = Arrays.stream(order).limit(needed).mapToObj(words::get).toList();
    int held = sizes[0] + sizes[1];
    return new WordList(
        symbols,
        chosen.subList(0, sizes[0]),
        chosen.subList(sizes[0], held),
        chosen.subList(held, needed));
  }
}
