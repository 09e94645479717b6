package dev.cellwise.bench.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private long now;

  private void add(Windows windows, int count, int nanosOfAStep) {
    for (int w = 0; w < count; w++) {
      now += (long) nanosOfAStep * Windows.STEPS;
      windows.end(now);
    }
  }

  @Test
  void theFinalSpeedBeginsWhereItStays() {
    Windows windows = new Windows(1000);
    add(windows, 50, 1000);
    add(windows, 3, 100); // as fast for a moment
    add(windows, 47, 1000);
    long change = now;
    add(windows, 3, 109); // near enough
    add(windows, 1, 5000); // disturbed
    add(windows, 300, 100);
    assertEquals(100, windows.steady());
    assertEquals(change, windows.steadyAfter());
  }

  @Test
  void nearIsATenth() {
    Windows windows = new Windows(1000);
    add(windows, 100, 112);
    long change = now;
    add(windows, 300, 100);
    assertEquals(change, windows.steadyAfter());
  }

  @Test
  void fromTheStart() {
    Windows windows = new Windows(1000);
    add(windows, 100, 7);
    assertEquals(7, windows.steady());
    assertEquals(0, windows.steadyAfter());
  }

  /** As fast as in the end for so long that a median says so, and slow again. */
  @Test
  void aSlowPhaseAfterAFastOneCounts() {
    Windows windows = new Windows(1000);
    add(windows, 50, 100);
    add(windows, 200, 1000);
    long change = now;
    add(windows, 300, 100);
    assertEquals(100, windows.steady());
    assertEquals(change, windows.steadyAfter());
  }

  /** A neighbour's moment late in a long run is not the library's: less than half a hundredth. */
  @Test
  void aShortDisturbanceLateDoesNotCount() {
    Windows windows = new Windows(100_000);
    add(windows, 500, 1000);
    long change = now;
    add(windows, 10_000, 100);
    add(windows, 45, 1000);
    add(windows, 10_000, 100);
    assertEquals(change, windows.steadyAfter());
    add(windows, 200, 1000);
    change = now;
    add(windows, 10_000, 100);
    assertEquals(change, windows.steadyAfter());
  }

  /** However fast steps are, all of the time counts: where there is no room, pairs are one. */
  @Test
  void withoutRoomWindowsGoTogether() {
    Windows windows = new Windows(400);
    add(windows, 1000, 1000);
    long change = now;
    add(windows, 30_000, 7);
    assertEquals(7, windows.steady());
    // By one window of 128 at most, for so many are one in the end.
    double late = windows.steadyAfter() - change;
    assertTrue(late >= 0 && late <= 128 * 7 * Windows.STEPS, () -> "" + late);
  }

  /** The JVM that asks knows when it did: a child that was asked for in 1970 took as long. */
  @Test
  void readyCountsFromWhenItWasAskedFor() {
    ColdTimes times = ColdStart.measure("lstm4", -1, 0, 0);
    assertTrue(times.ready() > 1e18, times::toString);
  }

  @Test
  void tooFewSayNothing() {
    Windows windows = new Windows(100);
    assertTrue(Double.isNaN(windows.steady()));
    assertTrue(Double.isNaN(windows.steadyAfter()));
    add(windows, Windows.SPAN - 1, 7);
    assertEquals(7, windows.steady());
    assertTrue(Double.isNaN(windows.steadyAfter()));
  }

  @Test
  void timesGoFromJvmToJvm() {
    ColdTimes times = new ColdTimes(5e8, 1234567, 4321.5, Double.NaN, 1000.25);
    assertEquals(times, ColdTimes.of(List.of("[0.1s][error][cds] no", times.toLine(), "")));
    assertEquals("| lstm4 | cold | 500 | 1234.6 | 4.3 | – | 1.00 |", times.toRow("lstm4", "cold"));
    assertThrows(IllegalArgumentException.class, () -> ColdTimes.of(List.of("coldstart\t1")));
  }

  @Test
  void mediansAreOfEach() {
    ColdTimes a = new ColdTimes(1, 20, 300, 4, 5);
    ColdTimes b = new ColdTimes(2, 30, 100, 9, 6);
    ColdTimes c = new ColdTimes(3, 10, 200, 8, 7);
    assertEquals(new ColdTimes(2, 20, 200, 8, 6), ColdTimes.median(List.of(a, b, c)));
  }
}
