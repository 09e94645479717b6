package dev.cellwise.rnn.train;

import dev.cellwise.kernels.Optimizer;
import dev.cellwise.rnn.tape.Layout;
import java.util.Objects;

/**
 * Adam with Nesterov's momentum: {@link Optimizer#nAdam}. The momentum of update t, from 1, is
 * {@code mu(t) = beta1 (1 - 0.96^(t momentumDecay) / 2)}, in double by {@link StrictMath#pow}.
 *
 * <p>State: {@code m}, {@code v}, {@code updates}, {@code beta2_power}, {@code momentum_product}.
 */
public final class NAdam extends UpdateRule {
  private final Options options;
  private final float[] m;
  private final float[] v;
  private final double[] updates = count("updates");
  private final double[] beta2Power = product("beta2_power");
  private final double[] product = product("momentum_product");

  /**
   * Options.
   *
   * @param beta1 decay of the mean of the gradient, in [0, 1)
   * @param beta2 decay of the mean of its square, in [0, 1)
   * @param epsilon added to the denominator, above 0
   * @param momentumDecay how fast the momentum rises to beta1, at least 0
   * @param l2 factor of the penalty l2 |w|²/2
   */
  public record Options(
      double beta1, double beta2, double epsilon, double momentumDecay, double l2) {
    /** Checks. */
    public Options {
      checkShare("beta1", beta1);
      checkShare("beta2", beta2);
      checkEpsilon(epsilon);
      checkFactor("momentumDecay", momentumDecay);
      checkFactor("l2", l2);
    }

    /**
     * PyTorch's.
     *
     * @return beta1 0.9, beta2 0.999, epsilon 1e-8, momentum decay 4e-3, no L2
     */
    public static Options standard() {
      return new Options(0.9, 0.999, 1e-8, 4e-3, 0);
    }

    /**
     * With other decays of the means.
     *
     * @param first of the gradient, in [0, 1)
     * @param second of its square, in [0, 1)
     * @return a copy
     */
    public Options withBetas(double first, double second) {
      return new Options(first, second, epsilon, momentumDecay, l2);
    }

    /**
     * With another epsilon.
     *
     * @param term above 0
     * @return a copy
     */
    public Options withEpsilon(double term) {
      return new Options(beta1, beta2, term, momentumDecay, l2);
    }

    /**
     * With another rise of the momentum.
     *
     * @param decay at least 0
     * @return a copy
     */
    public Options withMomentumDecay(double decay) {
      return new Options(beta1, beta2, epsilon, decay, l2);
    }

    /**
     * With L2.
     *
     * @param factor at least 0
     * @return a copy
     */
    public Options withL2(double factor) {
      return new Options(beta1, beta2, epsilon, momentumDecay, factor);
    }
  }

  /**
   * Moments of zero.
   *
   * @param parameters layout of the parameters
   * @param options numbers of the update
   */
  public NAdam(Layout parameters, Options options) {
    super(parameters);
    this.options = Objects.requireNonNull(options, "options");
    m = array("m", parameters);
    v = array("v", parameters);
  }

  @Override
  double maxRate() {
    return maxRate(options.beta1);
  }

  private double momentum(double t) {
    return options.beta1 * (1 - 0.5 * StrictMath.pow(0.96, t * options.momentumDecay));
  }

  @Override
  void apply(double rate, float[] g, float[] p) {
    Options o = options;
    double t = updates[0] + 1;
    double p2 = beta2Power[0] * o.beta2;
    double mu = momentum(t);
    double next = momentum(t + 1);
    double all = product[0] * mu;
    Optimizer.nAdam(
        length, g, 0, o.l2, rate, o.beta1, o.beta2, o.epsilon, p2, mu, next, all, m, 0, v, 0, p, 0);
    // After the update: one that is refused changes nothing.
    updates[0] = t;
    beta2Power[0] = p2;
    product[0] = all;
  }

  @Override
  public String toString() {
    return "NAdam " + options;
  }
}
