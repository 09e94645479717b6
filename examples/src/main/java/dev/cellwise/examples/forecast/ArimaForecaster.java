package dev.cellwise.examples.forecast;

import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An ARIMA model of each target. It is not held to the window: it has all rows of the series from
 * where it begins to the one before what is foretold.
 */
final class ArimaForecaster implements Forecaster {
  private final ArimaOrder order;
  private final List<Series> training;
  private final int horizon;
  private final int targets;

  /** Row at which the model begins; -1: where training does. */
  private final int from;

  /** Of each target; empty: fitted anew for each window. */
  private final List<ArimaModel> models;

  /**
   * Fits, or will.
   *
   * @param order what to fit
   * @param training series to fit on
   * @param horizon n
   * @param targets O, the first columns
   * @param from the row of the one series at which the model begins; -1: where training does
   * @param refitted whether it is fitted anew for each window on all rows before what is foretold;
   *     else once, on the training
   */
  ArimaForecaster(
      ArimaOrder order,
      List<Series> training,
      int horizon,
      int targets,
      int from,
      boolean refitted) {
    this.order = order;
    this.training = training;
    this.horizon = horizon;
    this.targets = targets;
    this.from = from;
    this.models =
        refitted
            ? List.of()
            : IntStream.range(0, targets)
                .mapToObj(column -> ArimaFit.of(order, columns(column)))
                .toList();
  }

  private List<double[]> columns(int column) {
    List<double[]> all = new ArrayList<>();
    for (Series series : training) {
      int end = series.from() + series.rows();
      all.add(column(series, start(series), end, column));
    }
    return all;
  }

  /** Series that share their array are parts of one. */
  private int start(Series series) {
    if (from >= 0) {
      return from;
    }
    Series first = training.getFirst();
    return first.values() == series.values() ? first.from() : series.from();
  }

  private static double[] column(Series series, int from, int to, int column) {
    double[] x = new double[to - from];
    for (int i = 0; i < x.length; i++) {
      x[i] = series.values()[(from + i) * series.columns() + column];
    }
    return x;
  }

  /** The coefficients of a target, for tests and reports. */
  List<ArimaModel> models() {
    return models;
  }

  @Override
  public String name() {
    return models.isEmpty() ? order + ", refitted" : order.toString();
  }

  @Override
  public double[] forecasts(Held held) {
    Windows windows = held.own();
    double[] all = new double[windows.targetSize(windows.count())];
    for (int column = 0; column < targets; column++) {
      Run run = null;
      for (int i = 0; i < windows.count(); i++) {
        Series series = windows.series(i);
        int end = series.from() + windows.row(i) + windows.steps();
        if (run == null || models.isEmpty() || !run.goesOnTo(series, end)) {
          run = new Run(series, end, column);
        }
        double[] next = run.next(end);
        for (int k = 0; k < horizon; k++) {
          all[(i * horizon + k) * targets + column] = next[k];
        }
      }
    }
    return all;
  }

  /** The filter, over the rows of a series. */
  private final class Run {
    private final Series series;
    private final int start;
    private final int column;
    private final double[] undoing = ArimaModel.undoing(order);
    private final ArmaFilter filter;
    private int taken;

    Run(Series series, int end, int column) {
      this.series = series;
      this.start = start(series);
      this.column = column;
      this.taken = start;
      this.filter =
          new ArmaFilter(
              models.isEmpty()
                  ? ArimaFit.of(order, List.of(column(series, start, end, column)))
                  : models.get(column));
    }

    boolean goesOnTo(Series other, int end) {
      return other.values() == series.values() && end >= taken;
    }

    double[] next(int end) {
      double[] x = column(series, start, end + horizon, column);
      for (; taken < end; taken++) {
        int t = taken - start;
        if (t >= undoing.length) {
          filter.take(x[t] - before(x, t));
        }
      }
      double[] w = filter.expected(horizon);
      for (int k = 0; k < horizon; k++) {
        // What is foretold takes the place of the truth, which is not known then.
        x[end - start + k] = w[k] + before(x, end - start + k);
      }
      return Arrays.copyOfRange(x, end - start, end - start + horizon);
    }

    private double before(double[] x, int t) {
      double sum = 0;
      for (int i = 0; i < undoing.length && i < t; i++) {
        sum += undoing[i] * x[t - 1 - i];
      }
      return sum;
    }
  }
}
