package dev.cellwise.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /**
   * Events of 50, few of 200, and five that had waited 100 to 500: what is not below 100 may be
   * longer.
   */
  @Test
  void whatWasMissedMakesBounds() {
    Histogram latencies = OpenLoop.histogram();
    for (int i = 1; i <= 995; i++) {
      latencies.recordValue(i <= 990 ? 50 : 200);
    }
    for (int i = 1; i <= 5; i++) {
      latencies.recordValue(100 * i);
    }
    Loaded loaded = Loaded.of(1, latencies, 0, 5, 100, 0);
    assertEquals(990, loaded.sure());
    assertFalse(loaded.isBound(0));
    assertFalse(loaded.isBound(0.5));
    assertFalse(loaded.isBound(0.99), "the 990th of 1,000");
    assertTrue(loaded.isBound(0.995));
    assertTrue(loaded.isBound(1));
    Loaded none = Loaded.of(1, latencies, 0, 0, Long.MAX_VALUE, 0);
    assertEquals(1000, none.sure());
    assertFalse(none.isBound(0.999));
    assertFalse(none.isBound(1));
    assertTrue(Loaded.of(1, latencies, 0, 5, 50, 0).isBound(0));
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 10, 9",
    "0.9, 10, 9",
    "0.99, 100, 99",
    "0.999, 1000, 999",
    "0.9995, 2000, 1999",
    "0.25, 10, 9"
  })
  void aPartWantsAnEventBeyondIt(double part, int enough, int tooFew) {
    assertTrue(loaded(enough).hasPart(part));
    assertFalse(loaded(tooFew).hasPart(part));
    assertTrue(loaded(1).hasPart(0) && loaded(1).hasPart(1));
  }

  private static Loaded loaded(int events) {
    Histogram latencies = OpenLoop.histogram();
    latencies.recordValueWithCount(50, events);
    return Loaded.of(1, latencies, 0, 0, Long.MAX_VALUE, 0);
  }

  @Test
  void aThreadHasAnEvent() {
    assertTrue(Rate.of("0.49").tooSmall(4, 2));
    assertFalse(Rate.of("0.5").tooSmall(4, 2));
    assertFalse(Rate.of("1%").tooSmall(4, 2));
  }

  @Test
  void linesHoldThemAll() {
    assertEquals(FAST, Closed.of(FAST.toLine()));
    Histogram latencies = OpenLoop.histogram();
    for (int i = 1; i <= 1000; i++) {
      latencies.recordValue(i);
    }
    Loaded loaded = Loaded.of(123.25, latencies, 7, 3, 900, 0.125);
    assertEquals(1000, loaded.events());
    assertEquals(1, loaded.quantile(0));
    assertEquals(500, loaded.quantile(0.5));
    assertEquals(999, loaded.quantile(0.999));
    assertEquals(1000, loaded.quantile(1));
    assertEquals(899, loaded.sure());
    assertEquals(loaded, Loaded.of(loaded.toLine()));
    assertThrows(IllegalArgumentException.class, () -> Closed.of("1 2 3"));
  }
}
