package dev.cellwise.bench.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  private static Workload ours(Setting s) {
    return Cellwise.workload(Problem.of(s), null);
  }

  private static void assertSound(Setting s) {
    Workload workload = ours(s);
    workload.run();
    workload.run();
    workload.run();
    assertEquals("", workload.fault(), s::toString);
  }

  @ParameterizedTest
  @EnumSource(Case.class)
  void tellsThatNothingRan(Case kind) {
    Setting s = kind.settings(4).getFirst();
    Workload idle = ours(new Setting(kind, s.cell(), s.input(), 4, 1, 2));
    assertTrue(!idle.fault().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"D, lstm", "E, lstm", "E, lstm_emb"})
  void tellsThatALossDidNotFall(Case kind, String cell) {
    Workload once =
        ours(
            new Setting(
                kind, cell, cell.equals("lstm") && kind == Case.E ? Case.VOCABULARY : 4, 4, 2, 3));
    once.run();
    assertTrue(once.fault().startsWith("the loss went from "), once::fault);
    once.run();
    assertEquals("", once.fault());
  }
}
