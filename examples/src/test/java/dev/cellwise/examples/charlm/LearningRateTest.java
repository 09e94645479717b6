package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.train.LearningRate;
import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void warmsUpThenFallsToATwentieth() {
    LearningRate rate = Learner.learningRate(0.01, 2000);
    assertEquals(0.0001, rate.at(0), 1e-18);
    assertEquals(0.01, rate.at(99));
    assertEquals(0.01, rate.at(100));
    for (int step = 100; step < 1999; step++) {
      assertTrue(rate.at(step + 1) <= rate.at(step));
    }
    assertEquals(0.0005, rate.at(1999), 1e-5);
  }

  @Test
  void aRunOfOneStepHasARate() {
    assertEquals(0.01, Learner.learningRate(0.01, 1).at(0));
  }
}
