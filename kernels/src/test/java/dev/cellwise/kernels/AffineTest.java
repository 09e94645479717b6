package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.testing.Bounds;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Affine maps and their gradients: the stated chains, the same bits from both twins. */
class AffineTest {
  /** Around the heights of the tiles and the 320 rows of a chunk. */
  private static final int[] ROWS = {0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13};

  private static final int[] MANY_ROWS = {32, 65, 321, 330};
  private static final int[] K = {0, 1, 2, 5, 15, 16, 17, 33, 100};
  private static final int[] UNITS = {1, 15, 16, 17, 33, 64, 65, 100};
  private static final int[] FEW_ROWS = {1, 5, 7};
  private static final int[] FEW_K = {1, 5, 17};
  private static final int[] FEW_UNITS = {1, 17, 65};

  /** Every shape, panel-major and row-major, without and with gaps. */
  private static void every(int[] rows, int[] k, int[] units, Consumer<AffineOperands> test) {
    for (int r : rows) {
      for (int i : k) {
        for (int u : units) {
          for (Panels p : List.of(Panels.gated(4, u), Panels.dense(u), Panels.gated(3, u))) {
            if (p.gates() != 3 || r < 3 || r == 7 || r > 11) {
              Inputs random = new Inputs(1000L * r + 10L * i + u);
              test.accept(new AffineOperands(r, i, p, false, r % 3 == 0 ? 5 : 0, random));
              test.accept(new AffineOperands(r, i, p, true, r % 2 == 0 ? 3 : 0, random));
              if (p.gates() == 3 || p.gates() == 4 && r == 1) {
                test.accept(new AffineOperands(r, i, p, false, 16, random));
              }
            }
          }
        }
      }
    }
  }

  private static void few(Consumer<AffineOperands> test) {
    every(FEW_ROWS, FEW_K, FEW_UNITS, test);
  }

  private static void twinsAgree(AffineOperands a) {
    String what = a.toString();
    Inputs random = new Inputs(a.rows + 7L * a.k);
    float[] dz = a.zValues(random);
    float[] dx = a.dxValues(random);
    float[] dw = a.dwValues(a.k, 3, random);
    float[] db = a.dwValues(1, 2, random);
    float[] x = a.interleaved();
    Twins.assertSameBits(
        what + ", forward",
        twin -> {
          float[] z = a.guarded();
          AffineTwins.forward(twin, a, z);
          return z;
        });
    Twins.assertSameBits(
        what + ", accumulate",
        twin -> {
          float[] z = dz.clone();
          AffineTwins.accumulate(twin, a, z);
          return z;
        });
    float[] inTwo = a.guarded();
    AffineTwins.forward(Twin.SCALAR, a, inTwo);
    AffineTwins.accumulate(Twin.SCALAR, a, inTwo);
    for (Twin twin : Twins.available()) {
      float[] atOnce = a.guarded();
      AffineTwins.forwardBoth(twin, a, atOnce);
      Twins.assertSameBits(what + ", two inputs at once, " + twin, inTwo, atOnce);
    }
    if (a.zRow >= a.panels.width() + Panels.BLOCK && a.zPanel >= a.rows * a.zRow) {
      shifted(a, what);
    }
    Twins.assertSameBits(
        what + ", backwardInput",
        twin -> {
          float[] to = dx.clone();
          AffineTwins.backwardInput(twin, a, dz, to);
          return to;
        });
    Twins.assertSameBits(
        what + ", backwardWeights",
        twin -> {
          float[] to = dw.clone();
          AffineTwins.backwardWeights(twin, a, x, dz, to, 3);
          return to;
        });
    Twins.assertSameBits(
        what + ", backwardBias",
        twin -> {
          float[] to = db.clone();
          AffineTwins.backwardBias(twin, a, dz, to, 2);
          return to;
        });
  }

  /** Two full panels at once, upwards and downwards, an odd number of them, a narrow last one. */
  @Test
  @Tag("cold")
  void twinsAgreeOnOneRowOfSeveralPanels() {
    every(new int[] {1}, FEW_K, new int[] {128, 200}, AffineTest::twinsAgree);
    for (Panels p : List.of(Panels.gated(4, 49), Panels.gated(4, 80), Panels.dense(200))) {
      Panels other = p.gates() == 4 ? Panels.gated(3, p.units()) : p;
      for (Panels first : List.of(p, p.descending(), other)) {
        for (Panels second : List.of(p, other)) {
          oneRow(first, second, 0);
          oneRow(first, second, Panels.BLOCK);
        }
      }
    }
  }

