package dev.cellwise.examples.translate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A dictionary that is learned from pairs: probabilities t(f | e) of a target word f for each
 * source word e, by expectation and maximisation (Brown and others 1993, their first model, without
 * an empty word). Each word is translated by its likeliest, one that never came by itself.
 */
final class WordForWord implements Translation {
  private Map<String, Map<String, Double>> t = new TreeMap<>();

  /**
   * Learns.
   *
   * @param pairs training pairs
   * @param rounds of expectation and maximisation, at least 1; before the first all are alike
   */
  WordForWord(List<Pair> pairs, int rounds) {
    for (Pair pair : pairs) {
      for (String e : pair.source()) {
        Map<String, Double> of = t.computeIfAbsent(e, word -> new TreeMap<>());
        pair.target().forEach(f -> of.put(f, 1.0));
      }
    }
    for (int i = 0; i < rounds; i++) {
      round(pairs);
    }
  }

  /** Each target word is shared out among the source words of its pair. */
  private void round(List<Pair> pairs) {
    Map<String, Map<String, Double>> counts = new TreeMap<>();
    for (Pair pair : pairs) {
      for (String f : pair.target()) {
        double sum = 0;
        for (String e : pair.source()) {
          sum += t.get(e).get(f);
        }
        for (String e : pair.source()) {
          counts
              .computeIfAbsent(e, word -> new TreeMap<>())
              .merge(f, t.get(e).get(f) / sum, Double::sum);
        }
      }
    }
    t = counts;
    normalise();
  }

  private void normalise() {
    for (Map<String, Double> of : t.values()) {
      double sum = 0;
      for (double value : of.values()) {
        sum += value;
      }
      double all = sum;
      of.replaceAll((f, value) -> value / all);
    }
  }

  /** t(f | e); 0 where they never came together. */
  double probability(String f, String e) {
    return t.getOrDefault(e, Map.of()).getOrDefault(f, 0.0);
  }

  @Override
  public List<String> of(List<String> source) {
    return source.stream().map(this::likeliest).toList();
  }

  private String likeliest(String word) {
    String best = word;
    double most = 0;
    for (Map.Entry<String, Double> f : t.getOrDefault(word, Map.of()).entrySet()) {
      if (f.getValue() > most) {
        most = f.getValue();
        best = f.getKey();
      }
    }
    return best;
  }
}
