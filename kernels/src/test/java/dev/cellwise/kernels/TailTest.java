package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sums whose last step reads behind the range: it does not matter what is there, or whether. */
@Tag("cold")
class TailTest {
  private static final int[] SIZES = {1, 3, 8, 15, 16, 17, 24, 33, 63, 100, 257, 4095, 4097};
  private static final int[] BEHIND = {0, 1, 7, 8, 12, 15, 16, 40};
  private static final int[] FEW_BEHIND = {0, 7, 16};
  private static final int OFF = 3;

  /** Long ranges are slow in an interpreter, and end as short ones do. */
  private static int[] behind(int n) {
    return n < Norm.BLOCK - 1 ? BEHIND : FEW_BEHIND;
  }

  /** A range in an array with NaN before it and behind it. */
  private static float[] range(int seed, int n, int behind, float low, float high) {
    float[] a = new float[OFF + n + behind];
    Arrays.fill(a, Float.NaN);
    System.arraycopy(new Inputs(seed + n).uniform(n, low, high), 0, a, OFF, n);
    return a;
  }

  @Test
  void theLastStepIsInTheArrayOrNot() {
    assertTrue(Tail.isIn(new float[16], 0, 16));
    assertFalse(Tail.isIn(new float[16], 1, 15));
    assertTrue(Tail.isIn(new float[17], 1, 1));
    assertTrue(Tail.isIn(new float[32], 0, 17));
    assertFalse(Tail.isIn(new float[31], 0, 17));
    assertTrue(Tail.isIn(new float[0], 0, 0));
    assertFalse(Tail.isIn(new float[1], 0, Integer.MAX_VALUE));
  }

  @Test
  void norms() {
    for (int n : SIZES) {
      float[] exact = range(1, n, 0, -2, 3);
      double sum = ScalarNorm.sum(n, exact, OFF);
      double squares = ScalarNorm.scaledSquares(n, 0.5f, exact, OFF);
      for (int behind : behind(n)) {
        float[] a = range(1, n, behind, -2, 3);
        String what = "n " + n + ", " + behind + " behind";
        assertEquals(sum, Twins.assertSameDouble(what, t -> NormTest.sum(t, n, a, OFF)), what);
        assertEquals(
            squares, Twins.assertSameDouble(what, t -> NormTest.squares(t, n, 0.5f, a, OFF)), what);
      }
    }
  }

  @Test
  void layerNorms() {
    for (int n : SIZES) {
      float[] forward = new float[n];
      ScalarLayerNorm.normalise(n, range(1, n, 0, -2, 3), OFF, forward, 0);
      float[] back = range(2, n, 0, -1, 1);
      ScalarLayerNorm.normaliseBackward(n, range(1, n, 0, -2, 3), OFF, 0.75f, back, OFF);
      for (int behind : behind(n)) {
        float[] x = range(1, n, behind, -2, 3);
        for (Twin twin : Twins.available()) {
          String what = "n " + n + ", " + behind + " behind, " + twin;
          float[] y = new float[n];
          LayerNormCases.normalise(twin, n, x, OFF, y, 0);
          Twins.assertSameBits(what, forward, y);
          float[] d = range(2, n, behind, -1, 1);
          LayerNormCases.backward(twin, n, x, OFF, 0.75f, d, OFF);
          Twins.assertSameBits(what, back, Arrays.copyOf(d, OFF + n));
        }
      }
    }
  }

  /** A product too small for a float leaves a partial of -0, and a lane that is let go +0. */
  @Test
  void productsThatVanish() {
    for (int n : SIZES) {
      float[] y = Inputs.before(16, new Inputs(n).exponents(n, -100, -90));
      for (int i = 0; i < n; i++) {
        y[i] = -Math.abs(y[i]);
      }
      float[] dy = Inputs.before(16, new Inputs(n + 1).exponents(n, -100, -90));
      for (int i = 0; i < n; i++) {
        dy[i] = Math.abs(dy[i]);
      }
      Twins.assertSameBits(
          "n " + n,
          twin -> {
            float[] d = dy.clone();
            LayerNormCases.backward(twin, n, y, 0, 0x1p60f, d, 0);
            return Arrays.copyOf(d, n);
          });
    }
  }

  @Test
  void regressions() {
    for (Regression.Kind kind : Regression.Kind.values()) {
      for (int n : SIZES) {
        float[] gradient = range(1, n, 0, -2, 3);
        float[] target = range(2, n, 0, -2, 3);
        double loss =
            ScalarRegression.row(kind, 1f, n, gradient, OFF, target, OFF, 0.25f, gradient, OFF);
        for (int behind : behind(n)) {
          for (Twin twin : Twins.available()) {
            String what = kind + ", n " + n + ", " + behind + " behind, " + twin;
            float[] y = range(1, n, behind, -2, 3);
            float[] t = range(2, n, 40 - behind, -2, 3);
            double sum = RegressionCases.row(twin, kind, 1f, n, y, OFF, t, OFF, 0.25f, y, OFF);
            assertEquals(loss, sum, what);
            Twins.assertSameBits(what, gradient, Arrays.copyOf(y, OFF + n));
          }
        }
      }
    }
  }

  @Test
  void binaryCrossEntropies() {
    for (int n : SIZES) {
      float[] x = range(1, n, 0, -3, 3);
      float[] t = range(2, n, 0, 0, 1);
      float[] p = range(3, n, 0, 0, 2);
      double one = ScalarBinaryCrossEntropy.losses(n, x, OFF, t, OFF, 1.5f, null, 0);
      double each = ScalarBinaryCrossEntropy.losses(n, x, OFF, t, OFF, 1f, p, OFF);
      for (int behind : behind(n)) {
        float[] xb = range(1, n, behind, -3, 3);
        float[] tb = range(2, n, 40, 0, 1);
        float[] pb = range(3, n, 40 - behind, 0, 2);
        String what = "n " + n + ", " + behind + " behind";
        assertEquals(one, loss(what, n, xb, tb, 1.5f, null), what);
        assertEquals(each, loss(what, n, xb, tb, 1f, pb), what);
      }
    }
  }

  private static double loss(String what, int n, float[] x, float[] t, float p, float[] ps) {
    return Twins.assertSameDouble(
        what,
        twin ->
            BinaryCrossEntropyCases.row(twin, n, x, OFF, t, OFF, p, ps, OFF, 1f, new float[n], 0));
  }

  @Test
  void smoothedCrossEntropies() {
    for (int n : SIZES) {
      for (boolean weighted : new boolean[] {false, true}) {
        float[] exact = smoothed(Twin.SCALAR, n, weighted, 0);
        for (int behind : behind(n)) {
          for (Twin twin : Twins.available()) {
            String what = "n " + n + ", " + behind + " behind, " + twin + ", weights " + weighted;
            Twins.assertSameBits(what, exact, smoothed(twin, n, weighted, behind));
          }
        }
      }
    }
  }

  /** The gradient, and the loss behind it. */
  private static float[] smoothed(Twin twin, int n, boolean weighted, int behind) {
    float[] x = range(1, n, behind, -3, 3);
    float[] w = weighted ? range(2, n, 40 - behind, 0, 2) : null;
    float[] d = new float[n + 1];
    d[n] = SoftmaxCases.smoothedRow(twin, n, x, OFF, n / 2, 0.5, 0.25, w, OFF, 1f, 0.5f, d, 0);
    return d;
  }
}
