package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No vectors here, so one mode is enough. */
@Tag("reference")
class ScalerTest {
  /** Columns: 1, 3, 5, 7; always 4; 0, 10, 20, -10. */
  private final float[] values = {1, 4, 0, 3, 4, 10, 5, 4, 20, 7, 4, -10};

  private final Series series = Series.of("s", values, 3);

  private static String refusal(Runnable body) {
    return assertThrows(IllegalArgumentException.class, body::run).getMessage();
  }

  @Test
  void fitsMeanAndDeviation() {
    StandardScaler scaler = StandardScaler.fit(series);
    assertArrayEquals(new float[] {4, 4, 5}, scaler.mean());
    // Variances 5, none, 125.
    float[] roots = {(float) Math.sqrt(5), 1, (float) Math.sqrt(125)};
    assertArrayEquals(roots, scaler.deviation());
    float[] y = new float[14];
    scaler.transform(4, values, 0, y, 2);
    for (int r = 0; r < 4; r++) {
      assertEquals((float) ((values[3 * r] - 4.0) / roots[0]), y[2 + 3 * r]);
      assertEquals(0, y[2 + 3 * r + 1], "does not vary");
      assertEquals((float) ((values[3 * r + 2] - 5.0) / roots[2]), y[2 + 3 * r + 2]);
    }
    float[] back = new float[12];
    scaler.inverse(4, y, 2, back, 0);
    assertArrayEquals(values, back, 2e-6f, "2^-24 of the distance from the mean");
    assertEquals("StandardScaler[3 columns]", scaler.toString());
  }

  @Test
  void fitsTheTrainingPartAlone() {
    Series.Split parts = series.split(0.5, 0.25);
    assertArrayEquals(new float[] {2, 4, 5}, StandardScaler.fit(parts.training()).mean());
    assertArrayEquals(new float[] {1, 1, 5}, StandardScaler.fit(parts.training()).deviation());
    assertArrayEquals(new float[] {3, 4, 10}, MinMaxScaler.fit(parts.training()).maximum());
    assertEquals(
        StandardScaler.fit(series),
        StandardScaler.fit(parts.training(), parts.validation(), parts.test()),
        "several together");
    assertEquals(MinMaxScaler.fit(series), MinMaxScaler.fit(series.part(2, 4), series.part(0, 2)));
  }

  @Test
  void fitsSmallestAndLargest() {
    MinMaxScaler scaler = MinMaxScaler.fit(series);
    assertArrayEquals(new float[] {1, 4, -10}, scaler.minimum());
    assertArrayEquals(new float[] {7, 4, 20}, scaler.maximum());
    float[] y = new float[12];
    scaler.transform(4, values, 0, y, 0);
    float third = (float) (1 / 3.0);
    float two = (float) (2 / 3.0);
    assertArrayEquals(new float[] {0, 0, third, third, 0, two, two, 0, 1, 1, 0, 0}, y);
    scaler.inverse(4, y, 0, y, 0);
    assertArrayEquals(values, y, 2e-6f, "in place; 2^-24 of the distance from the smallest");
    MinMaxScaler wide = scaler.withRange(-1, 3);
    wide.transform(4, values, 0, y, 0);
    assertArrayEquals(
        new float[] {-1, -1, third, third, -1, (float) (5 / 3.0)}, Arrays.copyOf(y, 6));
    assertEquals(3, y[9]);
    wide.inverse(4, y, 0, y, 0);
    assertArrayEquals(values, y, 4e-6f);
    assertEquals("MinMaxScaler[3 columns to -1.0..3.0]", wide.toString());
    assertEquals(-1, wide.low());
    assertEquals(3, wide.high());
  }

  @Test
  void scalesASeriesOrAPartInPlace() {
    StandardScaler scaler = StandardScaler.of(new float[] {1, 2, 3}, new float[] {2, 2, 2});
    scaler.transform(series.part(1, 2));
    assertArrayEquals(new float[] {1, 4, 0, 1, 1, 3.5f, 5, 4, 20, 7, 4, -10}, values);
    scaler.inverse(series.part(1, 2));
    assertArrayEquals(new float[] {1, 4, 0, 3, 4, 10, 5, 4, 20, 7, 4, -10}, values);
    assertEquals(
        "series t: expected 3 columns, got 2",
        refusal(() -> scaler.transform(Series.of("t", new float[4], 2))));
  }

