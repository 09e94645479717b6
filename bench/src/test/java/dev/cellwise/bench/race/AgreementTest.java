package dev.cellwise.bench.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AgreementTest {
  private static final Setting STEP = Case.A.setting(Layer.LSTM, 3);

  private static Agreement of(float[] ours, float[] theirs, boolean exact) {
    return Agreement.of(STEP, Map.of("y", ours), Map.of("y", theirs), exact ? 0 : 1e-4);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, false, 0, true",
    "0.500004, false, 2e-6, true",
    "0.500004, true, 2e-6, false",
    "0.501, false, 5e-4, false",
    "NaN, false, NaN, false"
  })
  void theLargestDifferenceIsInPartsOfTheLargestNumber(
      float theirs, boolean exact, double error, boolean sound) {
    Agreement c = of(new float[] {0.5f, -2}, new float[] {theirs, -2}, exact);
    assertEquals(error, c.error(), 1e-7);
    assertEquals(sound, c.fault().isEmpty(), c::toString);
  }

  @Test
  void aNumberThatIsNoneIsFoundBehindALargeDifference() {
    Agreement c = of(new float[] {1, 1, 1}, new float[] {Float.NaN, 2, 1}, false);
    assertTrue(c.fault().startsWith("y differs by"), c::toString);
  }

  @ParameterizedTest
  @CsvSource({"NaN, false", "NaN, true", "Infinity, false", "-Infinity, true"})
  void theSameNumbersThatAreNotFiniteAreNoAgreement(float value, boolean exact) {
    Agreement c = of(new float[] {1, value}, new float[] {1, value}, exact);
    assertEquals(Double.NaN, c.error());
    assertEquals("y differs by NaN", c.fault());
  }

  @Test
  void anInfinityOfTheirsIsAFault() {
    Agreement c = of(new float[] {1, 1}, new float[] {1, Float.NEGATIVE_INFINITY}, false);
    assertEquals(Double.POSITIVE_INFINITY, c.error());
    assertEquals("y differs by Infinity", c.fault());
  }

  /** Among ours every bit has to be the same. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, false, ''",
    "0, 1, true, y differs in the sign of a zero",
    "0, 0, true, y differs in the sign of a zero",
    "-0.0, 1, true, ''",
    "-0.0, 0, false, ''"
  })
  void theSignOfAZeroCountsInExactModeOnly(float ours, float other, boolean exact, String fault) {
    Agreement c = of(new float[] {ours, other}, new float[] {-0.0f, other}, exact);
    assertEquals(0, c.error());
    assertEquals(fault, c.fault());
  }

  @Test
  void arraysOfAnotherLengthAreTold() {
    assertEquals("y: expected 1 numbers, got 2", of(new float[1], new float[2], false).fault());
  }

  @Test
  void whatOnlyWeHaveIsPassedOver() {
    Map<String, float[]> ours = Map.of("y", new float[] {1}, "more", new float[] {1});
    assertEquals("", Agreement.of(STEP, ours, Map.of("y", new float[] {1}), 1e-4).fault());
  }

  /** What every library has to give is what ours gives. */
  @ParameterizedTest
  @EnumSource(Case.class)
  void ourResultsHaveEveryName(Case kind) {
    for (Setting s : kind.settings(4)) {
      Setting small = new Setting(kind, s.cell(), s.input(), 4, Math.min(2, s.batch()), 2);
      Workload workload = Cellwise.workload(Problem.of(small), null);
      workload.run();
      assertTrue(
          workload.results().keySet().containsAll(Agreement.names(small)),
          () -> small + ": " + workload.results().keySet());
    }
  }
}
