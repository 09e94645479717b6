package dev.cellwise.examples.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.examples.forecast.Column.Kind;
import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.Windows;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules, regression and ARIMA against what is found by hand. */
class ForecastersTest {
  private static final float[] SQUARES = {0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121};

  private static Held held(int steps, int horizon, int from, int to) {
    return held(Series.of("squares", SQUARES, 1).part(from, to), steps, horizon);
  }

  private static Held held(Series part, int steps, int horizon) {
    Windows windows = Windows.of(steps, part).withHorizon(horizon);
    return new Held(windows, windows);
  }

  @Test
  void theLastValueIsRepeated() {
    double[] forecasts = new Rules(2, 1).seasonal("", 1).forecasts(held(3, 2, 4, 10));
    assertArrayEquals(new double[] {36, 36, 49, 49}, forecasts);
  }

  @Test
  void theLastSeasonIsRepeated() {
    double[] forecasts = new Rules(5, 1).seasonal("", 2).forecasts(held(3, 5, 4, 12));
    assertArrayEquals(new double[] {25, 36, 25, 36, 25}, forecasts);
  }

  @Test
  void theAverageIsThatOfTheLastRows() {
    double[] forecasts = new Rules(1, 1).average("", 2).forecasts(held(3, 1, 4, 9));
    assertArrayEquals(new double[] {30.5, 42.5}, forecasts);
  }

  @Test
  void errorsAreMeans() {
    float[] truth = {1, 10, 2, 20, 4, 40, 5, 50};
    double[] forecasts = {2, 10, 2, 10, 4, 60, 9, 50};
    Errors errors = new Errors("", forecasts, truth, 2, 2);
    assertEquals(0.5, errors.mae(0, 0));
    assertEquals(2, errors.mae(1, 0));
    assertEquals(1.25, errors.mae(0));
    assertEquals(7.5, errors.mae(1));
    assertEquals(Math.sqrt(17 / 4.0), errors.rmse(0));
    assertEquals(100 * (0.5 + 0.5) / 4, errors.mape(1));
    assertEquals(60, errors.forecast(1, 0, 1));
  }

  private static Scaled scaled(Series all, int window, int horizon, Column... columns) {
    Measurements measured =
        new Measurements(
            "test",
            List.of(columns),
            List.of(),
            List.of(all.part(0, 30)),
            List.of(all.part(30 - window, 40)),
            List.of(all.part(40 - window, all.rows())),
            List.of());
    return new Scaled(measured, "standard", window, horizon);
  }

  /** x_t = 5 + x₍t₋₂₎ / 2 + 2 k₍t₋₁₎. */
  @Test
  void whatIsLinearIsFoundByRegression() {
    float[] values = new float[2 * 50];
    for (int t = 0; t < 50; t++) {
      int flag = t * t % 7 % 2;
      values[2 * t + 1] = flag;
      values[2 * t] = t < 2 ? t : 5 + values[2 * (t - 2)] / 2 + 2 * values[2 * (t - 1) + 1];
    }
    Scaled scaled =
        scaled(
            Series.of("linear", values, 2),
            2,
            1,
            new Column("x", Kind.TARGET),
            new Column("k", Kind.FLAG));
    Held held = scaled.held();
    float[] truth = Errors.truth(held.own());
    assertEquals(10, truth.length);
    double[] forecasts = new LinearRegression(scaled).forecasts(held);
    assertEquals(0, new Errors("", forecasts, truth, 1, 1).mae(0), 1e-3);
  }

  @Test
  void differencesAloneAreTheNaiveRules() {
    Series all = Series.of("squares", SQUARES, 1);
    Held held = held(3, 3, 5, 12);
    Rules rules = new Rules(3, 1);
    ArimaOrder walk = new ArimaOrder(0, 1, 0, 0, 0, 0, 1);
    ArimaOrder season = new ArimaOrder(0, 0, 0, 0, 1, 0, 2);
    List<Series> training = List.of(all.part(0, 6));
    assertArrayEquals(
        rules.seasonal("", 1).forecasts(held),
        new ArimaForecaster(walk, training, 3, 1, -1, false).forecasts(held));
    assertArrayEquals(
        rules.seasonal("", 2).forecasts(held),
        new ArimaForecaster(season, training, 3, 1, -1, true).forecasts(held));
  }

  /** Nothing behind the window may change what is foretold. */
  @Test
  void noForecastLooksAhead() {
    float[] other = SQUARES.clone();
    other[10] = -1;
    other[11] = 1000;
    ArimaOrder order = new ArimaOrder(1, 1, 0, 0, 0, 0, 1);
    for (boolean refitted : new boolean[] {true, false}) {
      double[][] both = new double[2][];
      for (int i = 0; i < 2; i++) {
        Series all = Series.of("squares", i == 0 ? SQUARES : other, 1);
        Held held = held(all.part(6, 12), 4, 2);
        both[i] =
            new ArimaForecaster(order, List.of(all.part(0, 9)), 2, 1, 1, refitted).forecasts(held);
      }
      assertArrayEquals(both[0], both[1]);
    }
  }
}
