package dev.cellwise.examples.forecast;

import dev.cellwise.rnn.data.Windows;

/** By how much forecasts of all windows miss the truth. */
final class Errors {
  private final String name;
  private final double[] forecasts;
  private final int targets;
  private final int horizon;

  /** Σ |error|, Σ error² and Σ |error / truth|, [n, O]. */
  private final double[] absolute;

  private final double[] squared;
  private final double[] relative;
  private final int count;

  /**
   * Errors.
   *
   * @param name whose
   * @param forecasts [windows, n, O]
   * @param truth the same
   * @param targets O
   * @param horizon n
   */
  Errors(String name, double[] forecasts, float[] truth, int targets, int horizon) {
    this.name = name;
    this.forecasts = forecasts;
    this.targets = targets;
    this.horizon = horizon;
    int size = horizon * targets;
    this.absolute = new double[size];
    this.squared = new double[size];
    this.relative = new double[size];
    this.count = truth.length / size;
    for (int i = 0; i < truth.length; i++) {
      double error = Math.abs(forecasts[i] - truth[i]);
      absolute[i % size] += error;
      squared[i % size] += error * error;
      relative[i % size] += error / Math.abs(truth[i]);
    }
  }

  /**
   * What was to be foretold.
   *
   * @param held windows in the series' own unit
   * @return [windows, n, O]
   */
  static float[] truth(Windows held) {
    float[] x = new float[held.inputSize(1)];
    float[] y = new float[held.targetSize(1)];
    float[] all = new float[held.targetSize(held.count())];
    for (int i = 0; i < held.count(); i++) {
      held.fill(i, 1, x, y);
      System.arraycopy(y, 0, all, i * y.length, y.length);
    }
    return all;
  }

  /** Whose they are. */
  String name() {
    return name;
  }

  /**
   * One forecast.
   *
   * @param window its window
   * @param k the row, from 0
   * @param target its column
   */
  double forecast(int window, int k, int target) {
    return forecasts[(window * horizon + k) * targets + target];
  }

  /** Mean absolute error of a column, over all rows that are foretold. */
  double mae(int target) {
    double sum = 0;
    for (int k = 0; k < horizon; k++) {
      sum += mae(k, target);
    }
    return sum / horizon;
  }

  /**
   * The same of the row that is so many later.
   *
   * @param k from 0
   * @param target its column
   */
  double mae(int k, int target) {
    return absolute[k * targets + target] / count;
  }

  /** Root of the mean squared error of a column, over all rows that are foretold. */
  double rmse(int target) {
    double sum = 0;
    for (int k = 0; k < horizon; k++) {
      sum += squared[k * targets + target];
    }
    return Math.sqrt(sum / horizon / count);
  }

  /** Mean of |error / truth|, in percent; infinite or NaN where a truth is 0. */
  double mape(int target) {
    double sum = 0;
    for (int k = 0; k < horizon; k++) {
      sum += relative[k * targets + target];
    }
    return 100 * sum / horizon / count;
  }
}
