package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.testing.HandWrittenLstm.Fault;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The checker passes a right backward pass and finds faults planted in it. */
class GradientCheckTest {
  private static final int T = 4;
  private static final int I = 3;
  private static final int H = 5;

  private final double[] dy = Layout.unnamed(T * H).random(7, 1);
  private final LstmProblem problem =
      LstmReference.builder()
          .features(I)
          .lstm(H)
          .build()
          .sequences(T, 1, Loss.weightedSum(dy, new double[H], new double[H]));
  private final Layout layout = problem.layout();
  private final double[] p = layout.random(3, 1);

  private double[] gradient(Fault fault) {
    return layout.join(new HandWrittenLstm(T, I, H, fault).gradient(layout.split(p), dy));
  }

  private GradientCheck complexStep() {
    return GradientCheck.complexStep(problem, p).named(layout);
  }

  private GradientCheck centralDifferences() {
    return GradientCheck.centralDifferences(problem.real(), p).named(layout);
  }

  private FloatGradientCheck floatOnly() {
    FloatFunction loss = q -> (float) problem.loss(Floats.widen(q));
    return GradientCheck.floatOnly(loss, Floats.exact(p), 11).named(layout);
  }

  @Test
  void aRightGradientPasses() {
    double[] right = gradient(Fault.NONE);
    complexStep().against(right).assertPassed();
    centralDifferences().against(right).assertPassed();
    floatOnly().against(Floats.round(right)).assertPassed();
  }

  @Test
  void aRightGradientInFloatPassesTheBoundOfTheBackwardPass() {
    Tolerance bound = Tolerance.relativeL2(Bounds.backward(4, H, 1, T));
    complexStep().within(bound).against(Floats.round(gradient(Fault.NONE))).assertPassed();
    assertFalse(complexStep().against(Floats.round(gradient(Fault.NONE))).passed());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void theComplexStepFindsEveryFault(Fault fault) {
    assertFalse(complexStep().against(gradient(fault)).passed());
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"NONE", "ONE_ELEMENT"})
  void theOtherModesFindEveryGrossFault(Fault fault) {
    double[] wrong = gradient(fault);
    assertFalse(centralDifferences().against(wrong).passed());
    assertFalse(floatOnly().against(Floats.round(wrong)).passed());
    Tolerance bound = Tolerance.relativeL2(Bounds.backward(4, H, 1, T));
    assertFalse(complexStep().within(bound).against(wrong).passed());
  }

  @Test
  void theReportNamesTheWorstParameter() {
    double[] wrong = gradient(Fault.NONE);
    int k = layout.offset("lstm.weight_hh_l0") + 12 * H + 3;
    double right = wrong[k];
    wrong[k] = -right;
    Comparison report = complexStep().against(wrong);
    Comparison.Element worst = report.worst().worst();
    assertEquals(k, worst.index());
    assertEquals("lstm.weight_hh_l0[12,3]", worst.position());
    assertEquals(-right, worst.actual());
    assertEquals(right, worst.expected(), 1e-12);
    assertEquals(2 * Math.abs(right), report.worst().error(), 1e-12);
    assertTrue(report.toString().contains("lstm.weight_hh_l0[12,3]"), report::toString);
    assertTrue(report.toString().contains("complex step"), report::toString);
    AssertionError failure = assertThrows(AssertionError.class, report::assertPassed);
    assertEquals(report.toString(), failure.getMessage());
  }

  @Test
  void withoutNamesTheReportHasTheIndex() {
    double[] wrong = gradient(Fault.NONE);
    wrong[17] += 1;
    Comparison report = GradientCheck.complexStep(problem, p).against(wrong);
    assertEquals("p[17]", report.worst().worst().position());
  }

  @Test
  void theFloatModeSaysWhatItCannotSee() {
    Comparison report = floatOnly().against(Floats.round(gradient(Fault.ONE_ELEMENT)));
    assertTrue(report.passed());
    assertTrue(report.toString().contains("rounding hides errors below 1e-2"), report::toString);
  }

  @Test
  void theFloatModeLooksWhereTheGradientIsZero() {
    float[] none = new float[layout.size()];
    assertFalse(floatOnly().against(none).passed());
  }

