package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.kernels.LossCall.Arguments;
import dev.cellwise.kernels.Regression.Kind;
import dev.cellwise.testing.Complex;
import dev.cellwise.testing.ComplexStep;
import dev.cellwise.testing.ReferenceLoss;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Squared, absolute and Huber's error. */
class RegressionTest {
  private static final double U = 0x1p-24;

  @ParameterizedTest
  @EnumSource
  void twinsAgreeAtEverySizeAndOffset(Kind kind) {
    for (int n : Twins.SIZES) {
      for (int off : Twins.OFFSETS) {
        agree(kind, n, off, new Inputs(n).exponents(n + off + 2, -20, 4));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("cold")
  void soTheyDoInTheInterpreter(Kind kind) {
    for (int n : new int[] {1, 2, 3, 7, 15, 16, 17, 33, 100, 257}) {
      for (int off : new int[] {0, 1, 37}) {
        agree(kind, n, off, new Inputs(n).exponents(n + off + 2, -20, 4));
      }
    }
    float[] specials = ActivationCases.specials();
    agree(kind, specials.length - 2, 0, specials);
    for (int seed = 0; seed < 20; seed++) {
      agree(kind, 60 + seed, 2, new Inputs(seed).bits(64 + seed));
    }
  }

  /** In place and apart, gradient and sum. */
  private static void agree(Kind kind, int n, int off, float[] given) {
    float[] y = Inputs.before(16, given);
    float[] target = Inputs.before(16, new Inputs(n + 1).exponents(n + 3, -20, 4));
    if (n > 2) {
      y[off + n / 2] = target[3 + n / 2];
    }
    String what = kind + ", n " + n + ", offset " + off;
    Twins.assertSameBits(
        what,
        twin -> {
          float[] both = new float[2 * n + 5];
          System.arraycopy(y, off, both, 1, n);
          double apart = RegressionCases.row(twin, kind, 2f, n, y, off, target, 3, 3f, both, n + 3);
          double inPlace = RegressionCases.row(twin, kind, 2f, n, both, 1, target, 3, 3f, both, 1);
          assertEquals(apart, inPlace, what);
          for (int i = 0; i < n; i++) {
            assertEquals(both[n + 3 + i], both[1 + i], what);
          }
          return both;
        });
    Twins.assertSameDouble(
        what,
        twin -> RegressionCases.row(twin, kind, 2f, n, y, off, target, 3, 3f, new float[n], 0));
  }

  @Test
  @Tag("cold")
  void byHand() {
    // Errors 3, -1, 0, 0.5 at weight 2; a delta of 1.
    float[] y = {4, -1, 7, 1};
    float[] target = {1, 0, 7, 0.5f};
    float[] weights = {2};
    float[] d = new float[4];
    float[] loss = new float[1];
    Regression.squared(1, 4, y, 0, 4, target, 0, 4, weights, 0, 0.5f, d, 0, 4, loss, 0);
    assertArrayEquals(new float[] {6, -2, 0, 1}, d);
    assertEquals(20.5f, loss[0]);
    Regression.absolute(1, 4, y, 0, 4, target, 0, 4, weights, 0, 0.5f, d, 0, 4, loss, 0);
    assertArrayEquals(new float[] {1, -1, 0, 1}, d);
    assertEquals(9f, loss[0]);
    Regression.huber(1, 4, y, 0, 4, target, 0, 4, 1f, weights, 0, 0.5f, d, 0, 4, loss, 0);
    assertArrayEquals(new float[] {1, -1, 0, 0.5f}, d);
    assertEquals(2 * (2.5f + 0.5f + 0.125f), loss[0]);
  }

  /** One target for all rows. */
  @Test
  @Tag("cold")
  void aTargetOfStrideZeroIsThatOfAllRows() {
    float[] d = new float[4];
    float[] loss = new float[2];
    float[] y = {1, 2, 3, 4};
    Regression.squared(2, 2, y, 0, 2, new float[] {1, 1}, 0, 0, null, 0, 1f, d, 0, 2, loss, 0);
    assertArrayEquals(new float[] {0, 2, 4, 6}, d);
    assertArrayEquals(new float[] {1, 13}, loss);
  }

  @Test
  @Tag("cold")
  void nanAndInfinityShow() {
    float inf = Float.POSITIVE_INFINITY;
    float nan = Float.NaN;
    for (int n : new int[] {1, 16, 37}) {
      for (int at : new int[] {0, n / 2, n - 1}) {
        check(Kind.SQUARED, n, at, nan, nan, nan);
        check(Kind.ABSOLUTE, n, at, nan, nan, nan);
        check(Kind.HUBER, n, at, nan, nan, nan);
        check(Kind.SQUARED, n, at, -inf, inf, -inf);
        check(Kind.ABSOLUTE, n, at, -inf, inf, -3f);
        check(Kind.HUBER, n, at, -inf, inf, -6f);
        check(Kind.SQUARED, n, at, 0x1p100f, inf, 6 * 0x1p100f);
        check(Kind.ABSOLUTE, n, at, 1e4f, 1e4f, 3f);
        check(Kind.HUBER, n, at, 0x1p100f, 0x1p101f, 6f);
      }
    }
  }

  private static void check(Kind kind, int n, int at, float value, float loss, float slope) {
    for (Twin twin : Twins.available()) {
      float[] y = new float[n];
      y[at] = value;
      float[] expected = new float[n];
      expected[at] = slope;
      double sum = RegressionCases.row(twin, kind, 2f, n, y, 0, new float[n], 0, 3f, y, 0);
      assertEquals(loss, (float) sum, kind + ", " + value);
      assertArrayEquals(expected, y, kind + ", " + value);
    }
  }

  @Test
  @Tag("cold")
  void aDeltaMustBePositiveAndFinite() {
    Arguments a = new Arguments();
    for (float bad : new float[] {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY}) {
      Exception e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  Regression.huber(
                      1, 2, a.x, 0, 2, a.target, 0, 2, bad, null, 0, 1f, a.d, 0, 2, a.loss, 0));
      assertEquals("delta: expected a positive, finite number, got " + bad, e.getMessage());
    }
    assertArrayEquals(new float[a.d.length], a.d);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("reference")
  void staysWithinItsBoundsOfTheReference(Kind kind) {
    for (int n : new int[] {1, 2, 3, 7, 15, 16, 17, 33, 100, 257, 5000}) {
      for (float range : new float[] {1e-3f, 1, 100}) {
        compare(kind, n, range);
      }
    }
  }

  private static void compare(Kind kind, int n, float range) {
    float[] y = new Inputs(n).uniform(n, -range, range);
    float[] target = new Inputs(n + 1).uniform(n, -range, range);
    float[] d = new float[n];
    for (Twin twin : Twins.available()) {
      double sum = RegressionCases.row(twin, kind, 0.7f, n, y, 0, target, 0, 0.3f, d, 0);
      double expected = 0;
      for (int j = 0; j < n; j++) {
        double t = target[j];
        double[] at = {y[j]};
        expected += loss(kind, Complex.of(y[j]), t).re();
        double slope = 0.3f * ComplexStep.gradient(p -> loss(kind, p.get(0), t), at)[0];
        // The difference, the product with a factor that is exact.
        assertEquals(slope, d[j], 2.01 * U * Math.abs(slope), kind + ", n " + n + ", " + j);
      }
      // Terms of one sign: the difference twice in a square, a chain of at most 256, a tree.
      double relative = (2 + 2 + Math.min(256, n / 16 + 1) + 4) * U * 1.01;
      assertEquals(expected, sum, relative * expected, kind + ", n " + n);
    }
  }

  private static Complex loss(Kind kind, Complex y, double target) {
    return switch (kind) {
      case SQUARED -> ReferenceLoss.squared(y, target);
      case ABSOLUTE -> ReferenceLoss.absolute(y, target);
      case HUBER -> ReferenceLoss.huber(y, target, 0.7f);
    };
  }
}
