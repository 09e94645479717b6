package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.file.TypedArray;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators that work element by element, by hand. */
class ElementOperatorsTest {
  private static OperatorCase op(String operator) {
    return OperatorCase.of(operator);
  }

  @Test
  void sumsAndProducts() {
    op("Add").floats(1, 2).floats(10, 20).gives(11, 22);
    op("Sub").floats(1, 2).floats(10, 20).gives(-9, -18);
    op("Mul").floats(1, 2).floats(10, 20).gives(10, 40);
    op("Div").floats(1, 2).floats(10, 16).gives(0.1f, 0.125f);
    op("Add").longs(1, 2).longs(10, 1L << 62).givesLongs(11, 2 + (1L << 62));
    op("Div").longs(-7, 7, 7).longs(2, 2, -2).givesLongs(-3, 3, -3);
    op("Div").longs(1).longs(0).fails("divisor: expected none of 0");
    op("Sum").floats(1, 2).floats(3, 4).floats(5, 6).gives(9, 12);
    op("Sum").floats(1, 2).gives(1, 2);
    List<TypedArray> wide =
        op("Mul")
            .in(TypedArray.of(new double[] {0.1}, 1))
            .in(TypedArray.of(new double[] {0.1}, 1))
            .run();
    assertArrayEquals(new double[] {0.1 * 0.1}, wide.getFirst().doubles());
    List<TypedArray> whole =
        op("Sub")
            .in(TypedArray.of(new int[] {Integer.MIN_VALUE}, 1))
            .in(TypedArray.of(new int[] {1}, 1))
            .run();
    assertArrayEquals(new int[] {Integer.MAX_VALUE}, whole.getFirst().ints());
  }

  /** NumPy's rule, in both directions. */
  @Test
  void stretching() {
    op("Add")
        .floats(1, 2, 3)
        .shape(1, 3)
        .floats(10, 20)
        .shape(2, 1)
        .gives(new int[] {2, 3}, 11, 12, 13, 21, 22, 23);
    op("Add")
        .floats(1, 2, 3, 4, 5, 6)
        .shape(2, 3)
        .floats(10, 20, 30)
        .gives(new int[] {2, 3}, 11, 22, 33, 14, 25, 36);
    op("Mul").floats(2).shape().floats(1, 2).gives(2, 4);
    op("Add").floats().shape(0, 3).floats(1, 2, 3).gives(new int[] {0, 3});
    op("Add").floats(1, 2, 3).floats(1, 2).fails("shapes: expected those that stretch to one");
  }

  @Test
  void inputsOfOneType() {
    op("Add").floats(1).longs(1).isRefused("inputs: expected of one type, got float and int64");
    op("Add").truths(true).truths(true).isRefused("input 1: expected one of type double, float");
    op("Exp")
        .in(TypedArray.of(new double[1], 1))
        .isRefused("expected one of type float, got double");
    op("Add").floats(1).isRefused("inputs: expected at least 2, got none as number 2");
    op("Add").floats(1).floats(1).floats(1).isRefused("inputs: expected at most 2, got 3");
    op("Add").floats(1).floats(1).outputs(2).isRefused("outputs: expected at most 1, got number 2");
    op("Add").floats(1).floats(1).with("axis", 1).isRefused("attribute \"axis\": not known of Add");
  }

  @Test
  void powers() {
    op("Pow").floats(2, -3, 0.5f).floats(2).gives(4, 9, 0.25f);
    op("Pow").floats(2, 4).floats(-1, 0.5f).gives(0.5f, 2);
    op("Pow").floats(2, 4).longs(3, 2).gives(8, 16);
    op("Pow").longs(2, -3).longs(5, 3).givesLongs(32, -27);
    op("Pow").opset(11).floats(2).longs(3).isRefused("inputs: expected of one type");
  }

