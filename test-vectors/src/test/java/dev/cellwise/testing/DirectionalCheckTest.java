package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.testing.HandWrittenLstm.Fault;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Random directions pass a right gradient and find the same faults as a look at all elements. */
class DirectionalCheckTest {
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
  private final DirectionalCheck check = GradientCheck.directions(problem, p, 5).named(layout);

  private double[] gradient(Fault fault) {
    return layout.join(new HandWrittenLstm(T, I, H, fault).gradient(layout.split(p), dy));
  }

  @Test
  void aRightGradientPasses() {
    double[] right = gradient(Fault.NONE);
    Comparison report = check.against(right).assertPassed();
    assertEquals(4 * layout.tensors().size(), report.tensors().size());
    assertFalse(check.against(Floats.round(right)).passed(), "1e-9 is for double code");
    check.within(Bounds.backward(4, H, 1, T)).against(Floats.round(right)).assertPassed();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void plantedFaultsAreFound(Fault fault) {
    assertFalse(check.against(gradient(fault)).passed());
  }

  @Test
  void anyWrongElementIsFound() {
    double[] gradient = gradient(Fault.NONE);
    for (int k = 0; k < gradient.length; k++) {
      double right = gradient[k];
      gradient[k] += 1e-4;
      Comparison report = check.against(gradient);
      assertFalse(report.passed(), layout.describe(k));
      assertTrue(layout.describe(k).startsWith(report.worst().tensor() + "["), layout.describe(k));
      gradient[k] = right;
    }
    gradient[0] = Double.NaN;
    assertFalse(check.against(gradient).passed());
  }

  @Test
  void fourEvaluationsATensor() {
    int[] calls = {0};
    Set<Integer> moved = new HashSet<>();
    ComplexFunction loss =
        q -> {
          calls[0]++;
          for (int k = 0; k < q.length(); k++) {
            if (q.im()[k] != 0) {
              moved.add(k);
            }
          }
          return q.get(0).plus(q.get(3));
        };
    Layout two = Layout.builder().add("a", 2).add("none", 0).add("b", 2).build();
    GradientCheck.directions(loss, new double[4], 1)
        .named(two)
        .against(new double[] {1, 0, 0, 1})
        .assertPassed();
    assertEquals(8, calls[0]);
    assertEquals(4, moved.size());
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> check.against(new double[3]));
    assertThrows(IllegalArgumentException.class, () -> check.named(Layout.unnamed(3)));
    assertEquals(
        "tolerance: expected at least 0, got NaN",
        assertThrows(IllegalArgumentException.class, () -> check.within(Double.NaN)).getMessage());
  }
}
