package dev.cellwise.rnn.train;

import dev.cellwise.kernels.Optimizer;
import dev.cellwise.rnn.tape.Layout;
import java.util.Objects;

/** RMSProp: {@link Optimizer#rmsProp}. State: {@code v}. */
public final class RmsProp extends UpdateRule {
  private final Options options;
  private final float[] v;

  /**
   * Options.
   *
   * @param alpha decay of the mean of the squared gradient, in [0, 1)
   * @param epsilon added to its root, above 0
   * @param l2 factor of the penalty l2 |w|²/2
   */
  public record Options(double alpha, double epsilon, double l2) {
    /** Checks. */
    public Options {
      checkShare("alpha", alpha);
      checkEpsilon(epsilon);
      checkFactor("l2", l2);
    }

    /**
     * PyTorch's.
     *
     * @return alpha 0.99, epsilon 1e-8, no L2
     */
    public static Options standard() {
      return new Options(0.99, 1e-8, 0);
    }

    /**
     * With another decay.
     *
     * @param decay in [0, 1)
     * @return a copy
     */
    public Options withAlpha(double decay) {
      return new Options(decay, epsilon, l2);
    }

    /**
     * With another epsilon.
     *
     * @param term above 0
     * @return a copy
     */
    public Options withEpsilon(double term) {
      return new Options(alpha, term, l2);
    }

    /**
     * With L2.
     *
     * @param factor at least 0
     * @return a copy
     */
    public Options withL2(double factor) {
      return new Options(alpha, epsilon, factor);
    }
  }

  /**
   * A mean of zero.
   *
   * @param parameters layout of the parameters
   * @param options numbers of the update
   */
  public RmsProp(Layout parameters, Options options) {
    super(parameters);
    this.options = Objects.requireNonNull(options, "options");
    v = array("v", parameters);
  }

  @Override
  void apply(double learningRate, float[] g, float[] p) {
    Options o = options;
    Optimizer.rmsProp(length, g, 0, o.l2, learningRate, o.alpha, o.epsilon, v, 0, p, 0);
  }

  @Override
  public String toString() {
    return "RmsProp " + options;
  }
}
