package dev.cellwise.examples.charlm;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.data.TokenStreams;

/**
 * A corpus as numbers.
 *
 * @param corpus the text
 * @param vocabulary its symbols, of both streams
 * @param training the training stream
 * @param heldOut the held-out stream; its first token is the lead-in
 */
record Dataset(Corpus corpus, CharVocabulary vocabulary, int[] training, int[] heldOut) {
  /**
   * Numbers the symbols of a corpus.
   *
   * @param corpus the text
   */
  static Dataset of(Corpus corpus) {
    CharVocabulary vocabulary = CharVocabulary.of(corpus.training() + corpus.heldOut());
    return new Dataset(
        corpus,
        vocabulary,
        vocabulary.encode(corpus.training()),
        vocabulary.encode(corpus.heldOut()));
  }

  /** The number of characters that are predicted in the held-out stream. */
  int heldOutCharacters() {
    return heldOut.length - 1;
  }

  /** The training stream in windows. */
  TokenStreams streams(TrainingOptions options) {
    return TokenStreams.shifted(training, options.batch, options.window, options.seed);
  }

  /**
   * Refuses a batch that the training stream cannot fill.
   *
   * @param options the sizes
   */
  void checkFills(TrainingOptions options) {
    long needed = options.charactersPerStep() + options.window;
    if (training.length < needed) {
      throw new BadInput(
          "--batch %d x --window %d needs a text with %,d characters to train on, but this has %,d; lower one"
              .formatted(options.batch, options.window, needed, training.length));
    }
  }
}
