package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The element functions: what holds without a reference. */
class ElementwiseTest {
  private static final int[] SIZES = {0, 1, 2, 3, 7, 15, 16, 17, 31, 33, 64, 100, 129, 1000};

  @ParameterizedTest
  @EnumSource
  @Tag("cold")
  void anElementsBitsDependOnNothingElse(ElementFunction f) {
    for (int n : SIZES) {
      for (int off : Twins.OFFSETS) {
        float[] x = new Inputs(n).uniform(off + n + 5, f.low, f.high);
        float[] expected = new float[off + n + 9];
        Arrays.fill(expected, 7f);
        for (int i = 0; i < n; i++) {
          expected[off + 3 + i] = f.scalar(x[off + i]);
        }
        for (Twin twin : Twins.available()) {
          float[] y = new float[off + n + 9];
          Arrays.fill(y, 7f);
          f.run(twin, n, x, off, y, off + 3);
          Twins.assertSameBits(f + ", " + twin + ", n " + n + ", offset " + off, expected, y);
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void sumsAndProductsAreThoseOfTheElements() {
    for (int n : SIZES) {
      for (int off : Twins.OFFSETS) {
        float[] x = new Inputs(n).uniform(off + n + 5, -3, 3);
        float[] start = new Inputs(n + 1).uniform(off + n + 9, -3, 3);
        float[] sum = start.clone();
        float[] product = start.clone();
        for (int i = 0; i < n; i++) {
          sum[off + 3 + i] = start[off + 3 + i] + x[off + i];
          product[off + 3 + i] = start[off + 3 + i] * x[off + i];
        }
        String what = "n " + n + ", offset " + off;
        for (Twin twin : Twins.available()) {
          float[] y = start.clone();
          ElementwiseCases.add(twin, n, x, off, y, off + 3);
          Twins.assertSameBits("add, " + twin + ", " + what, sum, y);
          y = start.clone();
          ElementwiseCases.multiply(twin, n, x, off, y, off + 3);
          Twins.assertSameBits("multiply, " + twin + ", " + what, product, y);
        }
        float[] y = start.clone();
        Elementwise.add(n, x, off, y, off + 3);
        Twins.assertSameBits("add, " + what, sum, y);
        y = start.clone();
        Elementwise.multiply(n, x, off, y, off + 3);
        Twins.assertSameBits("multiply, " + what, product, y);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("cold")
  void inPlaceGivesTheSame(ElementFunction f) {
    for (int n : SIZES) {
      float[] x = new Inputs(n).uniform(n + 2, f.low, f.high);
      Twins.assertSameBits(
          f + " from x to y, n " + n,
          twin -> {
            float[] y = x.clone();
            f.run(twin, n, x, 1, y, 1);
            return y;
          });
      float[] apart = x.clone();
      f.api(n, x, 1, apart, 1);
      float[] inPlace = x.clone();
      f.api(n, inPlace, 1, inPlace, 1);
      Twins.assertSameBits(f + " in place, n " + n, apart, inPlace);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("cold")
  void twinsAgreeOnSpecialArguments(ElementFunction f) {
    float[] x = ElementFunction.specials();
    Twins.assertSameBits(f.name(), twin -> f.run(twin, x));
  }

  /** More than 4 million arguments, by code that is compiled by now. */
  @ParameterizedTest
  @EnumSource
  void twinsAgreeHot(ElementFunction f) {
    for (Twin twin : Twins.available()) {
      float[] some = new Inputs(1).uniform(100, f.low, f.high);
      float[] y = new float[100];
      for (int call = 0; call < 20_000; call++) {
        f.run(twin, 100, some, 0, y, 0);
      }
    }
    float[] x = f.grid(200_001, 8_000);
    Twins.assertSameBits(f.name(), twin -> f.run(twin, x));
  }

  @Test
  @Tag("cold")
  void specialValues() {
    float inf = Float.POSITIVE_INFINITY;
    float tiny = Float.MIN_VALUE;
    float[] x = {0f, -0f, tiny, -tiny, inf, -inf, Float.NaN, 89f, -104f, Float.MAX_VALUE, -200f};
    float[] exp = {1, 1, 1, 1, inf, 0, Float.NaN, inf, 0, inf, 0};
    float[] sigmoid = {.5f, .5f, .5f, .5f, 1, 0, Float.NaN, 1, 0, 1, 0};
    float[] tanh = {0f, -0f, tiny, -tiny, 1, -1, Float.NaN, 1, -1, 1, -1};
    for (Twin twin : Twins.available()) {
      // Three times, so that each value is in a vector as well as in the tail.
      Twins.assertSameBits("exp", thrice(exp), ElementFunction.EXP.run(twin, thrice(x)));
      Twins.assertSameBits(
          "sigmoid", thrice(sigmoid), ElementFunction.SIGMOID.run(twin, thrice(x)));
      Twins.assertSameBits("tanh", thrice(tanh), ElementFunction.TANH.run(twin, thrice(x)));
    }
  }

  private static float[] thrice(float[] a) {
    float[] b = new float[3 * a.length];
    for (int i = 0; i < b.length; i++) {
      b[i] = a[i % a.length];
    }
    return b;
  }

  @Test
  @Tag("cold")
  void everyNanGivesNan() {
    int[] bits = {0x7f800001, 0x7fc00000, 0x7fffffff, 0xff800001, 0xffc00000, 0xffffffff};
    float[] x = new float[48];
    for (int i = 0; i < x.length; i++) {
      x[i] = Float.intBitsToFloat(bits[i % bits.length]);
    }
    for (ElementFunction f : ElementFunction.values()) {
      for (Twin twin : Twins.available()) {
        for (float y : f.run(twin, x)) {
          assertTrue(Float.isNaN(y), f + ", " + twin + ": " + y);
        }
      }
    }
  }

  @Test
  void tanhIsOddAndAtMostOne() {
    float[] x = ElementFunction.TANH.grid(100_001, 500);
    for (float a : x) {
      float y = ScalarElementwise.tanh(a);
      assertTrue(!(Math.abs(y) > 1), () -> Float.toHexString(a));
      assertEquals(
          Float.floatToIntBits(y),
          Float.floatToIntBits(-ScalarElementwise.tanh(-a)),
          () -> Float.toHexString(a));
    }
  }

  /**
   * The 1,000 floats on either side of the first one whose tanh is nearer to 1 than to 1 - 2^-24.
   */
  @Test
  void tanhBecomesOneWhereItsRoundingDoes() {
    float first = Math.nextUp((float) (0.5 * StrictMath.log(0x1p26 - 1)));
    for (int d = -1000; d <= 1000; d++) {
      float x = Float.intBitsToFloat(Float.floatToRawIntBits(first) + d);
      assertEquals((float) StrictMath.tanh(x), ScalarElementwise.tanh(x), () -> "tanh " + x);
    }
    assertTrue(ScalarElementwise.tanh(9.0109f) < 1);
    assertEquals(1f, ScalarElementwise.tanh(9.011f));
  }

  @Test
  void sigmoidsOfOppositeSignAddUpToOne() {
    for (float x : new Inputs(5).uniform(200_000, -20, 20)) {
      float y = ScalarElementwise.sigmoid(x);
      assertTrue(y >= 0 && y <= 1);
      assertEquals(1.0, (double) y + ScalarElementwise.sigmoid(-x), 0x1p-23, () -> "at " + x);
    }
  }

  /** Runs of 20,000 neighbouring floats around all special arguments and some others. */
  @ParameterizedTest
  @EnumSource
  void monotone(ElementFunction f) {
    float[] centres = new Inputs(3).exponents(60, -20, 7);
    for (float centre : centres) {
      checkRun(f, centre);
    }
    for (float centre : new float[] {0.34657f, 0.9f, 9.01f, 16.6355f, 17.3287f, 87.3365f, 88.7f}) {
      checkRun(f, centre);
      checkRun(f, -centre);
    }
  }

  private static void checkRun(ElementFunction f, float centre) {
    float x = centre - 10_000 * Math.ulp(centre);
    float y = f.scalar(x);
    for (int i = 0; i < 20_000; i++) {
      float nextX = Math.nextUp(x);
      float nextY = f.scalar(nextX);
      if (!(nextY >= y)) {
        fail(f + " falls at " + Float.toHexString(nextX));
      }
      x = nextX;
      y = nextY;
    }
  }

  @ParameterizedTest
  @EnumSource
  void wrongRangesAreRefusedByName(ElementFunction f) {
    float[] a = new float[10];
    float[] b = new float[12];
    assertMessage(
        IllegalArgumentException.class,
        "n: expected at least 0, got -1",
        () -> f.api(-1, a, 0, b, 0));
    assertMessage(
        IndexOutOfBoundsException.class,
        "x: expected 10 elements from 1, got an array of 10",
        () -> f.api(10, a, 1, b, 0));
    assertMessage(
        IndexOutOfBoundsException.class,
        "y: expected 10 elements from -1, got an array of 12",
        () -> f.api(10, a, 0, b, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> f.api(10, a, 0, b, Integer.MAX_VALUE));
    assertMessage(
        IllegalArgumentException.class,
        "y: expected the range of x or one apart from it, got the same array with xOff 0, yOff 3,"
            + " n 4",
        () -> f.api(4, a, 0, a, 3));
    assertThrows(NullPointerException.class, () -> f.api(0, null, 0, b, 0));
    assertThrows(NullPointerException.class, () -> f.api(0, a, 0, null, 0));
    assertEquals(0f, a[3]);
    f.api(3, a, 0, a, 3);
    f.api(0, a, 10, b, 12);
  }

  private static void assertMessage(
      Class<? extends Exception> type, String message, Runnable call) {
    assertEquals(message, assertThrows(type, call::run).getMessage());
  }
}
