package dev.cellwise.testing;

import java.util.List;

/**
 * The outcome of a comparison of gradients.
 *
 * @param method how the expected values were found and what that method cannot see
 * @param tolerance the tolerance, in words
 * @param tensors one line a tensor (in the directional mode, one a tensor and direction)
 */
public record Comparison(String method, String tolerance, List<Line> tensors) {
  /**
   * The comparison of one tensor.
   *
   * @param tensor its name
   * @param worst its worst element: where the error is the largest multiple of what is allowed
   * @param error the error: of the worst element, or the relative L2 norm of the tensor
   * @param bound the allowed error
   * @param zero whether every expected value is zero
   */
  public record Line(String tensor, Element worst, double error, double bound, boolean zero) {
    /**
     * The error as a multiple of what is allowed.
     *
     * @return at most 1 if the tensor is right; infinite if it is not a number
     */
    public double ratio() {
      return Comparison.ratio(error, bound);
    }

    @Override
    public String toString() {
      return "%s %s: error %.3g, allowed %.3g; worst %s"
          .formatted(ratio() <= 1 ? "ok  " : "FAIL", tensor, error, bound, worst);
    }
  }

  /**
   * One parameter.
   *
   * @param index its index in the flat array
   * @param position its tensor and position, as in {@code lstm.weight_hh_l0[12,3]}
   * @param expected the derivative that was expected
   * @param actual the derivative that was given
   */
  public record Element(int index, String position, double expected, double actual) {
    @Override
    public String toString() {
      return "%s (parameter %d): expected %.17g, actual %.17g"
          .formatted(position, index, expected, actual);
    }
  }

  /** Keeps its own copy of the list. */
  public Comparison {
    tensors = List.copyOf(tensors);
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to compare");
    }
  }

  /**
   * The tensor whose error is the largest multiple of what is allowed.
   *
   * @return its line
   */
  public Line worst() {
    Line worst = tensors.getFirst();
    for (Line line : tensors) {
      if (line.ratio() > worst.ratio()) {
        worst = line;
      }
    }
    return worst;
  }

  /**
   * Whether nothing was checked, since every expected value is zero.
   *
   * @return true if the comparison proves nothing
   */
  public boolean vacuous() {
    return tensors.stream().allMatch(Line::zero);
  }

  /**
   * Whether every tensor is within its bound, and not every expected value is zero.
   *
   * @return true if the gradient is right as far as the method can see
   */
  public boolean passed() {
    return worst().ratio() <= 1 && !vacuous();
  }

  /**
   * Fails if the comparison did not pass.
   *
   * @return this
   * @throws AssertionError if it did not; the message is {@link #toString()}
   */
  public Comparison assertPassed() {
    if (!passed()) {
      throw new AssertionError(toString());
    }
    return this;
  }

  static double ratio(double error, double bound) {
    if (Double.isNaN(error)) {
      return Double.POSITIVE_INFINITY;
    }
    return error == 0 ? 0 : error / bound;
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    s.append(vacuous() ? "nothing was checked" : passed() ? "gradients agree" : "gradients differ");
    if (vacuous()) {
      s.append(": every expected value is zero");
    } else {
      s.append("; worst is ").append(worst().worst());
    }
    s.append("\n  method: ").append(method);
    s.append("\n  tolerance: ").append(tolerance);
    tensors.forEach(line -> s.append("\n  ").append(line));
    return s.toString();
  }
}
