package dev.cellwise.rnn.net;

/**
 * How a {@link Decoder} searches for a sequence.
 *
 * @param begin the token that stands before the first
 * @param end the token that ends a sequence
 * @param most tokens at most, the end not counted: behind so many there is nothing but the end
 * @param width hypotheses that are kept a step, at least 1; 1: greedy
 * @param alpha strength of the length penalty {@code ((5 + length) / 6)^alpha} of Wu and others
 *     (2016), by which log probabilities are divided, length counted with the end; 0: none, which
 *     favours short sequences
 */
public record Decoding(int begin, int end, int most, int width, double alpha) {
  /** Checks. */
  public Decoding {
    if (begin < 0 || end < 0) {
      throw new IllegalArgumentException(
          "begin, end: expected at least 0, got " + begin + " and " + end);
    }
    if (most < 1) {
      throw new IllegalArgumentException("most: expected at least 1, got " + most);
    }
    if (width < 1) {
      throw new IllegalArgumentException("width: expected at least 1, got " + width);
    }
    if (!(alpha >= 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("alpha: expected a number of at least 0, got " + alpha);
    }
  }

  /**
   * The likeliest token at each step.
   *
   * @param begin the token that stands before the first
   * @param end the token that ends a sequence
   * @param most tokens at most
   * @return greedy decoding
   */
  public static Decoding greedy(int begin, int end, int most) {
    return new Decoding(begin, end, most, 1, 0);
  }

  /**
   * Beam search.
   *
   * @param hypotheses kept a step
   * @param strength of the length penalty, 0 to about 1
   * @return a copy
   */
  public Decoding withBeam(int hypotheses, double strength) {
    return new Decoding(begin, end, most, hypotheses, strength);
  }

  /** What log probabilities of so many tokens are divided by. */
  double penalty(long length) {
    return Math.pow((5.0 + length) / 6, alpha);
  }
}
