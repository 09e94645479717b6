package dev.cellwise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Floats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every case does its work at sizes on both sides of a block of units. */
class WorkloadTest {
  @ParameterizedTest
  @EnumSource(Case.class)
  void runsInItsShape(Case kind) {
    for (Setting s : kind.settings(5)) {
      assertSound(new Setting(kind, s.cell(), s.input(), 5, Math.min(3, s.batch()), 2));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 17})
  void runsAtAwkwardSizes(int hidden) {
    for (Case kind : Case.values()) {
      for (Setting s : kind.settings(hidden)) {
        assertSound(new Setting(kind, s.cell(), s.input(), hidden, Math.min(2, s.batch()), 3));
      }
    }
  }

  private static void assertSound(Setting s) {
    Workload workload = s.workload();
    workload.run();
    workload.run();
    workload.run();
    assertEquals("", workload.fault(), s::toString);
  }

  @ParameterizedTest
  @EnumSource(Case.class)
  void tellsThatNothingRan(Case kind) {
    Setting s = kind.settings(4).getFirst();
    Workload idle = new Setting(kind, s.cell(), s.input(), 4, 1, 2).workload();
    assertTrue(!idle.fault().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"D, lstm", "E, lstm", "E, lstm_emb"})
  void tellsThatALossDidNotFall(Case kind, String cell) {
    Workload once = new Setting(kind, cell, 4, 4, 2, 3).workload();
    once.run();
    assertTrue(once.fault().startsWith("the loss went from "), once::fault);
    once.run();
    assertEquals("", once.fault());
  }

  /** Of four blocks, 0.4 s: 3 % and a tick of the clock. */
  @ParameterizedTest
  @CsvSource({"0, true", "10, true", "21, true", "23, false", "40, false"})
  void otherThreadsAreQuietWithinATick(long millis, boolean quiet) {
    assertEquals(quiet, Timing.quiet(millis * 1_000_000, 400_000_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 80, 200})
  void aFusedBackwardPassHasRoomForWholePanels(int hidden) {
    AffineActivationBenchmark benchmark = new AffineActivationBenchmark();
    benchmark.hidden = hidden;
    benchmark.rows = 32;
    benchmark.setUp();
    benchmark.forward();
    assertTrue(Float.isFinite(benchmark.backward()[Floats.BASE]));
  }

  @ParameterizedTest
  @EnumSource(Case.class)
  void isTimed(Case kind) {
    Setting s = kind.settings(4).getFirst();
    Timing t = Timing.of(new Setting(kind, s.cell(), s.input(), 4, 1, 2).workload(), 0, 0);
    assertTrue(t.median() > 0 && t.p99() >= t.median() && t.bytes() >= 0, t::toString);
    assertEquals(7, t.calls());
  }
}