  @Test
  void leastAndGreatest() {
    op("Min").floats(1, 5).floats(3, 2).floats(2, 9).gives(1, 2);
    op("Max").floats(1, 5).floats(3, 2).floats(2, 9).gives(3, 9);
    op("Max").longs(-1, 5).longs(3).givesLongs(3, 5);
    op("Clip").floats(-3, 0, 3).floats(-1).shape().floats(2).shape().gives(-1, 0, 2);
    op("Clip").floats(-3, 0, 3).in(null).floats(2).shape().gives(-3, 0, 2);
    op("Clip").opset(10).floats(-3, 0, 3).with("min", -1f).gives(-1, 0, 3);
    op("Clip").longs(-3, 7).longs(0).shape().givesLongs(0, 7);
    op("Clip").opset(11).floats(1).with("min", 1f).isRefused("attribute \"min\": not known");
  }

  @Test
  void comparisons() {
    float nan = Float.NaN;
    op("Equal").floats(1, 2, nan).floats(1, 1, nan).givesTruths(true, false, false);
    op("Equal").truths(true, false).truths(true, true).givesTruths(true, false);
    op("Less").floats(1, 2, nan).floats(2, 2, 1).givesTruths(true, false, false);
    op("Greater").longs(Long.MAX_VALUE, 1).longs(Long.MAX_VALUE - 1, 1).givesTruths(true, false);
    op("LessOrEqual").longs(1, 2, 3).longs(2).givesTruths(true, true, false);
    op("GreaterOrEqual").floats(1, 2, 3).floats(2).givesTruths(false, true, true);
    op("LessOrEqual")
        .opset(11)
        .floats(1)
        .floats(1)
        .isRefused("expected version 12 or later, got 11");
    op("And").truths(true, true, false).truths(true, false, false).givesTruths(true, false, false);
    op("Or").truths(true, true, false).truths(true, false, false).givesTruths(true, true, false);
    op("Xor").truths(true, true, false).truths(true, false, false).givesTruths(false, true, false);
    op("Not").truths(true, false).givesTruths(false, true);
    op("Where").truths(true, false).floats(1).floats(2, 3).gives(1, 3);
    op("Where").truths(true, false).longs(1, 2).longs(3).givesLongs(1, 3);
    op("Where").truths(true).longs(1).floats(1).isRefused("inputs: expected X and Y of one type");
  }

  @Test
  void functions() {
    op("Neg").floats(1, -2).gives(-1, 2);
    op("Neg").longs(1, Long.MIN_VALUE).givesLongs(-1, Long.MIN_VALUE);
    op("Abs").floats(1, -2).gives(1, 2);
    op("Sign").floats(3, -2, 0).gives(1, -1, 0);
    op("Sign").longs(3, -2, 0).givesLongs(1, -1, 0);
    op("Sqrt").floats(4, 2).gives(2, 1.4142135f);
    op("Reciprocal").floats(4, -0.5f).gives(0.25f, -2);
    op("Log").floats(1, (float) Math.E).gives(0, 1);
    op("Exp").floats(0, 1, -2).gives(1, 2.7182817f, 0.13533528f);
    op("Floor").floats(1.5f, -1.5f).gives(1, -2);
    op("Ceil").floats(1.5f, -1.5f).gives(2, -1);
    op("Log").longs(1).isRefused("input 1: expected one of type double, float, got int64");
  }

