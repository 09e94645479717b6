package dev.cellwise.examples.forecast;

import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.Windows;

/** Forecasters that learn nothing. */
final class Rules {
  private final int horizon;
  private final int targets;

  /**
   * Rules for windows.
   *
   * @param horizon n
   * @param targets O, the first columns
   */
  Rules(int horizon, int targets) {
    this.horizon = horizon;
    this.targets = targets;
  }

  /** Of row k behind a window. */
  @FunctionalInterface
  private interface Rule {
    double of(Series series, int end, int k, int column);
  }

  /**
   * What was a season before; of seasons that are not over yet, the one before them.
   *
   * @param name what it is called
   * @param season rows, at most those of a window; 1 repeats the last row
   */
  Forecaster seasonal(String name, int season) {
    return made(name, (series, end, k, column) -> at(series, end + k % season - season, column));
  }

  /**
   * The mean of the last rows.
   *
   * @param rows at most those of a window
   */
  Forecaster average(int rows) {
    return made(
        "average of the last " + rows,
        (series, end, k, column) -> {
          double sum = 0;
          for (int i = 1; i <= rows; i++) {
            sum += at(series, end - i, column);
          }
          return sum / rows;
        });
  }

  private static float at(Series series, int row, int column) {
    return series.values()[(series.from() + row) * series.columns() + column];
  }

  private Forecaster made(String name, Rule rule) {
    return new Forecaster() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public double[] forecasts(Windows held) {
        double[] all = new double[held.targetSize(held.count())];
        for (int i = 0; i < all.length; i++) {
          int window = i / (horizon * targets);
          int end = held.row(window) + held.steps();
          all[i] = rule.of(held.series(window), end, i / targets % horizon, i % targets);
        }
        return all;
      }
    };
  }
}