  private static void oneRow(Panels first, Panels second, int column) {
    Inputs random = new Inputs(first.units() + column);
    float[] x = random.uniform(5, -1, 1);
    float[] w = random.uniform(first.size(5), -1, 1);
    float[] b = random.uniform(first.size(1), -1, 1);
    float[] h = random.uniform(7, -1, 1);
    float[] u = random.uniform(second.size(7), -1, 1);
    int panel = 2 * Panels.WIDTH;
    float[] start = random.uniform(first.count() * panel, -1, 1);
    String what = first + ", " + second + ", column " + column;
    Twins.assertSameBits(
        what,
        twin -> {
          float[] z = start.clone();
          if (twin == Twin.SCALAR) {
            ScalarAffine.forward(
                1, first, 5, x, 0, 5, w, 0, second, column, 7, h, 0, 7, u, 0, b, 0, z, 0, panel, 0);
          } else {
            VectorAffine.forward(
                1, first, 5, x, 0, 5, w, 0, second, column, 7, h, 0, 7, u, 0, b, 0, z, 0, panel, 0);
          }
          return z;
        });
    Twins.assertSameBits(
        what + ", one input",
        twin -> {
          float[] z = start.clone();
          if (twin == Twin.SCALAR) {
            ScalarAffine.forward(1, 5, first, x, 0, 5, w, 0, z, 0, panel, 0, z, 0, panel, 0);
          } else {
            VectorAffine.forward(1, 5, first, x, 0, 5, w, 0, z, 0, panel, 0, z, 0, panel, 0);
          }
          return z;
        });
  }

  /** The columns of the second input begin a block further. */
  private static void shifted(AffineOperands a, String what) {
    float[] start = new Inputs(5).uniform(a.zLength() + Panels.BLOCK, -1, 1);
    float[] expected = start.clone();
    AffineTwins.forward(Twin.SCALAR, a, expected);
    int z = a.zOff + Panels.BLOCK;
    ScalarAffine.forward(
        a.rows, a.k, a.panels, a.x, a.xOff, a.xStride, a.w, a.wOff, expected, z, a.zPanel, a.zRow,
        expected, z, a.zPanel, a.zRow);
    Twins.assertSameBits(
        what + ", shifted",
        twin -> {
          float[] to = start.clone();
          AffineTwins.forwardBoth(twin, a, Panels.BLOCK, to);
          Twins.assertSameBits(what + ", shifted, " + twin, expected, to);
          return to;
        });
  }

  @Test
  void twinsAgreeAtEveryShape() {
    every(ROWS, K, UNITS, AffineTest::twinsAgree);
    every(MANY_ROWS, FEW_K, UNITS, AffineTest::twinsAgree);
  }

  @Test
  @Tag("cold")
  void twinsAgreeAtAFewShapes() {
    few(AffineTest::twinsAgree);
  }

  /** The chains written down once more, over weights that were never packed. */
  @Test
  @Tag("cold")
  void theChainsAreTheStatedOnes() {
    few(
        a -> {
          Inputs random = new Inputs(a.k);
          float[] dz = a.zValues(random);
          float[] dx = a.dxValues(random);
          float[] dw = a.dwValues(a.k, 0, random);
          float[] db = a.dwValues(1, 0, random);
          float[] x = a.interleaved();
          for (Twin twin : Twins.available()) {
            String what = a + ", " + twin;
            float[] z = a.guarded();
            AffineTwins.forward(twin, a, z);
            Twins.assertSameBits(what + ", forward", forward(a), z);
            float[] to = dx.clone();
            AffineTwins.backwardInput(twin, a, dz, to);
            Twins.assertSameBits(what + ", backwardInput", backwardInput(a, dz, dx), to);
            to = dw.clone();
            AffineTwins.backwardWeights(twin, a, x, dz, to, 0);
            Twins.assertSameBits(what + ", backwardWeights", backwardWeights(a, dz, dw), to);
            to = db.clone();
            AffineTwins.backwardBias(twin, a, dz, to, 0);
            Twins.assertSameBits(what + ", backwardBias", backwardBias(a, dz, db), to);
          }
        });
  }

  private static float[] forward(AffineOperands a) {
    float[] z = a.guarded();
    for (int p = 0; p < a.panels.count(); p++) {
      for (int r = 0; r < a.rows; r++) {
        Arrays.fill(z, a.z(r, p, 0), a.z(r, p, 0) + a.panels.width(p), 0);
      }
    }
    for (int r = 0; r < a.rows; r++) {
      for (int g = 0; g < a.panels.gates(); g++) {
        for (int u = 0; u < a.panels.units(); u++) {
          float acc = a.bias[g][u];
          for (int i = 0; i < a.k; i++) {
            acc = Math.fma(a.units[g][u * a.k + i], a.x[a.xOff + r * a.xStride + i], acc);
          }
          z[a.zOf(r, g, u)] = acc;
        }
      }
    }
    return z;
  }

