package dev.cellwise.rnn.train;

/**
 * A schedule: the learning rate as a function of the step alone, in double, with the same bits on
 * every machine. A rate that follows the validation loss is {@link Plateau}'s.
 */
@FunctionalInterface
public interface LearningRate {
  /**
   * The rate of a step.
   *
   * @param step from 0; a negative one is not checked
   * @return the rate, at least 0: schedules that fall without a floor come to 0 in the end
   */
  double at(long step);

  /**
   * Always the same.
   *
   * @param rate at least 0
   * @return the schedule
   */
  static LearningRate constant(double rate) {
    UpdateRule.checkRate("rate", rate, UpdateRule.MAX_RATE);
    return step -> rate;
  }

  /**
   * Steps down: {@code rate * factor^floor(step / every)}.
   *
   * @param rate the first, at least 0
   * @param every steps at one rate, at least 1
   * @param factor above 0, at most 1
   * @return the schedule
   */
  static LearningRate step(double rate, long every, double factor) {
    UpdateRule.checkRate("rate", rate, UpdateRule.MAX_RATE);
    UpdateRule.checkFall("factor", factor);
    if (every < 1) {
      throw new IllegalArgumentException("every: expected at least 1, got " + every);
    }
    return step -> rate * StrictMath.pow(factor, step / every);
  }

  /**
   * Falls by a factor each step: {@code rate * factor^step}.
   *
   * @param rate the first, at least 0
   * @param factor above 0, at most 1
   * @return the schedule
   */
  static LearningRate exponential(double rate, double factor) {
    UpdateRule.checkRate("rate", rate, UpdateRule.MAX_RATE);
    UpdateRule.checkFall("factor", factor);
    return step -> rate * StrictMath.pow(factor, step);
  }

  /**
   * A linear warm-up, {@code peak (step + 1) / warmUp}, then half a cosine from the peak down: with
   * {@code x = (step - warmUp) / (steps - warmUp)}, {@code peak (floor + (1 - floor) (1 + cos(pi
   * x)) / 2)}. From {@code steps} on it stays at the floor. See I. Loshchilov and F. Hutter, "SGDR:
   * stochastic gradient descent with warm restarts", ICLR 2017, equation 5 without restarts.
   *
   * @param peak the highest rate, at least 0
   * @param floor the lowest as a share of the peak, 0 to 1
   * @param warmUp steps of the warm-up, at least 0; its last one is at the peak, but for its
   *     rounding
   * @param steps steps of the whole run, at least those of the warm-up
   * @return the schedule
   */
  static LearningRate cosine(double peak, double floor, long warmUp, long steps) {
    UpdateRule.checkRate("peak", peak, UpdateRule.MAX_RATE);
    if (!(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException("floor: expected 0 to 1, got " + floor);
    }
    if (steps < 0) {
      throw new IllegalArgumentException("steps: expected at least 0, got " + steps);
    }
    if (warmUp < 0 || steps < warmUp) {
      throw new IllegalArgumentException(
          "warmUp: expected 0 to " + steps + ", the steps, got " + warmUp);
    }
    return step -> {
      if (step < warmUp) {
        return peak * (step + 1) / warmUp;
      }
      double x = step < steps ? (double) (step - warmUp) / (steps - warmUp) : 1;
      double cosine = 0.5 * (1 + StrictMath.cos(Math.PI * x));
      return peak * (floor + (1 - floor) * cosine);
    };
  }
}
