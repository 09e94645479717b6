package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LstmReferenceTest {
  private static final Loss ZERO = trace -> Complex.ZERO;

  @Test
  void oneUnitByHand() {
    LstmProblem problem = LstmReference.builder().features(1).lstm(1).build().sequences(1, 1, ZERO);
    double[] p =
        problem
            .layout()
            .join(
                Map.of(
                    "lstm.weight_ih_l0", new double[] {0.1, 0.2, 0.3, 0.4},
                    "lstm.weight_hh_l0", new double[] {0.5, -0.6, 0.7, -0.8},
                    "lstm.bias_ih_l0", new double[] {0.01, 0.02, 0.03, 0.04},
                    "x", new double[] {2},
                    "h0_l0", new double[] {-1},
                    "c0_l0", new double[] {0.5}));
    double i = sigmoid(0.2 - 0.5 + 0.01);
    double f = sigmoid(0.4 + 0.6 + 0.02);
    double g = Math.tanh(0.6 - 0.7 + 0.03);
    double o = sigmoid(0.8 + 0.8 + 0.04);
    double c = f * 0.5 + i * g;
    LstmTrace trace = problem.forward(p);
    assertEquals(c, trace.c(0)[0], 1e-15);
    assertEquals(o * Math.tanh(c), trace.h(0)[0], 1e-15);
  }

  @Test
  void indexInputIsOneHotInput() {
    int[] tokens = {2, 0, 3, 3, 1, 2};
    LstmProblem index =
        LstmReference.builder().index(4).lstm(5).dense(4).build().tokens(3, 2, tokens, ZERO);
    LstmProblem oneHot =
        LstmReference.builder().features(4).lstm(5).dense(4).build().sequences(3, 2, ZERO);
    double[] p = index.layout().random(1, 1);
    Map<String, double[]> tensors = index.layout().split(p);
    double[] x = new double[6 * 4];
    for (int r = 0; r < 6; r++) {
      x[r * 4 + tokens[r]] = 1;
    }
    tensors.put("x", x);
    assertArrayEquals(index.forward(p).y(), oneHot.forward(oneHot.parameters(tensors)).y(), 1e-15);
  }

  @Test
  void rowsDoNotTouchEachOtherAndChunksCarryTheState() {
    LstmReference reference = LstmReference.builder().features(3).lstm(4).lstm(2).build();
    LstmProblem whole = reference.sequences(4, 2, ZERO);
    LstmProblem half = reference.sequences(2, 1, ZERO);
    Map<String, double[]> tensors = whole.layout().split(whole.layout().random(2, 1));
    LstmTrace expected = whole.forward(whole.layout().join(tensors));

    Map<String, double[]> row = new HashMap<>(tensors); // row 1, first half and second half
    double[] x = tensors.get("x");
    for (String state : new String[] {"h0_l0", "c0_l0", "h0_l1", "c0_l1"}) {
      double[] both = tensors.get(state);
      row.put(state, Arrays.copyOfRange(both, both.length / 2, both.length));
    }
    row.put("x", new double[] {x[3], x[4], x[5], x[9], x[10], x[11]});
    LstmTrace first = half.forward(half.layout().join(row));
    for (int l = 0; l < 2; l++) {
      row.put("h0_l" + l, first.finalH(l));
      row.put("c0_l" + l, first.finalC(l));
    }
    row.put("x", new double[] {x[15], x[16], x[17], x[21], x[22], x[23]});
    LstmTrace second = half.forward(half.layout().join(row));
    assertArrayEquals(Arrays.copyOfRange(expected.finalH(1), 2, 4), second.finalH(1));
    assertArrayEquals(Arrays.copyOfRange(expected.finalC(0), 4, 8), second.finalC(0));
  }

  @Test
  void secondBiasesAreAddedAndMissingStatesAreZero() {
    LstmProblem problem = LstmReference.builder().features(2).lstm(1).build().sequences(1, 1, ZERO);
    Map<String, double[]> tensors = new HashMap<>();
    tensors.put("lstm.weight_ih_l0", new double[8]);
    tensors.put("lstm.weight_hh_l0", new double[4]);
    tensors.put("lstm.bias_ih_l0", new double[] {1, 2, 3, 4});
    tensors.put("lstm.bias_hh_l0", new double[] {10, 20, 30, 40});
    tensors.put("x", new double[2]);
    double[] p = problem.parameters(tensors);
    assertArrayEquals(new double[] {11, 22, 33, 44}, problem.layout().get("lstm.bias_ih_l0", p));
    assertArrayEquals(new double[] {0}, problem.layout().get("c0_l0", p));
    tensors.remove("x");
    assertThrows(IllegalArgumentException.class, () -> problem.parameters(tensors));
  }

  @Test
  void crossEntropyOfEqualLogitsIsTheLogarithmOfTheirNumber() {
    int[] targets = {0, 6, 3};
    LstmProblem problem =
        LstmReference.builder()
            .index(7)
            .lstm(2)
            .dense(7)
            .build()
            .tokens(3, 1, new int[3], Loss.crossEntropy(targets));
    double[] p = new double[problem.layout().size()];
    assertEquals(Math.log(7), problem.loss(p), 1e-15);
    double[] each = Loss.crossEntropies(problem.forward(p), targets);
    assertArrayEquals(new double[] {Math.log(7), Math.log(7), Math.log(7)}, each, 1e-15);
  }

  @Test
  void crossEntropyOfHugeLogitsDoesNotOverflow() {
    LstmProblem problem =
        LstmReference.builder()
            .index(2)
            .lstm(1)
            .dense(2)
            .build()
            .tokens(1, 1, new int[1], Loss.crossEntropy(new int[] {1}));
    double[] p = new double[problem.layout().size()];
    p[problem.layout().offset("head.bias")] = 5000;
    assertEquals(5000, problem.loss(p));
    double[] dp = problem.gradient(p);
    assertArrayEquals(new double[] {1, -1}, problem.layout().get("head.bias", dp), 1e-15);
  }

  @Test
  void saturatedGatesGiveNumbers() {
    LstmProblem problem =
        LstmReference.builder()
            .features(1)
            .lstm(3)
            .build()
            .sequences(4, 1, Loss.squaredError(new double[12]));
    double[] p = problem.layout().random(9, 2000);
    for (double d : problem.gradient(p)) {
      assertFalse(Double.isNaN(d));
    }
    assertTrue(problem.loss(p) > 0);
  }

  @Test
  void describesParameters() {
    Layout layout =
        LstmReference.builder()
            .embedding(5, 2)
            .lstm(3)
            .dense(4)
            .build()
            .tokens(1, 1, new int[1], ZERO)
            .layout();
    assertEquals("embedding.weight[0,0]", layout.describe(0));
    assertEquals("embedding.weight[4,1]", layout.describe(9));
    assertEquals("lstm.weight_ih_l0[0,0]", layout.describe(10));
    assertEquals("c0_l0[0,2]", layout.describe(layout.size() - 1));
    assertThrows(IndexOutOfBoundsException.class, () -> layout.describe(layout.size()));
    assertThrows(IllegalArgumentException.class, () -> layout.offset("x"));
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThrows(IllegalStateException.class, () -> LstmReference.builder().lstm(3));
    assertThrows(IllegalStateException.class, () -> LstmReference.builder().features(3).build());
    assertThrows(IllegalStateException.class, () -> LstmReference.builder().index(2).index(2));
    assertThrows(IllegalArgumentException.class, () -> LstmReference.builder().features(0));
    LstmReference numbers = LstmReference.builder().features(2).lstm(2).build();
    LstmReference tokens = LstmReference.builder().index(2).lstm(2).build();
    assertThrows(IllegalStateException.class, () -> numbers.tokens(1, 1, new int[1], ZERO));
    assertThrows(IllegalStateException.class, () -> tokens.sequences(1, 1, ZERO));
    assertThrows(IllegalArgumentException.class, () -> numbers.sequences(0, 1, ZERO));
    assertEquals(
        "tokens[1] = 2 is outside [0, 2)",
        assertThrows(
                IllegalArgumentException.class, () -> tokens.tokens(2, 1, new int[] {1, 2}, ZERO))
            .getMessage());
    LstmProblem wrongTargets = numbers.sequences(1, 1, Loss.squaredError(new double[3]));
    double[] p = new double[wrongTargets.layout().size()];
    assertThrows(IllegalArgumentException.class, () -> wrongTargets.loss(p));
    assertThrows(IllegalArgumentException.class, () -> wrongTargets.loss(new double[3]));
  }

  private static double sigmoid(double a) {
    return 1 / (1 + Math.exp(-a));
  }
}
