package dev.cellwise.examples.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Against what follows by hand for processes of one coefficient. */
class ArmaFilterTest {
  private static final double[] NONE = {};

  private static ArimaModel model(double[] ar, double[] ma, double mean) {
    ArimaOrder order = new ArimaOrder(ar.length, 0, ma.length, 0, 0, 0, 1);
    return new ArimaModel(order, ar, ma, NONE, NONE, mean);
  }

  @Test
  void anAutoregressionKnowsAllFromItsLastValue() {
    ArmaFilter filter = new ArmaFilter(model(new double[] {0.8}, NONE, 10));
    assertEquals(1 / (1 - 0.64), filter.variance(), 1e-12);
    assertEquals(2, filter.take(12), 1e-12);
    assertEquals(1, filter.variance(), 1e-12);
    assertArrayEquals(new double[] {11.6, 11.28, 11.024}, filter.expected(3), 1e-12);
    assertEquals(11 - 11.6, filter.take(11), 1e-12);
    assertArrayEquals(new double[] {10.8}, filter.expected(1), 1e-12);
  }

  @Test
  void aMovingAverageLearnsItsInnovationsBitByBit() {
    double theta = 0.5;
    ArmaFilter filter = new ArmaFilter(model(NONE, new double[] {theta}, 0));
    double variance = 1 + theta * theta;
    double foretold = 0;
    for (double w : new double[] {1, -0.3, 0.7, 0.2}) {
      assertEquals(variance, filter.variance(), 1e-12);
      assertArrayEquals(new double[] {foretold, 0}, filter.expected(2), 1e-12);
      double innovation = filter.take(w);
      assertEquals(w - foretold, innovation, 1e-12);
      foretold = theta / variance * innovation;
      variance = 1 + theta * theta - theta * theta / variance;
    }
  }

  @Test
  void seasonsAreMultiplied() {
    ArimaOrder order = new ArimaOrder(1, 0, 1, 1, 0, 1, 4);
    double[] ar = {0.5};
    double[] ma = {0.3};
    double[] seasonalAr = {0.2};
    double[] seasonalMa = {-0.4};
    ArimaModel model = new ArimaModel(order, ar, ma, seasonalAr, seasonalMa, 0);
    assertArrayEquals(new double[] {0.5, 0, 0, 0.2, -0.1}, model.arOfLags(), 1e-15);
    assertArrayEquals(new double[] {0.3, 0, 0, -0.4, -0.12}, model.maOfLags(), 1e-15);
  }

  @Test
  void differencesAreUndoneByTheirWeights() {
    ArimaOrder order = new ArimaOrder(0, 1, 0, 0, 1, 0, 3);
    double[] x = {1, 4, 9, 2, 8, 7, 5, 6};
    double[] w = ArimaModel.differences(order, x);
    double[] weights = ArimaModel.undoing(order);
    assertArrayEquals(new double[] {1, 0, 1, -1}, weights);
    assertEquals(x.length - weights.length, w.length);
    for (int t = 0; t < w.length; t++) {
      double sum = w[t];
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i] * x[t + weights.length - 1 - i];
      }
      assertEquals(x[t + weights.length], sum);
    }
  }
}