  private static float[] backwardInput(AffineOperands a, float[] dz, float[] dx) {
    float[] to = dx.clone();
    int each = a.panels.gates() > 1 ? 16 : 64;
    for (int r = 0; r < a.rows; r++) {
      for (int i = 0; i < a.k; i++) {
        int at = a.dxOff + r * a.dxStride + i;
        for (int first = 0; first < a.panels.units(); first += each) {
          for (int g = 0; g < a.panels.gates(); g++) {
            for (int u = first; u < Math.min(first + each, a.panels.units()); u++) {
              to[at] = Math.fma(a.units[g][u * a.k + i], dz[a.zOf(r, g, u)], to[at]);
            }
          }
        }
      }
    }
    return to;
  }

  private static float[] backwardWeights(AffineOperands a, float[] dz, float[] dw) {
    float[] to = dw.clone();
    for (int g = 0; g < a.panels.gates(); g++) {
      for (int u = 0; u < a.panels.units(); u++) {
        for (int i = 0; i < a.k; i++) {
          int at = a.panels.index(a.k, i, g, u);
          for (int r = 0; r < a.rows; r++) {
            to[at] = Math.fma(dz[a.zOf(r, g, u)], a.x[a.xOff + r * a.xStride + i], to[at]);
          }
        }
      }
    }
    return to;
  }

  private static float[] backwardBias(AffineOperands a, float[] dz, float[] db) {
    float[] to = db.clone();
    for (int g = 0; g < a.panels.gates(); g++) {
      for (int u = 0; u < a.panels.units(); u++) {
        for (int r = 0; r < a.rows; r++) {
          to[a.panels.index(1, 0, g, u)] += dz[a.zOf(r, g, u)];
        }
      }
    }
    return to;
  }

  /** What users call does what the twins do; which twin that is depends on the JVM. */
  @Test
  @Tag("cold")
  void theApiCallsATwin() {
    AffineOperands a = new AffineOperands(7, 17, Panels.gated(4, 33), false, 5, new Inputs(1));
    Inputs random = new Inputs(2);
    float[] dz = a.zValues(random);
    float[] dx = a.dxValues(random);
    float[] dw = a.dwValues(a.k, 3, random);
    float[] db = a.dwValues(1, 2, random);
    float[] x = a.interleaved();

    float[] z = a.guarded();
    apiForward(a, a.k, a.xOff, a.wOff, z);
    Twins.assertSameBits("forward", forward(a), z);
    float[] expected = dz.clone();
    AffineTwins.accumulate(Twin.SCALAR, a, expected);
    z = dz.clone();
    apiAccumulate(a, a.k, a.xOff, a.wOff, z);
    Twins.assertSameBits("accumulate", expected, z);
    float[] to = dx.clone();
    Affine.backwardInput(
        a.rows,
        a.panels,
        a.inputs,
        dz,
        a.zOff,
        a.zPanel,
        a.zRow,
        a.wT,
        a.wtOff,
        to,
        a.dxOff,
        a.dxStride);
    Twins.assertSameBits("backwardInput", backwardInput(a, dz, dx), to);
    expected = dw.clone();
    AffineTwins.backwardWeights(Twin.SCALAR, a, x, dz, expected, 3);
    to = dw.clone();
    Affine.backwardWeights(a.rows, a.k, a.panels, x, 0, dz, a.zOff, a.zPanel, a.zRow, to, 3);
    Twins.assertSameBits("backwardWeights", expected, to);
    expected = db.clone();
    AffineTwins.backwardBias(Twin.SCALAR, a, dz, expected, 2);
    to = db.clone();
    Affine.backwardBias(a.rows, a.panels, dz, a.zOff, a.zPanel, a.zRow, to, 2);
    Twins.assertSameBits("backwardBias", expected, to);
  }

  private static void apiForward(AffineOperands a, int k, int xOff, int wOff, float[] z) {
    Affine.forward(
        a.rows, k, a.panels, a.x, xOff, a.xStride, a.w, wOff, a.b, a.bOff, z, a.zOff, a.zPanel,
        a.zRow);
  }

  private static void apiAccumulate(AffineOperands a, int k, int xOff, int wOff, float[] z) {
    Affine.accumulate(
        a.rows, k, a.panels, a.x, xOff, a.xStride, a.w, wOff, z, a.zOff, a.zPanel, a.zRow);
  }

