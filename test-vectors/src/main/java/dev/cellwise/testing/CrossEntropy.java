package dev.cellwise.testing;

/** {@code -log softmax(y)[target] = log(sum over j of e^y_j) - y_target}, at each position. */
final class CrossEntropy {
  private CrossEntropy() {}

  static Complex mean(LstmTrace trace, int[] targets) {
    ComplexArray losses = each(trace, targets);
    Complex sum = Complex.ZERO;
    for (int r = 0; r < losses.length(); r++) {
      sum = sum.plus(losses.get(r));
    }
    return sum.dividedBy(Complex.of(losses.length()));
  }

  /** [T, N]. */
  static ComplexArray each(LstmTrace trace, int[] targets) {
    int positions = trace.steps() * trace.rows();
    int O = trace.outputs();
    LstmReference.checkTokens("targets", targets, positions, O);
    ComplexArray y = trace.complexY();
    ComplexArray losses = ComplexArray.zeros(positions);
    for (int r = 0; r < positions; r++) {
      losses.set(r, logSumExp(O, y, r * O).minus(y.get(r * O + targets[r])));
    }
    return losses;
  }

  /** [T, N]; 0 at steps that are not valid, whose targets are not read. */
  static ComplexArray each(SequenceTrace trace, int[] targets) {
    Layout.Tensor y = trace.results().tensor("y");
    ValidSteps valid = trace.valid();
    int positions = valid.steps() * valid.rows();
    int O = y.size() / positions;
    if (targets.length != positions) {
      throw new IllegalArgumentException(
          "targets: expected " + positions + ", got " + targets.length);
    }
    SequenceInput.checkRange("targets", valid, targets, O);
    ComplexArray losses = ComplexArray.zeros(positions);
    for (int r = 0; r < positions; r++) {
      if (valid.at(r / valid.rows(), r % valid.rows())) {
        Complex all = logSumExp(O, trace.values(), y.offset() + r * O);
        losses.set(r, all.minus(trace.at("y", r * O + targets[r])));
      }
    }
    return losses;
  }

  /** The largest real part is taken out: a constant, so the sum is analytic and cannot overflow. */
  static Complex logSumExp(int n, ComplexArray y, int yOff) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < n; j++) {
      largest = Math.max(largest, y.re()[yOff + j]);
    }
    Complex m = Complex.of(largest);
    Complex sum = Complex.ZERO;
    for (int j = 0; j < n; j++) {
      sum = sum.plus(y.get(yOff + j).minus(m).exp());
    }
    return sum.log().plus(m);
  }
}
