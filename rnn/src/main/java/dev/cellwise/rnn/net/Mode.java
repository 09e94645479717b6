package dev.cellwise.rnn.net;

/**
 * What an {@link Unrolled} network is run for.
 *
 * @param training whether random masks are drawn: dropout, and zoneout and dropout inside cells;
 *     without it they are in their inference form
 * @param dropout share of units dropped on the output of every recurrent layer that another layer
 *     reads, at least 0 and less than 1; 0 unless training
 * @param seed of the masks
 * @param inputGradient whether the gradient of features is wanted
 */
public record Mode(boolean training, float dropout, long seed, boolean inputGradient) {
  /** Checks. */
  public Mode {
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout: expected at least 0 and less than 1, got " + dropout);
    }
    if (dropout > 0 && !training) {
      throw new IllegalArgumentException("dropout: expected 0 without training, got " + dropout);
    }
  }

  /**
   * Without random masks.
   *
   * @return inference
   */
  public static Mode inference() {
    return new Mode(false, 0, 0, false);
  }

  /**
   * With random masks.
   *
   * @param seed of the masks
   * @return training
   */
  public static Mode training(long seed) {
    return new Mode(true, 0, seed, false);
  }

  /**
   * With dropout after every recurrent layer that another layer reads.
   *
   * @param rate share of units dropped, at least 0 and less than 1
   * @return a copy
   */
  public Mode withDropout(float rate) {
    return new Mode(training, rate, seed, inputGradient);
  }

  /**
   * With the gradient of features.
   *
   * @return a copy
   */
  public Mode withInputGradient() {
    return new Mode(training, dropout, seed, true);
  }
}