  /** One row after the other, each where it lies in the batch. */
  @Test
  @Tag("cold")
  void aRowHasTheSameBitsAloneAndInABatch() {
    for (int rows : new int[] {2, 6, 7, 13, 32}) {
      for (int units : FEW_UNITS) {
        AffineOperands a = new AffineOperands(rows, 17, Panels.gated(4, units));
        Inputs random = new Inputs(units);
        float[] dz = a.zValues(random);
        float[] dx = a.dxValues(random);
        float[] z = a.guarded();
        float[] alone = a.guarded();
        float[] dxAlone = dx.clone();
        apiForward(a, a.k, a.xOff, a.wOff, z);
        int width = a.panels.width();
        for (int r = rows - 1; r >= 0; r--) {
          int x = a.xOff + r * a.xStride;
          int at = a.zOff + r * a.zRow;
          Affine.forward(
              1, a.k, a.panels, a.x, x, 0, a.w, a.wOff, a.b, a.bOff, alone, at, a.zPanel, width);
          Affine.backwardInput(
              1,
              a.panels,
              a.inputs,
              dz,
              at,
              a.zPanel,
              0,
              a.wT,
              a.wtOff,
              dxAlone,
              a.dxOff + r * a.dxStride,
              a.dxStride);
        }
        Twins.assertSameBits(a + ", z", z, alone);
        Affine.backwardInput(
            rows,
            a.panels,
            a.inputs,
            dz,
            a.zOff,
            a.zPanel,
            a.zRow,
            a.wT,
            a.wtOff,
            dx,
            a.dxOff,
            a.dxStride);
        Twins.assertSameBits(a + ", dx", dx, dxAlone);
      }
    }
  }

  /** [W U] [x; h] at once, or W x first and U h after it. */
  @Test
  @Tag("cold")
  void aChainContinuedIsTheWholeChain() {
    for (int first : new int[] {1, 5, 16, 17, 32}) {
      for (int rows : new int[] {1, 4, 7}) {
        for (Panels p : List.of(Panels.gated(4, 17), Panels.dense(100))) {
          AffineOperands a = new AffineOperands(rows, 33, p);
          float[] whole = a.guarded();
          apiForward(a, 33, a.xOff, a.wOff, whole);
          float[] w = new float[p.size(first)];
          float[] u = new float[p.size(33 - first)];
          for (int g = 0; g < p.gates(); g++) {
            p.pack(first, g, columns(a.units[g], 33, 0, first), 0, w, 0);
            p.pack(33 - first, g, columns(a.units[g], 33, first, 33 - first), 0, u, 0);
          }
          float[] parts = a.guarded();
          Affine.forward(
              rows, first, p, a.x, a.xOff, a.xStride, w, 0, a.b, a.bOff, parts, a.zOff, a.zPanel,
              a.zRow);
          Affine.accumulate(
              rows,
              33 - first,
              p,
              a.x,
              a.xOff + first,
              a.xStride,
              u,
              0,
              parts,
              a.zOff,
              a.zPanel,
              a.zRow);
          Twins.assertSameBits(a + ", first " + first, whole, parts);
        }
      }
    }
  }

  private static float[] columns(float[] w, int k, int from, int n) {
    float[] some = new float[w.length / k * n];
    for (int u = 0; u < w.length / k; u++) {
      System.arraycopy(w, u * k + from, some, u * n, n);
    }
    return some;
  }

  @Test
  @Tag("cold")
  void weightGradientInTwoSegmentsIsThatOfOneSweep() {
    int rows = 70;
    for (int first : new int[] {1, 6, 63, 64, 65}) {
      for (Panels p : List.of(Panels.gated(4, 17), Panels.dense(65))) {
        AffineOperands a = new AffineOperands(rows, 17, p, true, 2, new Inputs(first));
        float[] dz = a.zValues(new Inputs(3));
        float[] start = a.dwValues(17, 0, new Inputs(4));
        float[] whole = start.clone();
        Affine.backwardWeights(
            rows, 17, p, a.interleaved(), 0, dz, a.zOff, a.zPanel, a.zRow, whole, 0);
        float[] parts = start.clone();
        float[] bias = a.dwValues(1, 0, new Inputs(5));
        float[] biasParts = bias.clone();
        Affine.backwardBias(rows, p, dz, a.zOff, a.zPanel, a.zRow, bias, 0);
        for (int from : new int[] {0, first}) {
          int n = from == 0 ? first : rows - first;
          float[] x = new float[n * 17];
          Affine.interleave(n, 17, a.x, a.xOff + from * a.xStride, a.xStride, 0, n, x, 0);
          int at = a.zOff + from * a.zRow;
          Affine.backwardWeights(n, 17, p, x, 0, dz, at, a.zPanel, a.zRow, parts, 0);
          Affine.backwardBias(n, p, dz, at, a.zPanel, a.zRow, biasParts, 0);
        }
        Twins.assertSameBits(a + ", first " + first, whole, parts);
        Twins.assertSameBits(a + ", first " + first, bias, biasParts);
      }
    }
  }

