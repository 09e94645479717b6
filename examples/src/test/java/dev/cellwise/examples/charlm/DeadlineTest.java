package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DeadlineTest {
  private long seconds;

  @Test
  void keepsTimeForWhatFollowsTraining() {
    Deadline deadline = new Deadline(1.0, 0, () -> seconds * 1_000_000_000L);
    deadline.reserveForTheEnd(5);
    seconds = 41;
    assertFalse(deadline.isReached());
    seconds = 42;
    assertTrue(deadline.isReached());
    assertEquals(42, deadline.elapsed());
  }

  @Test
  void withoutALimitItIsNeverReached() {
    Deadline deadline = new Deadline(null, 0, () -> seconds);
    seconds = Long.MAX_VALUE;
    assertFalse(deadline.isReached());
  }
}
