package dev.cellwise.kernels;

import static java.lang.StrictMath.exp;
import static java.lang.StrictMath.expm1;
import static java.lang.StrictMath.log1p;
import static java.lang.StrictMath.tanh;

/** The functions of {@link Activation} in double, good to 1e-13 of the result; x is not NaN. */
final class ActivationTruth {
  private static final double ROOT_2_PI = StrictMath.sqrt(2 * StrictMath.PI);

  private ActivationTruth() {}

  static double value(Activation f, double x) {
    return switch (f.kind) {
      case IDENTITY -> x;
      case AFFINE -> (double) f.p * x + f.q;
      case TANH, SCALED_TANH -> f.p * tanhOf(f.q * x);
      case SIGMOID -> sigmoid(x);
      case HARD_SIGMOID -> Math.max(0, Math.min(1, (double) f.p * x + f.q));
      case SOFTSIGN -> Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x));
      case RELU, THRESHOLDED_RELU -> x > f.p ? x : 0;
      case LEAKY_RELU -> x > 0 ? x : f.p * x;
      case ELU -> x > 0 ? x : f.p * (Math.abs(x) < 0x1p-40 ? x : expm1(x));
      case SOFTPLUS -> Math.max(x, 0) + log1p(exp(-Math.abs(x)));
      case GELU -> Double.isInfinite(x) ? Math.max(x, 0) : x < 0 ? x * tail(-x) : x - x * tail(x);
    };
  }

  /** The derivative, at a kink the one that {@link Activation} documents. */
  static double slope(Activation f, double x) {
    return switch (f.kind) {
      case IDENTITY -> 1;
      case AFFINE -> f.p;
      case TANH, SCALED_TANH -> (double) f.p * f.q * oneMinusTanhSquared(f.q * x);
      case SIGMOID -> sigmoid(x) * sigmoid(-x);
      case HARD_SIGMOID -> {
        double line = (double) f.p * x + f.q;
        yield line > 0 && line < 1 ? f.p : 0;
      }
      case SOFTSIGN -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x)));
      case RELU, THRESHOLDED_RELU -> x > f.p ? 1 : 0;
      case LEAKY_RELU -> x > 0 ? 1 : f.p;
      case ELU -> x > 0 ? 1 : f.p * exp(x);
      case SOFTPLUS -> sigmoid(x);
      case GELU -> {
        double t = Math.abs(x);
        double below = t > 40 ? 0 : tail(t) - t * exp(-t * t / 2) / ROOT_2_PI;
        yield x > 0 ? 1 - below : below;
      }
    };
  }

  private static double sigmoid(double x) {
    double e = exp(-Math.abs(x));
    return x < 0 ? e / (1 + e) : 1 / (1 + e);
  }

  private static double tanhOf(double x) {
    return Math.abs(x) < 0x1p-15 ? x - x * x * x / 3 : tanh(x);
  }

  private static double oneMinusTanhSquared(double x) {
    double s = sigmoid(2 * x);
    return 4 * s * sigmoid(-2 * x);
  }

  /**
   * Φ(-t), t >= 0: near zero by the series t + t³/3 + t⁵/(3·5) + …, beyond by the continued
   * fraction 1 / (t + 1 / (t + 2 / (t + 3 / …))), both times the density.
   */
  static double tail(double t) {
    double density = exp(-t * t / 2) / ROOT_2_PI;
    if (t < 2.5) {
      double sum = 0;
      double term = t;
      for (int k = 1; term > 1e-18; k++) {
        sum += term;
        term *= t * t / (2 * k + 1);
      }
      return 0.5 - density * sum;
    }
    double f = t;
    // The larger t, the fewer terms there need to be.
    for (int k = 10 + (int) (400 / (t * t)); k > 0; k--) {
      f = t + k / f;
    }
    return density / f;
  }
}
