package dev.cellwise.examples.forecast;

import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.Windows;

/** Forecasters that learn nothing. */
public final class Rules {
  private final int horizon;
  private final int targets;

  /**
   * Rules for windows.
   *
   * @param horizon n
   * @param targets O, the first columns
   */
  public Rules(int horizon, int targets) {
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
   * @return for these windows
   */
  public Forecaster seasonal(String name, int season) {
    return made(name, (series, end, k, column) -> at(series, end + k % season - season, column));
  }

  /**
   * Always the same.
   *
   * @param name what it is called
   * @param values of each target
   * @return for these windows
   */
  public Forecaster constant(String name, double... values) {
    return made(name, (series, end, k, column) -> values[column]);
  }

  /**
   * The mean of the last rows.
   *
   * @param name what it is called
   * @param rows at most those of a window
   * @return for these windows
   */
  public Forecaster average(String name, int rows) {
    return made(
        name,
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
      public double[] forecasts(Held held) {
        Windows windows = held.own();
        double[] all = new double[windows.targetSize(windows.count())];
        for (int i = 0; i < all.length; i++) {
          int window = i / (horizon * targets);
          int end = windows.row(window) + windows.steps();
          all[i] = rule.of(windows.series(window), end, i / targets % horizon, i % targets);
        }
        return all;
      }
    };
  }
}
