package dev.cellwise.examples.tag;

import dev.cellwise.examples.data.TaggedSequence;
import java.util.List;

/**
 * How good a tagging is.
 *
 * @param accuracy share of tokens with the right tag, those apart that are tagged {@link #UNASKED}
 * @param whole share of sequences without a mistake
 * @param entities spans found, where tags are BIO
 * @param said all tags
 */
record TagScore(double accuracy, double whole, Entities entities, List<List<String>> said) {
  /** The tag of a token that only helps to tag the others; no file can have it. */
  static final String UNASKED = "\t";

  /** Judges a tagging. */
  static TagScore of(Tagging tagging, List<TaggedSequence> sequences) {
    List<List<String>> said = tagging.of(sequences.stream().map(TaggedSequence::tokens).toList());
    Entities entities = new Entities();
    long right = 0;
    long asked = 0;
    int whole = 0;
    for (int i = 0; i < sequences.size(); i++) {
      List<String> expected = sequences.get(i).tags();
      int wrong = 0;
      for (int t = 0; t < expected.size(); t++) {
        if (!expected.get(t).equals(UNASKED)) {
          asked++;
          wrong += said.get(i).get(t).equals(expected.get(t)) ? 0 : 1;
        }
      }
      right -= wrong;
      whole += wrong == 0 ? 1 : 0;
      if (expected.stream().allMatch(Entities::isBio)) {
        entities.add(said.get(i), expected);
      }
    }
    return new TagScore(
        (double) (asked + right) / Math.max(1, asked),
        (double) whole / sequences.size(),
        entities,
        said);
  }
}
