package dev.cellwise.rnn.train;

import dev.cellwise.kernels.Optimizer;
import dev.cellwise.rnn.tape.Layout;
import java.util.Objects;

/**
 * AdaGrad: {@link Optimizer#adaGrad} with the rate divided by {@code 1 + updates * rateDecay},
 * updates before this one. State: {@code s}, {@code updates}.
 */
public final class AdaGrad extends UpdateRule {
  private final Options options;
  private final float[] s;
  private final double[] updates = count("updates");

  /**
   * Options.
   *
   * @param rateDecay how fast the rate falls, at least 0
   * @param epsilon added to the root of the sum, above 0
   * @param l2 factor of the penalty l2 |w|²/2
   */
  public record Options(double rateDecay, double epsilon, double l2) {
    /** Checks. */
    public Options {
      checkFactor("rateDecay", rateDecay);
      checkEpsilon(epsilon);
      checkFactor("l2", l2);
    }

    /**
     * PyTorch's.
     *
     * @return epsilon 1e-10, no decay of the rate, no L2
     */
    public static Options standard() {
      return new Options(0, 1e-10, 0);
    }

    /**
     * With a rate that falls.
     *
     * @param decay at least 0
     * @return a copy
     */
    public Options withRateDecay(double decay) {
      return new Options(decay, epsilon, l2);
    }

    /**
     * With another epsilon.
     *
     * @param term above 0
     * @return a copy
     */
    public Options withEpsilon(double term) {
      return new Options(rateDecay, term, l2);
    }

    /**
     * With L2.
     *
     * @param factor at least 0
     * @return a copy
     */
    public Options withL2(double factor) {
      return new Options(rateDecay, epsilon, factor);
    }
  }

  /**
   * A sum of zero.
   *
   * @param parameters layout of the parameters
   * @param options numbers of the update
   */
  public AdaGrad(Layout parameters, Options options) {
    super(parameters);
    this.options = Objects.requireNonNull(options, "options");
    s = array("s", parameters);
  }

  @Override
  void apply(double learningRate, float[] g, float[] p) {
    double rate = learningRate / (1 + updates[0] * options.rateDecay);
    Optimizer.adaGrad(length, g, 0, options.l2, rate, options.epsilon, s, 0, p, 0);
    // After the update: one that is refused changes nothing.
    updates[0]++;
  }

  @Override
  public String toString() {
    return "AdaGrad " + options;
  }
}
