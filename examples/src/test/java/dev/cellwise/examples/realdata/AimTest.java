package dev.cellwise.examples.realdata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AimTest {
  @Test
  void boundsAreReachedByWhatLiesOnThem() {
    Aim least = Aim.atLeast("accuracy", "a", 0.95).percent();
    assertTrue(least.asked().reached(0.95));
    assertFalse(least.asked().reached(0.9499));
    assertEquals("at least 95.00 %", least.askedText());
    Aim most = Aim.atMost("error", "e", 31_000);
    assertTrue(most.asked().reached(31_000));
    assertFalse(most.asked().reached(31_001));
    assertEquals("at most 31,000", most.askedText());
  }

  @Test
  void aboutHasTwoBoundsAndIsPublished() {
    Aim about = Aim.about("error", "e", 1000, 0.1);
    assertTrue(about.asked().reached(900));
    assertTrue(about.asked().reached(1100));
    assertFalse(about.asked().reached(1101));
    assertFalse(about.asked().reached(899));
    assertEquals("900.0000 to 1,100", about.askedText());
    assertEquals(1000, about.published().getAsDouble());
  }

  @Test
  void whatIsNoNumberIsNotReached() {
    assertFalse(Aim.atLeast("x", "x", -1).asked().reached(Double.NaN));
    assertFalse(Aim.atMost("x", "x", 1).asked().reached(Double.NaN));
  }

  @Test
  void whatIsAskedMayBeCountedFromTheBaseline() {
    Aim points = Aim.above("F1", "network", "frequent", 0.05).percent();
    assertEquals("baseline + 5.00 %", points.askedText());
    assertTrue(points.reached(Map.of("network", 0.75, "frequent", 0.5)));
    assertFalse(points.reached(Map.of("network", 0.75, "frequent", 0.71)));
    assertFalse(points.reached(Map.of("network", 0.75)));
    Aim beside = Aim.atLeast("right", "network", 0.5).beside("frequent");
    assertTrue(beside.reached(Map.of("network", 0.5, "frequent", 0.75)));
    assertFalse(beside.reached(Map.of("network", 0.5)), "there is no such baseline");
  }
}
