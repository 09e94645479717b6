package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sums, norms, scaling and clipping. */
class NormTest {
  private static final double U = 0x1p-24;

  static double sum(Twin twin, int n, float[] a, int aOff) {
    return twin == Twin.SCALAR ? ScalarNorm.sum(n, a, aOff) : VectorNorm.sum(n, a, aOff);
  }

  static double squares(Twin twin, int n, float scale, float[] a, int aOff) {
    return twin == Twin.SCALAR
        ? ScalarNorm.scaledSquares(n, scale, a, aOff)
        : VectorNorm.scaledSquares(n, scale, a, aOff);
  }

  private static float maxAbs(Twin twin, int n, float[] a, int aOff) {
    return twin == Twin.SCALAR ? ScalarNorm.maxAbs(n, a, aOff) : VectorNorm.maxAbs(n, a, aOff);
  }

  @Test
  @Tag("cold")
  void twinsAgreeAtEverySizeAndOffset() {
    for (int n : Twins.SIZES) {
      for (int off : Twins.OFFSETS) {
        float[] a = Inputs.before(12, new Inputs(n + off).exponents(n + off + 5, -30, 10));
        String what = "n " + n + ", offset " + off;
        Twins.assertSameDouble(what, twin -> sum(twin, n, a, off));
        Twins.assertSameDouble(what, twin -> squares(twin, n, 1f, a, off));
        Twins.assertSameDouble(what, twin -> (double) maxAbs(twin, n, a, off));
        Twins.assertSameBits(
            what,
            twin -> {
              float[] b = a.clone();
              if (twin == Twin.SCALAR) {
                ScalarNorm.scale(n, 0.7f, b, off);
              } else {
                VectorNorm.scale(n, 0.7f, b, off);
              }
              return b;
            });
      }
    }
  }

  @Test
  @Tag("cold")
  void twinsAgreeOnAnyBits() {
    for (int n : Twins.SIZES) {
      float[] a = Inputs.before(16, new Inputs(n).bits(n));
      Twins.assertSameDouble("sum", twin -> sum(twin, n, a, 0));
      Twins.assertSameDouble("squares", twin -> squares(twin, n, 1f, a, 0));
      Twins.assertSameDouble("maxAbs", twin -> (double) maxAbs(twin, n, a, 0));
    }
  }

  /** The order is part of the contract, so it is written down once more, differently. */
  @Test
  @Tag("cold")
  void theOrderIsTheStatedOne() {
    for (int n : new int[] {5, 16, 33, 4096, 4097, 10_000}) {
      float[] a = new Inputs(n).uniform(n, -1, 1);
      double expected = 0;
      for (int block = 0; block < n; block += 4096) {
        float[] p = new float[16];
        for (int i = block; i < Math.min(n, block + 4096); i++) {
          p[(i - block) % 16] += a[i];
        }
        for (int distance = 8; distance > 0; distance /= 2) {
          for (int l = 0; l < distance; l++) {
            p[l] += p[l + distance];
          }
        }
        expected += p[0];
      }
      double sum = expected;
      assertEquals(sum, Twins.assertSameDouble("n " + n, twin -> sum(twin, n, a, 0)));
    }
  }

  @Test
  @Tag("reference")
  void sumsStayWithinTheirBound() {
    for (int n : Twins.SIZES) {
      float[] a = new Inputs(n).exponents(n, -10, 4);
      double sum = 0;
      double magnitude = 0;
      double squares = 0;
      for (float x : a) {
        sum += x;
        magnitude += Math.abs(x);
        squares += (double) x * x;
      }
      // 256 terms a partial, 4 levels of the tree; what double adds is far below that.
      double bound = 262 * U;
      assertEquals(sum, Norm.sum(n, a, 0), bound * magnitude);
      assertEquals(squares, Norm.sumOfSquares(n, a, 0), bound * squares);
      assertEquals(Math.sqrt(squares), Norm.norm(n, a, 0), bound * Math.sqrt(squares));
    }
  }

  @Test
  @Tag("cold")
  void normsNeitherOverflowNorVanish() {
    for (int e = -149; e <= 127; e++) {
      float x = Math.scalb(1f, e);
      float[] a = {3 * x, 0, -4 * x, 0};
      double expected = Float.isFinite(4 * x) ? Math.scalb(5., e) : Double.POSITIVE_INFINITY;
      assertEquals(expected, Norm.norm(4, a, 0), "2^" + e);
      assertEquals(
          expected,
          Norm.norm(new int[] {1, 2, 1}, new float[][] {a, a, a}, new int[] {0, 1, 3}),
          "2^" + e);
    }
    float[] largest = new float[5000];
    Arrays.fill(largest, -Float.MAX_VALUE);
    assertEquals(INFINITE, Norm.sumOfSquares(5000, largest, 0));
    double norm = Math.sqrt(5000) * Float.MAX_VALUE;
    assertEquals(norm, Norm.norm(5000, largest, 0), 262 * U * norm);
  }

