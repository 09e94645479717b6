package dev.cellwise.bench.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimerTest {
  private int calls;
  private Object garbage;

  @Test
  void aTurnHasThreeCallsAtLeast() {
    Timer timer = new Timer(() -> calls++, 1, false);
    timer.turn(0);
    assertEquals(3, calls);
    assertEquals(3, timer.calls());
    timer.turn(0.001);
    assertEquals(calls, timer.calls());
  }

  /** Turns of three calls: by the clock 1, 1, 7 and 30, 20, 40 ms. */
  @Test
  void quantilesAreOfAllTurns() {
    Timer timer = new Scripted(new long[] {1, 1, 7, 30, 20, 40}, NONE, 0).timer(1, false);
    assertEquals(1e6, timer.turn(0));
    assertEquals(30e6, timer.turn(0));
    List<Double> q = timer.quantiles(List.of(0.0, 0.5, 1.0));
    assertEquals(1e6, q.get(0), 1e3);
    assertEquals(7e6, q.get(1), 7e3);
    assertEquals(40e6, q.get(2), 40e3);
    assertEquals(6, timer.calls());
  }

  @Test
  void garbageIsCounted() {
    Timer timer = new Timer(() -> garbage = new byte[100_000], 1, false);
    timer.turn(0);
    assertTrue(timer.bytes() >= 100_000 && timer.bytes() < 110_000, () -> "" + timer.bytes());
    assertTrue(garbage != null);
  }

  @Test
  void aWarmUpWithoutALengthIsOneBlock() {
    assertFalse(new Timer(() -> calls++, 1, false).warmUp(0));
    assertEquals(3, calls);
  }

  /** Calls that take as long as the clock says, which nobody else looks at. */
  private final class Scripted {
    private long now;
    private long others;
    private final long[] nanos;
    private final long[] compiling;
    private final int garbageTo;

    /** The last one of each goes on for ever. */
    Scripted(long[] millis, long[] compiling, int garbageTo) {
      this.nanos = millis;
      this.compiling = compiling;
      this.garbageTo = garbageTo;
    }

    private void call() {
      now += 1_000_000 * nanos[Math.min(calls, nanos.length - 1)];
      others += 1_000_000 * compiling[Math.min(calls, compiling.length - 1)];
      garbage = calls++ < garbageTo ? new byte[10_000] : null;
    }

    Timer timer(int threads, boolean garbageFree) {
      return new Timer(this::call, threads, garbageFree, () -> now, () -> others);
    }
  }

  private static final long[] NONE = {0};

  /** Calls of 50 ms: three a block. */
  @Test
  void aWarmUpEndsWithFourBlocksAlike() {
    Scripted s = new Scripted(new long[] {900, 90, 90, 52, 50, 50, 50}, NONE, 0);
    assertTrue(s.timer(1, false).warmUp(0.1));
    assertEquals(3 * 5, calls, "the first block has the median 90, the others 50");
  }

  @Test
  void aWarmUpGoesOnWhileItIsShort() {
    assertTrue(new Scripted(new long[] {50}, NONE, 0).timer(1, false).warmUp(3));
    assertEquals(60, calls);
  }

  /** Steps that are ever slower: eight seconds, or eight times what was asked for. */
  @Test
  void aWarmUpWithoutAnEndIsCutOff() {
    long[] slower = new long[2000];
    for (int i = 0; i < slower.length; i++) {
      slower[i] = 50 + 3 * i;
    }
    Scripted s = new Scripted(slower, NONE, 0);
    assertFalse(s.timer(1, false).warmUp(0.1));
    assertTrue(s.now >= 8e9 && s.now < 9e9, () -> "" + s.now);
    calls = 0;
    Scripted longer = new Scripted(slower, NONE, 0);
    assertFalse(longer.timer(1, false).warmUp(2));
    assertTrue(longer.now >= 16e9 && longer.now < 18e9, () -> "" + longer.now);
  }

  /** Pinned to one core, a compiler at work is not seen in the medians, but on the clock. */
  @Test
  void aWarmUpWaitsForTheCompilerOnOneThread() {
    long[] busy = new long[31];
    Arrays.fill(busy, 0, 30, 10);
    Scripted s = new Scripted(new long[] {50}, busy, 0);
    assertTrue(s.timer(1, false).warmUp(0.1));
    assertEquals(30 + 12, calls);
    calls = 0;
    assertTrue(new Scripted(new long[] {50}, busy, 0).timer(2, false).warmUp(0.1));
    assertEquals(12, calls, "of several threads it cannot be told");
  }

  @Test
  void aWarmUpWaitsForGarbageToEndWhereThereShouldBeNone() {
    assertTrue(new Scripted(new long[] {50}, NONE, 40).timer(1, true).warmUp(0.1));
    assertEquals(45, calls, "the first block without any");
    calls = 0;
    assertTrue(new Scripted(new long[] {50}, NONE, 40).timer(1, false).warmUp(0.1));
    assertEquals(12, calls);
  }

  /** A kilobyte a call on average, and a quarter of a megabyte in all. */
  @ParameterizedTest
  @CsvSource({
    "3072, 3, true",
    "3073, 3, false",
    "262144, 100000, true",
    "262145, 100000, false",
    "0, 3, true"
  })
  void aBlockIsCleanWithinBothBounds(long bytes, int calls, boolean clean) {
    assertEquals(clean, Timer.clean(bytes, calls));
  }

  /** As many as there is room for; the next turn begins anew. */
  @Test
  void aTurnEndsWithTwoMillionCalls() {
    Timer timer = new Timer(() -> calls++, 1, false);
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
