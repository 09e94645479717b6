package dev.cellwise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StepTimesTest {
  @Test
  void percentilesAreRecordedTimes() {
    StepTimes times = new StepTimes();
    for (int i = 100; i >= 1; i--) {
      times.record(i);
    }
    assertEquals(50, times.percentile(0.5));
    assertEquals(99, times.percentile(0.99));
    assertEquals(100, times.percentile(1));
    assertEquals(1, times.percentile(0.001));
  }

  @Test
  void takesOverTheTimesOfAnother() {
    StepTimes all = new StepTimes();
    StepTimes more = new StepTimes();
    all.record(-1);
    for (int i = 0; i < 2000; i++) {
      more.record(i);
    }
    all.add(more);
    all.add(new StepTimes());
    assertEquals(2001, all.count());
    assertEquals(-1, all.percentile(0.0001));
    assertEquals(999, all.percentile(0.5));
    assertEquals(1999, all.percentile(1));
  }
}