  @Test
  @Tag("cold")
  void interleavingInPiecesIsInterleavingAtOnce() {
    for (int k : new int[] {1, 3, 6, 17, 33}) {
      AffineOperands a = new AffineOperands(10, k, Panels.dense(1), false, 3, new Inputs(k));
      float[] whole = new float[10 * k];
      Affine.interleave(10, k, a.x, a.xOff, a.xStride, 0, 10, whole, 0);
      float[] sorted = whole.clone();
      Arrays.sort(sorted);
      float[] expected = new float[10 * k];
      for (int r = 0; r < 10; r++) {
        System.arraycopy(a.x, a.xOff + r * a.xStride, expected, r * k, k);
      }
      Arrays.sort(expected);
      Twins.assertSameBits("every element once", expected, sorted);
      float[] parts = new float[2 + 10 * k];
      Affine.interleave(3, k, a.x, a.xOff + 7 * a.xStride, a.xStride, 7, 10, parts, 2);
      Affine.interleave(7, k, a.x, a.xOff, a.xStride, 0, 10, parts, 2);
      Twins.assertSameBits("k " + k, whole, Arrays.copyOfRange(parts, 2, 2 + 10 * k));
    }
  }

  /** Where each element goes, and that nothing else is written, from the first row to the last. */
  @Test
  void interleavedRowsLieWhereTheyShould() {
    int total = 12;
    for (int k = 1; k <= 40; k++) {
      for (int stride : new int[] {k, k + 1, 64}) {
        for (int rows : new int[] {1, 2, 3, 4, 7}) {
          float[] x = new Inputs(k).uniform((rows - 1) * stride + k, -1, 1);
          float[] expected = new float[total * k + 20];
          Arrays.fill(expected, 9);
          float[] to = expected.clone();
          int at = 3;
          for (int k0 = 0, n; k0 < k; k0 += n) {
            n = Affine.group(k - k0);
            for (int r = 0; r < rows; r++) {
              int from = r * stride + k0;
              System.arraycopy(x, from, expected, 5 + k0 * total + (at + r) * n, n);
            }
          }
          Affine.interleave(rows, k, x, 0, stride, at, total, to, 5);
          Twins.assertSameBits(rows + " rows of " + k + " in " + stride, expected, to);
        }
      }
    }
  }

