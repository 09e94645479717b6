package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The activations: what holds without a reference, and their derivatives by differences. */
class ActivationTest {
  private static final int[] SIZES = {0, 1, 2, 3, 7, 15, 16, 17, 31, 33, 64, 100, 129, 1000};
  private static final float INF = Float.POSITIVE_INFINITY;

  static List<Activation> functions() {
    return ActivationCases.FUNCTIONS;
  }

  @ParameterizedTest
  @MethodSource("functions")
  @Tag("cold")
  void anElementsBitsDependOnNothingElse(Activation f) {
    for (int n : SIZES) {
      for (int off : Twins.OFFSETS) {
        float[] x = new Inputs(n).uniform(off + n + 5, -9, 9);
        float[] saved = ActivationCases.saved(f, x);
        float[] dy = new Inputs(n + 1).uniform(off + n + 7, -2, 2);
        float[] y = new float[off + n + 9];
        Arrays.fill(y, 7f);
        float[] da = y.clone();
        for (int i = 0; i < n; i++) {
          ScalarActivation.forward(f, 1, x, off + i, y, off + 3 + i);
          ScalarActivation.backward(f, 1, saved, off + i, dy, off + 2 + i, da, off + 3 + i);
        }
        String what = f + ", n " + n + ", offset " + off;
        for (Twin twin : Twins.available()) {
          float[] actual = new float[y.length];
          Arrays.fill(actual, 7f);
          ActivationCases.forward(twin, f, n, x, off, actual, off + 3);
          Twins.assertSameBits(what + ", " + twin, y, actual);
          Arrays.fill(actual, 7f);
          ActivationCases.backward(twin, f, n, saved, off, dy, off + 2, actual, off + 3);
          Twins.assertSameBits(what + ", backward, " + twin, da, actual);
        }
        float[] actual = new float[y.length];
        Arrays.fill(actual, 7f);
        f.forward(n, x, off, actual, off + 3);
        Twins.assertSameBits(what, y, actual);
        Arrays.fill(actual, 7f);
        f.backward(n, saved, off, dy, off + 2, actual, off + 3);
        Twins.assertSameBits(what + ", backward", da, actual);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  @Tag("cold")
  void inPlaceGivesTheSame(Activation f) {
    for (int n : SIZES) {
      float[] x = new Inputs(n).uniform(n + 2, -9, 9);
      float[] dy = new Inputs(n + 1).uniform(n + 2, -2, 2);
      float[] saved = ActivationCases.saved(f, x);
      float[] y = x.clone();
      float[] da = dy.clone();
      ScalarActivation.forward(f, n, x, 1, y, 1);
      ScalarActivation.backward(f, n, saved, 1, dy, 1, da, 1);
      for (Twin twin : Twins.available()) {
        float[] inPlace = x.clone();
        ActivationCases.forward(twin, f, n, inPlace, 1, inPlace, 1);
        Twins.assertSameBits(f + ", n " + n, y, inPlace);
        inPlace = dy.clone();
        ActivationCases.backward(twin, f, n, saved, 1, inPlace, 1, inPlace, 1);
        Twins.assertSameBits(f + ", da = dy, n " + n, da, inPlace);
        inPlace = saved.clone();
        ActivationCases.backward(twin, f, n, inPlace, 1, dy, 1, inPlace, 1);
        Twins.assertSameBits(
            f + ", da = saved, n " + n,
            Arrays.copyOfRange(da, 1, n + 1),
            Arrays.copyOfRange(inPlace, 1, n + 1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  @Tag("cold")
  void twinsAgreeOnSpecialArguments(Activation f) {
    float[] x = ActivationCases.specials();
    float[] dy = new Inputs(4).uniform(x.length, -2, 2);
    Twins.assertSameBits(f.toString(), twin -> ActivationCases.forward(twin, f, x));
    for (float[] saved : List.of(ActivationCases.saved(f, x), x)) {
      for (float[] gradient : List.of(dy, x)) {
        Twins.assertSameBits(
            f + ", backward",
            twin -> {
              float[] da = new float[x.length];
              ActivationCases.backward(twin, f, x.length, saved, 0, gradient, 0, da, 0);
              return da;
            });
      }
    }
  }

  /** Some 700,000 arguments, by code that is compiled by now. */
  @ParameterizedTest
  @MethodSource("functions")
  void twinsAgreeHot(Activation f) {
    float[] x = ActivationCases.grid(50_001, 1_000);
    float[] saved = ActivationCases.saved(f, x);
    float[] dy = new Inputs(4).uniform(x.length, -2, 2);
    float[] scratch = new float[100];
    for (Twin twin : Twins.available()) {
      for (int call = 0; call < 20_000; call++) {
        ActivationCases.forward(twin, f, 100, x, 0, scratch, 0);
        ActivationCases.backward(twin, f, 100, saved, 0, dy, 0, scratch, 0);
      }
    }
    Twins.assertSameBits(f.toString(), twin -> ActivationCases.forward(twin, f, x));
    Twins.assertSameBits(
        f + ", backward",
        twin -> {
          float[] da = new float[x.length];
          ActivationCases.backward(twin, f, x.length, saved, 0, dy, 0, da, 0);
          return da;
        });
  }

  @ParameterizedTest
  @MethodSource("functions")
  @Tag("cold")
  void nanGivesNan(Activation f) {
    int[] bits = {0x7f800001, 0x7fc00000, 0x7fffffff, 0xff800001, 0xffc00000, 0xffffffff};
    float[] x = new float[48];
    for (int i = 0; i < x.length; i++) {
      x[i] = Float.intBitsToFloat(bits[i % bits.length]);
    }
    boolean flat = f.kind == Activation.Kind.IDENTITY || f.kind == Activation.Kind.AFFINE;
    for (Twin twin : Twins.available()) {
      float[] y = ActivationCases.forward(twin, f, x);
      float[] slope = ActivationCases.slopes(twin, f, x);
      for (int i = 0; i < x.length; i++) {
        assertTrue(Float.isNaN(y[i]), f + ", " + twin + ": " + y[i]);
        assertTrue(flat != Float.isNaN(slope[i]), f + ", " + twin + ", slope: " + slope[i]);
      }
    }
  }

  @Test
  @Tag("cold")
  void specialValues() {
    float tiny = Float.MIN_VALUE;
    float max = Float.MAX_VALUE;
    float log2 = 0.6931472f;
    float[] x = {0f, -0f, tiny, -tiny, INF, -INF, max, -max};
    check(Activation.tanh(), x, 0f, -0f, tiny, -tiny, 1, -1, 1, -1);
    check(Activation.scaledTanh(2, 1), x, 0f, -0f, 2 * tiny, -2 * tiny, 2, -2, 2, -2);
    check(Activation.sigmoid(), x, .5f, .5f, .5f, .5f, 1, 0, 1, 0);
    check(Activation.hardSigmoid(1, 0), x, 0f, 0f, tiny, 0f, 1, 0, 1, 0);
    check(Activation.softsign(), x, 0f, -0f, tiny, -tiny, 1, -1, 1, -1);
    check(Activation.relu(), x, 0f, 0f, tiny, 0f, INF, 0f, max, 0f);
    check(Activation.leakyRelu(0.5f), x, 0f, -0f, tiny, -0f, INF, -INF, max, -max / 2);
    check(Activation.elu(1), x, 0f, -0f, tiny, -tiny, INF, -1, max, -1);
    check(Activation.softplus(), x, log2, log2, log2, log2, INF, 0f, max, 0f);
    check(Activation.gelu(), x, 0f, -0f, tiny, -0f, INF, -0f, max, -0f);
    check(Activation.affine(2, 1), x, 1, 1, 1, 1, INF, -INF, INF, -INF);
    check(Activation.identity(), x, x);
    check(Activation.thresholdedRelu(1), x, 0f, 0f, 0f, 0f, INF, 0f, max, 0f);
    check(Activation.leakyRelu(-0.5f), x, -0f, 0f, tiny, 0f, INF, INF, max, max / 2);
    check(Activation.scaledTanh(-1, 1), x, -0f, 0f, -tiny, tiny, -1, 1, -1, 1);
    check(Activation.elu(0), x, 0f, -0f, tiny, -0f, INF, -0f, max, -0f);
  }

  private static void check(Activation f, float[] x, float... expected) {
    for (Twin twin : Twins.available()) {
      // Three times, so that each value is in a vector as well as in the tail.
      float[] y = ActivationCases.forward(twin, f, thrice(x));
      Twins.assertSameBits(f + ", " + twin, thrice(expected), y);
    }
  }

  private static float[] thrice(float[] a) {
    float[] b = new float[3 * a.length];
    for (int i = 0; i < b.length; i++) {
      b[i] = a[i % a.length];
    }
    return b;
  }

  /** The derivative at each kink is the documented one, and one float above it the other. */
  @Test
  @Tag("cold")
  void kinks() {
    kink(Activation.relu(), 0, 0, 1);
    kink(Activation.thresholdedRelu(1.5f), 1.5f, 0, 1);
    kink(Activation.thresholdedRelu(-2f), -2f, 0, 1);
    kink(Activation.leakyRelu(0.25f), 0, 0.25f, 1);
    kink(Activation.leakyRelu(-0.25f), 0, -0.25f, 1);
    kink(Activation.elu(0.5f), 0, 0.5f, 1);
    kink(Activation.hardSigmoid(0.25f, 0.5f), -2, 0, 0.25f);
    kink(Activation.hardSigmoid(0.25f, 0.5f), 2, 0, 0);
    kink(Activation.hardSigmoid(0.25f, 0.5f), 1.9999f, 0.25f, 0.25f);
  }

  private static void kink(Activation f, float at, float there, float above) {
    for (Twin twin : Twins.available()) {
      float[] x = new float[18];
      Arrays.fill(x, at);
      assertEquals(there, ActivationCases.slopes(twin, f, x)[0], f.toString());
      assertEquals(there, ActivationCases.slopes(twin, f, x)[17], f.toString());
      Arrays.fill(x, at == 0 ? Float.MIN_VALUE : at + Math.abs(at) * 0x1p-22f);
      assertEquals(above, ActivationCases.slopes(twin, f, x)[0], f.toString());
      assertEquals(above, ActivationCases.slopes(twin, f, x)[17], f.toString());
    }
  }

  /** On the flat side of a kink there is no product, with an infinite gradient neither. */
  @Test
  @Tag("cold")
  void aClosedReluPassesNothing() {
    float[] saved = thrice(thrice(new float[] {0f, -0f, 0f, 3f}));
    float[] dy = thrice(thrice(new float[] {INF, Float.NaN, -INF, INF}));
    float[] expected = thrice(thrice(new float[] {0, 0, 0, INF}));
    for (Twin twin : Twins.available()) {
      float[] da = new float[36];
      ActivationCases.backward(twin, Activation.relu(), 36, saved, 0, dy, 0, da, 0);
      Twins.assertSameBits("relu, " + twin, expected, da);
    }
  }

  /** The derivative against central differences of the function in double. */
  @ParameterizedTest
  @MethodSource("functions")
  void derivativesAreThoseOfTheFunction(Activation f) {
    float[] x = new Inputs(8).uniform(20_000, -12, 12);
    float[] slope = ActivationCases.slopes(Twin.SCALAR, f, x);
    double h = 1e-5;
    for (int i = 0; i < x.length; i++) {
      double below = ActivationTruth.value(f, x[i] - h);
      double above = ActivationTruth.value(f, x[i] + h);
      double here = ActivationTruth.value(f, x[i]);
      double left = (here - below) / h;
      double right = (above - here) / h;
      float at = x[i];
      float actual = slope[i];
      double expected = (above - below) / (2 * h);
      // At most one of so many lies within h of a kink.
      if (Math.abs(left - right) < 1e-3) {
        assertEquals(expected, actual, 5e-7, () -> f + " at " + at);
      }
    }
  }

  /** Runs of neighbouring floats: none falls by more than two places. */
  @Test
  void monotoneUpToRoundings() {
    for (Activation f : functions()) {
      boolean rises =
          f.kind != Activation.Kind.GELU
              && (f.kind != Activation.Kind.THRESHOLDED_RELU || f.p >= 0)
              && (f.kind == Activation.Kind.SCALED_TANH ? f.p * f.q > 0 : f.p >= 0);
      if (rises) {
        for (float centre : new Inputs(3).exponents(60, -20, 7)) {
          checkRun(f, centre);
        }
        for (float centre : new float[] {0.34657f, 1.0397f, 17.33f, 87.3365f, 103.9f, 1.5f, 2.5f}) {
          checkRun(f, centre);
          checkRun(f, -centre);
        }
      }
    }
  }

  private static void checkRun(Activation f, float centre) {
    float[] x = new float[10_000];
    x[0] = centre - 5_000 * Math.ulp(centre);
    for (int i = 1; i < x.length; i++) {
      x[i] = Math.nextUp(x[i - 1]);
    }
    float[] y = ActivationCases.forward(Twin.SCALAR, f, x);
    for (int i = 1; i < x.length; i++) {
      float fall = y[i - 1] - y[i];
      float at = x[i];
      assertTrue(
          fall <= 2 * Math.ulp(Math.max(Math.abs(y[i]), Math.abs(y[i - 1]))),
          () -> f + " falls by " + fall + " at " + Float.toHexString(at));
    }
  }

  @Test
  void textIsReadAsItIsWritten() {
    for (Activation f : functions()) {
      Activation read = Activation.parse(f.toString());
      assertEquals(f, read);
      assertEquals(f.hashCode(), read.hashCode());
      assertEquals(f.toString(), read.toString());
    }
    assertEquals("leakyRelu(0.01)", Activation.leakyRelu(0.01f).toString());
    assertEquals(
        "scaledTanh(1.7159, 0.6666667)",
        Activation.parse("scaledTanh(1.7159,0.6666667)").toString());
    assertSame(Activation.gelu(), Activation.parse("gelu"));
    assertNotEquals(Activation.leakyRelu(0.01f), Activation.leakyRelu(0.02f));
    assertNotEquals(Activation.tanh(), Activation.scaledTanh(1, 1));
    assertNotEquals(Activation.hardSigmoid(1, 0), Activation.hardSigmoid(1, 1));
    assertFalse(Activation.tanh().equals("tanh"));
  }

  @Test
  void wrongTextIsRefused() {
    refused("activation: expected elu(alpha), got elu", () -> Activation.parse("elu"));
    refused("activation: expected elu(alpha), got elu(", () -> Activation.parse("elu("));
    refused("activation: expected elu(alpha), got elu(x)", () -> Activation.parse("elu(x)"));
    refused("activation: expected elu(alpha), got elu(1,2)", () -> Activation.parse("elu(1,2)"));
    refused("activation: expected tanh, got tanh()", () -> Activation.parse("tanh()"));
    refused("activation: expected tanh, got tanh(1)", () -> Activation.parse("tanh(1)"));
    refused(
        "activation: expected affine(slope, offset), got affine(1)",
        () -> Activation.parse("affine(1)"));
    refused(
        "activation: expected one of identity, affine(slope, offset), tanh,"
            + " scaledTanh(height, slope), sigmoid, hardSigmoid(slope, offset), softsign, relu,"
            + " thresholdedRelu(theta), leakyRelu(slope), elu(alpha), softplus, gelu, got swish",
        () -> Activation.parse("swish"));
    refused(
        "elu: expected a finite alpha of at least 0, got -1.0", () -> Activation.parse("elu(-1)"));
    assertThrows(NullPointerException.class, () -> Activation.parse(null));
  }

  @Test
  void wrongConstantsAreRefusedByName() {
    refused("leakyRelu: expected a finite slope, got NaN", () -> Activation.leakyRelu(Float.NaN));
    refused(
        "thresholdedRelu: expected a finite theta, got Infinity",
        () -> Activation.thresholdedRelu(INF));
    refused("affine: expected a finite slope, got NaN", () -> Activation.affine(Float.NaN, 0));
    refused("affine: expected a finite offset, got NaN", () -> Activation.affine(0, Float.NaN));
    refused(
        "hardSigmoid: expected a finite slope, got Infinity", () -> Activation.hardSigmoid(INF, 0));
    refused(
        "hardSigmoid: expected a finite offset, got Infinity",
        () -> Activation.hardSigmoid(0, INF));
    refused("elu: expected a finite alpha of at least 0, got NaN", () -> Activation.elu(Float.NaN));
    refused("elu: expected a finite alpha of at least 0, got Infinity", () -> Activation.elu(INF));
    refused(
        "scaledTanh: expected a finite height, got NaN", () -> Activation.scaledTanh(Float.NaN, 1));
    refused(
        "scaledTanh: expected a finite slope, got NaN", () -> Activation.scaledTanh(1, Float.NaN));
    refused(
        "scaledTanh: expected a height other than 0 and a finite height * slope, got height 0.0,"
            + " slope 1.0",
        () -> Activation.scaledTanh(0, 1));
    assertThrows(IllegalArgumentException.class, () -> Activation.scaledTanh(1e30f, 1e30f));
  }

  @Test
  void wrongRangesAreRefusedByName() {
    Activation f = Activation.relu();
    float[] a = new float[10];
    float[] b = new float[12];
    refused("n: expected at least 0, got -1", () -> f.forward(-1, a, 0, b, 0));
    outside("a: expected 10 elements from 1, got an array of 10", () -> f.forward(10, a, 1, b, 0));
    outside("y: expected 10 elements from 3, got an array of 12", () -> f.forward(10, a, 0, b, 3));
    refused(
        "y: expected the range of a or one apart from it, got the same array with aOff 0, yOff 3,"
            + " n 4",
        () -> f.forward(4, a, 0, a, 3));
    refused("n: expected at least 0, got -1", () -> f.backward(-1, a, 0, b, 0, b, 0));
    outside(
        "saved: expected 10 elements from 1, got an array of 10",
        () -> f.backward(10, a, 1, b, 0, b, 0));
    outside(
        "dy: expected 10 elements from 3, got an array of 12",
        () -> f.backward(10, a, 0, b, 3, b, 0));
    outside(
        "da: expected 10 elements from -1, got an array of 12",
        () -> f.backward(10, a, 0, b, 0, b, -1));
    refused(
        "da: expected the range of saved or one apart from it, got the same array with savedOff 0,"
            + " daOff 3, n 4",
        () -> f.backward(4, a, 0, b, 0, a, 3));
    refused(
        "da: expected the range of dy or one apart from it, got the same array with dyOff 0,"
            + " daOff 3, n 4",
        () -> f.backward(4, a, 0, b, 0, b, 3));
    f.forward(3, a, 0, a, 3);
    f.forward(0, a, 10, b, 12);
  }

  private static void refused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  private static void outside(String message, Runnable call) {
    assertEquals(message, assertThrows(IndexOutOfBoundsException.class, call::run).getMessage());
  }
}