  @Test
  void isMadeAgainFromItsNumbers() {
    StandardScaler standard = StandardScaler.fit(series);
    assertEquals(standard, StandardScaler.of(standard.mean(), standard.deviation()));
    assertNotEquals(standard, StandardScaler.of(standard.mean(), new float[] {1, 1, 1}));
    MinMaxScaler range = MinMaxScaler.fit(series);
    assertEquals(range, MinMaxScaler.of(range.minimum(), range.maximum()));
    assertEquals(range.hashCode(), MinMaxScaler.of(range.minimum(), range.maximum()).hashCode());
    assertNotEquals(range, range.withRange(0, 2));
  }

  @Test
  void selectsColumns() {
    StandardScaler standard = StandardScaler.fit(series).select(2, 0);
    assertArrayEquals(new float[] {5, 4}, standard.mean());
    MinMaxScaler range = MinMaxScaler.fit(series).withRange(-1, 1).select(2);
    assertEquals(MinMaxScaler.of(new float[] {-10}, new float[] {20}).withRange(-1, 1), range);
    assertEquals("columns: expected at least one, got none", refusal(standard::select));
    assertEquals(
        "columns[1]: expected 0 to 1, got 2",
        assertThrows(IndexOutOfBoundsException.class, () -> standard.select(0, 2)).getMessage());
  }

  @Test
  void namesTheRowAndColumnOfANumberThatIsNone() {
    values[7] = Float.NaN;
    String message = "series s: expected finite numbers, got NaN in row 2, column 1";
    assertEquals(message, refusal(() -> StandardScaler.fit(series)));
    assertEquals(message, refusal(() -> MinMaxScaler.fit(series.part(1, 3))));
    StandardScaler.fit(series.part(0, 2), series.part(3, 4));
    values[7] = Float.NEGATIVE_INFINITY;
    assertTrue(refusal(() -> StandardScaler.fit(series)).contains("got -Infinity in row 2"));
  }

  @Test
  void fitsNumbersAtTheEndsOfTheFloats() {
    float most = Float.MAX_VALUE;
    float[] ends = {most, 0, most, 0, -most, 0, -most, Float.MIN_VALUE};
    Series far = Series.of("far", ends, 2);
    StandardScaler standard = StandardScaler.fit(far);
    assertArrayEquals(new float[] {0, 0}, standard.mean());
    assertArrayEquals(new float[] {most, 1}, standard.deviation(), "too small for a float: 1");
    float[] y = new float[8];
    standard.transform(4, ends, 0, y, 0);
    assertArrayEquals(new float[] {1, 0, 1, 0, -1, 0, -1, Float.MIN_VALUE}, y);
    MinMaxScaler.fit(far).transform(4, ends, 0, y, 0);
    assertArrayEquals(new float[] {1, 0, 1, 0, 0, 0, 0, 1}, y);
  }

  /** A tenth is no float: the sum of many is off, and the column does not vary all the same. */
  @Test
  void knowsAColumnThatDoesNotVary() {
    float[] tenths = new float[1001];
    Arrays.fill(tenths, 0.1f);
    StandardScaler scaler = StandardScaler.fit(Series.of("t", tenths, 1));
    assertArrayEquals(new float[] {0.1f}, scaler.mean());
    assertArrayEquals(new float[] {1}, scaler.deviation());
  }

  @Test
  void refusesWhatIsNone() {
    assertEquals("series: expected at least one, got none", refusal(StandardScaler::fit));
    assertEquals(
        "series s: expected at least one row to fit on, got none",
        refusal(() -> MinMaxScaler.fit(series.part(2, 2))));
    refusal(() -> MinMaxScaler.fit(series, Series.of("t", new float[2], 2)));
    float[] two = {1, 2};
    assertEquals(
        "deviation: expected 2 columns, got 1",
        refusal(() -> StandardScaler.of(two, new float[] {1})));
    assertEquals(
        "deviation[1]: expected above 0, got 0.0",
        refusal(() -> StandardScaler.of(two, new float[] {1, 0})));
    assertEquals(
        "mean[0]: expected a finite number, got NaN",
        refusal(() -> StandardScaler.of(new float[] {Float.NaN}, new float[] {1})));
    assertEquals(
        "maximum[1]: expected at least 2.0, got 1.0",
        refusal(() -> MinMaxScaler.of(two, new float[] {1, 1})));
    refusal(() -> MinMaxScaler.of(new float[0], new float[0]));
    MinMaxScaler scaler = MinMaxScaler.of(two, two);
    refusal(() -> scaler.withRange(1, 1));
    refusal(() -> scaler.withRange(0, Float.POSITIVE_INFINITY));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> scaler.transform(2, new float[3], 0, new float[4], 0));
    assertThrows(
        IndexOutOfBoundsException.class, () -> scaler.inverse(2, new float[4], 0, new float[4], 1));
  }
}
