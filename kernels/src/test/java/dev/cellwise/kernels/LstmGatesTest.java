package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gate math of the LSTM, forward and backward. */
class LstmGatesTest {
  private static final int[] BLOCKS = {0, 1, 3};
  private static final int[] ROWS = {0, 1, 2, 7};
  private static final float GUARD = 777.25f;

  /** Arrays of one shape with gaps between blocks and rows. */
  private static final class Operands {
    final int blocks;
    final int rows;
    final int zBlock;
    final int cBlock;
    final int hRow;
    final float[] z;
    final float[] cPrev;
    final float[] c;
    final float[] tanhC;
    final float[] h;
    final float[] dh;
    final float[] dc;
    final float[] dz;

    Operands(int blocks, int rows, int gap, float size) {
      this.blocks = blocks;
      this.rows = rows;
      zBlock = rows * 64 + gap;
      cBlock = rows * 16 + gap;
      hRow = blocks * 16 + gap;
      Inputs random = new Inputs(100L * blocks + rows);
      z = random.uniform(1 + blocks * zBlock + 3, -size, size);
      cPrev = random.uniform(2 + blocks * cBlock + 3, -2, 2);
      c = filled(3 + blocks * cBlock + 3);
      tanhC = filled(4 + blocks * cBlock + 3);
      h = filled(5 + rows * hRow + 3);
      dh = random.uniform(6 + rows * hRow + 3, -1, 1);
      dc = random.uniform(7 + blocks * rows * 16 + 3, -1, 1);
      dz = filled(8 + blocks * zBlock + 3);
    }

    private static float[] filled(int n) {
      float[] a = new float[n];
      Arrays.fill(a, GUARD);
      return a;
    }

    void forward(Twin twin) {
      if (twin == Twin.SCALAR) {
        ScalarLstmGates.forward(
            blocks, rows, z, 1, zBlock, cPrev, 2, c, 3, cBlock, tanhC, 4, h, 5, hRow);
      } else {
        VectorLstmGates.forward(
            blocks, rows, z, 1, zBlock, cPrev, 2, c, 3, cBlock, tanhC, 4, h, 5, hRow);
      }
    }

    void backward(Twin twin) {
      if (twin == Twin.SCALAR) {
        ScalarLstmGates.backward(
            blocks, rows, z, 1, zBlock, cPrev, 2, tanhC, 4, cBlock, dh, 6, hRow, dc, 7, dz, 8,
            zBlock);
      } else {
        VectorLstmGates.backward(
            blocks, rows, z, 1, zBlock, cPrev, 2, tanhC, 4, cBlock, dh, 6, hRow, dc, 7, dz, 8,
            zBlock);
      }
    }

    /** All arrays one behind the other. */
    float[] all() {
      float[] all = new float[0];
      for (float[] a : new float[][] {z, cPrev, c, tanhC, h, dh, dc, dz}) {
        int n = all.length;
        all = Arrays.copyOf(all, n + a.length);
        System.arraycopy(a, 0, all, n, a.length);
      }
      return all;
    }
  }

