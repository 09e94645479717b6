package dev.cellwise.rnn.train;

/**
 * A learning rate that falls when the validation loss no longer does: PyTorch's {@code
 * ReduceLROnPlateau} of a loss to be made small, its threshold relative, without cooldown and
 * without its smallest difference of two rates. Not thread-safe.
 */
public final class Plateau {
  private final double factor;
  private final int patience;
  private final double threshold;
  private final double floor;
  private double rate;
  private double best = Double.POSITIVE_INFINITY;
  private int bad;

  /**
   * What it remembers, for a checkpoint.
   *
   * @param rate the rate now
   * @param best the best loss so far; infinite before the first
   * @param bad losses since, or since the rate last fell, that were not better
   */
  public record State(double rate, double best, int bad) {
    /** Checks. */
    public State {
      UpdateRule.checkRate("rate", rate, UpdateRule.MAX_RATE);
      if (Double.isNaN(best)) {
        throw new IllegalArgumentException("best: expected a number, got NaN");
      }
      if (bad < 0) {
        throw new IllegalArgumentException("bad: expected at least 0, got " + bad);
      }
    }
  }

  /**
   * A schedule at its start.
   *
   * @param rate the first, at least 0
   * @param factor of the rate when it falls, above 0, at most 1
   * @param patience losses that are not better and yet let the rate stay, at least 0
   * @param threshold a loss is better below {@code best (1 - threshold)}; at least 0, less than 1
   * @param floor the lowest rate, at least 0: with 0 it comes to 0 in the end
   */
  public Plateau(double rate, double factor, int patience, double threshold, double floor) {
    UpdateRule.checkRate("rate", rate, UpdateRule.MAX_RATE);
    UpdateRule.checkFall("factor", factor);
    UpdateRule.checkShare("threshold", threshold);
    UpdateRule.checkFactor("floor", floor);
    if (patience < 0) {
      throw new IllegalArgumentException("patience: expected at least 0, got " + patience);
    }
    this.rate = rate;
    this.factor = factor;
    this.patience = patience;
    this.threshold = threshold;
    this.floor = floor;
  }

  /**
   * Takes a loss and gives the rate of the steps to come.
   *
   * @param loss on held-out data; NaN counts as not better
   * @return the rate
   */
  public double validated(double loss) {
    if (loss < best * (1 - threshold)) {
      best = loss;
      bad = 0;
    } else {
      bad++;
    }
    if (bad > patience) {
      // Not above the rate: one that began below the floor stays.
      rate = Math.min(rate, Math.max(rate * factor, floor));
      bad = 0;
    }
    return rate;
  }

  /**
   * The rate now.
   *
   * @return the first one, or what the last loss made of it
   */
  public double rate() {
    return rate;
  }

  /**
   * The state, to be saved.
   *
   * @return a copy
   */
  public State state() {
    return new State(rate, best, bad);
  }

  /**
   * Goes on from a state that was saved.
   *
   * @param state of a schedule with the same numbers
   */
  public void restore(State state) {
    rate = state.rate;
    best = state.best;
    bad = state.bad;
  }

  /** The numbers that it was made of, but the first rate. */
  @Override
  public String toString() {
    return "Plateau[factor="
        + factor
        + ", patience="
        + patience
        + ", threshold="
        + threshold
        + ", floor="
        + floor
        + "]";
  }
}
