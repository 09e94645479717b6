package dev.cellwise.examples.translate;

import dev.cellwise.rnn.data.WordVocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * How good a translation is on sources that are held out.
 *
 * @param right how many were said exactly as a reference
 * @param of how many
 * @param bleu of all, over words, from 0 to 1
 * @param said what was said, in their order
 */
record Score(int right, int of, double bleu, List<List<String>> said) {
  /** Judges a translation. */
  static Score of(Translation translation, Corpus corpus) {
    int right = 0;
    Bleu bleu = new Bleu();
    List<List<String>> all = new ArrayList<>();
    for (Corpus.Asked asked : corpus.test()) {
      List<String> said = translation.of(asked.source());
      all.add(said);
      right += asked.references().contains(said) ? 1 : 0;
      bleu.add(
          words(said, corpus.unit()),
          asked.references().stream().map(r -> words(r, corpus.unit())).toList());
    }
    return new Score(right, all.size(), bleu.value(), all);
  }

  private static List<String> words(List<String> tokens, Unit unit) {
    return unit == Unit.WORDS ? tokens : WordVocabulary.split(unit.join(tokens));
  }

  /** From 0 to 1. */
  double exact() {
    return (double) right / of;
  }
}
