package dev.cellwise.examples.forecast;

import dev.cellwise.rnn.data.MinMaxScaler;
import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.StandardScaler;
import dev.cellwise.rnn.data.Windows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Measurements on a common scale, fitted on the training part; flags stay 0 and 1. */
public final class Scaled {
  private final Measurements raw;
  private final int window;
  private final int horizon;
  private final StandardScaler scaler;

  /**
   * Scales.
   *
   * @param raw in their own units
   * @param scale standard, range, none, or a number to divide by
   * @param window T
   * @param horizon n
   */
  public Scaled(Measurements raw, String scale, int window, int horizon) {
    this.raw = raw;
    this.window = window;
    this.horizon = horizon;
    int columns = raw.columns().size();
    float[] zero = new float[columns];
    float[] by = new float[columns];
    Series[] training = raw.training().toArray(Series[]::new);
    switch (scale) {
      case "standard" -> {
        StandardScaler fitted = StandardScaler.fit(training);
        zero = fitted.mean();
        by = fitted.deviation();
      }
      case "range" -> {
        MinMaxScaler fitted = MinMaxScaler.fit(training);
        zero = fitted.minimum();
        for (int i = 0; i < columns; i++) {
          by[i] = fitted.maximum()[i] - zero[i];
        }
      }
      default -> Arrays.fill(by, scale.equals("none") ? 1 : Float.parseFloat(scale));
    }
    for (int i = 0; i < columns; i++) {
      boolean flag = raw.columns().get(i).kind() == Column.Kind.FLAG;
      zero[i] = flag ? 0 : zero[i];
      by[i] = flag || by[i] == 0 ? 1 : by[i];
    }
    this.scaler = StandardScaler.of(zero, by);
  }

  /** T. */
  int window() {
    return window;
  }

  /** n. */
  int horizon() {
    return horizon;
  }

  /** O. */
  int targets() {
    return raw.targets();
  }

  /** Columns that a forecast must come with to be gone on from. */
  int measured() {
    return raw.measured();
  }

  /** I. */
  int inputs() {
    return raw.columns().size();
  }

  /** Windows to train on, with n rows of O targets. */
  Windows training() {
    return windows(raw.training());
  }

  /** Windows to validate on. */
  Windows validation() {
    return windows(raw.validation());
  }

  /** Windows to judge on. */
  Held held() {
    return new Held(made(raw.held()), windows(raw.held()));
  }

  /** The last window there is, behind which nothing is known; empty: it cannot be foretold. */
  Optional<Held> next() {
    return raw.next().isEmpty()
        ? Optional.empty()
        : Optional.of(new Held(made(raw.next()), windows(raw.next())));
  }

  private Windows windows(List<Series> parts) {
    return made(parts.stream().map(this::scaled).toList());
  }

  private Windows made(List<Series> parts) {
    int[] targets = IntStream.range(0, raw.targets()).toArray();
    return Windows.of(window, parts.toArray(Series[]::new))
        .withHorizon(horizon)
        .withTargets(targets);
  }

  /** A copy: parts may share rows. */
  private Series scaled(Series part) {
    int from = part.from() * part.columns();
    float[] x = Arrays.copyOfRange(part.values(), from, from + part.rows() * part.columns());
    scaler.transform(part.rows(), x, 0, x, 0);
    return Series.of(part.name(), x, part.columns());
  }

  /**
   * Takes the scale off forecasts.
   *
   * @param forecasts [windows, n, O]
   */
  double[] unscaled(float[] forecasts) {
    float[] own = new float[forecasts.length];
    int[] targets = IntStream.range(0, raw.targets()).toArray();
    scaler.select(targets).inverse(own.length / targets.length, forecasts, 0, own, 0);
    double[] all = new double[own.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = own[i];
    }
    return all;
  }
}
