package dev.cellwise.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
  private static final Closed FAST = new Closed(1000, 2000, 2, 556, 0);
  private static final Closed SLOW = new Closed(4000, 4000, 1, 0, 512);

  @Test
  void aNumberIsOfEventsASecond() {
    assertEquals(200_000, Rate.of("200000").perSecond(List.of(SLOW), 2));
    assertEquals(0.5, Rate.of("0.5").perSecond(List.of(SLOW), 2));
  }

  /** So that nobody gets more than the others. */
  @Test
  void aPartIsOfWhatTheSlowestDoes() {
    assertEquals(250_000, Rate.of("50%").perSecond(List.of(FAST), 1), 1e-6);
    assertEquals(125_000, Rate.of("50%").perSecond(List.of(FAST, SLOW), 1), 1e-6);
    assertEquals(500_000, Rate.of("100%").perSecond(List.of(FAST, SLOW), 2), 1e-6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "0%", "-1", "fast", "50 %", "1e5", "1001%", "100000001", "NaN", "%", "."})
  void whatIsNoRateIsRefused(String text) {
    String said = assertThrows(IllegalArgumentException.class, () -> Rate.of(text)).getMessage();
    assertTrue(said.startsWith("expected ") && said.endsWith("got " + text), said);
  }

  @Test
  void linesHoldThemAll() {
    assertEquals(FAST, Closed.of(FAST.toLine()));
    Histogram latencies = OpenLoop.histogram();
    for (int i = 1; i <= 1000; i++) {
      latencies.recordValue(i);
    }
    Loaded loaded = Loaded.of(123.25, latencies, 7, 3, 0.125);
    assertEquals(1000, loaded.events());
    assertEquals(1, loaded.quantile(0));
    assertEquals(500, loaded.quantile(0.5));
    assertEquals(999, loaded.quantile(0.999));
    assertEquals(1000, loaded.quantile(1));
    assertEquals(loaded, Loaded.of(loaded.toLine()));
    assertThrows(IllegalArgumentException.class, () -> Closed.of("1 2 3"));
  }
}
