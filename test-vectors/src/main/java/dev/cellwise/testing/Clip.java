package dev.cellwise.testing;

/**
 * A clip to [-bound, bound].
 *
 * @param bound positive; infinite for none
 */
record Clip(double bound) {
  static final Clip NONE = new Clip(Double.POSITIVE_INFINITY);

  Clip {
    if (!(bound > 0)) {
      throw new IllegalArgumentException("a clip must be positive, is " + bound);
    }
  }

  /** The branch is taken by the real part; outside the bound the derivative is 0. */
  Complex of(Complex a) {
    return Math.abs(a.re()) > bound ? Complex.of(Math.copySign(bound, a.re())) : a;
  }

  double kinkDistance(double a) {
    return Math.abs(bound - Math.abs(a));
  }

  boolean hasKink() {
    return bound < Double.POSITIVE_INFINITY;
  }
}
