package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gradient descent and Adam. */
class OptimizerTest {
  private static final double U = 0x1p-24;

  @Test
  @Tag("cold")
  void twinsAgreeAtEverySizeAndOffset() {
    for (int n : Twins.SIZES) {
      for (int off : Twins.OFFSETS) {
        int length = n + off + 5;
        agree(n, off, new Inputs(n + off).exponents(length, -30, 10), length);
      }
    }
  }

  @Test
  @Tag("cold")
  void twinsAgreeOnAnyBits() {
    agree(10_000, 0, new Inputs(5).bits(10_000), 10_000);
  }

  private static void agree(int n, int off, float[] g, int length) {
    String what = "n " + n + ", offset " + off;
    float[] w = new Inputs(n).uniform(length, -2, 2);
    Twins.assertSameBits(
        "sgd, " + what,
        twin -> {
          float[] after = w.clone();
          if (twin == Twin.SCALAR) {
            ScalarOptimizer.sgd(n, g, off, 0.1f, after, off);
          } else {
            VectorOptimizer.sgd(n, g, off, 0.1f, after, off);
          }
          return after;
        });
    Twins.assertSameBits(
        "adam, " + what,
        twin -> {
          float[] m = new Inputs(2).uniform(length, -1, 1);
          float[] v = new Inputs(3).uniform(length, 0, 1);
          float[] after = w.clone();
          if (twin == Twin.SCALAR) {
            ScalarOptimizer.adam(
                n, g, off, 0.1f, 0.999f, 1e-3f, 9, 0.1f, 1e-8f, m, off, v, off, after, off);
          } else {
            VectorOptimizer.adam(
                n, g, off, 0.1f, 0.999f, 1e-3f, 9, 0.1f, 1e-8f, m, off, v, off, after, off);
          }
          float[] all = new float[3 * length];
          System.arraycopy(m, 0, all, 0, length);
          System.arraycopy(v, 0, all, length, length);
          System.arraycopy(after, 0, all, 2 * length, length);
          return all;
        });
  }

  @Test
  @Tag("cold")
  void sgdIsOneFma() {
    float[] w = {9, 1, 2, 9};
    Optimizer.sgd(2, new float[] {4, -8}, 0, 0.25f, w, 1);
    assertArrayEquals(new float[] {9, 0, 4, 9}, w);
  }

  @Test
  @Tag("reference")
  void adamFollowsTheFormulaInDouble() {
    int n = 1000;
    float[] w = new Inputs(1).uniform(n, -1, 1);
    float[] m = new float[n];
    float[] v = new float[n];
    double[] dw = new double[n];
    double[] dm = new double[n];
    double[] dv = new double[n];
    for (int i = 0; i < n; i++) {
      dw[i] = w[i];
    }
    double power1 = 1;
    double power2 = 1;
    double rate = 0.01;
    int steps = 50;
    for (int t = 1; t <= steps; t++) {
      float[] g = new Inputs(100 + t).exponents(n, -12, 2);
      power1 *= 0.9;
      power2 *= 0.999;
      Optimizer.adam(n, g, 0, rate, 0.9, 0.999, 1e-8, power1, power2, m, 0, v, 0, w, 0);
      for (int i = 0; i < n; i++) {
        dm[i] = 0.9 * dm[i] + 0.1 * g[i];
        dv[i] = 0.999 * dv[i] + 0.001 * ((double) g[i] * g[i]);
        double mean = dm[i] / (1 - power1);
        double square = dv[i] / (1 - power2);
        dw[i] -= rate * mean / (Math.sqrt(square) + 1e-8);
      }
    }
    for (int i = 0; i < n; i++) {
      // v is a sum of positive terms with at most three roundings a step. An update is at most some
      // ten times the rate, with m's rounding errors relative to past gradients as well as its own.
      assertEquals(dv[i], v[i], 4 * steps * U * dv[i]);
      assertEquals(dw[i], w[i], steps * U * (Math.abs(w[i]) + 1 + 10 * rate * 4 * steps));
    }
  }

  @Test
  @Tag("cold")
  void theFirstStepOfAdamHasTheSizeOfTheRate() {
    float[] w = {1, 1, 1};
    Optimizer.adam(
        3,
        new float[] {1e-3f, -5, 0},
        0,
        0.5,
        0.9,
        0.999,
        0,
        0.9,
        0.999,
        new float[3],
        0,
        new float[3],
        0,
        w,
        0);
    assertEquals(0.5f, w[0], 1e-6f);
    assertEquals(1.5f, w[1], 1e-6f);
    assertEquals(Float.NaN, w[2], "0 / 0 without an epsilon");
  }

  @Test
  @Tag("cold")
  void wrongShapesAreRefused() {
    float[] a = new float[4];
    assertThrows(IndexOutOfBoundsException.class, () -> Optimizer.sgd(5, a, 0, 1, new float[9], 0));
    assertThrows(IndexOutOfBoundsException.class, () -> Optimizer.sgd(4, a, 0, 1, new float[4], 1));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Optimizer.adam(4, a, 0, 1, .9, .9, 0, .9, .9, a, 0, new float[3], 0, a, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> Optimizer.adam(4, a, 0, 1, .9, .9, 0, 1, .9, a, 0, a, 0, a, 0),
        "t = 0");
  }
}
