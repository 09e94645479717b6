package dev.cellwise.rnn.train;

import dev.cellwise.kernels.Optimizer;
import dev.cellwise.rnn.tape.Layout;
import java.util.Objects;

/**
 * Adam (Kingma and Ba 2015), and AdamW where there is a decay: {@link Optimizer#adam}.
 *
 * <p>The powers of the decay rates are running products in double, the same on every machine.
 * State: {@code m}, {@code v}, {@code beta1_power}, {@code beta2_power}.
 */
public final class Adam extends UpdateRule {
  private final Options options;
  private final float[] m;
  private final float[] v;
  private final double[] beta1Power = product("beta1_power");
  private final double[] beta2Power = product("beta2_power");

  /**
   * Options.
   *
   * @param beta1 decay of the mean of the gradient, in [0, 1)
   * @param beta2 decay of the mean of its square, in [0, 1)
   * @param epsilon added to the denominator, above 0
   * @param l2 factor of the penalty l2 |w|²/2
   * @param decay share of the weights that is taken off, times the rate (AdamW)
   */
  public record Options(double beta1, double beta2, double epsilon, double l2, double decay) {
    /** Checks. */
    public Options {
      checkShare("beta1", beta1);
      checkShare("beta2", beta2);
      checkEpsilon(epsilon);
      checkFactor("l2", l2);
      checkFactor("decay", decay);
    }

    /**
     * Those of Kingma and Ba.
     *
     * @return beta1 0.9, beta2 0.999, epsilon 1e-8, neither L2 nor decay
     */
    public static Options standard() {
      return new Options(0.9, 0.999, 1e-8, 0, 0);
    }

    /**
     * With other decays of the means.
     *
     * @param first of the gradient, in [0, 1)
     * @param second of its square, in [0, 1)
     * @return a copy
     */
    public Options withBetas(double first, double second) {
      return new Options(first, second, epsilon, l2, decay);
    }

    /**
     * With another epsilon.
     *
     * @param term above 0
     * @return a copy
     */
    public Options withEpsilon(double term) {
      return new Options(beta1, beta2, term, l2, decay);
    }

    /**
     * With L2.
     *
     * @param factor at least 0
     * @return a copy
     */
    public Options withL2(double factor) {
      return new Options(beta1, beta2, epsilon, factor, decay);
    }

    /**
     * With a decay of the weights: AdamW.
     *
     * @param share at least 0
     * @return a copy
     */
    public Options withDecay(double share) {
      return new Options(beta1, beta2, epsilon, l2, share);
    }
  }

  /**
   * Moments of zero, the options of Kingma and Ba.
   *
   * @param parameters layout of the parameters
   */
  public Adam(Layout parameters) {
    this(parameters, Options.standard());
  }

  /**
   * Moments of zero.
   *
   * @param parameters layout of the parameters
   * @param options numbers of the update
   */
  public Adam(Layout parameters, Options options) {
    super(parameters);
    this.options = Objects.requireNonNull(options, "options");
    m = array("m", parameters);
    v = array("v", parameters);
  }

  @Override
  double maxRate() {
    return maxRate(options.beta1);
  }

  @Override
  void apply(double rate, float[] g, float[] p) {
    Options o = options;
    double p1 = beta1Power[0] * o.beta1;
    double p2 = beta2Power[0] * o.beta2;
    Optimizer.adam(
        length, g, 0, o.l2, o.decay, rate, o.beta1, o.beta2, o.epsilon, p1, p2, m, 0, v, 0, p, 0);
    // After the update: one that is refused changes nothing.
    beta1Power[0] = p1;
    beta2Power[0] = p2;
  }

  @Override
  public String toString() {
    return "Adam " + options;
  }
}
