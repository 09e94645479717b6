package dev.cellwise.testing;

/** The normal distribution in double precision, to some units in the last place. */
final class Normal {
  private static final double ROOT_TWO_PI = 2.5066282746310002;
  private static final double TAIL = 1.25; // where the tail begins
  private static final int FRACTIONS = 300; // enough from there on
  private static final double END = 39; // where the density is below the smallest double

  private Normal() {}

  /** The density φ. */
  static double density(double x) {
    if (Math.abs(x) > END) {
      return 0;
    }
    double square = x * x;
    double rest = Math.fma(x, x, -square); // lost in rounding the square
    return StrictMath.exp(-square / 2) * (1 - rest / 2) / ROOT_TWO_PI;
  }

  /** The distribution function Φ, (1 + erf(x / sqrt 2)) / 2, also where it is tiny. */
  static double distribution(double x) {
    if (x <= -TAIL) {
      return tail(-x);
    }
    return x < TAIL ? 0.5 + density(x) * series(x) : 1 - tail(x);
  }

  /** x + x³/3 + x⁵/(3 5) + x⁷/(3 5 7) + …: M. Abramowitz and I. Stegun, 26.2.11. */
  private static double series(double x) {
    double sum = 0;
    double term = x;
    for (int n = 3; sum + term != sum; n += 2) {
      sum += term;
      term *= x * x / n;
    }
    return sum;
  }

  /** Φ(-x) = φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))): M. Abramowitz and I. Stegun, 26.2.14. */
  private static double tail(double x) {
    if (x > END) {
      return 0;
    }
    double fraction = x;
    for (int n = FRACTIONS; n > 0; n--) {
      fraction = x + n / fraction;
    }
    return density(x) / fraction;
  }
}