  /** 0 · W + -0 would be +0, and 0 · ∞ NaN: so one column too many is seen. */
  @Test
  @Tag("cold")
  void paddingOfTheOutputsTakesNoPartInTheInputGradient() {
    for (int units : new int[] {1, 15, 17, 33, 65, 100}) {
      for (Panels p : List.of(Panels.gated(4, units), Panels.dense(units))) {
        for (int rows : new int[] {1, 7}) {
          AffineOperands a = new AffineOperands(rows, 17, p);
          for (int g = 0; g < p.gates(); g++) {
            for (int i = 0; i < a.units[g].length; i++) {
              a.units[g][i] = -Math.abs(a.units[g][i]) - 1;
            }
            p.pack(17, g, a.units[g], 0, a.w, a.wOff);
          }
          p.transpose(Panels.dense(17), a.w, a.wOff, a.wT, a.wtOff);
          float[] dz = new float[a.zLength()];
          Arrays.fill(dz, Float.NaN);
          for (int r = 0; r < rows; r++) {
            for (int g = 0; g < p.gates(); g++) {
              for (int u = 0; u < units; u++) {
                dz[a.zOf(r, g, u)] = 0;
              }
            }
          }
          for (Twin twin : Twins.available()) {
            float[] dx = new float[a.dxOff + rows * a.dxStride];
            Arrays.fill(dx, -0f);
            AffineTwins.backwardInput(twin, a, dz, dx);
            for (int r = 0; r < rows; r++) {
              for (int i = 0; i < 17; i++) {
                float value = dx[a.dxOff + r * a.dxStride + i];
                assertEquals(-0f, value, a + ", " + twin + ", row " + r + ", input " + i);
              }
            }
          }
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void inputsAreNotPadded() {
    for (int k : new int[] {1, 15, 17}) {
      AffineOperands a = new AffineOperands(7, k, Panels.gated(4, 17));
      for (int g = 0; g < 4; g++) {
        Arrays.fill(a.units[g], -2);
        Arrays.fill(a.bias[g], -0f);
        a.panels.pack(k, g, a.units[g], 0, a.w, a.wOff);
        a.panels.pack(1, g, a.bias[g], 0, a.b, a.bOff);
      }
      Arrays.fill(a.x, a.xOff, a.xOff + 7 * k, 0f);
      for (Twin twin : Twins.available()) {
        float[] z = a.guarded();
        AffineTwins.forward(twin, a, z);
        for (int u = 0; u < 17; u++) {
          assertEquals(-0f, z[a.zOf(3, 2, u)], "k " + k + ", " + twin);
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void aBrokenRowStaysAlone() {
    for (int rows : new int[] {4, 7, 13}) {
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        for (int broken = 0; broken < rows; broken++) {
          AffineOperands a = new AffineOperands(rows, 5, Panels.gated(4, 17));
          float[] dz = a.zValues(new Inputs(1));
          float[] dx = a.dxValues(new Inputs(2));
          float[] dxBefore = dx.clone();
          float[] z = a.guarded();
          apiForward(a, 5, a.xOff, a.wOff, z);
          AffineTwins.backwardInput(Twin.SCALAR, a, dz, dxBefore);
          Arrays.fill(a.x, a.xOff + broken * 5, a.xOff + broken * 5 + 5, bad);
          for (int u = 0; u < 17; u++) {
            dz[a.zOf(broken, 1, u)] = bad;
          }
          for (Twin twin : Twins.available()) {
            float[] zBad = a.guarded();
            float[] dxBad = dx.clone();
            AffineTwins.forward(twin, a, zBad);
            AffineTwins.backwardInput(twin, a, dz, dxBad);
            for (int r = 0; r < rows; r++) {
              for (int u = 0; u < 17 && r != broken; u++) {
                assertEquals(z[a.zOf(r, 3, u)], zBad[a.zOf(r, 3, u)]);
              }
              for (int i = 0; i < 5; i++) {
                int at = a.dxOff + r * a.dxStride + i;
                if (r == broken) {
                  assertTrue(!Float.isFinite(dxBad[at]));
                } else {
                  assertEquals(dxBefore[at], dxBad[at]);
                }
              }
            }
          }
        }
      }
    }
  }

  /** With small integers every order gives the exact result, so plain loops must agree. */
  @Test
  @Tag("reference")
  void exactOnSmallIntegers() {
    for (int rows : new int[] {1, 6, 13, 65}) {
      for (int k : K) {
        for (int units : UNITS) {
          AffineOperands a = new AffineOperands(rows, k, Panels.dense(units));
          integers(a);
          float[] z = a.guarded();
          apiForward(a, k, a.xOff, a.wOff, z);
          for (int r = 0; r < rows; r++) {
            for (int u = 0; u < units; u++) {
              long sum = (long) a.bias[0][u];
              for (int i = 0; i < k; i++) {
                sum += (long) a.units[0][u * k + i] * (long) a.x[a.xOff + r * a.xStride + i];
              }
              assertEquals(sum, (long) z[a.zOf(r, 0, u)], a.toString());
            }
          }
        }
      }
    }
  }

  private static void integers(AffineOperands a) {
    round(a.x);
    for (int g = 0; g < a.panels.gates(); g++) {
      round(a.units[g]);
      round(a.bias[g]);
      a.panels.pack(a.k, g, a.units[g], 0, a.w, a.wOff);
      a.panels.pack(1, g, a.bias[g], 0, a.b, a.bOff);
    }
  }

  private static void round(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(values[i] * 50);
    }
  }

  /** A-priori bound of a sum of products; it holds for each element. */
  @Test
  @Tag("reference")
  void forwardStaysWithinItsBound() {
    double[] worst = new double[1];
    every(
        new int[] {1, 7, 65},
        K,
        UNITS,
        a -> {
          float[] z = a.guarded();
          apiForward(a, a.k, a.xOff, a.wOff, z);
          for (int r = 0; r < a.rows; r++) {
            for (int g = 0; g < a.panels.gates(); g++) {
              for (int u = 0; u < a.panels.units(); u++) {
                double sum = a.bias[g][u];
                double magnitude = Math.abs(sum);
                for (int i = 0; i < a.k; i++) {
                  double product =
                      (double) a.units[g][u * a.k + i] * a.x[a.xOff + r * a.xStride + i];
                  sum += product;
                  magnitude += Math.abs(product);
                }
                double bound = Bounds.gemm(a.k + 1, magnitude);
                double error = Math.abs(sum - z[a.zOf(r, g, u)]);
                worst[0] = Math.max(worst[0], error / bound);
                assertTrue(error <= bound, a + ": error " + error + ", bound " + bound);
              }
            }
          }
        });
    System.out.printf("affine forward: worst error %.2g of the bound%n", worst[0]);
  }

  @Test
  @Tag("cold")
  void lookupIsTheDenseOneHotRowUpToTheSignOfZero() {
    for (int rows : new int[] {1, 7, 32}) {
      for (Panels p : List.of(Panels.gated(4, 17), Panels.dense(65))) {
        int k = 13;
        AffineOperands a = new AffineOperands(rows, k, p, true, 3, new Inputs(rows));
        int[] index = new int[2 + rows];
        System.arraycopy(new Inputs(5).indices(rows, k), 0, index, 2, rows);
        for (int r = 0; r < rows; r++) {
          Arrays.fill(a.x, a.xOff + r * a.xStride, a.xOff + r * a.xStride + k, 0f);
          a.x[a.xOff + r * a.xStride + index[2 + r]] = 1;
        }
        float[] dense = a.guarded();
        float[] looked = a.guarded();
        apiForward(a, k, a.xOff, a.wOff, dense);
        Affine.lookup(
            rows, k, p, index, 2, a.w, a.wOff, a.b, a.bOff, looked, a.zOff, a.zPanel, a.zRow);
        equalUpToTheSignOfZero("forward", dense, looked);

        float[] dz = a.zValues(new Inputs(6));
        float[] dw = a.dwValues(k, 3, new Inputs(7));
        float[] dwDense = dw.clone();
        Affine.backwardWeights(
            rows, k, p, a.interleaved(), 0, dz, a.zOff, a.zPanel, a.zRow, dwDense, 3);
        Affine.backwardLookup(rows, k, p, index, 2, dz, a.zOff, a.zPanel, a.zRow, dw, 3);
        equalUpToTheSignOfZero("backward", dwDense, dw);
      }
    }
  }

  private static void equalUpToTheSignOfZero(String what, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertTrue(expected[i] == actual[i] || expected[i] != expected[i], what + ", element " + i);
    }
  }

  @Test
  @Tag("cold")
  void noRowsAndNoInputs() {
    AffineOperands none = new AffineOperands(0, 5, Panels.gated(4, 17));
    float[] z = none.guarded();
    apiForward(none, 5, none.xOff, none.wOff, z);
    Twins.assertSameBits("no rows", none.guarded(), z);
    AffineOperands a = new AffineOperands(3, 0, Panels.gated(4, 17));
    z = a.guarded();
    apiForward(a, 0, a.xOff, a.wOff, z);
    assertEquals(a.bias[2][16], z[a.zOf(1, 2, 16)]);
  }

  /**
   * The last panel, 16 of 64 columns wide, ends with its row; forward and accumulate take it too.
   */
  @Test
  @Tag("cold")
  void aSecondInputFitsRowsWithoutPadding() {
    Panels p = Panels.dense(80);
    float[] x = new Inputs(1).uniform(6, -1, 1);
    float[] w = new Inputs(2).uniform(p.size(3), -1, 1);
    float[] b = new Inputs(3).uniform(80, -1, 1);
    float[] expected = new float[160];
    Affine.forward(2, 3, p, x, 0, 3, w, 0, b, 0, expected, 0, 64, 80);
    Affine.accumulate(2, 3, p, x, 0, 3, w, 0, expected, 0, 64, 80);
    float[] z = new float[160];
    Affine.forward(2, p, 3, x, 0, 3, w, 0, 3, x, 0, 3, w, 0, b, 0, z, 0, 64, 80);
    Twins.assertSameBits("z", expected, z);
  }

  @Test
  @Tag("cold")
  void wrongArgumentsAreNamed() {
    Panels p = Panels.gated(4, 17);
    Panels k3 = Panels.dense(3);
    float[] x = new float[2 * 3];
    float[] w = new float[p.size(3)];
    float[] b = new float[p.size(1)];
    float[] z = new float[2 * 2 * 64];
    float[] wT = new float[k3.size(68)];
    float[] dx = new float[2 * 16];
    int[] index = {0, 2};
    refused("rows", () -> Affine.forward(-1, 3, p, x, 0, 3, w, 0, b, 0, z, 0, 128, 64));
    refused("k", () -> Affine.forward(2, -3, p, x, 0, 3, w, 0, b, 0, z, 0, 128, 64));
    refused("x", () -> Affine.forward(2, 3, p, x, 1, 3, w, 0, b, 0, z, 0, 128, 64));
    refused("x", () -> Affine.forward(2, 3, p, x, 0, 4, w, 0, b, 0, z, 0, 128, 64));
    refused("x", () -> Affine.forward(2, 3, p, x, 0, -3, w, 0, b, 0, z, 0, 128, 64));
    refused("w", () -> Affine.forward(2, 3, p, x, 0, 3, w, 1, b, 0, z, 0, 128, 64));
    refused("w", () -> Affine.forward(2, 3, p, x, 0, 3, w, -1, b, 0, z, 0, 128, 64));
    refused("b", () -> Affine.forward(2, 3, p, x, 0, 3, w, 0, b, 1, z, 0, 128, 64));
    refused("z", () -> Affine.forward(2, 3, p, x, 0, 3, w, 0, b, 0, z, 1, 128, 64));
    refused("z", () -> Affine.forward(2, 3, p, x, 0, 3, w, 0, b, 0, z, 0, 129, 64));
    refused("z", () -> Affine.forward(2, 3, p, x, 0, 3, w, 0, b, 0, z, 0, -128, 64));
    refused("z", () -> Affine.accumulate(2, 3, p, x, 0, 3, w, 0, z, 0, 128, 65));
    both("h", p, x, 1, w, 0, z, 128);
    both("u", p, x, 0, w, 1, z, 128);
    both("z", p, x, 0, w, 0, z, 129);
    shifted("second, column", Panels.dense(17), 0, p, x, w, b, z);
    shifted("second, column", p, -1, p, x, w, b, z);
    shifted("second, column", p, Integer.MAX_VALUE, p, x, w, b, z);
    shifted("z", p, 16, p, x, w, b, z);
    Panels three = Panels.gated(3, 32);
    refused(
        "z",
        () ->
            Affine.forward(
                1,
                three,
                1,
                x,
                0,
                1,
                new float[96],
                0,
                three,
                16,
                1,
                x,
                0,
                1,
                new float[96],
                0,
                new float[96],
                0,
                z,
                0,
                48,
                64));
    refused("dz", () -> Affine.backwardInput(2, p, k3, z, 1, 128, 64, wT, 0, dx, 0, 16));
    refused("wT", () -> Affine.backwardInput(2, p, k3, z, 0, 128, 64, wT, 1, dx, 0, 16));
    refused("dx", () -> Affine.backwardInput(2, p, k3, z, 0, 128, 64, wT, 0, dx, 0, 17));
    refused("dx", () -> Affine.backwardInput(2, p, k3, z, 0, 128, 64, wT, 0, dx, 0, 15));
    refused("z", () -> Affine.forward(2, 3, p, x, 0, 3, w, 0, b, 0, z, 0, 128, 63));
    refused("z", () -> Affine.forward(2, 3, p, x, 0, 3, w, 0, b, 0, z, 0, 64, 64));
    refused("z", () -> Affine.forward(2, 3, p, x, 0, 3, w, 0, b, 0, z, 0, 63, 128));
    refused("z", () -> Affine.forward(1, 3, p, x, 0, 3, w, 0, b, 0, z, 0, 63, 0));
    refused("z", () -> Affine.accumulate(2, 3, p, x, 0, 3, w, 0, z, 0, 127, 64));
    refused("z", () -> Affine.lookup(2, 3, p, index, 0, w, 0, b, 0, z, 0, 64, 64));
    refused("z", () -> Affine.lookup(2, 3, p, index, 0, w, 0, b, 0, z, 0, 128, 63));
    refused("x", () -> Affine.backwardWeights(2, 3, p, x, 1, z, 0, 128, 64, w, 0));
    refused("dz", () -> Affine.backwardWeights(2, 3, p, x, 0, z, 0, 128, -1, w, 0));
    refused("dw", () -> Affine.backwardWeights(2, 3, p, x, 0, z, 0, 128, 64, w, 1));
    refused("db", () -> Affine.backwardBias(2, p, z, 0, 128, 64, b, 1));
    refused("dz", () -> Affine.backwardBias(3, p, z, 0, 128, 64, b, 0));
    refused("index", () -> Affine.lookup(2, 3, p, index, 1, w, 0, b, 0, z, 0, 128, 64));
    refused("index[1]", () -> Affine.lookup(2, 2, p, index, 0, w, 0, b, 0, z, 0, 128, 64));
    refused("index[0]", () -> Affine.backwardLookup(1, 3, p, new int[] {-1}, 0, z, 0, 0, 0, w, 0));
    refused("to", () -> Affine.interleave(2, 3, x, 0, 3, 0, 2, x, 1));
    assertThrows(
        IndexOutOfBoundsException.class, () -> Affine.interleave(2, 3, x, 0, 3, 1, 2, x, 0));
  }

  private static void refused(String argument, Runnable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call::run);
    assertTrue(e.getMessage().startsWith(argument + ": expected "), e.toString());
  }

  private static void shifted(
      String name,
      Panels second,
      int column,
      Panels p,
      float[] x,
      float[] w,
      float[] b,
      float[] z) {
    refused(
        name,
        () ->
            Affine.forward(
                2, p, 3, x, 0, 3, w, 0, second, column, 3, x, 0, 3, w, 0, b, 0, z, 0, 128, 64));
  }

  private static void both(
      String name, Panels p, float[] h, int hOff, float[] u, int uOff, float[] z, int zPanel) {
    float[] b = new float[128];
    refused(
        name,
        () ->
            Affine.forward(2, p, 3, h, 0, 3, u, 0, 3, h, hOff, 3, u, uOff, b, 0, z, 0, zPanel, 64));
  }
}
