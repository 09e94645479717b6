package dev.cellwise.rnn.net;

import java.util.Arrays;

/**
 * A sequence that a {@link Decoder} has found.
 *
 * @param tokens without those that begin and end it
 * @param logProbability of all its tokens and its end, in nats
 * @param score what hypotheses are compared by: the log probability over the length penalty
 * @param ended false where it was cut: at the most tokens the end was not the likeliest to come
 */
public record Hypothesis(int[] tokens, double logProbability, double score, boolean ended) {
  /** Copies. */
  public Hypothesis {
    tokens = tokens.clone();
  }

  /**
   * The tokens.
   *
   * @return a copy
   */
  @Override
  public int[] tokens() {
    return tokens.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hypothesis h
        && Arrays.equals(tokens, h.tokens)
        && Double.compare(logProbability, h.logProbability) == 0
        && Double.compare(score, h.score) == 0
        && ended == h.ended;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tokens) + Double.hashCode(logProbability);
  }

  @Override
  public String toString() {
    return Arrays.toString(tokens) + " " + score + (ended ? "" : " cut");
  }
}
