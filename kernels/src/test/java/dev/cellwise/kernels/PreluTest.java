package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prelu against its definition, an element at a time. */
class PreluTest {
  private static final int[] UNITS = {1, 2, 15, 16, 17, 31, 33, 64, 100};

  @Test
  @Tag("cold")
  void bothPassesAreTheirDefinition() {
    for (int units : UNITS) {
      for (int rows : new int[] {0, 1, 2, 5}) {
        check(rows, units);
      }
    }
  }

  private static void check(int rows, int units) {
    int aStride = units + 3;
    int dyStride = units + 1;
    float[] a = new Inputs(units).uniform(5 * aStride + 9, -3, 3);
    a[1] = 0f;
    a[1 + units / 2] = Float.NaN;
    float[] slope = new Inputs(units + 1).uniform(units + 2, -0.2f, 0.5f);
    float[] dy = new Inputs(units + 2).uniform(5 * dyStride + 9, -1, 1);
    float[] y = new Inputs(units + 3).uniform(5 * aStride + 9, -1, 1);
    float[] da = y.clone();
    float[] dslope = new Inputs(units + 4).uniform(units + 4, -1, 1);
    float[] expectedY = y.clone();
    float[] expectedDa = y.clone();
    float[] expectedDslope = dslope.clone();
    for (int r = 0; r < rows; r++) {
      for (int u = 0; u < units; u++) {
        float x = a[1 + r * aStride + u];
        float s = slope[2 + u];
        float d = dy[3 + r * dyStride + u];
        expectedY[4 + r * aStride + u] = x > 0 ? x : s * x;
        float below = x == x ? s * d : x;
        expectedDa[5 + r * aStride + u] = x > 0 ? d : below;
        if (!(x > 0)) {
          expectedDslope[1 + u] = Math.fma(x, d, expectedDslope[1 + u]);
        }
      }
    }
    String what = rows + " rows of " + units;
    Prelu.forward(rows, units, a, 1, aStride, slope, 2, y, 4, aStride);
    Twins.assertSameBits("y, " + what, expectedY, y);
    float[] start = dslope.clone();
    Prelu.backward(
        rows, units, a, 1, aStride, slope, 2, dy, 3, dyStride, da, 5, aStride, dslope, 1);
    Twins.assertSameBits("da, " + what, expectedDa, da);
    Twins.assertSameBits("dslope, " + what, expectedDslope, dslope);

    // In place: y for a, da for dy.
    float[] inPlace = a.clone();
    Prelu.forward(rows, units, inPlace, 1, aStride, slope, 2, inPlace, 1, aStride);
    float[] dInPlace = dy.clone();
    Prelu.backward(
        rows, units, a, 1, aStride, slope, 2, dInPlace, 3, dyStride, dInPlace, 3, dyStride, start,
        1);
    Twins.assertSameBits("dslope in place, " + what, expectedDslope, start);
    for (int r = 0; r < rows; r++) {
      for (int u = 0; u < units; u++) {
        assertEquals(expectedY[4 + r * aStride + u], inPlace[1 + r * aStride + u], what);
        assertEquals(expectedDa[5 + r * aStride + u], dInPlace[3 + r * dyStride + u], what);
      }
    }
  }

  @Test
  @Tag("cold")
  void twinsAgreeOnSpecialArguments() {
    float[] a = ActivationCases.specials();
    int n = a.length;
    float[] slope = new Inputs(1).uniform(n, -2, 2);
    Twins.assertSameBits(
        "prelu",
        twin -> {
          float[] y = new float[n];
          ActivationCases.preluRow(twin, n, a, 0, slope, 0, y, 0);
          return y;
        });
    for (float[] dy : new float[][] {a, slope}) {
      Twins.assertSameBits(
          "dslope and da",
          twin -> {
            // dslope, and da behind it in place of dy.
            float[] both = new float[2 * n];
            System.arraycopy(dy, 0, both, n, n);
            ActivationCases.preluRowBackward(twin, n, a, 0, slope, 0, both, n, both, 0);
            return both;
          });
    }
  }

  @Test
  void wrongShapesAreRefusedByName() {
    float[] a = new float[10];
    refused("rows: expected at least 0, got -1", -1, 5, a, 5);
    refused("units: expected at least 0, got -1", 2, -1, a, 5);
    refused("a: expected a stride >= 0, got -5", 2, 5, a, -5);
    Exception e =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> Prelu.forward(2, 6, a, 0, 5, a, 0, new float[11], 0, 5));
    assertEquals("a: expected 11 elements from 0, got an array of 10", e.getMessage());
    float[] b = new float[11];
    e =
        assertThrows(
            IllegalArgumentException.class, () -> Prelu.forward(2, 6, b, 0, 5, a, 0, b, 0, 5));
    assertEquals("y: expected rows at least 6 floats apart, got 5", e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Prelu.backward(2, 6, b, 0, 5, a, 0, b, 0, 5, b, 0, 5, a, 0));
    assertEquals("da: expected rows at least 6 floats apart, got 5", e.getMessage());
    e =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> Prelu.backward(1, 5, a, 0, 5, a, 0, a, 0, 5, a, 0, 5, a, 6));
    assertEquals("dslope: expected 5 elements from 6, got an array of 10", e.getMessage());
  }

  private static void refused(String message, int rows, int units, float[] a, int stride) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Prelu.forward(rows, units, a, 0, stride, a, 0, new float[10], 0, 5));
    assertEquals(message, e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Prelu.backward(rows, units, a, 0, stride, a, 0, a, 0, 5, a, 0, 5, a, 0));
    assertEquals(message, e.getMessage());
  }
}
