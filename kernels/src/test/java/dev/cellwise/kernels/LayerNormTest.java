package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LayerNormTest {
  private static final int[] SIZES = {1, 2, 7, 15, 16, 17, 31, 32, 33, 64, 65, 100, 257};
  private static final int[] BLOCKS = {4095, 4096, 4097, 4111, 4113, 8192, 9000};
  private static final float EPS = 0x1p-23f;

  @Test
  @Tag("cold")
  void theTwinsHaveTheSameBits() {
    for (int n : SIZES) {
      twins(n, 0);
      twins(n, 5);
    }
  }

  @Test
  void theTwinsHaveTheSameBitsOverBlocks() {
    for (int n : BLOCKS) {
      twins(n, 3);
    }
  }

  private static void twins(int n, int off) {
    float[] x = Inputs.before(8, new Inputs(n).uniform(n + off + 9, -2, 3));
    float[] dy = Inputs.before(8, new Inputs(n + 1).uniform(n + off + 9, -2, 2));
    Twins.assertSameBits(
        "normalise, n " + n,
        twin -> {
          float[] y = dy.clone();
          y[n + off + 8] = LayerNormCases.normalise(twin, n, x, off, y, off + 2);
          return y;
        });
    Twins.assertSameBits(
        "in place, n " + n,
        twin -> {
          float[] y = x.clone();
          LayerNormCases.normalise(twin, n, y, off, y, off);
          return y;
        });
    Twins.assertSameBits(
        "backward, n " + n,
        twin -> {
          float[] d = dy.clone();
          LayerNormCases.backward(twin, n, x, off, 0.75f, d, off + 1);
          return d;
        });
  }

  /** The order of the sums and every rounding, written once more. */
  @Test
  @Tag("cold")
  void normaliseIsItsDefinition() {
    for (int n : new int[] {1, 5, 16, 37, 64, 100, 128, 200, 255}) {
      float[] x = new Inputs(n).uniform(n, -2, 3);
      float mean = (float) (tree(n, x, new float[n], false) / n);
      float[] centred = new float[n];
      for (int i = 0; i < n; i++) {
        centred[i] = x[i] - mean;
      }
      double variance = tree(n, centred, centred, true) / n;
      float s = (float) (1 / Math.sqrt(variance + 1e-5));
      float[] expected = new float[n + 1];
      for (int i = 0; i < n; i++) {
        expected[i] = centred[i] * s;
      }
      expected[n] = s;
      for (Twin twin : Twins.available()) {
        float[] actual = new float[n + 1];
        actual[n] = LayerNormCases.normalise(twin, n, x, 0, actual, 0);
        Twins.assertSameBits("n " + n + ", " + twin, expected, actual);
      }
    }
  }

  @Test
  @Tag("cold")
  void theWayBackIsItsDefinition() {
    for (int n : new int[] {1, 5, 16, 37, 64, 100, 128, 200, 255}) {
      float[] y = new Inputs(n).uniform(n, -2, 3);
      float[] dy = new Inputs(n + 1).uniform(n, -1, 1);
      float m = (float) (tree(n, dy, dy, false) / n);
      float q = (float) (tree(n, dy, y, true) / n);
      float[] expected = new float[n];
      for (int i = 0; i < n; i++) {
        expected[i] = 0.75f * Math.fma(-q, y[i], dy[i] - m);
      }
      for (Twin twin : Twins.available()) {
        float[] actual = dy.clone();
        LayerNormCases.backward(twin, n, y, 0, 0.75f, actual, 0);
        Twins.assertSameBits("n " + n + ", " + twin, expected, actual);
      }
    }
  }

  /** A block's sum of a, or of a b. */
  private static double tree(int n, float[] a, float[] b, boolean products) {
    float[] partial = new float[64];
    for (int i = 0; i < n; i++) {
      int l = i < n / 64 * 64 ? i % 64 : i % 16;
      partial[l] = products ? Math.fma(a[i], b[i], partial[l]) : partial[l] + a[i];
    }
    for (int distance = 32; distance > 0; distance /= 2) {
      for (int l = 0; l < distance; l++) {
        partial[l] += partial[l + distance];
      }
    }
    return partial[0];
  }

  /** -1 and 3: mean 1, variance 4. */
  @Test
  void byHand() {
    float[] x = {9, -1, 3, 9};
    float[] s = new float[1];
    LayerNorm.normalise(1, 2, x, 1, 2, x, 1, 2, s, 0);
    assertEquals(1 / Math.sqrt(4 + 1e-5), s[0], 1e-7);
    assertEquals(-2 / Math.sqrt(4 + 1e-5), x[1], 1e-7);
    assertEquals(2 / Math.sqrt(4 + 1e-5), x[2], 1e-7);
    assertEquals(9, x[0]);
    assertEquals(9, x[3]);
    // Gradient 1 and 0 of the results -1 and 1, s = 1/2: m = 1/2, q = -1/2; all that is left is
    // (1 - 1/2 - 1/2, 0 - 1/2 + 1/2) / 2: without ε two numbers cannot change their results.
    float[] dy = {1, 0};
    LayerNorm.normaliseBackward(1, 2, new float[] {-1, 1}, 0, 2, new float[] {0.5f}, 0, dy, 0, 2);
    assertEquals(0, dy[0]);
    assertEquals(0, dy[1]);
    // Results -1, 0, 1, gradient 3, 0, 0, s = 1: m = 1, q = -1.
    float[] three = {3, 0, 0};
    float[] y = {-1, 0, 1};
    LayerNorm.normaliseBackward(1, 3, y, 0, 3, new float[] {1}, 0, three, 0, 3);
    assertEquals("[1.0, -1.0, 0.0]", Arrays.toString(three));
  }

  @Test
  void meanIsZeroVarianceOneAndScaleDoesNotMatter() {
    for (int n : new int[] {16, 100, 5000}) {
      float[] x = new Inputs(n).uniform(n, -2, 3);
      float[] y = normalised(n, i -> x[(int) i]);
      double squares = 0;
      double sum = 0;
      for (float v : y) {
        sum += v;
        squares += (double) v * v;
      }
      assertEquals(0, sum / n, 4 * EPS, "mean of " + n);
      assertEquals(1, squares / n, 1e-5, "variance of " + n);
      float[] scaled = normalised(n, i -> 1024 * x[(int) i]);
      for (int i = 0; i < n; i++) {
        assertEquals(y[i], scaled[i], 1e-5 * Math.abs(y[i]) + 4 * EPS, "element " + i + " of " + n);
      }
    }
  }

  private static float[] normalised(int n, DoubleUnaryOperator x) {
    float[] y = new float[n];
    for (int i = 0; i < n; i++) {
      y[i] = (float) x.applyAsDouble(i);
    }
    LayerNorm.normalise(1, n, y, 0, n, y, 0, n, new float[1], 0);
    return y;
  }

  @Test
  void equalNumbersGiveZero() {
    for (int n : new int[] {1, 3, 16, 100}) {
      for (float c : new float[] {0f, -0f, 0.75f, -3f}) {
        for (float v : normalised(n, i -> c)) {
          assertEquals(0, v, 0, c + ", n " + n);
        }
      }
      for (float v : normalised(n, i -> 0.1f)) {
        assertEquals(0, v, 1e-5, "n " + n);
      }
    }
  }

  @Test
  void whatIsNotFiniteOrOverflowsIsNotANumber() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f, -Float.MAX_VALUE}) {
      for (int n : new int[] {3, 16, 37}) {
        for (float v : normalised(n, i -> i == 2 ? bad : i)) {
          assertTrue(Float.isNaN(v), bad + ", n " + n + ": " + v);
        }
      }
    }
  }

  /** Rows lie apart: what is between them neither counts nor changes, not even NaN. */
  @Test
  @Tag("cold")
  void rowsAreTheRowAloneAndPaddingNeverCounts() {
    for (int n : new int[] {1, 15, 16, 17, 33, 100}) {
      int row = n + 5;
      float[] x = new Inputs(n).uniform(3 * row + 2, -2, 2);
      for (int r = 0; r < 3; r++) {
        Arrays.fill(x, 2 + r * row + n, 2 + (r + 1) * row, Float.NaN);
      }
      float[] y = x.clone();
      float[] s = new float[4];
      LayerNorm.normalise(3, n, x, 2, row, y, 2, row, s, 1);
      float[] dy = x.clone();
      LayerNorm.normaliseBackward(3, n, y, 2, row, s, 1, dy, 2, row);
      float[] expectedY = x.clone();
      float[] expectedDy = x.clone();
      for (int r = 0; r < 3; r++) {
        int at = 2 + r * row;
        float own = LayerNormCases.normalise(Twin.SCALAR, n, x, at, expectedY, at);
        assertEquals(own, s[1 + r]);
        LayerNormCases.backward(Twin.SCALAR, n, expectedY, at, own, expectedDy, at);
      }
      Twins.assertSameBits("y, n " + n, expectedY, y);
      Twins.assertSameBits("dy, n " + n, expectedDy, dy);
    }
  }

  @Test
  @Tag("cold")
  void gainsAreTheirDefinition() {
    for (int n : new int[] {1, 15, 16, 17, 33, 100}) {
      for (int rows : new int[] {0, 1, 2, 5}) {
        gains(rows, n);
      }
    }
  }

  private static void gains(int rows, int n) {
    int xRow = n + 3;
    int yRow = n + 1;
    float[] p = new Inputs(1).uniform(2 * n + 3, -2, 2);
    float[] x = new Inputs(2).uniform(5 * xRow + 9, -2, 2);
    float[] y = new Inputs(3).uniform(5 * yRow + 9, -2, 2);
    float[] dx = new Inputs(4).uniform(5 * xRow + 9, -2, 2);
    float[] dp = p.clone();
    float[] expectedY = y.clone();
    float[] expectedDx = dx.clone();
    float[] expectedDp = p.clone();
    for (int r = 0; r < rows; r++) {
      for (int u = 0; u < n; u++) {
        int xu = 1 + r * xRow + u;
        int yu = 4 + r * yRow + u;
        expectedY[yu] = Math.fma(p[2 + u], x[xu], p[2 + n + u]);
        expectedDx[2 + r * xRow + u] = Math.fma(p[2 + u], y[yu], expectedDx[2 + r * xRow + u]);
        expectedDp[2 + u] = Math.fma(x[xu], y[yu], expectedDp[2 + u]);
        expectedDp[2 + n + u] += y[yu];
      }
    }
    String what = rows + " rows of " + n;
    float[] actual = y.clone();
    LayerNorm.scale(rows, n, p, 2, p, 2 + n, x, 1, xRow, actual, 4, yRow);
    Twins.assertSameBits("y, " + what, expectedY, actual);
    LayerNorm.scaleBackward(rows, n, p, 2, x, 1, xRow, y, 4, yRow, dp, 2, dp, 2 + n, dx, 2, xRow);
    Twins.assertSameBits("dx, " + what, expectedDx, dx);
    Twins.assertSameBits("dp, " + what, expectedDp, dp);
    Twins.assertSameBits(
        "scale, n " + n,
        twin -> {
          float[] z = new float[n];
          LayerNormCases.scale(twin, n, p, 2, p, 2 + n, x, 1, z, 0);
          return z;
        });
  }

  @Test
  @Tag("cold")
  void twoGainsAreTheirDefinition() {
    int[] at = {1, 3, 4, 0, 5, 2};
    for (int n : new int[] {1, 15, 16, 17, 33, 100}) {
      float[][] a = LayerNormCases.inputs(6, 1, n);
      float[] y = a[5].clone();
      for (int i = 0; i < n; i++) {
        float first = Math.fma(a[0][1 + i], a[3][i], a[2][4 + i]);
        y[2 + i] = Math.fma(a[1][3 + i], a[4][5 + i], first);
      }
      for (Twin twin : Twins.available()) {
        LayerNormCases.scaleTwo(twin, n, a, at);
        Twins.assertSameBits("y, n " + n + ", " + twin, y, a[5]);
      }
    }
  }

  @Test
  @Tag("cold")
  void theWayBackOfTwoGainsIsItsDefinition() {
    for (int n : new int[] {1, 15, 16, 17, 33, 100}) {
      for (int rows : new int[] {1, 3, 5}) {
        twoGainsBackward(rows, n);
      }
    }
  }

  /** Operands g, k, x, u, dy, dg, dk, db, dx, du; what lies between the rows stays. */
  private static void twoGainsBackward(int rows, int n) {
    int[] at = {1, 3, 4, 0, 5, 2, 6, 1, 0, 3};
    float[][] expected = LayerNormCases.inputs(10, rows, n);
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < n; i++) {
        int[] e = new int[10];
        float[] v = new float[10];
        for (int o = 0; o < 10; o++) {
          int gap = o == 4 ? LayerNormCases.DY_GAP : LayerNormCases.GAP;
          boolean inRows = o >= 2 && o < 5 || o >= 8;
          e[o] = at[o] + (inRows ? r * (n + gap) : 0) + i;
          v[o] = expected[o][e[o]];
        }
        expected[5][e[5]] = Math.fma(v[2], v[4], v[5]);
        expected[6][e[6]] = Math.fma(v[3], v[4], v[6]);
        expected[7][e[7]] = v[7] + v[4];
        expected[8][e[8]] = Math.fma(v[0], v[4], v[8]);
        expected[9][e[9]] = Math.fma(v[1], v[4], v[9]);
      }
    }
    for (Twin twin : Twins.available()) {
      float[][] actual = LayerNormCases.inputs(10, rows, n);
      LayerNormCases.scaleTwoBackward(twin, rows, n, actual, at);
      for (int o = 0; o < 10; o++) {
        String what = "operand " + o + ", " + rows + " rows of " + n + ", " + twin;
        Twins.assertSameBits(what, expected[o], actual[o]);
      }
    }
  }

  /** Two gains are one and then the other, with the second's bias the sum so far; row by row. */
  @Test
  @Tag("cold")
  void twoGainsAreOneAfterTheOther() {
    int n = 21;
    float[] p = new Inputs(1).uniform(3 * n, -2, 2);
    float[] x = new Inputs(2).uniform(200, -2, 2);
    float[] y = new float[80];
    float[] expected = new float[80];
    LayerNorm.scaleTwo(3, n, p, 0, p, n, p, 2 * n, x, 1, x, 100, 30, y, 2, 24);
    LayerNorm.scale(3, n, p, 0, p, 2 * n, x, 1, 30, expected, 2, 24);
    Hadamard.addWeighted(3, n, p, n, x, 100, 30, expected, 2, 24);
    Twins.assertSameBits("y", expected, y);
    float[] dp = p.clone();
    float[] dx = x.clone();
    float[] expectedDp = p.clone();
    float[] expectedDx = x.clone();
    LayerNorm.scaleTwoBackward(
        3, n, p, 0, p, n, x, 1, x, 100, 30, y, 2, 24, dp, 0, dp, n, dp, 2 * n, dx, 3, dx, 103);
    LayerNorm.scaleBackward(
        3, n, p, 0, x, 1, 30, y, 2, 24, expectedDp, 0, expectedDp, 2 * n, expectedDx, 3, 30);
    Hadamard.addWeighted(3, n, p, n, y, 2, 24, expectedDx, 103, 30);
    Hadamard.backwardWeights(3, n, x, 100, 30, y, 2, 24, expectedDp, n);
    Twins.assertSameBits("dp", expectedDp, dp);
    Twins.assertSameBits("dx", expectedDx, dx);
  }

  @Test
  void wrongShapesAreRefusedByName() {
    float[] a = new float[10];
    float[] s = new float[2];
    refused(
        "n: expected at least 1, got 0", () -> LayerNorm.normalise(1, 0, a, 0, 5, a, 0, 5, s, 0));
    refused(
        "rows: expected at least 0, got -1",
        () -> LayerNorm.normalise(-1, 5, a, 0, 5, a, 0, 5, s, 0));
    refused(
        "x: expected 11 elements from 0, got an array of 10",
        () -> LayerNorm.normalise(2, 5, a, 0, 6, a, 0, 5, s, 0));
    refused(
        "y: expected rows at least 5 floats apart, got 4",
        () -> LayerNorm.normalise(2, 5, a, 0, 5, a, 0, 4, s, 0));
    refused(
        "s: expected 2 elements from 1, got an array of 2",
        () -> LayerNorm.normalise(2, 5, a, 0, 5, a, 0, 5, s, 1));
    refused(
        "dy: expected 5 elements from -1, got an array of 10",
        () -> LayerNorm.normaliseBackward(1, 5, a, 0, 5, s, 0, a, -1, 5));
    refused(
        "b: expected 5 elements from 6, got an array of 10",
        () -> LayerNorm.scale(1, 5, a, 0, a, 6, a, 0, 5, a, 0, 5));
    refused(
        "db: expected 5 elements from 6, got an array of 10",
        () -> LayerNorm.scaleBackward(1, 5, a, 0, a, 0, 5, a, 0, 5, a, 0, a, 6, a, 0, 5));
    refused(
        "u: expected 11 elements from 0, got an array of 10",
        () ->
            LayerNorm.scaleTwo(
                2, 5, a, 0, a, 0, a, 0, new float[11], 0, a, 0, 6, new float[11], 0, 6));
    refused(
        "dx, du: expected rows at least 5 floats apart, got 4",
        () ->
            LayerNorm.scaleTwoBackward(
                2, 5, a, 0, a, 0, a, 0, a, 0, 4, a, 0, 5, a, 0, a, 0, a, 0, a, 0, a, 0));
    refused(
        "dx: expected a stride >= 0, got -5",
        () -> LayerNorm.scaleBackward(2, 5, a, 0, a, 0, 5, a, 0, 5, a, 0, a, 0, a, 0, -5));
  }

  @Test
  void gradientsThatOverlapAreRefusedByName() {
    String apart = " elements apart from those of ";
    refused(
        "dk: expected 1 x 5" + apart + "dg, got the same array with dgOff 3, dkOff 3",
        twoBackward(1, 5, 3, 3, 30, 40, 50));
    refused(
        "db: expected 1 x 5" + apart + "dg, got the same array with dgOff 34, dbOff 30",
        twoBackward(1, 5, 34, 3, 30, 40, 50));
    refused(
        "db: expected 1 x 5" + apart + "dk, got the same array with dkOff 3, dbOff 7",
        twoBackward(1, 5, 20, 3, 7, 40, 50));
    String dx = apart + "dx, got the same array with dxOff ";
    refused("du: expected 1 x 5" + dx + "40, duOff 44", twoBackward(1, 5, 0, 5, 10, 40, 44));
    refused(
        "du: expected 2 x 5" + dx + "40, duOff 40, stride 12",
        twoBackward(2, 12, 0, 5, 10, 40, 40));
    refused(
        "du: expected 2 x 5" + dx + "40, duOff 54, stride 12",
        twoBackward(2, 12, 0, 5, 10, 40, 54));
    refused(
        "du: expected 2 x 5" + dx + "48, duOff 40, stride 12",
        twoBackward(2, 12, 0, 5, 10, 48, 40));
    refused(
        "dx: expected 1 x 5" + apart + "dg, got the same array with dgOff 44, dxOff 40",
        twoBackward(1, 5, 44, 5, 10, 40, 60));
    refused(
        "dx: expected 2 x 5" + apart + "dk, got the same array with dkOff 50, dxOff 40, stride 12",
        twoBackward(2, 12, 0, 50, 10, 40, 47));
    refused(
        "du: expected 2 x 5" + apart + "db, got the same array with dbOff 43, duOff 47, stride 12",
        twoBackward(2, 12, 0, 5, 43, 20, 47));
    twoBackward(2, 20, 52, 5, 10, 40, 46).run();
    twoBackward(1, 5, 0, 5, 10, 40, 45).run();
    twoBackward(2, 12, 0, 5, 10, 40, 46).run();
    twoBackward(2, 12, 0, 5, 10, 60, 40).run();
    twoBackward(0, 12, 0, 5, 10, 40, 40).run();
  }

  /** Rows of 5, all gradients in one array. */
  private static Runnable twoBackward(
      int rows, int stride, int dg, int dk, int db, int dx, int du) {
    float[] x = new float[30];
    float[] d = new float[80];
    return () ->
        LayerNorm.scaleTwoBackward(
            rows, 5, x, 0, x, 0, x, 0, x, 0, stride, x, 0, 5, d, dg, d, dk, d, db, d, dx, d, du);
  }

  private static void refused(String message, Runnable call) {
    Exception e = assertThrows(RuntimeException.class, call::run);
    assertEquals(message, e.getMessage());
  }
}