  private static void every(Consumer<int[]> test) {
    for (int blocks : BLOCKS) {
      for (int rows : ROWS) {
        for (int gap : new int[] {0, 5}) {
          test.accept(new int[] {blocks, rows, gap});
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void twinsAgreeAndKeepOffWhatIsNotTheirs() {
    every(LstmGatesTest::twinsAgree);
  }

  @Test
  void twinsAgreeOnManyRows() {
    for (int rows : new int[] {16, 33, 65}) {
      twinsAgree(new int[] {5, rows, 3});
    }
  }

  private static void twinsAgree(int[] s) {
    Twins.assertSameBits(
        Arrays.toString(s),
        twin -> {
          Operands a = new Operands(s[0], s[1], s[2], 3);
          a.forward(twin);
          a.backward(twin);
          return a.all();
        });
  }

  @Test
  @Tag("cold")
  void twinsAgreeOnAnyBits() {
    for (int seed = 0; seed < 5; seed++) {
      float[] bits = new Inputs(seed).bits(3 * 2 * 64);
      Twins.assertSameBits(
          "forward",
          twin -> {
            Operands a = new Operands(2, 3, 0, 3);
            System.arraycopy(bits, 0, a.z, 1, bits.length);
            System.arraycopy(bits, 9, a.cPrev, 2, 96);
            a.forward(twin);
            return a.all();
          });
      Twins.assertSameBits(
          "backward",
          twin -> {
            Operands a = new Operands(2, 3, 0, 3);
            System.arraycopy(bits, 0, a.z, 1, bits.length);
            System.arraycopy(bits, 9, a.cPrev, 2, 96);
            System.arraycopy(bits, 99, a.tanhC, 4, 96);
            System.arraycopy(bits, 199, a.dh, 6, 96);
            System.arraycopy(bits, 270, a.dc, 7, 96);
            a.backward(twin);
            return a.all();
          });
    }
  }

  /** The equations written down once more, unit by unit, by the elementwise kernels. */
  @Test
  @Tag("cold")
  void theEquationsAreTheStatedOnes() {
    every(
        s -> {
          for (Twin twin : Twins.available()) {
            Operands before = new Operands(s[0], s[1], s[2], 3);
            Operands after = new Operands(s[0], s[1], s[2], 3);
            after.forward(twin);
            byHand(before);
            Twins.assertSameBits(Arrays.toString(s) + ", " + twin, before.all(), after.all());
            after.backward(twin);
            backwardByHand(before);
            Twins.assertSameBits(Arrays.toString(s) + ", " + twin, before.all(), after.all());
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

  private static void byHand(Operands a) {
    for (int b = 0; b < a.blocks; b++) {
      for (int r = 0; r < a.rows; r++) {
        for (int u = 0; u < 16; u++) {
          int at = 1 + b * a.zBlock + r * 64 + u;
          int state = b * a.cBlock + r * 16 + u;
          float i = sigmoid(a.z[at]);
          float f = sigmoid(a.z[at + 16]);
          float o = sigmoid(a.z[at + 32]);
          float g = tanh(a.z[at + 48]);
          float c = Math.fma(f, a.cPrev[2 + state], i * g);
          a.z[at] = i;
          a.z[at + 16] = f;
          a.z[at + 32] = o;
          a.z[at + 48] = g;
          a.c[3 + state] = c;
          a.tanhC[4 + state] = tanh(c);
          a.h[5 + r * a.hRow + b * 16 + u] = o * tanh(c);
        }
      }
    }
  }

  private static void backwardByHand(Operands a) {
    for (int b = 0; b < a.blocks; b++) {
      for (int r = 0; r < a.rows; r++) {
        for (int u = 0; u < 16; u++) {
          int at = b * a.zBlock + r * 64 + u;
          int state = b * a.cBlock + r * 16 + u;
          final float i = a.z[1 + at];
          final float f = a.z[1 + at + 16];
          final float o = a.z[1 + at + 32];
          final float g = a.z[1 + at + 48];
          float tanh = a.tanhC[4 + state];
          float dh = a.dh[6 + r * a.hRow + b * 16 + u];
          int behind = 7 + (b * a.rows + r) * 16 + u;
          float dc = Math.fma(dh * o, Math.fma(-tanh, tanh, 1), a.dc[behind]);
          a.dz[8 + at] = dc * g * Math.fma(-i, i, i);
          a.dz[8 + at + 16] = dc * a.cPrev[2 + state] * Math.fma(-f, f, f);
          a.dz[8 + at + 32] = dh * tanh * Math.fma(-o, o, o);
          a.dz[8 + at + 48] = dc * i * Math.fma(-g, g, 1);
          a.dc[behind] = dc * f;
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void theApiCallsATwin() {
    Operands expected = new Operands(3, 7, 5, 3);
    expected.forward(Twin.SCALAR);
    expected.backward(Twin.SCALAR);
    Operands a = new Operands(3, 7, 5, 3);
    LstmGates.forward(
        3, 7, a.z, 1, a.zBlock, a.cPrev, 2, a.c, 3, a.cBlock, a.tanhC, 4, a.h, 5, a.hRow);
    LstmGates.backward(
        3, 7, a.z, 1, a.zBlock, a.cPrev, 2, a.tanhC, 4, a.cBlock, a.dh, 6, a.hRow, a.dc, 7, a.dz, 8,
        a.zBlock);
    Twins.assertSameBits("api", expected.all(), a.all());
  }

  @Test
  @Tag("cold")
  void theCellStateMayBeUpdatedInPlace() {
    for (Twin twin : Twins.available()) {
      Operands apart = new Operands(3, 7, 5, 3);
      apart.forward(twin);
      Operands a = new Operands(3, 7, 5, 3);
      if (twin == Twin.SCALAR) {
        ScalarLstmGates.forward(
            3, 7, a.z, 1, a.zBlock, a.cPrev, 2, a.cPrev, 2, a.cBlock, a.tanhC, 4, a.h, 5, a.hRow);
      } else {
        VectorLstmGates.forward(
            3, 7, a.z, 1, a.zBlock, a.cPrev, 2, a.cPrev, 2, a.cBlock, a.tanhC, 4, a.h, 5, a.hRow);
      }
      Twins.assertSameBits("h, " + twin, apart.h, a.h);
      for (int b = 0; b < 3; b++) {
        for (int u = 0; u < 7 * 16; u++) {
          assertEquals(apart.c[3 + b * a.cBlock + u], a.cPrev[2 + b * a.cBlock + u]);
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void aRowHasTheSameBitsAloneAndInABatch() {
    Operands whole = new Operands(3, 7, 5, 3);
    LstmGates.forward(
        3,
        7,
        whole.z,
        1,
        whole.zBlock,
        whole.cPrev,
        2,
        whole.c,
        3,
        whole.cBlock,
        whole.tanhC,
        4,
        whole.h,
        5,
        whole.hRow);
    Operands a = new Operands(3, 7, 5, 3);
    for (int r = 6; r >= 0; r--) {
      for (int b = 0; b < 3; b++) {
        int c = b * a.cBlock + r * 16;
        LstmGates.forward(
            1,
            1,
            a.z,
            1 + b * a.zBlock + r * 64,
            0,
            a.cPrev,
            2 + c,
            a.c,
            3 + c,
            0,
            a.tanhC,
            4 + c,
            a.h,
            5 + r * a.hRow + b * 16,
            0);
      }
    }
    Twins.assertSameBits("rows", whole.all(), a.all());
  }

  /** Padding units have weights and bias of zero: nothing comes of them, forward and backward. */
  @Test
  @Tag("cold")
  void paddingStaysZero() {
    for (Twin twin : Twins.available()) {
      Operands a = new Operands(1, 2, 0, 0);
      Arrays.fill(a.cPrev, 0);
      Arrays.fill(a.dh, 0);
      Arrays.fill(a.dc, 0);
      a.forward(twin);
      a.backward(twin);
      for (int i = 0; i < 2 * 16; i++) {
        assertEquals(0, a.c[3 + i]);
        assertEquals(0, a.h[5 + i]);
        assertEquals(0, a.dc[7 + i]);
      }
      for (int i = 0; i < 2 * 64; i++) {
        assertEquals(0, a.dz[8 + i]);
      }
    }
  }

  /** Saturated gates keep or forget exactly, and give no gradient. */
  @Test
  @Tag("cold")
  void saturatedGatesAreExact() {
    for (Twin twin : Twins.available()) {
      Operands a = new Operands(1, 1, 0, 0);
      Arrays.fill(a.z, 1, 17, -200); // i = 0
      Arrays.fill(a.z, 17, 33, 200); // f = 1
      Arrays.fill(a.z, 33, 49, 200); // o = 1
      a.forward(twin);
      a.backward(twin);
      for (int u = 0; u < 16; u++) {
        assertEquals(a.cPrev[2 + u], a.c[3 + u], "kept");
        assertEquals(a.tanhC[4 + u], a.h[5 + u]);
        assertEquals(0f, a.dz[8 + u] + 0f);
        assertEquals(0f, a.dz[24 + u] + 0f);
        assertEquals(0f, a.dz[40 + u] + 0f);
      }
    }
  }

  @Test
  @Tag("reference")
  void oneStepStaysWithinItsBound() {
    double worst = 0;
    Operands before = new Operands(5, 33, 0, 6);
    Operands a = new Operands(5, 33, 0, 6);
    LstmGates.forward(
        5, 33, a.z, 1, a.zBlock, a.cPrev, 2, a.c, 3, a.cBlock, a.tanhC, 4, a.h, 5, a.hRow);
    for (int b = 0; b < 5; b++) {
      for (int r = 0; r < 33; r++) {
        for (int u = 0; u < 16; u++) {
          int at = 1 + b * a.zBlock + r * 64 + u;
          int state = b * a.cBlock + r * 16 + u;
          double i = 1 / (1 + StrictMath.exp(-before.z[at]));
          double f = 1 / (1 + StrictMath.exp(-before.z[at + 16]));
          double o = 1 / (1 + StrictMath.exp(-before.z[at + 32]));
          double g = StrictMath.tanh(before.z[at + 48]);
          double c = f * before.cPrev[2 + state] + i * g;
          double h = o * StrictMath.tanh(c);
          worst = Math.max(worst, error(c, a.c[3 + state]));
          worst = Math.max(worst, error(h, a.h[5 + r * a.hRow + b * 16 + u]));
        }
      }
    }
    System.out.printf("lstm gates forward: worst error %.2g of the bound%n", worst);
    assertTrue(worst <= 1, "worst " + worst);
  }

  /** As a multiple of 4e-6 relative and 1e-7 absolute. */
  private static double error(double expected, float actual) {
    return Math.abs(expected - actual) / (1e-7 + 4e-6 * Math.abs(expected));
  }

  @Test
  @Tag("cold")
  void wrongArgumentsAreNamed() {
    float[] z = new float[2 * 3 * 64];
    float[] c = new float[2 * 3 * 16];
    refused("blocks", () -> forward(-1, 3, z, 0, 192, c, 0, c, 0, 48, c, 0, c, 0, 32));
    refused("rows", () -> forward(2, -3, z, 0, 192, c, 0, c, 0, 48, c, 0, c, 0, 32));
    refused("z", () -> forward(2, 3, z, 1, 192, c, 0, c, 0, 48, c, 0, c, 0, 32));
    refused("z", () -> forward(2, 3, z, 0, 193, c, 0, c, 0, 48, c, 0, c, 0, 32));
    refused("cPrev", () -> forward(2, 3, z, 0, 192, c, 1, c, 0, 48, c, 0, c, 0, 32));
    refused("c", () -> forward(2, 3, z, 0, 192, c, 0, c, 1, 48, c, 0, c, 0, 32));
    refused("tanhC", () -> forward(2, 3, z, 0, 192, c, 0, c, 0, 48, c, 1, c, 0, 32));
    refused("h", () -> forward(2, 3, z, 0, 192, c, 0, c, 0, 48, c, 0, c, 1, 32));
    refused("h", () -> forward(2, 3, z, 0, 192, c, 0, c, 0, 48, c, 0, c, 0, -32));
    refused("dh", () -> backward(2, 3, z, c, c, c, 33, c, 0, z, 0));
    refused("dc", () -> backward(2, 3, z, c, c, c, 32, c, 1, z, 0));
    refused("dz", () -> backward(2, 3, z, c, c, c, 32, c, 0, z, 1));
    refused("tanhC", () -> backward(2, 3, z, c, new float[95], c, 32, c, 0, z, 0));
    refused("cPrev", () -> backward(2, 3, z, new float[95], c, c, 32, c, 0, z, 0));
    refused("z", () -> backward(2, 3, new float[9], c, c, c, 32, c, 0, z, 0));
    refused("z", () -> forward(2, 3, z, 0, 191, c, 0, c, 0, 48, c, 0, c, 0, 32));
    refused("c", () -> forward(2, 3, z, 0, 192, c, 0, c, 0, 47, c, 0, c, 0, 32));
    refused("h", () -> forward(2, 3, z, 0, 192, c, 0, c, 0, 48, c, 0, c, 0, 31));
    refused(
        "dz", () -> LstmGates.backward(2, 3, z, 0, 192, c, 0, c, 0, 48, c, 0, 32, c, 0, z, 0, 191));
  }

  private static void forward(
      int blocks,
      int rows,
      float[] z,
      int zOff,
      int zBlock,
      float[] cPrev,
      int cPrevOff,
      float[] c,
      int cOff,
      int cBlock,
      float[] tanhC,
      int tanhCOff,
      float[] h,
      int hOff,
      int hRow) {
    LstmGates.forward(
        blocks, rows, z, zOff, zBlock, cPrev, cPrevOff, c, cOff, cBlock, tanhC, tanhCOff, h, hOff,
        hRow);
  }

  private static void backward(
      int blocks,
      int rows,
      float[] z,
      float[] cPrev,
      float[] tanhC,
      float[] dh,
      int dhRow,
      float[] dc,
      int dcOff,
      float[] dz,
      int dzOff) {
    LstmGates.backward(
        blocks, rows, z, 0, 192, cPrev, 0, tanhC, 0, 48, dh, 0, dhRow, dc, dcOff, dz, dzOff, 192);
  }

  private static void refused(String argument, Runnable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call::run);
    assertTrue(e.getMessage().startsWith(argument + ": expected "), e.toString());
  }
}