  private static final double INFINITE = Double.POSITIVE_INFINITY;

  @Test
  @Tag("cold")
  void normOfNothingZerosAndNonFinite() {
    assertEquals(0., Norm.norm(0, new float[0], 0));
    assertEquals(0., Norm.norm(3, new float[] {0, -0f, 0}, 0));
    assertEquals(0., Norm.norm(new int[0], new float[0][], new int[0]));
    assertEquals(INFINITE, Norm.norm(2, new float[] {1, Float.NEGATIVE_INFINITY}, 0));
    assertEquals(Double.NaN, Norm.norm(2, new float[] {Float.NaN, 1}, 0));
    assertEquals(Double.NaN, Norm.norm(2, new float[] {Float.NaN, Float.POSITIVE_INFINITY}, 0));
  }

  @Test
  @Tag("cold")
  void findsTheFirstThatIsNotFinite() {
    for (int n : new int[] {1, 16, 17, 100}) {
      for (int at = 0; at < n; at++) {
        float[] a = new Inputs(n).uniform(n + 2, -1, 1);
        a[0] = Float.NaN;
        assertEquals(-1, Norm.firstNonFinite(n, a, 1));
        a[1 + at] = (at & 1) == 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
        a[n] = a[n] == 0 ? 0 : Float.POSITIVE_INFINITY;
        assertEquals(at, Norm.firstNonFinite(n, a, 1));
      }
    }
  }

  @Test
  @Tag("cold")
  void clipScalesOnlyWhatIsTooLong() {
    float[] a = {9, 3, 4, 9};
    assertEquals(5., Norm.clip(2, 5f, a, 1));
    assertArrayEquals(new float[] {9, 3, 4, 9}, a);
    assertEquals(5., Norm.clip(2, 2.5f, a, 1));
    assertArrayEquals(new float[] {9, 1.5f, 2, 9}, a);
    float[] b = {0, 6, 8};
    assertEquals(10., Norm.clip(new int[] {1, 1}, 5f, new float[][] {b, b}, new int[] {1, 2}));
    assertArrayEquals(new float[] {0, 3, 4}, b);
  }

  @Test
  @Tag("cold")
  void clipWorksOnAnExplodedGradientAndLeavesABrokenOne() {
    int n = 5000;
    for (float size : new float[] {0x1p100f, 0x1p126f}) {
      float[] a = new Inputs(7).uniform(n, -size, size);
      double before = Norm.clip(n, 1e-3f, a, 0);
      assertTrue(before > size && before < n * (double) size);
      assertEquals(1e-3, Norm.norm(n, a, 0), 1e-3 * 600 * U);
    }
    float[] broken = {1, Float.NaN, 3};
    assertEquals(Double.NaN, Norm.clip(3, 1f, broken, 0));
    assertArrayEquals(new float[] {1, Float.NaN, 3}, broken);
    float[] infinite = {1, Float.POSITIVE_INFINITY, 3};
    assertEquals(INFINITE, Norm.clip(3, 1f, infinite, 0));
    assertArrayEquals(new float[] {1, Float.POSITIVE_INFINITY, 3}, infinite);
  }

  @Test
  @Tag("cold")
  void wrongShapesAreRefused() {
    float[] a = new float[4];
    assertThrows(IndexOutOfBoundsException.class, () -> Norm.sum(5, a, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> Norm.sumOfSquares(-1, a, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> Norm.norm(4, a, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> Norm.maxAbs(1, a, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> Norm.scale(4, 2f, a, 1));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Norm.norm(new int[] {1, 5}, new float[][] {a, a}, new int[2]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Norm.norm(new int[1], new float[][] {a, a}, new int[2]));
    assertThrows(IllegalArgumentException.class, () -> Norm.clip(4, 0f, a, 0));
    assertThrows(IllegalArgumentException.class, () -> Norm.clip(4, Float.NaN, a, 0));
  }

  @Test
  void whatLiesOutsideIsRefusedByName() {
    float[] a = new float[3];
    refused("a", () -> Norm.sum(4, a, 0));
    refused("a", () -> Norm.norm(new int[] {3, 4}, new float[][] {a, a}, new int[2]));
    refused(
        "v",
        () -> Optimizer.adam(3, a, 0, 0, 0, 0.1, 0.9, 0.99, 0, 0, 0, a, 0, new float[2], 0, a, 0));
    int[] t = new int[1];
    refused(
        "dLogits", () -> Softmax.crossEntropy(1, 3, a, 0, 3, t, 0, 1, new float[2], 0, 3, a, 0));
    refused("rowLoss", () -> Softmax.crossEntropy(1, 3, a, 0, 3, t, 0, 1, a, 0, 3, a, 3));
  }

  private static void refused(String argument, Runnable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call::run);
    assertTrue(e.getMessage().startsWith(argument + ": expected "), e.toString());
  }
}
