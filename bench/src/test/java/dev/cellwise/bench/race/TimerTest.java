package dev.cellwise.bench.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimerTest {
  private int calls;
  private Object garbage;

  @Test
  void aTurnHasThreeCallsAtLeast() {
    Timer timer = new Timer(() -> calls++, 1);
    timer.turn(0);
    assertEquals(3, calls);
    assertEquals(3, timer.calls());
    timer.turn(0.001);
    assertEquals(calls, timer.calls());
  }

  /** A pause is at least as long as it was asked for. */
  @Test
  void quantilesAreOfAllTurns() {
    Timer timer = new Timer(() -> LockSupport.parkNanos(calls++ < 2 ? 1 : 3_000_000), 1);
    timer.turn(0);
    double second = timer.turn(0);
    List<Double> q = timer.quantiles(List.of(0.0, 0.5, 1.0));
    assertTrue(second >= 3e6, () -> "" + second);
    assertTrue(q.get(0) < q.get(1) && q.get(1) >= 3e6 && q.get(2) >= q.get(1), q::toString);
    assertEquals(6, timer.calls());
  }

  @Test
  void garbageIsCounted() {
    Timer timer = new Timer(() -> garbage = new byte[100_000], 1);
    timer.turn(0);
    assertTrue(timer.bytes() >= 100_000 && timer.bytes() < 110_000, () -> "" + timer.bytes());
    assertTrue(garbage != null);
  }

  @Test
  void aWarmUpWithoutALengthIsOneBlock() {
    assertFalse(new Timer(() -> calls++, 1).warmUp(0));
    assertEquals(3, calls);
  }

  /** As many as there is room for; the next turn begins anew. */
  @Test
  void aTurnEndsWithTwoMillionCalls() {
    Timer timer = new Timer(() -> calls++, 1);
    timer.turn(60);
    assertEquals(2_000_000, calls);
    timer.turn(0);
    assertEquals(2_000_003, timer.calls());
  }

  /** Of four blocks, 0.4 s: 3 % and a tick of the clock. */
  @ParameterizedTest
  @CsvSource({"0, true", "10, true", "21, true", "23, false", "40, false"})
  void otherThreadsAreQuietWithinATick(long millis, boolean quiet) {
    assertEquals(quiet, Timer.quiet(millis * 1_000_000, 400_000_000));
  }
}
