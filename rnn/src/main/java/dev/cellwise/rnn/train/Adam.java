package dev.cellwise.rnn.train;

import dev.cellwise.kernels.Optimizer;
import dev.cellwise.rnn.tape.Layout;

/**
 * Adam (Kingma and Ba 2015) over one flat array of parameters.
 *
 * <p>The powers of the decay rates are running products in double, the same on every machine.
 */
public final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /** The first step is ten times the rate, and a float. */
  private static final double MAX_RATE = 1e37;

  private final int length;
  private final float[] m;
  private final float[] v;
  private double beta1Power = 1;
  private double beta2Power = 1;

  /**
   * Moments of zero.
   *
   * @param parameters layout of the parameters
   */
  public Adam(Layout parameters) {
    length = parameters.length();
    m = parameters.allocate();
    v = parameters.allocate();
  }

  /** Refuses a rate that is none, or whose first step is infinite as a float. */
  static void checkRate(String name, double rate) {
    if (!(rate > 0 && rate <= MAX_RATE)) {
      throw new IllegalArgumentException(
          name + ": expected a number above 0 and at most " + MAX_RATE + ", got " + rate);
    }
  }

  /**
   * One update.
   *
   * @param learningRate above 0, at most 10^37
   * @param g gradients. Not modified.
   * @param p parameters. Modified.
   */
  public void update(double learningRate, float[] g, float[] p) {
    checkRate("learningRate", learningRate);
    double power1 = beta1Power * BETA1;
    double power2 = beta2Power * BETA2;
    Optimizer.adam(
        length, g, 0, 0, 0, learningRate, BETA1, BETA2, EPSILON, power1, power2, m, 0, v, 0, p, 0);
    // After the update: one that is refused changes nothing.
    beta1Power = power1;
    beta2Power = power2;
  }
}
