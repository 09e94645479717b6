package dev.cellwise.testing;

/**
 * Optimizers in double precision, one element after the other, as plain as their equations: those
 * of PyTorch's {@code torch.optim}. An object keeps the state of one array of parameters.
 */
public final class ReferenceOptimizer {
  /** The update of one element. */
  private interface Rule {
    /**
     * The next parameter.
     *
     * @param t number of this update, from 1
     * @param s the element's state, zeros at first; modified
     */
    double next(int t, double rate, double g, double w, double[] s);
  }

  private final double l2;
  private final Rule rule;
  private final double[][] state;
  private int t;

  private ReferenceOptimizer(int n, double l2, Rule rule) {
    this.l2 = l2;
    this.rule = rule;
    state = new double[n][2];
  }

  /**
   * One update.
   *
   * @param rate learning rate
   * @param g gradient [n]; not modified
   * @param w parameters [n]; modified
   */
  public void step(double rate, double[] g, double[] w) {
    t++;
    for (int i = 0; i < w.length; i++) {
      w[i] = rule.next(t, rate, g[i] + l2 * w[i], w[i], state[i]);
    }
  }

  /**
   * A part of the state.
   *
   * @param k 0: momentum, sum or mean of the squared gradient, or Adam's mean of the gradient; 1:
   *     Adam's mean of the squared gradient
   * @return [n]
   */
  public double[] state(int k) {
    double[] part = new double[state.length];
    for (int i = 0; i < part.length; i++) {
      part[i] = state[i][k];
    }
    return part;
  }

  /**
   * Gradient descent with momentum, without dampening.
   *
   * @param n number of parameters
   * @param momentum 0: plain gradient descent
   * @param nesterov whether the step looks ahead
   * @param l2 factor of the penalty
   * @return an optimizer at the start
   */
  public static ReferenceOptimizer sgd(int n, double momentum, boolean nesterov, double l2) {
    return new ReferenceOptimizer(
        n,
        l2,
        (t, rate, g, w, s) -> {
          s[0] = momentum * s[0] + g;
          return w - rate * (nesterov ? g + momentum * s[0] : s[0]);
        });
  }

  /**
   * RMSProp.
   *
   * @param n number of parameters
   * @param alpha decay of the mean square
   * @param epsilon added to its root
   * @param l2 factor of the penalty
   * @return an optimizer at the start
   */
  public static ReferenceOptimizer rmsProp(int n, double alpha, double epsilon, double l2) {
    return new ReferenceOptimizer(
        n,
        l2,
        (t, rate, g, w, s) -> {
          s[0] = alpha * s[0] + (1 - alpha) * g * g;
          return w - rate * g / (Math.sqrt(s[0]) + epsilon);
        });
  }

  /**
   * AdaGrad.
   *
   * @param n number of parameters
   * @param rateDecay the rate is divided by {@code 1 + (t - 1) rateDecay}
   * @param epsilon added to the root of the sum
   * @param l2 factor of the penalty
   * @return an optimizer at the start
   */
  public static ReferenceOptimizer adaGrad(int n, double rateDecay, double epsilon, double l2) {
    return new ReferenceOptimizer(
        n,
        l2,
        (t, rate, g, w, s) -> {
          s[0] += g * g;
          return w - rate / (1 + (t - 1) * rateDecay) * g / (Math.sqrt(s[0]) + epsilon);
        });
  }

  /**
   * Adam, and AdamW.
   *
   * @param n number of parameters
   * @param beta1 decay of the mean
   * @param beta2 decay of the mean square
   * @param epsilon added to the corrected root
   * @param l2 factor of the penalty
   * @param decay AdamW's decay
   * @return an optimizer at the start
   */
  public static ReferenceOptimizer adam(
      int n, double beta1, double beta2, double epsilon, double l2, double decay) {
    return new ReferenceOptimizer(
        n,
        l2,
        (t, rate, g, w, s) -> {
          s[0] = beta1 * s[0] + (1 - beta1) * g;
          s[1] = beta2 * s[1] + (1 - beta2) * g * g;
          double mean = s[0] / (1 - Math.pow(beta1, t));
          double square = s[1] / (1 - Math.pow(beta2, t));
          return w - rate * decay * w - rate * mean / (Math.sqrt(square) + epsilon);
        });
  }

  /**
   * Adam with Nesterov's momentum.
   *
   * @param n number of parameters
   * @param beta1 decay of the mean
   * @param beta2 decay of the mean square
   * @param epsilon added to the corrected root
   * @param momentumDecay the momentum at t is {@code beta1 (1 - 0.96^(t momentumDecay) / 2)}
   * @param l2 factor of the penalty
   * @return an optimizer at the start
   */
  public static ReferenceOptimizer nAdam(
      int n, double beta1, double beta2, double epsilon, double momentumDecay, double l2) {
    return new ReferenceOptimizer(
        n,
        l2,
        (t, rate, g, w, s) -> {
          s[0] = beta1 * s[0] + (1 - beta1) * g;
          s[1] = beta2 * s[1] + (1 - beta2) * g * g;
          double mu = 1;
          double product = 1;
          for (int i = 1; i <= t; i++) {
            mu = beta1 * (1 - 0.5 * Math.pow(0.96, i * momentumDecay));
            product *= mu;
          }
          double next = beta1 * (1 - 0.5 * Math.pow(0.96, (t + 1) * momentumDecay));
          double mean = (1 - mu) * g / (1 - product) + next * s[0] / (1 - product * next);
          double square = s[1] / (1 - Math.pow(beta2, t));
          return w - rate * mean / (Math.sqrt(square) + epsilon);
        });
  }

  /**
   * The optimizer of one part of the golden case {@code optimizers}, with its options.
   *
   * @param golden that case
   * @param name the part, such as {@code adam_l2}
   * @return an optimizer at the start
   */
  public static ReferenceOptimizer of(Golden golden, String name) {
    int n = golden.shape("w0")[0];
    String p = name + ".";
    double l2 = golden.has(p + "l2") ? golden.scalar(p + "l2") : 0;
    double epsilon = golden.has(p + "epsilon") ? golden.scalar(p + "epsilon") : 0;
    double[] betas = golden.has(p + "betas") ? golden.doubles(p + "betas") : new double[2];
    return switch (name.replace("_l2", "")) {
      case "sgd", "momentum" -> sgd(n, golden.scalar(p + "momentum"), false, l2);
      case "nesterov" -> sgd(n, golden.scalar(p + "momentum"), true, l2);
      case "rmsprop" -> rmsProp(n, golden.scalar(p + "alpha"), epsilon, l2);
      case "adagrad" -> adaGrad(n, golden.scalar(p + "rate_decay"), epsilon, l2);
      case "adam" -> adam(n, betas[0], betas[1], epsilon, l2, 0);
      case "adamw" -> adam(n, betas[0], betas[1], epsilon, 0, golden.scalar(p + "decay"));
      case "nadam" ->
          nAdam(n, betas[0], betas[1], epsilon, golden.scalar(p + "momentum_decay"), l2);
      default -> throw new IllegalArgumentException("no optimizer " + name);
    };
  }
}
