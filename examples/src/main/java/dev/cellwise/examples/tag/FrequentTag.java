package dev.cellwise.examples.tag;

import dev.cellwise.examples.data.TaggedSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives each token the tag that it has most often in training; with neighbours that which it has
 * most often between the same two, if it ever stood there. Tokens never seen get the most frequent
 * of all; of tags as frequent it is the first by name.
 */
final class FrequentTag implements Tagging {
  private static final String NONE = "";

  private final boolean neighbours;
  private final Map<String, Map<String, Integer>> counts = new TreeMap<>();
  private final Map<String, Integer> all = new TreeMap<>();

  /**
   * Counts.
   *
   * @param training sequences
   * @param neighbours whether the tokens on both sides are looked at
   */
  FrequentTag(List<TaggedSequence> training, boolean neighbours) {
    this.neighbours = neighbours;
    for (TaggedSequence sequence : training) {
      for (int i = 0; i < sequence.tokens().size(); i++) {
        String tag = sequence.tags().get(i);
        all.merge(tag, 1, Integer::sum);
        count(sequence.tokens().get(i), tag);
        if (neighbours) {
          count(between(sequence.tokens(), i), tag);
        }
      }
    }
  }

  private void count(String seen, String tag) {
    counts.computeIfAbsent(seen, s -> new TreeMap<>()).merge(tag, 1, Integer::sum);
  }

  @Override
  public List<List<String>> of(List<List<String>> sequences) {
    return sequences.stream().map(this::tags).toList();
  }

  private List<String> tags(List<String> tokens) {
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      Map<String, Integer> of = counts.getOrDefault(tokens.get(i), all);
      tags.add(most(neighbours ? counts.getOrDefault(between(tokens, i), of) : of));
    }
    return tags;
  }

  /** No token has a tab. */
  private static String between(List<String> tokens, int i) {
    String before = i > 0 ? tokens.get(i - 1) : NONE;
    String after = i + 1 < tokens.size() ? tokens.get(i + 1) : NONE;
    return before + "\t" + tokens.get(i) + "\t" + after;
  }

  private static String most(Map<String, Integer> counts) {
    String best = NONE;
    int most = 0;
    for (Map.Entry<String, Integer> tag : counts.entrySet()) {
      if (tag.getValue() > most) {
        most = tag.getValue();
        best = tag.getKey();
      }
    }
    return best;
  }
}
