package dev.cellwise.examples.forecast;

import java.util.Arrays;
import org.hipparchus.util.FastMath;

/**
 * The coefficients of an ARIMA model:
 *
 * <pre>
 * φ(B) Φ(Bˢ) (w_t - μ) = θ(B) Θ(Bˢ) e_t,   w_t = (1 - B)ᵈ (1 - Bˢ)ᴰ x_t
 * φ(B) = 1 - φ₁ B - …    θ(B) = 1 + θ₁ B + …
 * </pre>
 *
 * @param order how many there are
 * @param ar φ₁ … φp
 * @param ma θ₁ … θq
 * @param seasonalAr Φ₁ … ΦP
 * @param seasonalMa Θ₁ … ΘQ
 * @param mean μ; 0 for differences
 */
record ArimaModel(
    ArimaOrder order,
    double[] ar,
    double[] ma,
    double[] seasonalAr,
    double[] seasonalMa,
    double mean) {
  /**
   * From numbers without bounds, such as an optimiser moves: tanh makes them partial
   * autocorrelations, of which those of a stationary process follow (Monahan 1984).
   *
   * @param order how many there are
   * @param u those of ar, ma, seasonal ar, seasonal ma, and the mean if there is one
   */
  static ArimaModel of(ArimaOrder order, double[] u) {
    int ma = order.p();
    int seasonalAr = ma + order.q();
    int seasonalMa = seasonalAr + order.seasonalP();
    int mean = seasonalMa + order.seasonalQ();
    return new ArimaModel(
        order,
        stationary(u, 0, ma, 1),
        stationary(u, ma, seasonalAr, -1),
        stationary(u, seasonalAr, seasonalMa, 1),
        stationary(u, seasonalMa, mean, -1),
        order.hasMean() ? u[mean] : 0);
  }

  /** By Durbin and Levinson; with the sign -1 the coefficients of an invertible average. */
  private static double[] stationary(double[] u, int from, int to, int sign) {
    double[] a = new double[to - from];
    for (int k = 0; k < a.length; k++) {
      double partial = FastMath.tanh(u[from + k]);
      double[] before = a.clone();
      for (int i = 0; i < k; i++) {
        a[i] = before[i] - partial * before[k - 1 - i];
      }
      a[k] = partial;
    }
    return Arrays.stream(a).map(x -> sign * x).toArray();
  }

  /** φ(B) Φ(Bˢ): the coefficients of lags 1, 2, … as they stand on the right side. */
  double[] arOfLags() {
    return product(ar, seasonalAr, -1);
  }

  /** θ(B) Θ(Bˢ): the coefficients of lags 1, 2, …. */
  double[] maOfLags() {
    return product(ma, seasonalMa, 1);
  }

  private double[] product(double[] plain, double[] seasonal, int sign) {
    int s = order.season();
    double[] all = new double[plain.length + seasonal.length * s];
    for (int j = 0; j <= seasonal.length; j++) {
      double factor = j == 0 ? 1 : seasonal[j - 1];
      if (j > 0) {
        all[j * s - 1] += factor;
      }
      for (int i = 0; i < plain.length; i++) {
        all[j * s + i] += j == 0 ? plain[i] : sign * factor * plain[i];
      }
    }
    return all;
  }

  /**
   * The differences of a series.
   *
   * @param x at least as many rows as are lost
   * @return w, as many fewer
   */
  static double[] differences(ArimaOrder order, double[] x) {
    double[] w = x;
    for (int i = 0; i < order.seasonalD(); i++) {
      w = difference(w, order.season());
    }
    for (int i = 0; i < order.d(); i++) {
      w = difference(w, 1);
    }
    return w;
  }

  private static double[] difference(double[] x, int lag) {
    double[] w = new double[Math.max(0, x.length - lag)];
    for (int t = 0; t < w.length; t++) {
      w[t] = x[t + lag] - x[t];
    }
    return w;
  }

  /**
   * The weights of x₍t₋₁₎, x₍t₋₂₎, … by which x_t comes of its difference: x_t = w_t + Σ.
   *
   * @return as many as rows are lost
   */
  static double[] undoing(ArimaOrder order) {
    double[] polynomial = {1};
    for (int i = 0; i < order.d() + order.seasonalD(); i++) {
      int lag = i < order.d() ? 1 : order.season();
      double[] longer = Arrays.copyOf(polynomial, polynomial.length + lag);
      for (int j = 0; j < polynomial.length; j++) {
        longer[j + lag] -= polynomial[j];
      }
      polynomial = longer;
    }
    return Arrays.stream(polynomial).skip(1).map(c -> 0 - c).toArray();
  }
}
