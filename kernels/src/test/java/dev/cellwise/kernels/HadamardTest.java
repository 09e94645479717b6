package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kernel against its definition, an element at a time, in either twin. */
class HadamardTest {
  private static final int[] SIZES = {0, 1, 2, 7, 15, 16, 17, 31, 32, 33, 64, 65, 100, 257};
  private static final float[] SPECIALS = {
    0f,
    -0f,
    0.75f,
    -0.75f,
    Math.nextUp(0.75f),
    Float.MIN_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };

  @ParameterizedTest
  @EnumSource(HadamardCases.class)
  @Tag("cold")
  void isItsDefinitionAndTouchesNothingElse(HadamardCases kernel) {
    for (int n : SIZES) {
      check(kernel, n, kernel.inputs(n + 9));
    }
  }

  @ParameterizedTest
  @EnumSource(HadamardCases.class)
  void isItsDefinitionOnSpecialArguments(HadamardCases kernel) {
    float[][] a = kernel.inputs(120);
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        int s = (j * (2 * i + 3) + i) % (2 * SPECIALS.length);
        a[i][j] = s < SPECIALS.length ? SPECIALS[s] : a[i][j];
      }
    }
    check(kernel, 111, a);
  }

  private static void check(HadamardCases kernel, int n, float[][] inputs) {
    int[] at = kernel.offsets();
    float[][] expected = HadamardCases.copy(inputs);
    float[] v = new float[kernel.operands];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < v.length; k++) {
        v[k] = expected[k][at[k] + i];
      }
      kernel.definition.accept(v);
      for (int k = 0; k < v.length; k++) {
        expected[k][at[k] + i] = v[k];
      }
    }
    for (Twin twin : Twins.available()) {
      float[][] actual = HadamardCases.copy(inputs);
      kernel.run.run(twin, n, actual, at);
      same(kernel + ", " + twin + ", n " + n, expected, actual);
    }
    float[][] actual = HadamardCases.copy(inputs);
    kernel.run.run(null, n, actual, at);
    same(kernel + ", n " + n, expected, actual);
  }

  private static void same(String what, float[][] expected, float[][] actual) {
    for (int k = 0; k < expected.length; k++) {
      Twins.assertSameBits(what + ", operand " + k, expected[k], actual[k]);
    }
  }

  @Test
  @Tag("cold")
  void rowsHaveOneWeightAUnit() {
    for (int n : new int[] {1, 15, 16, 17, 33}) {
      for (int rows : new int[] {0, 1, 2, 5}) {
        rows(rows, n);
      }
    }
  }

  private static void rows(int rows, int n) {
    int xRow = n + 3;
    int yRow = n + 1;
    float[] p = new Inputs(1).uniform(n + 2, -2, 2);
    float[] x = new Inputs(2).uniform(5 * xRow + 9, -2, 2);
    float[] y = new Inputs(3).uniform(5 * yRow + 9, -2, 2);
    float[] sums = y.clone();
    float[] dp = p.clone();
    for (int r = 0; r < rows; r++) {
      for (int u = 0; u < n; u++) {
        int to = 4 + r * yRow + u;
        sums[to] = Math.fma(p[2 + u], x[1 + r * xRow + u], sums[to]);
        dp[2 + u] = Math.fma(x[1 + r * xRow + u], y[to], dp[2 + u]);
      }
    }
    float[] actual = y.clone();
    Hadamard.addWeighted(rows, n, p, 2, x, 1, xRow, actual, 4, yRow);
    Twins.assertSameBits("y, " + rows + " rows of " + n, sums, actual);
    float[] gradient = p.clone();
    Hadamard.backwardWeights(rows, n, x, 1, xRow, y, 4, yRow, gradient, 2);
    Twins.assertSameBits("dp, " + rows + " rows of " + n, dp, gradient);
  }

  @Test
  void wrongShapesAreRefusedByName() {
    float[] a = new float[10];
    refused("n: expected at least 0, got -1", () -> Hadamard.multiply(-1, a, 0, a, 0, a, 0));
    refused(
        "b: expected 5 elements from 6, got an array of 10",
        () -> Hadamard.addProduct(5, a, 0, a, 6, a, 0));
    refused(
        "dx: expected 5 elements from -1, got an array of 10",
        () -> Hadamard.blendBackward(5, a, 0, a, 0, a, 0, a, 0, a, 0, a, 0, a, -1));
    refused("bound: expected at least 0, got -1.0", () -> Hadamard.clip(5, -1, a, 0, a, 0));
    refused(
        "bound: expected at least 0, got NaN",
        () -> Hadamard.clipBackward(5, Float.NaN, a, 0, a, 0));
    refused(
        "rows: expected at least 0, got -1",
        () -> Hadamard.addWeighted(-1, 5, a, 0, a, 0, 5, a, 0, 5));
    refused(
        "y: expected rows at least 5 floats apart, got 4",
        () -> Hadamard.addWeighted(2, 5, a, 0, a, 0, 5, a, 0, 4));
    refused(
        "dp: expected 5 elements from 6, got an array of 10",
        () -> Hadamard.backwardWeights(2, 5, a, 0, 5, a, 0, 5, a, 6));
  }

  private static void refused(String message, Runnable call) {
    Exception e = assertThrows(RuntimeException.class, call::run);
    assertEquals(message, e.getMessage());
  }
}
