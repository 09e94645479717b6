package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoundsTest {
  @Test
  void recurrentBoundsAreOneDnns() {
    assertEquals(36 * Bounds.EPS, Bounds.forward(4, 30));
    assertEquals(160 * Bounds.EPS, Bounds.backward(4, 512, 32, 30));
    assertEquals(8 * 14 * Bounds.EPS, Bounds.backward(4, 8, 512, 3)); // N is larger than g H
    assertEquals(8 * 13 * Bounds.EPS, Bounds.backward(1, 512, 8, 3));
    assertThrows(IllegalArgumentException.class, () -> Bounds.forward(4, 0));
  }

  @Test
  void powersOfTwoAreNotRoundedUp() {
    assertEquals(0, Bounds.forward(0, 1));
    assertEquals(4 * 3 * Bounds.EPS, Bounds.forward(0, 8));
    assertEquals(4 * 4 * Bounds.EPS, Bounds.forward(0, 9));
  }

  @Test
  void relativeL2() {
    double[] e = {3, 4};
    assertEquals(0, Bounds.relativeL2(e, e.clone()));
    assertEquals(0.2, Bounds.relativeL2(e, new double[] {3, 5}), 1e-15);
    assertEquals(0.2, Bounds.relativeL2(e, new float[] {3, 3}), 1e-15);
    assertEquals(1, Bounds.relativeL2(new double[] {1e-200, 0}, new double[2]));
    assertEquals(0, Bounds.relativeL2(new double[2], new double[2]));
    double infinite = Double.POSITIVE_INFINITY;
    assertEquals(infinite, Bounds.relativeL2(new double[2], new double[] {0, 1e-300}));
    assertEquals(infinite, Bounds.relativeL2(e, new double[] {3, Double.NaN}));
    assertThrows(IllegalArgumentException.class, () -> Bounds.relativeL2(e, new double[1]));
  }

  @Test
  void theGemmBoundHoldsAndCatchesALostTerm() {
    SplittableRandom random = new SplittableRandom(5);
    for (int n : new int[] {1, 7, 64, 257}) {
      float sum = 0;
      double exact = 0;
      double magnitudes = 0;
      double last = 0;
      for (int k = 0; k < n; k++) {
        float a = (float) (random.nextDouble() + 0.5);
        float b = (float) (random.nextDouble() - 0.3);
        sum = Math.fma(a, b, sum);
        last = (double) a * b;
        exact += last;
        magnitudes += Math.abs(last);
      }
      double bound = Bounds.gemm(n, magnitudes);
      assertTrue(Math.abs(sum - exact) <= bound);
      assertTrue(Math.abs(sum - last - exact) > bound);
    }
  }

  @Test
  void ulps() {
    assertEquals(0, Ulp.error(1, 1));
    assertEquals(0.5, Ulp.error(1, 1 + 0x1p-24));
    assertEquals(0.5, Ulp.error(Math.nextUp(1f), 1 + 0x1p-24));
    assertEquals(1, Ulp.error(Math.nextDown(1f), Math.nextDown(1.0)), 1e-8);
    assertEquals(3, Ulp.error(-3 * Float.MIN_VALUE, 0));
    assertEquals(0, Ulp.error(Float.NaN, Double.NaN));
    double infinite = Double.POSITIVE_INFINITY;
    assertEquals(0, Ulp.error(Float.POSITIVE_INFINITY, 1e39));
    assertEquals(infinite, Ulp.error(Float.NEGATIVE_INFINITY, 1e39));
    assertEquals(infinite, Ulp.error(Float.POSITIVE_INFINITY, 1e38));
    assertEquals(infinite, Ulp.error(1, infinite));
    assertEquals(infinite, Ulp.error(Float.NaN, 1));
    assertEquals(infinite, Ulp.error(1, Double.NaN));
  }

  @Test
  void floatsBetween() {
    assertEquals(0, Ulp.between(0f, -0f));
    assertEquals(2, Ulp.between(-Float.MIN_VALUE, Float.MIN_VALUE));
    assertEquals(1, Ulp.between(1, Math.nextDown(1f)));
    assertEquals(2L * 0x7f800000, Ulp.between(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> Ulp.between(Float.NaN, 0));
  }
}