  /** Against a sum of NIST's other series, erf(x) = 2/√π Σ (-1)^n x^(2n+1) / (n! (2n+1)). */
  @Test
  void errorFunction() {
    float[] x = new float[121];
    float[] expected = new float[121];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 60) * 0.05f;
      double term = x[i];
      double sum = 0;
      for (int n = 0; n < 100; n++) {
        sum += term / (2 * n + 1);
        term *= -(double) x[i] * x[i] / (n + 1);
      }
      expected[i] = (float) (sum * 2 / Math.sqrt(Math.PI));
    }
    float[] got = op("Erf").floats(x).run().getFirst().floats();
    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], got[i], 2 * Math.ulp(expected[i]), "erf(" + x[i] + ")");
    }
    op("Erf").floats(4, -5, Float.POSITIVE_INFINITY, 1e-30f).gives(1, -1, 1, 1.1283792e-30f);
    assertEquals(Float.NaN, op("Erf").floats(Float.NaN).run().getFirst().floats()[0]);
  }

  /** Those of the kernels, bit for bit, with the constants that the operators' text has. */
  @Test
  void activations() {
    bits(op("Tanh"), Activation.tanh());
    bits(op("Sigmoid"), Activation.sigmoid());
    bits(op("Relu"), Activation.relu());
    bits(op("Softplus"), Activation.softplus());
    bits(op("Softsign"), Activation.softsign());
    bits(op("LeakyRelu"), Activation.leakyRelu(0.01f));
    bits(op("LeakyRelu").with("alpha", 0.3f), Activation.leakyRelu(0.3f));
    bits(op("Elu"), Activation.elu(1));
    bits(op("Elu").with("alpha", 0.3f), Activation.elu(0.3f));
    bits(op("HardSigmoid"), Activation.hardSigmoid(0.2f, 0.5f));
    bits(
        op("HardSigmoid").with("alpha", 0.25f).with("beta", 0.125f),
        Activation.hardSigmoid(0.25f, 0.125f));
    bits(op("ThresholdedRelu"), Activation.thresholdedRelu(1));
    bits(op("ThresholdedRelu").with("alpha", 0.3f), Activation.thresholdedRelu(0.3f));
    bits(op("Gelu").opset(20), Activation.gelu());
    bits(op("Gelu").opset(20).with("approximate", "none"), Activation.gelu());
    op("Gelu")
        .opset(20)
        .floats(1)
        .with("approximate", "tanh")
        .isRefused("attribute approximate: expected none, got tanh");
    op("Gelu").opset(19).floats(1).isRefused("expected version 20 or later");
    op("Elu")
        .floats(1)
        .with("alpha", -1f)
        .isRefused("activation Elu: elu: expected a finite alpha");
    op("Selu").floats(1, -1).gives(1.050701f, -1.1113307f);
    op("Selu").floats(1, -1).with("gamma", 2f).with("alpha", 1f).gives(2, -1.2642411f);
  }

  private static void bits(OperatorCase of, Activation f) {
    float[] x = {-7, -1.5f, -0.75f, -0.25f, 0, 0.125f, 0.5f, 1, 1.5f, 3, 8};
    float[] y = new float[x.length];
    f.forward(x.length, x, 0, y, 0);
    assertArrayEquals(y, of.floats(x).run().getFirst().floats(), f.toString());
  }

  @Test
  void slopes() {
    op("PRelu")
        .floats(1, -2, 3, -4)
        .shape(2, 2)
        .floats(0.5f, 0.25f)
        .gives(new int[] {2, 2}, 1, -0.5f, 3, -1);
    op("PRelu").floats(-4).floats(1, 2).shape(2, 1).fails("slope: expected a shape that stretches");
  }

  @Test
  void casts() {
    op("Cast")
        .floats(1.9f, -1.9f, 1e30f, Float.NaN)
        .with("to", Onnx.INT64)
        .givesLongs(1, -1, Long.MAX_VALUE, 0);
    assertArrayEquals(
        new int[] {1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE},
        op("Cast")
            .floats(1.9f, -1.9f, 1e30f, -1e30f)
            .with("to", Onnx.INT32)
            .run()
            .getFirst()
            .ints());
    op("Cast").longs(1, -3).with("to", Onnx.FLOAT).gives(1, -3);
    op("Cast").truths(true, false).with("to", Onnx.FLOAT).gives(1, 0);
    op("Cast")
        .floats(0, -0.0f, 2, Float.NaN)
        .with("to", Onnx.BOOL)
        .givesTruths(false, false, true, true);
    List<TypedArray> half = op("Cast").floats(0.1f, 1e6f).with("to", 10).run();
    assertEquals(TypedArray.roundedToFloat16(new float[] {0.1f, 1e6f}, 2), half.getFirst());
    op("Cast").floats(1).with("to", 16).isRefused("attribute to: expected a type of");
    op("Cast").floats(1).with("to", 8).isRefused("attribute to: expected a type of");
    op("Cast").floats(1).isRefused("attribute to: expected one, got none");
  }

  /** As NumPy's: a double would not hold them. */
  @Test
  void powersOfWholeNumbers() {
    op("Pow")
        .longs(3, -3, 7, 0, 3)
        .longs(39, 39, 0, 0, 41)
        .givesLongs(4052555153018976267L, -4052555153018976267L, 1, 1, -420491770248316829L);
    op("Pow").longs(3037000499L).longs(2).givesLongs(9223372030926249001L);
  }
}
