package dev.cellwise.examples.translate;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.TextPairs;
import dev.cellwise.rnn.data.Shuffle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Pairs to learn from, to pick the best weights by, and to be judged by. No source of one part is
 * in another.
 *
 * @param unit of the targets
 * @param training pairs
 * @param validation pairs
 * @param test sources, each with all that may be said
 */
record Corpus(Unit unit, List<Pair> training, List<Pair> validation, List<Asked> test) {
  private static final int FEWEST = 20;

  /**
   * A source that is to be translated.
   *
   * @param source tokens
   * @param references right translations, at least one
   */
  record Asked(List<String> source, List<List<String>> references) {}

  /**
   * Dates, the first days of the order those that are held out.
   *
   * @param dates of some languages
   * @param training texts to learn from
   * @param test texts to be judged by, half as many to pick the best weights by
   * @param seed decides the days
   */
  static Corpus of(LocalisedDates dates, int training, int test, long seed) {
    int validation = (test + 1) / 2;
    List<Asked> asked =
        dates.draw(seed, 0, test).stream()
            .map(p -> new Asked(p.source(), List.of(p.target())))
            .toList();
    return new Corpus(
        Unit.CHARACTERS,
        dates.draw(seed, test + validation, training),
        dates.draw(seed, test, validation),
        asked);
  }

  /**
   * A tenth of the sources of a user's pairs to be judged by, a twentieth to pick the best weights
   * by, the others to learn from.
   *
   * @param texts sources may come several times
   * @param unit what texts are cut into
   * @param lower whether to
   * @param seed decides which
   * @throws BadInput if there are too few
   */
  static Corpus of(List<TextPairs.Pair> texts, Unit unit, boolean lower, long seed) {
    Map<List<String>, List<List<String>>> pairs = new LinkedHashMap<>();
    for (TextPairs.Pair text : texts) {
      pairs
          .computeIfAbsent(unit.cut(cased(text.source(), lower)), source -> new ArrayList<>())
          .add(unit.cut(cased(text.target(), lower)));
    }
    List<List<String>> sources = List.copyOf(pairs.keySet());
    if (sources.size() < FEWEST) {
      throw new BadInput(
          "--pairs: expected at least %d different sources, got %d"
              .formatted(FEWEST, sources.size()));
    }
    int[] order = new int[sources.size()];
    Shuffle.order(seed, 0, order);
    Corpus corpus = new Corpus(unit, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int test = order.length / 10;
    int held = test + order.length / 20;
    for (int i = 0; i < order.length; i++) {
      List<String> source = sources.get(order[i]);
      List<List<String>> targets = pairs.get(source);
      if (i < test) {
        corpus.test.add(new Asked(source, targets));
      } else {
        List<Pair> part = i < held ? corpus.validation : corpus.training;
        targets.forEach(target -> part.add(new Pair(source, target)));
      }
    }
    return corpus;
  }

  private static String cased(String text, boolean lower) {
    return lower ? text.toLowerCase(Locale.ROOT) : text;
  }
}
