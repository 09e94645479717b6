package dev.cellwise.testing;

/**
 * A loss over the outputs and final states of a {@link SequenceNetwork}, made of analytic
 * operations only (see {@link ComplexFunction}).
 */
@FunctionalInterface
public interface SequenceLoss {
  /**
   * The loss.
   *
   * @param trace what the forward pass computed
   * @return the loss
   * @throws IllegalArgumentException if targets do not fit the outputs
   */
  Complex of(SequenceTrace trace);

  /**
   * Softmax cross-entropy of the outputs, in nats, the mean over the valid steps; 0 if there is
   * none.
   *
   * @param targets [T, N] the right answer at each step, T being 1 where only the last step is
   *     read; those of steps that are not valid may be anything; copied
   * @return a loss
   */
  static SequenceLoss crossEntropy(int... targets) {
    int[] right = targets.clone();
    return trace -> {
      ComplexArray losses = CrossEntropy.each(trace, right);
      Complex sum = Complex.ZERO;
      for (int r = 0; r < losses.length(); r++) {
        sum = sum.plus(losses.get(r));
      }
      return sum.times(1.0 / Math.max(1, trace.valid().count()));
    };
  }

  /**
   * Softmax cross-entropy at each step.
   *
   * @param trace what the forward pass computed
   * @param targets [T, N] the right answer at each step; not modified
   * @return [T, N] nats; 0 at steps that are not valid
   * @throws IllegalArgumentException if the targets do not fit the outputs
   */
  static double[] crossEntropies(SequenceTrace trace, int... targets) {
    return CrossEntropy.each(trace, targets).re();
  }

  /**
   * Half the sum of squares over the valid steps: sum of {@code (y - target)² / 2}.
   *
   * @param targets [T, N, O], T being 1 where only the last step is read; copied
   * @return a loss
   */
  static SequenceLoss squaredError(double... targets) {
    double[] right = targets.clone();
    return trace -> {
      int size = trace.results().tensor("y").size();
      if (right.length != size) {
        throw new IllegalArgumentException("targets: expected " + size + ", got " + right.length);
      }
      ValidSteps valid = trace.valid();
      int O = size / (valid.steps() * valid.rows());
      Complex sum = Complex.ZERO;
      for (int k = 0; k < size; k++) {
        if (valid.at(k / O / valid.rows(), k / O % valid.rows())) {
          Complex e = trace.at("y", k).minus(Complex.of(right[k]));
          sum = sum.plus(e.times(e).times(0.5));
        }
      }
      return sum;
    };
  }
}
