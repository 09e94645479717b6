package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Leak against its definition, an element at a time. */
class LeakTest {
  private static final int[] UNITS = {1, 2, 15, 16, 17, 31, 33, 64, 100};

  private static float[] floats(int seed) {
    return new Inputs(seed).uniform(5 * 103 + 9, -2, 2);
  }

  @Test
  @Tag("cold")
  void allPassesAreTheirDefinition() {
    for (int units : UNITS) {
      for (int rows : new int[] {0, 1, 2, 5}) {
        check(rows, units);
      }
    }
  }

  private static void check(int rows, int n) {
    float[] alpha = floats(1);
    float[] h = floats(2);
    float[] x = floats(3);
    float[] y = floats(4);
    float[] dy = floats(5);
    float[] dh = floats(6);
    float[] dx = floats(7);
    float[] dalpha = floats(8);
    float[] expectedY = y.clone();
    float[] expectedDh = dh.clone();
    float[] expectedDx = dx.clone();
    float[] expectedDalpha = dalpha.clone();
    for (int r = 0; r < rows; r++) {
      for (int u = 0; u < n; u++) {
        float a = alpha[2 + u];
        float hu = h[1 + r * (n + 1) + u];
        float xu = x[3 + r * (n + 2) + u];
        float d = dy[5 + r * (n + 3) + u];
        expectedY[4 + r * n + u] = Math.fma(a, hu, Math.fma(-a, xu, xu));
        int to = r * (n + 2) + u;
        expectedDh[6 + to] = Math.fma(a, d, expectedDh[6 + to]);
        expectedDx[to] = Math.fma(-a, d, expectedDx[to] + d);
        expectedDalpha[3 + u] = Math.fma(d, hu - xu, expectedDalpha[3 + u]);
      }
    }
    String what = rows + " rows of " + n;
    Leak.forward(rows, n, alpha, 2, h, 1, n + 1, x, 3, n + 2, y, 4, n);
    Twins.assertSameBits("y, " + what, expectedY, y);
    Leak.backward(rows, n, alpha, 2, dy, 5, n + 3, dh, 6, n + 2, dx, 0, n + 2);
    Twins.assertSameBits("dh, " + what, expectedDh, dh);
    Twins.assertSameBits("dx, " + what, expectedDx, dx);
    Leak.backwardAlpha(rows, n, h, 1, n + 1, x, 3, n + 2, dy, 5, n + 3, dalpha, 3);
    Twins.assertSameBits("dalpha, " + what, expectedDalpha, dalpha);
  }

  @Test
  @Tag("cold")
  void twinsAgreeOnSpecialArguments() {
    float[] a = ActivationCases.specials();
    int n = a.length - 3;
    float[] b = new Inputs(1).uniform(a.length, -2, 2);
    for (float[][] pair : new float[][][] {{a, b}, {b, a}, {a, a}}) {
      Twins.assertSameBits(
          "y",
          twin -> {
            float[] y = new float[a.length];
            LeakCases.forward(twin, n, pair[0], b, pair[1], y, 0);
            return y;
          });
      Twins.assertSameBits(
          "dx",
          twin -> {
            float[] dx = b.clone();
            LeakCases.backward(twin, n, pair[0], pair[1], a.clone(), dx, 0);
            return dx;
          });
      Twins.assertSameBits(
          "dalpha",
          twin -> {
            float[] dalpha = b.clone();
            LeakCases.backwardAlpha(twin, n, pair[0], b, pair[1], dalpha, 0);
            return dalpha;
          });
    }
  }

  /** An alpha of 0 keeps nothing, an alpha of 1 all; nothing is rounded. */
  @Test
  void theEndsAreExact() {
    float[] h = floats(1);
    float[] x = floats(2);
    float[] y = new float[h.length];
    float[] ends = {0, 1};
    for (int i = 0; i + 1 < h.length; i += 2) {
      Leak.forward(1, 2, ends, 0, h, i, 2, x, i, 2, y, i, 2);
      assertEquals(x[i], y[i]);
      assertEquals(h[i + 1], y[i + 1]);
    }
  }

  @Test
  void wrongShapesAreRefusedByName() {
    float[] a = new float[10];
    refused(
        "rows: expected at least 0, got -1",
        () -> Leak.forward(-1, 5, a, 0, a, 0, 5, a, 0, 5, a, 0, 5));
    refused(
        "alpha: expected 5 elements from 6, got an array of 10",
        () -> Leak.forward(2, 5, a, 6, a, 0, 5, a, 0, 5, a, 0, 5));
    refused(
        "y: expected rows at least 5 floats apart, got 4",
        () -> Leak.forward(2, 5, a, 0, a, 0, 5, a, 0, 5, a, 0, 4));
    refused(
        "units: expected at least 0, got -1",
        () -> Leak.backward(2, -1, a, 0, a, 0, 5, a, 0, 5, a, 0, 5));
    refused(
        "dh: expected rows at least 5 floats apart, got 4",
        () -> Leak.backward(2, 5, a, 0, a, 0, 5, a, 0, 4, a, 0, 5));
    refused(
        "dx: expected 10 elements from 1, got an array of 10",
        () -> Leak.backward(2, 5, a, 0, a, 0, 5, a, 0, 5, a, 1, 5));
    refused(
        "dalpha: expected 5 elements from 6, got an array of 10",
        () -> Leak.backwardAlpha(2, 5, a, 0, 5, a, 0, 5, a, 0, 5, a, 6));
  }

  private static void refused(String message, Runnable call) {
    Exception e = assertThrows(RuntimeException.class, call::run);
    assertEquals(message, e.getMessage());
  }
}
