package dev.cellwise.testing;

/**
 * Losses in double precision on {@link Complex} numbers, element by element, as PyTorch's {@code
 * torch.nn} has them. Weights and sums are the caller's. The branch is taken by the real part; at a
 * kink the derivative by the complex step is that of the side that is taken.
 */
public final class ReferenceLoss {
  private ReferenceLoss() {}

  /**
   * The squared error, {@code (y - target)²}.
   *
   * @param y output
   * @param target what it should be
   * @return the loss
   */
  public static Complex squared(Complex y, double target) {
    Complex r = y.minus(Complex.of(target));
    return r.times(r);
  }

  /**
   * The absolute error, {@code |y - target|}; its derivative is 0 where both are equal.
   *
   * @param y output
   * @param target what it should be
   * @return the loss
   */
  public static Complex absolute(Complex y, double target) {
    Complex r = y.minus(Complex.of(target));
    return r.re() == 0 ? Complex.ZERO : r.re() < 0 ? r.negated() : r;
  }

  /**
   * Huber's error: {@code r² / 2} where |r| is at most delta, else {@code delta (|r| - delta / 2)},
   * {@code r = y - target}.
   *
   * @param y output
   * @param target what it should be
   * @param delta where the square becomes a line
   * @return the loss
   */
  public static Complex huber(Complex y, double target, double delta) {
    Complex size = absolute(y, target);
    return size.re() <= delta
        ? size.times(size).times(0.5)
        : size.minus(Complex.of(delta / 2)).times(delta);
  }

  /**
   * The cross-entropy of a yes-or-no answer: {@code p t log(1 + e^-x) + (1 - t) log(1 + e^x)}.
   *
   * @param x logit
   * @param target t, the probability of yes
   * @param positive p, the weight of the yes
   * @return the loss in nats
   */
  public static Complex binaryCrossEntropy(Complex x, double target, double positive) {
    return softplus(x.negated()).times(positive * target).plus(softplus(x).times(1 - target));
  }

  /** By the exponential that cannot overflow. */
  private static Complex softplus(Complex x) {
    return x.re() > 0 ? x.plus(x.negated().exp().log1p()) : x.exp().log1p();
  }

  /**
   * The cross-entropy of a softmax with weights w of the classes: {@code (1 - smoothing) w[target]
   * (-log p[target]) + smoothing / classes * (sum over j of w[j] (-log p[j]))}.
   *
   * @param x logits
   * @param xOff index of the first
   * @param target the right class
   * @param smoothing the part of the target that is spread over all classes
   * @param weights weight of each class [classes]; not modified
   * @return the loss in nats
   */
  public static Complex crossEntropy(
      ComplexArray x, int xOff, int target, double smoothing, double[] weights) {
    int classes = weights.length;
    Complex log = CrossEntropy.logSumExp(classes, x, xOff);
    Complex own = log.minus(x.get(xOff + target)).times((1 - smoothing) * weights[target]);
    Complex sum = Complex.ZERO;
    for (int j = 0; j < classes && smoothing > 0; j++) {
      sum = sum.plus(log.minus(x.get(xOff + j)).times(weights[j]));
    }
    return own.plus(sum.times(smoothing / classes));
  }
}
