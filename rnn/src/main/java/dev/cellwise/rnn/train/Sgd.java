package dev.cellwise.rnn.train;

import dev.cellwise.kernels.Optimizer;
import dev.cellwise.rnn.tape.Layout;
import java.util.Objects;

/**
 * Gradient descent: {@link Optimizer#sgd}, {@link Optimizer#momentum} or {@link
 * Optimizer#nesterov}. State: {@code b} with momentum, none without.
 */
public final class Sgd extends UpdateRule {
  private final Options options;
  private final float[] b;

  /**
   * Options.
   *
   * @param momentum share of the past that is kept, in [0, 1); 0: plain descent
   * @param nesterov whether the step looks ahead
   * @param l2 factor of the penalty l2 |w|²/2
   */
  public record Options(double momentum, boolean nesterov, double l2) {
    /** Checks. */
    public Options {
      checkShare("momentum", momentum);
      checkFactor("l2", l2);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("momentum: expected above 0 with nesterov, got 0.0");
      }
    }

    /**
     * Plain descent.
     *
     * @return neither momentum nor L2
     */
    public static Options plain() {
      return new Options(0, false, 0);
    }

    /**
     * With momentum.
     *
     * @param share in [0, 1)
     * @return a copy
     */
    public Options withMomentum(double share) {
      return new Options(share, false, l2);
    }

    /**
     * With Nesterov's momentum.
     *
     * @param share in (0, 1)
     * @return a copy
     */
    public Options withNesterov(double share) {
      return new Options(share, true, l2);
    }

    /**
     * With L2.
     *
     * @param factor at least 0
     * @return a copy
     */
    public Options withL2(double factor) {
      return new Options(momentum, nesterov, factor);
    }
  }

  /**
   * Descent from the start.
   *
   * @param parameters layout of the parameters
   * @param options momentum, L2
   */
  public Sgd(Layout parameters, Options options) {
    super(parameters);
    this.options = Objects.requireNonNull(options, "options");
    b = options.momentum > 0 ? array("b", parameters) : new float[0];
  }

  @Override
  void apply(double learningRate, float[] g, float[] p) {
    double l2 = options.l2;
    double mu = options.momentum;
    if (mu == 0) {
      Optimizer.sgd(length, g, 0, l2, learningRate, p, 0);
    } else if (options.nesterov) {
      Optimizer.nesterov(length, g, 0, l2, learningRate, mu, b, 0, p, 0);
    } else {
      Optimizer.momentum(length, g, 0, l2, learningRate, mu, b, 0, p, 0);
    }
  }

  @Override
  public String toString() {
    return "Sgd " + options;
  }
}
