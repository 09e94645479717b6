package dev.cellwise.testing;

/**
 * A loss over the outputs of a network, made of analytic operations only (see {@link
 * ComplexFunction}).
 */
@FunctionalInterface
public interface Loss {
  /**
   * The loss.
   *
   * @param trace what the forward pass computed; not modified
   * @return the loss
   * @throws IllegalArgumentException if targets or weights do not fit the outputs
   */
  Complex of(LstmTrace trace);

  /**
   * Softmax cross-entropy of the outputs, in nats, the mean over all positions.
   *
   * @param targets [T, N] the right token at each position; copied
   * @return a loss
   */
  static Loss crossEntropy(int[] targets) {
    int[] right = targets.clone();
    return trace -> CrossEntropy.mean(trace, right);
  }

  /**
   * Softmax cross-entropy at each position.
   *
   * @param trace what the forward pass computed; not modified
   * @param targets [T, N] the right token at each position; not modified
   * @return [T, N] nats
   * @throws IllegalArgumentException if the targets do not fit the outputs
   */
  static double[] crossEntropies(LstmTrace trace, int[] targets) {
    return CrossEntropy.each(trace, targets).re();
  }

  /**
   * Half the sum of squares: sum over all positions and outputs of {@code (y - target)² / 2}.
   *
   * @param targets [T, N, O]; copied
   * @return a loss
   */
  static Loss squaredError(double[] targets) {
    double[] right = targets.clone();
    return trace -> {
      ComplexArray y = trace.complexY();
      check("targets", right.length, y.length());
      Complex sum = Complex.ZERO;
      for (int k = 0; k < right.length; k++) {
        Complex e = y.get(k).minus(Complex.of(right[k]));
        sum = sum.plus(e.times(e).times(0.5));
      }
      return sum;
    };
  }

  /**
   * A weighted sum of everything that a network hands out: its outputs at each position and the
   * last layer's final states. Its gradient with respect to each is the weight, so a backward pass
   * is checked by feeding it the weights.
   *
   * @param y [T, N, O] weights of the outputs (of h, where there is no head); copied
   * @param finalH [N, H] weights of the last layer's final h; copied
   * @param finalC [N, H] weights of the last layer's final c; copied
   * @return a loss
   */
  static Loss weightedSum(double[] y, double[] finalH, double[] finalC) {
    ComplexArray wy = ComplexArray.ofReal(y.clone());
    ComplexArray wh = ComplexArray.ofReal(finalH.clone());
    ComplexArray wc = ComplexArray.ofReal(finalC.clone());
    return trace -> {
      int top = trace.layers() - 1;
      ComplexArray h = trace.complexH(top);
      int last = h.length() - h.length() / (trace.steps() + 1); // [T+1, N, H]: where step T begins
      check("weights of y", wy.length(), trace.complexY().length());
      check("weights of the final h", wh.length(), h.length() - last);
      check("weights of the final c", wc.length(), h.length() - last);
      return ComplexArray.dot(wy.length(), wy, 0, trace.complexY(), 0)
          .plus(ComplexArray.dot(wh.length(), wh, 0, h, last))
          .plus(ComplexArray.dot(wc.length(), wc, 0, trace.complexC(top), last));
    };
  }

  private static void check(String what, int actual, int expected) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          what + ": " + expected + " are needed, there are " + actual);
    }
  }
}
