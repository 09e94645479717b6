package dev.cellwise.testing;

/**
 * Layer normalization of vectors: {@code LN(v)_k = (v_k - mean) / sqrt(variance + ε)}, mean and
 * biased variance over all elements of v, ε = 1e-5.
 *
 * <p>Source: J. Ba, J. Kiros and G. Hinton, Layer normalization, 2016.
 */
final class LayerNormalised {
  private static final Complex EPSILON = Complex.of(1e-5);

  private LayerNormalised() {}

  /** gain LN(M v), statistics over all rows of the matrix together. */
  static ComplexArray product(CellStep s, String matrix, int rows, ComplexArray v, String gain) {
    ComplexArray mv = ComplexArray.zeros(rows);
    for (int k = 0; k < rows; k++) {
      mv.set(k, s.times(matrix, k, v));
    }
    return of(s, mv, gain);
  }

  /** gain LN(v). */
  static ComplexArray of(CellStep s, ComplexArray v, String gain) {
    ComplexArray y = of(v);
    for (int k = 0; k < y.length(); k++) {
      y.set(k, s.get(gain, k).times(y.get(k)));
    }
    return y;
  }

  /** LN(v). */
  static ComplexArray of(ComplexArray v) {
    int n = v.length();
    Complex mean = Complex.ZERO;
    for (int k = 0; k < n; k++) {
      mean = mean.plus(v.get(k).times(1.0 / n));
    }
    Complex variance = Complex.ZERO;
    for (int k = 0; k < n; k++) {
      Complex d = v.get(k).minus(mean);
      variance = variance.plus(d.times(d).times(1.0 / n));
    }
    Complex deviation = variance.plus(EPSILON).sqrt();
    ComplexArray y = ComplexArray.zeros(n);
    for (int k = 0; k < n; k++) {
      y.set(k, v.get(k).minus(mean).dividedBy(deviation));
    }
    return y;
  }
}
