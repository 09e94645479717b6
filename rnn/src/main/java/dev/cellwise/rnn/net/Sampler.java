package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Threefry;

/**
 * Picks a token from logits.
 *
 * <p>A sampler counts its draws: draw {@code i} of a seed is the same number everywhere. Not
 * thread-safe.
 */
public final class Sampler {
  private final float temperature;
  private final long seed;
  private int draws;
  private double[] weights = new double[0];

  private Sampler(float temperature, long seed) {
    this.temperature = temperature;
    this.seed = seed;
  }

  /**
   * Takes the likeliest token; of equal ones the first.
   *
   * @return a sampler
   */
  public static Sampler greedy() {
    return new Sampler(0, 0);
  }

  /**
   * Draws from softmax(logits / temperature).
   *
   * @param temperature above 0; 1 draws from the model's own distribution, less keeps closer to the
   *     likeliest tokens; for 0 see {@link #greedy}
   * @param seed the same seed gives the same draws
   * @return a sampler
   */
  public static Sampler temperature(float temperature, long seed) {
    if (!(temperature > 0) || temperature == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "temperature: expected a number above 0, got " + temperature);
    }
    return new Sampler(temperature, seed);
  }

  /**
   * Picks the next token.
   *
   * @param logits [n] — unnormalised log-probabilities. Not modified.
   * @param n tokens, at least 1
   * @return 0 to n - 1
   * @throws IllegalArgumentException if a logit is not a number, or none is finite
   */
  public int next(float[] logits, int n) {
    if (n < 1 || n > logits.length) {
      throw new IllegalArgumentException("n: expected 1 to " + logits.length + " tokens, got " + n);
    }
    int best = 0;
    for (int i = 0; i < n; i++) {
      if (Float.isNaN(logits[i])) {
        throw new IllegalArgumentException("logits: expected numbers, got NaN for token " + i);
      }
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    if (Float.isInfinite(logits[best])) {
      throw new IllegalArgumentException(
          "logits: expected finite ones, the largest is " + logits[best]);
    }
    return temperature == 0 ? best : draw(logits, n, logits[best]);
  }

  /**
   * The first token at which the running sum of the weights passes a uniform share of their sum.
   */
  private int draw(float[] logits, int n, float max) {
    if (weights.length < n) {
      weights = new double[n];
    }
    for (int i = 0; i < n; i++) {
      weights[i] = StrictMath.exp(((double) logits[i] - max) / temperature);
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += weights[i];
    }
    double at = Threefry.uniform(seed, SAMPLING, draws++, 0, 0) * sum;
    int last = 0;
    for (int i = 0; i < n; i++) {
      if (weights[i] > 0) {
        last = i;
        at -= weights[i];
        if (at < 0) {
          return i;
        }
      }
    }
    return last;
  }

  /** First word of the counter, apart from those of weights and masks. */
  private static final int SAMPLING = 0x53616d70;
}
