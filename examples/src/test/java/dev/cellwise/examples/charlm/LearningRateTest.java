package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void warmsUpThenFallsToATwentieth() {
    LearningRate rate = new LearningRate(0.01, 2000);
    assertEquals(0.0001f, rate.at(0));
    assertEquals(0.01f, rate.at(99));
    assertEquals(0.01f, rate.at(100));
    for (int step = 100; step < 1999; step++) {
      assertTrue(rate.at(step + 1) <= rate.at(step));
    }
    assertEquals(0.0005f, rate.at(1999), 1e-5f);
  }

  @Test
  void aRunOfOneStepHasARate() {
    assertEquals(0.01f, new LearningRate(0.01, 1).at(0));
  }
}
