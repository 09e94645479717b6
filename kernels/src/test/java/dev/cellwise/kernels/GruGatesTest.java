package dev.cellwise.kernels;

import static dev.cellwise.kernels.GruGatesOperands.A;
import static dev.cellwise.kernels.GruGatesOperands.DA;
import static dev.cellwise.kernels.GruGatesOperands.DH;
import static dev.cellwise.kernels.GruGatesOperands.DH_PREV;
import static dev.cellwise.kernels.GruGatesOperands.H;
import static dev.cellwise.kernels.GruGatesOperands.H_PREV;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gate math of the GRU, forward and backward. */
class GruGatesTest {
  private static void every(Consumer<int[]> test) {
    for (int blocks : new int[] {0, 1, 3}) {
      for (int rows : new int[] {0, 1, 2, 7}) {
        for (int gap : new int[] {0, 5}) {
          test.accept(new int[] {blocks, rows, gap, 0});
          test.accept(new int[] {blocks, rows, gap, 1});
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void theCandidatesChainsBeginAtTheirBias() {
    every(
        s -> {
          if (s[1] > 0) {
            for (Twin twin : Twins.available()) {
              GruGatesOperands o = operands(s);
              float[] expected = o.a.clone();
              for (int b = 0; b < o.blocks; b++) {
                for (int row = 0; row < o.rows; row++) {
                  int m = A + o.at(b, row, 0) + 3 * o.slot;
                  System.arraycopy(o.hPrev, H_PREV + b * 16, expected, m, 16);
                }
              }
              o.start(twin);
              Twins.assertSameBits(Arrays.toString(s) + ", " + twin, expected, o.a);
              GruGates.start(o.blocks, o.rows, o.hPrev, H_PREV, o.a, A, o.aBlock, o.slot);
              Twins.assertSameBits(Arrays.toString(s) + ", door", expected, o.a);
            }
          }
        });
  }

  private static GruGatesOperands operands(int[] s) {
    return new GruGatesOperands(s[0], s[1], s[2], s[3] == 1, 3);
  }

  @Test
  @Tag("cold")
  void twinsAgreeAndKeepOffWhatIsNotTheirs() {
    every(GruGatesTest::twinsAgree);
  }

  @Test
  void twinsAgreeOnManyRows() {
    for (int rows : new int[] {16, 33, 65}) {
      twinsAgree(new int[] {5, rows, 3, 0});
      twinsAgree(new int[] {4, rows, 3, 1});
    }
  }

  private static void twinsAgree(int[] s) {
    Twins.assertSameBits(
        Arrays.toString(s),
        twin -> {
          GruGatesOperands o = operands(s);
          o.forward(twin);
          o.backward(twin);
          return o.all();
        });
  }

  @Test
  @Tag("cold")
  void twinsAgreeOnAnyBits() {
    for (int seed = 0; seed < 5; seed++) {
      float[] bits = new Inputs(seed).bits(3 * 2 * 64);
      for (boolean forward : new boolean[] {true, false}) {
        Twins.assertSameBits(
            forward ? "forward" : "backward",
            twin -> {
              GruGatesOperands o = new GruGatesOperands(2, 3, 0, 3);
              System.arraycopy(bits, 0, o.a, A, bits.length);
              System.arraycopy(bits, 9, o.hPrev, H_PREV, 96);
              System.arraycopy(bits, 99, o.dh, DH, 96);
              if (forward) {
                o.forward(twin);
              } else {
                o.backward(twin);
              }
              return o.all();
            });
      }
    }
  }

  /** The equations written down once more, unit by unit, by the elementwise kernels. */
  @Test
  @Tag("cold")
  void theEquationsAreTheStatedOnes() {
    every(
        s -> {
          for (Twin twin : Twins.available()) {
            GruGatesOperands expected = operands(s);
            GruGatesOperands o = operands(s);
            o.forward(twin);
            byHand(expected);
            Twins.assertSameBits(Arrays.toString(s) + ", " + twin, expected.all(), o.all());
            o.backward(twin);
            backwardByHand(expected);
            Twins.assertSameBits(Arrays.toString(s) + ", " + twin, expected.all(), o.all());
          }
        });
  }

  private static float sigmoid(float x) {
    float[] y = {x};
    Elementwise.sigmoid(1, y, 0, y, 0);
    return y[0];
  }

  private static float tanh(float x) {
    float[] y = {x};
    Elementwise.tanh(1, y, 0, y, 0);
    return y[0];
  }

  private static void byHand(GruGatesOperands o) {
    for (int b = 0; b < o.blocks; b++) {
      for (int row = 0; row < o.rows; row++) {
        for (int u = 0; u < 16; u++) {
          int at = A + o.at(b, row, u);
          int unit = row * o.hRow + b * 16 + u;
          float r = sigmoid(o.a[at + o.slot]);
          float z = sigmoid(o.a[at + 2 * o.slot]);
          float n = tanh(Math.fma(r, o.a[at + 3 * o.slot], o.a[at]));
          o.a[at] = n;
          o.a[at + o.slot] = r;
          o.a[at + 2 * o.slot] = z;
          o.h[H + unit] = Math.fma(z, o.hPrev[H_PREV + unit], Math.fma(-z, n, n));
        }
      }
    }
  }

  private static void backwardByHand(GruGatesOperands o) {
    for (int b = 0; b < o.blocks; b++) {
      for (int row = 0; row < o.rows; row++) {
        for (int u = 0; u < 16; u++) {
          int at = o.at(b, row, u);
          int unit = row * o.hRow + b * 16 + u;
          final float n = o.a[A + at];
          final float r = o.a[A + at + o.slot];
          final float z = o.a[A + at + 2 * o.slot];
          final float m = o.a[A + at + 3 * o.slot];
          float dh = o.dh[DH + unit];
          float dn = Math.fma(-z, dh, dh) * Math.fma(-n, n, 1);
          o.da[DA + at] = dn;
          o.da[DA + at + o.slot] = dn * m * Math.fma(-r, r, r);
          o.da[DA + at + 2 * o.slot] = dh * (o.hPrev[H_PREV + unit] - n) * Math.fma(-z, z, z);
          o.da[DA + at + 3 * o.slot] = dn * r;
          o.dhPrev[DH_PREV + unit] = dh * z;
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void theApiCallsATwin() {
    GruGatesOperands expected = new GruGatesOperands(3, 7, 5, 3);
    expected.forward(Twin.SCALAR);
    expected.backward(Twin.SCALAR);
    GruGatesOperands o = new GruGatesOperands(3, 7, 5, 3);
    GruGates.forward(3, 7, o.a, A, o.aBlock, o.slot, o.hPrev, H_PREV, o.h, H, o.hRow);
    GruGates.backward(
        3, 7, o.a, A, o.aBlock, o.slot, o.hPrev, H_PREV, o.hRow, o.dh, DH, o.dhPrev, DH_PREV,
        o.hRow, o.da, DA, o.aBlock, o.slot);
    Twins.assertSameBits("api", expected.all(), o.all());
  }

  @Test
  @Tag("cold")
  void theStateMayBeUpdatedInPlace() {
    for (Twin twin : Twins.available()) {
      GruGatesOperands apart = new GruGatesOperands(3, 7, 5, 3);
      apart.forward(twin);
      GruGatesOperands o = new GruGatesOperands(3, 7, 5, 3);
      o.forward(twin, o.hPrev, H_PREV);
      for (int row = 0; row < 7; row++) {
        for (int u = 0; u < 48; u++) {
          assertEquals(apart.h[H + row * o.hRow + u], o.hPrev[H_PREV + row * o.hRow + u]);
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void aRowHasTheSameBitsAloneAndInABatch() {
    GruGatesOperands whole = new GruGatesOperands(3, 7, 5, 3);
    GruGates.forward(
        3, 7, whole.a, A, whole.aBlock, whole.slot, whole.hPrev, H_PREV, whole.h, H, whole.hRow);
    GruGatesOperands o = new GruGatesOperands(3, 7, 5, 3);
    for (int row = 6; row >= 0; row--) {
      for (int b = 0; b < 3; b++) {
        int unit = row * o.hRow + b * 16;
        GruGates.forward(
            1, 1, o.a, A + o.at(b, row, 0), 0, 16, o.hPrev, H_PREV + unit, o.h, H + unit, 0);
      }
    }
    Twins.assertSameBits("rows", whole.all(), o.all());
  }

  /** Padding units have weights and biases of zero: nothing comes of them, forward and backward. */
  @Test
  @Tag("cold")
  void paddingStaysZero() {
    for (Twin twin : Twins.available()) {
      GruGatesOperands o = new GruGatesOperands(1, 2, 0, 0);
      Arrays.fill(o.hPrev, 0);
      Arrays.fill(o.dh, 0);
      o.forward(twin);
      o.backward(twin);
      for (int i = 0; i < 2 * 16; i++) {
        assertEquals(0, o.h[H + i]);
        assertEquals(0f, o.dhPrev[DH_PREV + i] + 0f);
      }
      for (int i = 0; i < 2 * 64; i++) {
        assertEquals(0f, o.da[DA + i] + 0f);
      }
    }
  }

  /** An open update gate keeps the state exactly, a shut one replaces it exactly. */
  @Test
  @Tag("cold")
  void saturatedGatesAreExact() {
    for (Twin twin : Twins.available()) {
      GruGatesOperands o = new GruGatesOperands(1, 2, 0, 2);
      Arrays.fill(o.a, A + 32, A + 48, 200); // z = 1 in row 0
      Arrays.fill(o.a, A + 64 + 32, A + 64 + 48, -200); // z = 0 in row 1
      o.forward(twin);
      o.backward(twin);
      for (int u = 0; u < 16; u++) {
        assertEquals(o.hPrev[H_PREV + u], o.h[H + u], "kept");
        assertEquals(o.dh[DH + u], o.dhPrev[DH_PREV + u]);
        assertEquals(0f, o.da[DA + u] + 0f);
        assertEquals(o.a[A + 64 + u], o.h[H + 16 + u], "replaced");
        assertEquals(0f, o.dhPrev[DH_PREV + 16 + u] + 0f);
      }
    }
  }

  @Test
  @Tag("reference")
  void oneStepStaysWithinItsBound() {
    double worst = 0;
    GruGatesOperands before = new GruGatesOperands(5, 33, 0, 6);
    GruGatesOperands o = new GruGatesOperands(5, 33, 0, 6);
    GruGates.forward(5, 33, o.a, A, o.aBlock, o.slot, o.hPrev, H_PREV, o.h, H, o.hRow);
    for (int b = 0; b < 5; b++) {
      for (int row = 0; row < 33; row++) {
        for (int u = 0; u < 16; u++) {
          int at = A + before.at(b, row, u);
          int unit = row * o.hRow + b * 16 + u;
          double r = 1 / (1 + StrictMath.exp(-before.a[at + o.slot]));
          double z = 1 / (1 + StrictMath.exp(-before.a[at + 2 * o.slot]));
          double n = StrictMath.tanh(before.a[at] + r * before.a[at + 3 * o.slot]);
          double h = (1 - z) * n + z * before.hPrev[H_PREV + unit];
          double error = Math.abs(h - o.h[H + unit]);
          worst = Math.max(worst, error / (1e-6 + 4e-6 * Math.abs(h)));
        }
      }
    }
    System.out.printf("gru gates forward: worst error %.2g of the bound%n", worst);
    assertTrue(worst <= 1, "worst " + worst);
  }

  @Test
  @Tag("cold")
  void wrongArgumentsAreNamed() {
    float[] a = new float[2 * 3 * 64];
    float[] h = new float[3 * 2 * 16];
    refused("blocks", () -> GruGates.forward(-1, 3, a, 0, 192, 16, h, 0, h, 0, 32));
    refused("rows", () -> GruGates.forward(2, -3, a, 0, 192, 16, h, 0, h, 0, 32));
    refused("a", () -> GruGates.forward(2, 3, a, 1, 192, 16, h, 0, h, 0, 32));
    refused("a", () -> GruGates.forward(2, 3, a, 0, 193, 16, h, 0, h, 0, 32));
    refused("hPrev", () -> GruGates.forward(2, 3, a, 0, 192, 16, h, 1, h, 0, 32));
    refused("h", () -> GruGates.forward(2, 3, a, 0, 192, 16, h, 0, h, 1, 32));
    refused("hPrev", () -> GruGates.forward(2, 3, a, 0, 192, 16, h, 0, h, 0, -32));
    refused("a", () -> backward(a, 1, h, 0, h, 0, h, 0, a, 0));
    refused("hPrev", () -> backward(a, 0, h, 1, h, 0, h, 0, a, 0));
    refused("dh", () -> backward(a, 0, h, 0, h, 1, h, 0, a, 0));
    refused("dhPrev", () -> backward(a, 0, h, 0, h, 0, h, 1, a, 0));
    refused("da", () -> backward(a, 0, h, 0, h, 0, h, 0, a, 1));
  }

  /** rows * 64 and blocks * 16 beyond an int: refused before anything is written. */
  @Test
  @Tag("cold")
  void countsTooLargeForAnIntAreRefused() {
    float[] a = new float[64];
    Arrays.fill(a, 1);
    float[] h = new float[16];
    refused("a", () -> GruGates.forward(1, 1 << 26, a, 0, 0, 16, h, 0, h, 0, 0));
    refused("a", () -> GruGates.forward(1 << 28, 1, a, 0, 0, 16, h, 0, h, 0, 0));
    for (float x : a) {
      assertEquals(1f, x);
    }
    refused(
        "a",
        () ->
            GruGates.backward(
                1, 1 << 26, a, 0, 0, 16, h, 0, 0, h, 0, new float[16], 0, 0, a, 0, 0, 16));
  }

  /** The twins go through blocks and rows in different orders: overlapping ones would show it. */
  @Test
  @Tag("cold")
  void whatIsWrittenMayNotOverlap() {
    float[] a = new float[2 * 3 * 64];
    float[] h = new float[3 * 2 * 16];
    refused("a", () -> GruGates.forward(2, 3, a, 0, 191, 16, h, 0, h, 0, 32));
    refused("a", () -> GruGates.start(2, 3, h, 0, a, 0, 191, 16));
    refused("h", () -> GruGates.forward(2, 3, a, 0, 192, 16, h, 0, h, 0, 31));
    refused("a", () -> GruGates.forward(2, 1, a, 0, 8, 64, h, 0, h, 0, 32));
    refused(
        "a",
        () ->
            GruGates.forward(
                5, 2, new float[600], 0, 16, 136, new float[160], 0, new float[160], 0, 80));
    refused("a", () -> GruGates.forward(2, 1, a, 0, 16, 31, h, 0, h, 0, 32));
    refused("a", () -> GruGates.forward(2, 1, a, 0, 16, -64, h, 0, h, 0, 32));
    float[] d = new float[3 * 2 * 16];
    refused(
        "dhPrev",
        () -> GruGates.backward(2, 3, a, 0, 192, 16, h, 0, 0, h, 0, d, 0, 31, a, 0, 192, 16));
    refused(
        "da", () -> GruGates.backward(2, 3, a, 0, 192, 16, h, 0, 0, h, 0, d, 0, 32, a, 0, 191, 16));
  }

  /** The backward pass against central differences of the equations in double. */
  @Test
  @Tag("cold")
  void theBackwardPassIsTheDerivative() {
    for (Twin twin : Twins.available()) {
      GruGatesOperands before = new GruGatesOperands(2, 3, 5, 3);
      GruGatesOperands o = new GruGatesOperands(2, 3, 5, 3);
      o.forward(twin);
      o.backward(twin);
      for (int b = 0; b < 2; b++) {
        for (int row = 0; row < 3; row++) {
          for (int u = 0; u < 16; u++) {
            int at = o.at(b, row, u);
            int unit = row * o.hRow + b * 16 + u;
            double[] x = new double[5];
            for (int slot = 0; slot < 4; slot++) {
              x[slot] = before.a[A + at + slot * o.slot];
            }
            x[4] = before.hPrev[H_PREV + unit];
            for (int i = 0; i < 5; i++) {
              double expected = slope(x, i) * o.dh[DH + unit];
              double actual = i < 4 ? o.da[DA + at + i * o.slot] : o.dhPrev[DH_PREV + unit];
              assertEquals(expected, actual, 1e-6, "input " + i);
            }
          }
        }
      }
    }
  }

  /** The derivative of the new state by one of n, r, z, m and h₋. */
  private static double slope(double[] x, int i) {
    double step = 1e-5;
    double[] more = x.clone();
    double[] less = x.clone();
    more[i] += step;
    less[i] -= step;
    return (state(more) - state(less)) / (2 * step);
  }

  private static double state(double[] x) {
    double r = 1 / (1 + StrictMath.exp(-x[1]));
    double z = 1 / (1 + StrictMath.exp(-x[2]));
    return (1 - z) * StrictMath.tanh(x[0] + r * x[3]) + z * x[4];
  }

  private static void backward(
      float[] a,
      int aOff,
      float[] hPrev,
      int hPrevOff,
      float[] dh,
      int dhOff,
      float[] dhPrev,
      int dhPrevOff,
      float[] da,
      int daOff) {
    GruGates.backward(
        2, 3, a, aOff, 192, 16, hPrev, hPrevOff, 32, dh, dhOff, dhPrev, dhPrevOff, 32, da, daOff,
        192, 16);
  }

  private static void refused(String argument, Runnable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call::run);
    assertTrue(e.getMessage().startsWith(argument + ": expected "), e.toString());
  }
}
