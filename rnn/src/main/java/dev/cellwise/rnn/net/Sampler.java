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
  private final int k;
  private final float p;
  private final Nucleus nucleus = new Nucleus();
  private int draws;
  private double[] weights = new double[0];

  private Sampler(float temperature, long seed, int k, float p) {
    this.temperature = temperature;
    this.seed = seed;
    this.k = k;
    this.p = p;
  }

  /**
   * Takes the likeliest token; of equal ones the first.
   *
   * @return a sampler
   */
  public static Sampler greedy() {
    return new Sampler(0, 0, 1, 1);
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
    return new Sampler(temperature, seed, Integer.MAX_VALUE, 1);
  }

  /**
   * Top-k: draws from the k likeliest tokens only (A. Fan and others, Hierarchical neural story
   * generation, 2018). Of equal ones the first count.
   *
   * @param k at least 1
   * @return a sampler at its first draw; of a greedy one a greedy one
   */
  public Sampler withTopK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k: expected at least 1, got " + k);
    }
    return new Sampler(temperature, seed, k, p);
  }

  /**
   * Top-p, nucleus sampling: draws from the fewest of the likeliest tokens that have a share p of
   * the probability together (A. Holtzman and others, The curious case of neural text degeneration,
   * 2020). The probability is that at the temperature; with {@link #withTopK} that among the k
   * tokens.
   *
   * @param p above 0, at most 1
   * @return a sampler at its first draw; of a greedy one a greedy one
   */
  public Sampler withTopP(float p) {
    if (!(p > 0 && p <= 1)) {
      throw new IllegalArgumentException("p: expected above 0 and at most 1, got " + p);
    }
    return new Sampler(temperature, seed, k, p);
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
    nucleus.keep(k, p, logits, weights, n);
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
