package dev.cellwise.examples.charlm;

/**
 * The n-gram models that a network is held against.
 *
 * @param unigram symbol frequencies
 * @param bigram given one symbol
 * @param trigram given two symbols
 */
record Ngrams(KneserNey unigram, KneserNey bigram, KneserNey trigram) {
  /**
   * Counts a stream.
   *
   * @param vocabulary the number V of symbols, at most 2,000,000
   * @param training the training stream, symbols in {@code [0, V)}
   */
  static Ngrams train(int vocabulary, int[] training) {
    return new Ngrams(
        KneserNey.train(1, vocabulary, training),
        KneserNey.train(2, vocabulary, training),
        KneserNey.train(3, vocabulary, training));
  }
}
