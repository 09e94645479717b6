package dev.cellwise.examples.sentiment;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.LabelledText;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.data.WordVocabulary;
import dev.cellwise.rnn.train.BatchSource;
import java.util.List;
import java.util.function.Function;

/**
 * Labelled texts as numbers, in three parts.
 *
 * @param labels the classes' names
 * @param vocabulary of the tokens that the training texts have
 * @param training what is trained on
 * @param validation what decides when the network is best
 * @param test what is measured, once
 */
record Texts(
    List<String> labels, WordVocabulary vocabulary, Part training, Part validation, Part test) {
  private static final String UNKNOWN = "<unknown>";

  /**
   * Some texts.
   *
   * @param tokens of each text its tokens
   * @param classes of each text its class
   * @param words of each text its tokens as they are written
   */
  record Part(int[][] tokens, int[] classes, List<List<String>> words) {
    /** Batches of texts of like lengths. */
    BatchSource batches(int rows, long seed) {
      return BatchSource.classified(
          tokens, classes, lengths -> LengthBatches.ofRows(lengths, rows, rows * 50, seed));
    }
  }

  /**
   * Numbers texts.
   *
   * @param parts texts to train on, to validate with and to test
   * @param splitter cuts a text into tokens
   * @param longest tokens of a text that are read
   * @param least how often a token must come in the training texts to have a number of its own
   */
  static Texts of(
      List<List<LabelledText>> parts,
      Function<String, List<String>> splitter,
      int longest,
      int least) {
    Function<String, List<String>> cut =
        text -> splitter.apply(text).stream().limit(longest).toList();
    List<String> labels =
        parts.getFirst().stream().map(LabelledText::label).distinct().sorted().toList();
    if (labels.size() < 2) {
      throw new BadInput("there is one label only to train on: " + labels.getFirst());
    }
    List<String> words =
        parts.getFirst().stream().flatMap(t -> cut.apply(t.text()).stream()).toList();
    WordVocabulary vocabulary =
        WordVocabulary.of(
            words, WordVocabulary.Options.standard().withUnknown(UNKNOWN).withMinimumCount(least));
    return new Texts(
        labels,
        vocabulary,
        part(parts.get(0), labels, vocabulary, cut),
        part(parts.get(1), labels, vocabulary, cut),
        part(parts.get(2), labels, vocabulary, cut));
  }

  private static Part part(
      List<LabelledText> texts,
      List<String> labels,
      WordVocabulary vocabulary,
      Function<String, List<String>> cut) {
    List<List<String>> words = texts.stream().map(t -> cut.apply(t.text())).toList();
    return new Part(
        words.stream().map(vocabulary::encode).toArray(int[][]::new),
        texts.stream().mapToInt(t -> known(labels, t.label())).toArray(),
        words);
  }

  private static int known(List<String> labels, String label) {
    int at = labels.indexOf(label);
    if (at < 0) {
      throw new BadInput("label '%s' has no text to train on".formatted(label));
    }
    return at;
  }
}
