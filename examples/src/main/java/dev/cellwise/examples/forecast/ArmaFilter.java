package dev.cellwise.examples.forecast;

import java.util.Arrays;

/**
 * The Kalman filter of a stationary ARMA process in Harvey's form: what is expected of the next
 * value, and how far that may be off, given all before. The variances are in units of that of the
 * innovations.
 *
 * <pre>
 * a_{t+1} = T a_t + R e_t,   w_t = μ + a_t[0]
 * T: φ down the first column, ones above the diagonal;   R = (1, θ₁, θ₂, …)
 * </pre>
 */
final class ArmaFilter {
  /** A variance so near to the innovations' does not change any more. */
  private static final double SETTLED = 1e-12;

  /** 2^60 steps: a process that has not come to rest by then is not stationary. */
  private static final int DOUBLINGS = 60;

  private final double mean;
  private final double[] phi;
  private final double[] r;

  /** a: the state expected of the next step. */
  private final double[] state;

  /** P: its covariance. */
  private double[][] covariance;

  /** K: by how much of an innovation the state expected moves. */
  private final double[] gain;

  private double variance;
  private boolean settled;

  ArmaFilter(ArimaModel model) {
    double[] ar = model.arOfLags();
    double[] ma = model.maOfLags();
    int size = Math.max(ar.length, ma.length + 1);
    mean = model.mean();
    phi = Arrays.copyOf(ar, size);
    r = new double[size];
    r[0] = 1;
    System.arraycopy(ma, 0, r, 1, ma.length);
    state = new double[size];
    gain = new double[size];
    covariance = stationary();
    gain();
  }

  /** P = T P T' + R R', by doubling: P ← P + A P A', A ← A A. */
  private double[][] stationary() {
    int size = r.length;
    double[][] a = new double[size][size];
    double[][] p = new double[size][size];
    for (int i = 0; i < size; i++) {
      a[i][0] = phi[i];
      if (i + 1 < size) {
        a[i][i + 1] = 1;
      }
      for (int j = 0; j < size; j++) {
        p[i][j] = r[i] * r[j];
      }
    }
    for (int k = 0; k < DOUBLINGS; k++) {
      double before = p[0][0];
      double[][] more = times(times(a, p), transposed(a));
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          p[i][j] += more[i][j];
        }
      }
      if (Math.abs(p[0][0] - before) <= 1e-15 * p[0][0] && (1 << Math.min(k, 20)) > size) {
        break;
      }
      a = times(a, a);
    }
    return p;
  }

  private static double[][] times(double[][] a, double[][] b) {
    int size = a.length;
    double[][] c = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        double f = a[i][k];
        for (int j = 0; f != 0 && j < size; j++) {
          c[i][j] += f * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] transposed(double[][] a) {
    double[][] b = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        b[j][i] = a[i][j];
      }
    }
    return b;
  }

  /** K = T P Z' / F, F the variance of the next value. */
  private void gain() {
    variance = covariance[0][0];
    for (int i = 0; i < gain.length; i++) {
      double next = i + 1 < gain.length ? covariance[i + 1][0] : 0;
      gain[i] = (phi[i] * variance + next) / variance;
    }
  }

  /**
   * The variance of what comes next about what is expected.
   *
   * @return in units of that of the innovations, at least 1
   */
  double variance() {
    return variance;
  }

  /**
   * Takes a value.
   *
   * @param w the next
   * @return by how much it differs from what was expected
   */
  double take(double w) {
    double innovation = w - mean - state[0];
    double first = state[0];
    for (int i = 0; i < state.length; i++) {
      double next = i + 1 < state.length ? state[i + 1] : 0;
      state[i] = phi[i] * first + next + gain[i] * innovation;
    }
    if (!settled) {
      settle();
    }
    return innovation;
  }

  /** P ← T P T' + R R' - K F K'. */
  private void settle() {
    int size = r.length;
    double[][] p = covariance;
    double[][] next = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double below = i + 1 < size ? p[i + 1][0] : 0;
        double right = j + 1 < size ? p[0][j + 1] : 0;
        double both = i + 1 < size && j + 1 < size ? p[i + 1][j + 1] : 0;
        next[i][j] =
            phi[i] * phi[j] * p[0][0]
                + phi[i] * right
                + phi[j] * below
                + both
                + r[i] * r[j]
                - gain[i] * gain[j] * variance;
      }
    }
    covariance = next;
    double before = variance;
    gain();
    settled = Math.abs(variance - before) < SETTLED && Math.abs(variance - 1) < SETTLED;
  }

  /**
   * What is expected of the next values.
   *
   * @param n how many
   */
  double[] expected(int n) {
    double[] a = state.clone();
    double[] w = new double[n];
    for (int k = 0; k < n; k++) {
      w[k] = mean + a[0];
      double first = a[0];
      for (int i = 0; i < a.length; i++) {
        a[i] = phi[i] * first + (i + 1 < a.length ? a[i + 1] : 0);
      }
    }
    return w;
  }
}
