package dev.cellwise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
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
  @EnumSource(Case.class)
  void isTimed(Case kind) {
    Setting s = kind.settings(4).getFirst();
    Timing t = Timing.of(new Setting(kind, s.cell(), s.input(), 4, 1, 2).workload(), 0, 0);
    assertTrue(t.median() > 0 && t.p99() >= t.median() && t.bytes() >= 0, t::toString);
    assertEquals(7, t.calls());
  }
}
