package dev.cellwise.examples.charlm;

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
}
