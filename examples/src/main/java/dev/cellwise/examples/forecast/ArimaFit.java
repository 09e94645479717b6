package dev.cellwise.examples.forecast;

import dev.cellwise.examples.BadInput;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.util.FastMath;
import org.hipparchus.util.Pair;

/**
 * Fits an ARIMA model by exact maximum likelihood of its differences. With innovations v_t and
 * their variances F_t of the {@linkplain ArmaFilter filter}, the likelihood without its scale is
 *
 * <pre>
 * (Π F_t)^(1/n) Σ v_t² / F_t
 * </pre>
 *
 * a sum of squares, which Levenberg and Marquardt's method makes smallest. Conditional least
 * squares, which takes all innovations before the first row as 0, is the same but for F_t = 1: over
 * few seasons, with Θ near -1, its forecasts hang on the first season.
 */
final class ArimaFit {
  private static final int MOST_STEPS = 200;
  private static final double STEP = 1e-6;

  private final ArimaOrder order;

  /** Differences of each series, in units of their deviation. */
  private final List<double[]> series;

  private final double scale;
  private final int rows;

  private ArimaFit(ArimaOrder order, List<double[]> series) {
    this.order = order;
    List<double[]> w = series.stream().map(x -> ArimaModel.differences(order, x)).toList();
    this.rows = w.stream().mapToInt(x -> x.length).sum();
    if (rows <= order.parameters()) {
      throw new BadInput(
          "%s has %d numbers to fit, but %d rows are left"
              .formatted(order, order.parameters(), rows));
    }
    double mean = order.hasMean() ? w.stream().flatMapToDouble(Arrays::stream).sum() / rows : 0;
    double squares =
        w.stream().flatMapToDouble(Arrays::stream).map(x -> (x - mean) * (x - mean)).sum();
    this.scale = squares > 0 ? FastMath.sqrt(squares / rows) : 1;
    this.series = w.stream().map(x -> Arrays.stream(x).map(v -> v / scale).toArray()).toList();
  }

  /**
   * Fits.
   *
   * @param order what to fit
   * @param series one or several, in time order
   * @return the model, of the series in their own unit
   * @throws BadInput if there are too few rows, or no fit is found
   */
  static ArimaModel of(ArimaOrder order, List<double[]> series) {
    ArimaFit fit = new ArimaFit(order, series);
    try {
      return fit.run();
    } catch (MathRuntimeException e) {
      throw new BadInput("%s: no fit is found (%s)".formatted(order, e.getMessage()));
    }
  }

  private ArimaModel run() {
    double[] u = new double[order.parameters()];
    Arrays.fill(u, 0.1);
    if (order.hasMean()) {
      u[u.length - 1] = series.stream().flatMapToDouble(Arrays::stream).sum() / rows;
    }
    if (u.length > 0) {
      MultivariateJacobianFunction model =
          point -> {
            double[] at = point.toArray();
            double[] value = residuals(at);
            return new Pair<>(new ArrayRealVector(value, false), jacobian(at, value));
          };
      u =
          new LevenbergMarquardtOptimizer()
              .optimize(
                  new LeastSquaresBuilder()
                      .start(u)
                      .model(model)
                      .target(new double[rows])
                      .maxEvaluations(MOST_STEPS)
                      .maxIterations(MOST_STEPS)
                      .build())
              .getPoint()
              .toArray();
    }
    ArimaModel m = ArimaModel.of(order, u);
    return new ArimaModel(order, m.ar(), m.ma(), m.seasonalAr(), m.seasonalMa(), m.mean() * scale);
  }

  private double[] residuals(double[] u) {
    ArimaModel model = ArimaModel.of(order, u);
    double[] all = new double[rows];
    double logs = 0;
    int at = 0;
    for (double[] w : series) {
      ArmaFilter filter = new ArmaFilter(model);
      for (double value : w) {
        double variance = filter.variance();
        logs += FastMath.log(variance);
        all[at++] = filter.take(value) / FastMath.sqrt(variance);
      }
    }
    double factor = FastMath.exp(logs / rows / 2);
    return Arrays.stream(all).map(v -> v * factor).toArray();
  }

  private Array2DRowRealMatrix jacobian(double[] u, double[] value) {
    double[][] j = new double[rows][u.length];
    for (int k = 0; k < u.length; k++) {
      double[] moved = u.clone();
      moved[k] += STEP;
      double[] there = residuals(moved);
      for (int t = 0; t < rows; t++) {
        j[t][k] = (there[t] - value[t]) / STEP;
      }
    }
    return new Array2DRowRealMatrix(j, false);
  }
}