  @Test
  void notANumberFails() {
    double[] wrong = gradient(Fault.NONE);
    int k = layout.offset("x") + 4;
    wrong[k] = Double.NaN;
    Tolerance loose = Tolerance.relativeL2(1e9);
    assertEquals(k, complexStep().against(wrong).worst().worst().index());
    assertEquals(k, complexStep().within(loose).against(wrong).worst().worst().index());
    assertFalse(complexStep().within(loose).against(wrong).passed());
    assertFalse(complexStep().within(Tolerance.elementwise(1e9, 1e9)).against(wrong).passed());
    assertFalse(floatOnly().against(Floats.round(wrong)).passed());
  }

  @Test
  void aVanishingGradientIsCheckedAsStrictly() {
    ComplexFunction loss = q -> problem.at(q).times(1e-30);
    double[] small = Arrays.stream(gradient(Fault.NONE)).map(g -> g * 1e-30).toArray();
    GradientCheck check = GradientCheck.complexStep(loss, p).named(layout);
    check.against(small).assertPassed();
    small[5] = -small[5];
    assertFalse(check.against(small).passed());
    assertFalse(check.within(Tolerance.relativeL2(1e-5)).against(small).passed());
  }

  @Test
  void allZerosProveNothing() {
    Comparison report =
        GradientCheck.complexStep(q -> Complex.ONE, new double[3]).against(new double[3]);
    assertTrue(report.vacuous());
    assertFalse(report.passed());
    assertTrue(report.toString().startsWith("nothing was checked"), report::toString);
  }

  @Test
  void zeroIsExpectedExactly() {
    GradientCheck check =
        GradientCheck.complexStep(q -> q.get(0), new double[] {1, 2})
            .named(Layout.builder().add("a", 1).add("b", 1).build());
    check.against(new double[] {1, 0}).assertPassed();
    assertEquals("b[0]", check.against(new double[] {1, 1e-30}).worst().worst().position());
    assertFalse(check.against(new double[] {1, 1e-30}).passed());
  }

  @Test
  void zerosExactlyFindsWhatANormDoesNotSee() {
    ComplexFunction loss = q -> q.get(0).times(3).plus(q.get(2).times(q.get(2)));
    GradientCheck check = GradientCheck.complexStep(loss, new double[] {1, 2, 3});
    GradientCheck loose = check.within(Tolerance.relativeL2(1e-5));
    double[] leaking = {3, 1e-12, 6};
    loose.against(leaking).assertPassed();
    check.against(leaking).assertPassed();
    Comparison found = check.within(Tolerance.relativeL2(1e-5).exactZeros()).against(leaking);
    assertFalse(found.passed());
    assertEquals("p[1]", found.worst().worst().position());
    assertTrue(found.toString().contains("; zeros exactly"), found::toString);
    GradientCheck strict = check.within(Tolerance.complexStep().exactZeros().exactZeros());
    strict.against(new double[] {3, -0.0, 6}).assertPassed();
    assertFalse(strict.against(new double[] {3, Double.NaN, 6}).passed());
    assertFalse(strict.against(new double[] {3.1, 0, 6}).passed(), "the others are compared too");
    assertThrows(
        IllegalArgumentException.class,
        () -> new Tolerance.ExactZeros(Tolerance.complexStep().exactZeros()));
  }

  @Test
  void gradientsByNameAreComparedAsFarAsTheLayoutGoes() {
    var right = layout.split(gradient(Fault.NONE));
    var wrong = layout.split(gradient(Fault.FORGOTTEN_LAST_STEP_OF_BIAS));
    Tolerance tolerance = Tolerance.complexStep();
    Comparison all = GradientCheck.compare(layout, right, wrong, tolerance);
    assertEquals("lstm.bias_ih_l0", all.worst().tensor());
    GradientCheck.compare(layout.only("x", "h0_l0"), right, wrong, tolerance).assertPassed();
    wrong.remove("x");
    assertEquals(
        "tensor 'x' is missing; there are " + wrong.keySet(),
        assertThrows(
                IllegalArgumentException.class,
                () -> GradientCheck.compare(layout, right, wrong, tolerance))
            .getMessage());
  }

  @Test
  void otherLengthsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> complexStep().against(new double[3]));
    assertThrows(IllegalArgumentException.class, () -> floatOnly().against(new float[3]));
    assertThrows(IllegalArgumentException.class, () -> complexStep().named(Layout.unnamed(3)));
    assertDoesNotThrow(() -> complexStep().named(Layout.unnamed(layout.size())));
  }

  @Test
  void impossibleTolerancesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Tolerance.relativeL2(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Tolerance.elementwise(-1, 0));
  }
}
