package dev.cellwise.rnn.net;

/** What a network of tokens makes of a given text. */
public final class Scoring {
  private Scoring() {}

  /**
   * The log-probability of tokens: the sum of log p(token after | tokens so far).
   *
   * @param network a network whose outputs are the logits of its tokens
   * @param state the state to start from; not modified
   * @param tokens the text; the first one is given, not predicted
   * @return nats, at most 0; 0 for fewer than two tokens
   */
  public static double logProbability(Network network, State state, int[] tokens) {
    int v = network.architecture().outputSize();
    if (v != network.architecture().input().size() || !network.layers().tokens()) {
      throw new IllegalArgumentException(
          "network: expected tokens in and as many logits out, got " + network.architecture());
    }
    Stepper stepper = network.newStepper();
    State current = state.copy();
    float[] logits = new float[v];
    double sum = 0;
    for (int t = 0; t + 1 < tokens.length; t++) {
      stepper.step(current, tokens[t], logits);
      sum += logSoftmax(logits, tokens[t + 1]);
    }
    return sum;
  }

  /**
   * The log-probability of one token: {@code x[token] - log Σ exp x}, in double.
   *
   * @param logits [V] — unnormalised log-probabilities. Not modified.
   * @param token 0 to V - 1
   * @return nats, at most 0
   */
  public static double logSoftmax(float[] logits, int token) {
    if (token < 0 || token >= logits.length) {
      throw new IndexOutOfBoundsException(
          "token: expected 0 to " + (logits.length - 1) + ", got " + token);
    }
    double max = Double.NEGATIVE_INFINITY;
    for (float x : logits) {
      max = Math.max(max, x);
    }
    double sum = 0;
    for (float x : logits) {
      sum += StrictMath.exp(x - max);
    }
    return logits[token] - max - StrictMath.log(sum);
  }
}
