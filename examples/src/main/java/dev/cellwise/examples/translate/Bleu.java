package dev.cellwise.examples.translate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * BLEU of a corpus (Papineni and others 2002), up to four words, without smoothing: the geometric
 * mean of the n-gram precisions, times e^(1 - r/c) where the c words said are fewer than the r of
 * the references.
 *
 * <p>An n-gram counts as often as it comes in the one reference that has it most; r sums the
 * lengths of the references that are closest to what was said, of two as close the shorter.
 */
final class Bleu {
  private static final int LONGEST = 4;

  private final long[] hits = new long[LONGEST];
  private final long[] said = new long[LONGEST];
  private long words;
  private long wanted;

  /**
   * Adds a sentence.
   *
   * @param words what was said
   * @param references what may be said, at least one
   */
  void add(List<String> words, List<List<String>> references) {
    this.words += words.size();
    wanted += closest(words.size(), references);
    for (int n = 1; n <= LONGEST; n++) {
      Map<List<String>, Integer> most = new LinkedHashMap<>();
      for (List<String> reference : references) {
        grams(reference, n).forEach((gram, count) -> most.merge(gram, count, Math::max));
      }
      for (Map.Entry<List<String>, Integer> gram : grams(words, n).entrySet()) {
        said[n - 1] += gram.getValue();
        hits[n - 1] += Math.min(gram.getValue(), most.getOrDefault(gram.getKey(), 0));
      }
    }
  }

  /** From 0 to 1; 0 where an n-gram precision is 0. */
  double value() {
    double sum = 0;
    for (int n = 0; n < LONGEST; n++) {
      if (hits[n] == 0) {
        return 0;
      }
      sum += StrictMath.log((double) hits[n] / said[n]);
    }
    double brevity = words >= wanted ? 0 : 1 - (double) wanted / words;
    return StrictMath.exp(brevity + sum / LONGEST);
  }

  private static int closest(int length, List<List<String>> references) {
    int best = references.getFirst().size();
    for (List<String> reference : references) {
      int size = reference.size();
      int nearer = Math.abs(best - length) - Math.abs(size - length);
      if (nearer > 0 || nearer == 0 && size < best) {
        best = size;
      }
    }
    return best;
  }

  private static Map<List<String>, Integer> grams(List<String> words, int n) {
    Map<List<String>, Integer> grams = new LinkedHashMap<>();
    for (int i = 0; i + n <= words.size(); i++) {
      grams.merge(new ArrayList<>(words.subList(i, i + n)), 1, Integer::sum);
    }
    return grams;
  }
}
