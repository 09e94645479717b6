package dev.cellwise.examples.charlm;

/**
 * A linear warm-up, then a cosine from the peak down to a twentieth of it. A function of the step
 * alone.
 */
final class LearningRate {
  private static final int WARM_UP = 100;
  private static final double FLOOR = 0.05;

  private final double peak;
  private final int steps;
  private final int warmUp;

  /**
   * A schedule.
   *
   * @param peak the highest rate
   * @param steps the number of steps of the whole run
   */
  LearningRate(double peak, int steps) {
    this.peak = peak;
    this.steps = steps;
    warmUp = Math.min(WARM_UP, steps / 10);
  }

  /**
   * The rate of one step.
   *
   * @param step from 0
   */
  float at(int step) {
    if (step < warmUp) {
      return (float) (peak * (step + 1) / warmUp);
    }
    double progress = (double) (step - warmUp) / (steps - warmUp);
    double cosine = 0.5 * (1 + StrictMath.cos(Math.PI * progress));
    return (float) (peak * (FLOOR + (1 - FLOOR) * cosine));
  }
}
