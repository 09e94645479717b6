package dev.cellwise.bench.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Round;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RaceTest {
  private static final Race SHORT = new Race(2, 0, 0, Core.NONE);
  private static final Setting STEP = Case.A.setting(Layer.GRU, 5);

  private static Map<String, Race.Outcome> run(Setting s, String... names) throws Exception {
    List<Library> libraries =
        List.of(names).stream().map(n -> Libraries.named(n).orElseThrow()).toList();
    try (Stable stable = new Stable(120)) {
      return SHORT.run(s, 1, libraries, stable);
    }
  }

  @Test
  void whoIsSoundIsTimedAndWhoIsNotIsOut() throws Exception {
    Map<String, Race.Outcome> all =
        run(
            STEP,
            "cellwise",
            "spoiled-wrong",
            "spoiled-missing",
            "spoiled-thrown",
            "spoiled-ended",
            "spoiled-late",
            "spoiled-mute",
            "spoiled-untimely",
            "spoiled-flagless",
            "spoiled-boundless",
            "cellwise-scalar",
            "cellwise-bf16");
    assertEquals(12, all.size());
    for (String sound : List.of("cellwise", "cellwise-scalar")) {
      Race.Outcome o = all.get(sound);
      assertEquals("", o.fault());
      assertEquals(0, o.error());
      assertEquals(2, o.round().turns().size());
      assertTrue(o.round().calls() == 6 && o.round().median() > 0, o::toString);
      assertEquals(Round.QUANTILES.size(), o.round().quantiles().size());
    }
    Race.Outcome half = all.get("cellwise-bf16");
    assertEquals("", half.fault());
    assertTrue(half.error() > 1e-4 && half.error() < 0.03, half::toString);
    fault(all, "spoiled-wrong", "y differs by 0.0");
    fault(all, "spoiled-missing", "y is missing");
    fault(all, "spoiled-thrown", "no such operator");
    fault(all, "spoiled-ended", "its JVM ended: a native library says goodbye");
    fault(all, "spoiled-mute", "java.lang.IllegalStateException");
    fault(all, "spoiled-untimely", "For input string: \"false\"");
    fault(all, "spoiled-flagless", "no flags");
    fault(all, "spoiled-boundless", "not a number");
    fault(all, "spoiled-late", "the state went out of range");
  }

  private static void fault(Map<String, Race.Outcome> all, String library, String fault) {
    assertNull(all.get(library).round());
    assertTrue(all.get(library).fault().startsWith(fault), all.get(library)::toString);
  }

  /** What is compared has to be compared with something. */
  @Test
  void withoutOursNobodyIsTimed() throws Exception {
    Map<String, Race.Outcome> all = run(STEP, "cellwise-broken", "spoiled-fixed");
    fault(all, "cellwise-broken", "out of order");
    fault(all, "spoiled-fixed", "not compared: Cellwise failed");
  }

  @Test
  void whoDoesNotAnswerIsEnded() throws Exception {
    List<Library> hanging = List.of(Libraries.named("spoiled-hanging").orElseThrow());
    Race.Outcome o = new Race.Outcome("", null, Double.NaN, "");
    // The deadline is that of its start too: on a busy machine that needs longer.
    for (int patience = 6; o.version().isEmpty() && patience < 200; patience *= 2) {
      try (Stable stable = new Stable(patience)) {
        Contender contender = stable.take(hanging.getFirst(), 1);
        stable.giveBack(contender, 1, false);
        Map<String, Race.Outcome> all = SHORT.run(STEP, 1, hanging, stable);
        fault(all, "spoiled-hanging", "no answer within " + patience + " s");
        assertFalse(contender.isAlive());
        o = all.get("spoiled-hanging");
      }
    }
    assertEquals("1", o.version(), "it was ended before it was ready");
  }

  /** A JVM that is kept has the times of each setting alone. */
  @Test
  void aKeptJvmGoesFromSettingToSetting() throws Exception {
    List<Library> libraries = List.of(Libraries.named("spoiled-fixed").orElseThrow());
    try (Stable stable = new Stable(120)) {
      Set<Long> processes = new HashSet<>();
      for (int hidden = 3; hidden < 6; hidden++) {
        Setting s = Case.A.setting(Layer.RNN, hidden);
        Contender c = stable.take(libraries.getFirst(), 1);
        processes.add(c.process());
        stable.giveBack(c, 1, false);
        Race.Outcome o = SHORT.run(s, 1, libraries, stable).get("spoiled-fixed");
        assertEquals("", o.fault());
        assertEquals(2, o.round().turns().size());
        assertEquals(6, o.round().calls());
      }
      assertEquals(1, processes.size());
      Contender dead = stable.take(libraries.getFirst(), 1);
      stable.giveBack(dead, 1, true);
      assertFalse(dead.isAlive());
      Contender next = stable.take(libraries.getFirst(), 1);
      assertTrue(next.isAlive() && processes.add(next.process()));
      stable.giveBack(next, 1, false);
    }
  }

  /** Who begins, and who comes before whom, is another one from turn to turn. */
  @Test
  void theOrderChanges() {
    List<Integer> all = List.of(0, 1, 2);
    assertEquals(List.of(0, 1, 2), Race.order(all, 0));
    assertEquals(List.of(1, 0, 2), Race.order(all, 1));
    assertEquals(List.of(2, 0, 1), Race.order(all, 2));
    assertEquals(List.of(0, 2, 1), Race.order(all, 3));
  }

  /** Times of B are of a step, calls and bytes of a call. */
  @Test
  void aSequenceIsTimedByTheStep() {
    int divisor = new Setting(Case.B, "rnn", 3, 3, 1, 100).divisor();
    List<Double> turns = List.of(Contender.byStep("2500.0", divisor));
    Round round = Contender.round("6 12.5 1000 5000 20000", divisor, turns, true);
    assertEquals(new Round(List.of(25.0), List.of(10.0, 50.0, 200.0), 6, 12.5, true), round);
    assertEquals(1, STEP.divisor());
    assertEquals(100, Case.B.setting(Layer.RNN, 3).divisor());
  }
}
