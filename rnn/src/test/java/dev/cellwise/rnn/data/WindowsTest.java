package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No vectors here, so one mode is enough. */
@Tag("reference")
class WindowsTest {
  /** 0, 1, 2, … from a number on. */
  private static float[] ascending(int from, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = from + i;
    }
    return values;
  }

  static Series series(String name, int rows, int columns) {
    return Series.of(name, ascending(0, rows * columns), columns);
  }

  private static float[] targets(Windows windows, int... chosen) {
    float[] x = new float[windows.inputSize(chosen.length)];
    float[] y = new float[windows.targetSize(chosen.length)];
    windows.fill(chosen, 0, chosen.length, x, y);
    return y;
  }

  private static String refusal(Runnable body) {
    return assertThrows(IllegalArgumentException.class, body::run).getMessage();
  }

  @Test
  void cutsTheExampleOfItsPage() {
    Windows windows = Windows.of(3, series("s", 6, 1));
    float[] x = new float[3];
    windows.fill(0, 1, x, new float[1]);
    assertArrayEquals(new float[] {0, 1, 2}, x);
    assertArrayEquals(new float[] {3}, targets(windows, 0));
    assertArrayEquals(new float[] {3, 4}, targets(windows.withHorizon(2), 0));
    assertArrayEquals(new float[] {1, 2, 3}, targets(windows.withSequence(1), 0));
    assertArrayEquals(new float[] {1, 2, 2, 3, 3, 4}, targets(windows.withSequence(2), 0));
    assertArrayEquals(new float[] {1, 2, 3, 2, 3, 4, 3, 4, 5}, targets(windows.withSequence(3), 0));
    assertEquals(1, windows.withSequence(3).count(), "all six rows");
    assertEquals(3, windows.count());
    assertEquals(
        "Windows[1 of 3 steps, horizon 3 of each step]", windows.withSequence(3).toString());
    assertEquals("Windows[3 of 3 steps, horizon 1]", windows.toString());
  }

  @Test
  void fillsTimeMajorBatches() {
    Windows windows = Windows.of(2, series("s", 6, 3)).withHorizon(2).withTargets(2, 0);
    float[] x = new float[12];
    float[] y = new float[8];
    windows.fill(new int[] {9, 2, 0}, 1, 2, x, y);
    assertArrayEquals(new float[] {6, 7, 8, 0, 1, 2, 9, 10, 11, 3, 4, 5}, x);
    assertArrayEquals(new float[] {14, 12, 17, 15, 8, 6, 11, 9}, y);
    assertEquals(4, windows.outputs());
    float[] sequence = targets(windows.withSequence(2), 2, 0);
    assertArrayEquals(
        new float[] {11, 9, 14, 12, 5, 3, 8, 6, 14, 12, 17, 15, 8, 6, 11, 9}, sequence);
    float[] more = new float[14];
    windows.fill(0, 1, more, new float[9]);
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0, 0}, more);
  }

  @Test
  void neverReachesIntoAnotherSeries() {
    Series a = Series.of("a", ascending(0, 5), 1);
    Series b = Series.of("b", ascending(100, 8), 1).part(2, 7);
    Windows windows = Windows.of(2, a, b, a).withHorizon(2).withStride(1);
    assertEquals(6, windows.count());
    float[] x = new float[12];
    float[] y = new float[12];
    windows.fill(0, 6, x, y);
    assertArrayEquals(new float[] {0, 1, 102, 103, 0, 1, 1, 2, 103, 104, 1, 2}, x);
    assertArrayEquals(new float[] {2, 3, 3, 4, 104, 105, 105, 106, 2, 3, 3, 4}, y);
    assertSame(b, windows.series(3));
    assertEquals(1, windows.row(3));
    assertSame(a, windows.series(4));
    assertEquals(0, windows.row(4));
    Windows wide = windows.withStride(2);
    assertEquals(3, wide.count());
    assertSame(b, wide.series(1));
  }

  @Test
  void namesASeriesThatIsTooShort() {
    Series good = series("good", 9, 1);
    assertEquals(
        "series load: expected at least 6 rows for 5 steps and 1 after them, got 5",
        refusal(() -> Windows.of(5, good, series("load", 5, 1))));
    Windows windows = Windows.of(5, good, series("load", 6, 1));
    assertEquals(
        "series load: expected at least 8 rows for 5 steps and 3 after them, got 6",
        refusal(() -> windows.withSequence(3)));
    Series[] many = new Series[3000];
    Arrays.fill(many, series("many", 1_000_000, 1));
    assertEquals(
        "series: expected at most 2^31 - 1 windows, got 2147995704 and more",
        refusal(() -> Windows.of(2, many)));
    refusal(() -> windows.withHorizon(Integer.MAX_VALUE));
    refusal(() -> Windows.of(Integer.MAX_VALUE, good));
  }

  @Test
  void refusesWhatDoesNotFit() {
    Series s = series("s", 9, 2);
    Windows windows = Windows.of(3, s);
    assertEquals("series: expected at least one, got none", refusal(() -> Windows.of(3)));
    assertEquals(
        "series t: expected 2 columns as s has, got 1",
        refusal(() -> Windows.of(3, s, series("t", 9, 1))));
    assertEquals("steps: expected at least 1, got 0", refusal(() -> Windows.of(0, s)));
    assertEquals("horizon: expected at least 1, got 0", refusal(() -> windows.withHorizon(0)));
    assertEquals("stride: expected at least 1, got 0", refusal(() -> windows.withStride(0)));
    assertEquals("columns: expected at least one, got none", refusal(windows::withTargets));
    assertEquals("columns[1]: expected 0 to 1, got 2", outside(() -> windows.withTargets(0, 2)));
    float[] x = new float[12];
    float[] y = new float[4];
    assertEquals(
        "x: expected room for 12 numbers, got 11",
        refusal(() -> windows.fill(0, 2, new float[11], y)));
    assertEquals(
        "y: expected room for 4 numbers, got 3",
        refusal(() -> windows.fill(0, 2, x, new float[3])));
    assertEquals(
        "windows[1]: expected 0 to 5, got 6",
        outside(() -> windows.fill(new int[] {0, 6}, 0, 2, x, y)));
    outside(() -> windows.fill(new int[] {0}, 0, 2, x, y));
    outside(() -> windows.fill(5, 2, x, y));
    outside(() -> windows.series(6));
    outside(() -> windows.row(-1));
    assertArrayEquals(new float[12], x, "nothing was written");
  }

  private static String outside(Runnable body) {
    return assertThrows(IndexOutOfBoundsException.class, body::run).getMessage();
  }

  // Splits by time.

  @Test
  void splitsByTimeWithoutALeak() {
    Series series = series("s", 20, 1);
    Series.Split split = series.split(0.6, 0.2);
    assertEquals("Series[s, rows 0 to 12 of 1 columns]", split.training().toString());
    assertEquals("Series[s, rows 12 to 16 of 1 columns]", split.validation().toString());
    assertEquals("Series[s, rows 16 to 20 of 1 columns]", split.test().toString());
    float most = -1;
    for (Series part : new Series[] {split.training(), split.validation(), split.test()}) {
      Windows windows = Windows.of(2, part).withHorizon(2);
      float[] x = new float[windows.inputSize(windows.count())];
      float[] y = new float[windows.targetSize(windows.count())];
      windows.fill(0, windows.count(), x, y);
      assertEquals(most + 1, x[0]);
      assertTrue(most < x[0]);
      most = y[y.length - 1];
      assertEquals(part.from() + part.rows() - 1, most);
    }
  }

  @Test
  void refusesPartsThatAreNone() {
    Series series = series("s", 10, 2).part(2, 8);
    assertEquals(4, series.part(1, 5).rows());
    assertEquals(3, series.part(1, 5).from());
    assertEquals(
        "series s: expected rows within 0 to 6, got 1 to 7", outside(() -> series.part(1, 7)));
    outside(() -> series.part(-1, 3));
    outside(() -> series.part(3, 2));
    assertEquals(
        "shares: expected at least 0 and together at most 1, got 0.75 and 0.5",
        refusal(() -> series.split(0.75, 0.5)));
    refusal(() -> series.split(-0.1, 0.5));
    refusal(() -> series.split(Double.NaN, 0.5));
    assertEquals(
        "values: expected whole rows of 2 columns, got 5 numbers for series t",
        refusal(() -> Series.of("t", new float[5], 2)));
    refusal(() -> Series.of("t", new float[4], 0));
  }
}
