package dev.cellwise.examples.charlm;

/**
 * What simple models reach on the held-out stream, in nats a character.
 *
 * @param uniform every symbol equally likely: ln V
 * @param unigram symbol frequencies ({@link KneserNey} of order 1)
 * @param bigram given one symbol ({@link KneserNey} of order 2)
 * @param trigram given two symbols ({@link KneserNey} of order 3)
 */
public record Baselines(double uniform, double unigram, double bigram, double trigram) {
  /**
   * Trains and measures the baselines.
   *
   * @param vocabulary the number V of symbols, at most 2,000,000
   * @param training the training stream, symbols in {@code [0, V)}
   * @param heldOut the held-out stream; its first symbol is the lead-in
   */
  public static Baselines measure(int vocabulary, int[] training, int[] heldOut) {
    return measure(vocabulary, Ngrams.train(vocabulary, training), heldOut);
  }

  /** Measures n-grams that are trained. */
  static Baselines measure(int vocabulary, Ngrams ngrams, int[] heldOut) {
    return new Baselines(
        StrictMath.log(vocabulary),
        ngrams.unigram().crossEntropy(heldOut),
        ngrams.bigram().crossEntropy(heldOut),
        ngrams.trigram().crossEntropy(heldOut));
  }
}
