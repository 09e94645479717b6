package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.testing.ComplexFunction;
import dev.cellwise.testing.ComplexStep;
import dev.cellwise.testing.ReferenceLoss;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cross-entropy of a softmax with label smoothing and weights. */
class SmoothedCrossEntropyTest {
  private static final double U = 0x1p-24;

  @Test
  void twinsAgreeAtEverySizeAndOffset() {
    for (int n : Twins.SIZES) {
      for (int off : Twins.OFFSETS) {
        if (n > 0) {
          agree(n, off, new Inputs(n).uniform(n + off + 2, -20, 20));
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void soTheyDoInTheInterpreter() {
    for (int n : new int[] {1, 2, 3, 7, 15, 16, 17, 33, 100, 257}) {
      for (int off : new int[] {0, 1, 37}) {
        agree(n, off, new Inputs(n).uniform(n + off + 2, -20, 20));
      }
    }
    for (int n = 1; n < 40; n++) {
      agree(n, 1, new Inputs(n).bits(n + 2));
      for (float odd :
          new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 1e4f}) {
        float[] x = new float[n + 2];
        x[2 + n / 3] = odd;
        agree(n, 2, x);
        Arrays.fill(x, odd);
        agree(n, 0, x);
      }
    }
  }

  /** In place and apart, gradient and loss, without and with weights. */
  private static void agree(int n, int off, float[] given) {
    float[] x = Inputs.before(16, given);
    float[] weights = Inputs.before(16, new Inputs(n + 2).uniform(n + 1, 0, 4));
    for (float[] w : new float[][] {null, weights}) {
      String what = "n " + n + ", offset " + off + (w == null ? "" : ", weighted");
      Twins.assertSameBits(
          what,
          twin -> {
            float[] all = new float[2 * n + 7];
            System.arraycopy(x, off, all, 1, n);
            float apart =
                SoftmaxCases.smoothedRow(
                    twin, n, x, off, n / 2, 0.9, 0.1, w, 1, 2f, 3f, all, n + 3);
            all[2 * n + 6] =
                SoftmaxCases.smoothedRow(twin, n, all, 1, n / 2, 0.9, 0.1, w, 1, 2f, 3f, all, 1);
            assertEquals(apart, all[2 * n + 6], what);
            for (int i = 0; i < n; i++) {
              assertEquals(all[n + 3 + i], all[1 + i], what);
            }
            return all;
          });
    }
  }

  /** The bits of the plain method, where there is nothing to smooth or to weigh. */
  @Test
  @Tag("cold")
  void withoutWeightsAndSmoothingItIsThePlainOne() {
    for (int n : new int[] {1, 5, 16, 40, 100, 300}) {
      int stride = n + 18;
      float[] x = new Inputs(n).uniform(3 * stride, -20, 20);
      int[] targets = new Inputs(n).indices(3, n);
      float[] d = new float[3 * stride];
      float[] loss = new float[3];
      Softmax.crossEntropy(3, n, x, 0, stride, targets, 0, 0.3f, d, 0, stride, loss, 0);
      for (float[] w : new float[][] {null, ones(n)}) {
        float[] d2 = new float[3 * stride];
        float[] loss2 = new float[3];
        Softmax.crossEntropy(
            3, n, x, 0, stride, targets, 0, 0, w, 0, null, 0, 0.3f, d2, 0, stride, loss2, 0);
        Twins.assertSameBits("gradient, n " + n, d, d2);
        Twins.assertSameBits("loss, n " + n, loss, loss2);
      }
    }
  }

  @Test
  @Tag("cold")
  void weightsOfOneAreNoWeights() {
    int n = 300;
    float[] x = new Inputs(n).uniform(n, -20, 20);
    float[][] d = new float[2][n];
    float[][] loss = new float[2][1];
    for (int k = 0; k < 2; k++) {
      float[] w = k == 0 ? null : ones(n);
      Softmax.crossEntropy(
          1, n, x, 0, n, new int[] {7}, 0, 0.1, w, 0, null, 0, 0.3f, d[k], 0, n, loss[k], 0);
    }
    Twins.assertSameBits("gradient", d[0], d[1]);
    Twins.assertSameBits("loss", loss[0], loss[1]);
  }

  /** Two classes, probabilities 3/4 and 1/4. */
  @Test
  @Tag("cold")
  void byHand() {
    float[] x = {(float) StrictMath.log(3), 0};
    float[] w = {2, 0.5f};
    float[] d = new float[2];
    float[] loss = new float[1];
    int[] target = {1};
    double own = 0.8 * 0.5;
    double l0 = StrictMath.log(4 / 3.0);
    double l1 = StrictMath.log(4);
    Softmax.crossEntropy(1, 2, x, 0, 2, target, 0, 0.2, w, 0, null, 0, 1f, d, 0, 2, loss, 0);
    assertEquals(own * l1 + 0.1 * (2 * l0 + 0.5 * l1), loss[0], 1e-6);
    assertEquals(0.75 * (own + 0.25) - 0.2, d[0], 1e-6);
    assertEquals(0.25 * (own + 0.25) - own - 0.05, d[1], 1e-6);
  }

  @Test
  @Tag("cold")
  void extremeLogitsGiveFiniteResults() {
    float[] x = {1e4f, -1e4f, 0};
    float[] d = new float[3];
    float[] loss = new float[1];
    Softmax.crossEntropy(
        1, 3, x, 0, 3, new int[] {1}, 0, 0.75, null, 0, null, 0, 1f, d, 0, 3, loss, 0);
    assertEquals(0.25f * 2e4f + 0.25f * (2e4f + 1e4f), loss[0]);
    assertArrayEquals(new float[] {0.75f, -0.5f, -0.25f}, d);
  }

  @Test
  @Tag("cold")
  void aClassRuledOutCostsInfinitelyMuchOnlyWhereItCounts() {
    float inf = Float.POSITIVE_INFINITY;
    float[] x = {1, -inf, 1};
    assertEquals((float) StrictMath.log(2), lossOf(x, 0, 0, null));
    assertEquals(inf, lossOf(x, 1, 0, null));
    assertEquals(inf, lossOf(x, 0, 0.1, null));
    assertEquals(Float.NaN, lossOf(x, 0, 0.1, new float[] {1, 0, 1}));
    for (float odd : new float[] {Float.NaN, inf}) {
      for (int at = 0; at < 37; at++) {
        float[] row = new Inputs(at).uniform(37, -1, 1);
        row[at] = odd;
        assertEquals(Float.NaN, lossOf(row, 0, 0.1, null));
        assertEquals(Float.NaN, lossOf(row, 0, 0, ones(37)));
      }
    }
  }

  private static float[] ones(int n) {
    float[] ones = new float[n];
    Arrays.fill(ones, 1f);
    return ones;
  }

  private static float lossOf(float[] x, int target, double smoothing, float[] w) {
    int n = x.length;
    float[] loss = new float[1];
    Softmax.crossEntropy(
        1,
        n,
        x,
        0,
        n,
        new int[] {target},
        0,
        smoothing,
        w,
        0,
        null,
        0,
        1f,
        new float[n],
        0,
        n,
        loss,
        0);
    return loss[0];
  }

  @Test
  @Tag("cold")
  void theSumOfWeightsIsThatOfRowsAndTheirClasses() {
    int[] targets = {9, 2, 0, -100, 2};
    float[] classes = {9, 0.5f, 3, 0.25f};
    float[] rows = {7, 2, 1, 0, 4};
    assertEquals(
        2 * 0.25 + 0.5 + 4 * 0.25, Softmax.sumOfWeights(4, 3, targets, 1, classes, 1, rows, 1));
    assertEquals(7, Softmax.sumOfWeights(4, 3, targets, 1, null, 0, rows, 1));
    assertEquals(3.5, Softmax.sumOfWeights(2, 3, new int[] {0, 1}, 0, classes, 1, null, 0));
    assertEquals(2, Softmax.sumOfWeights(2, 3, targets, 1, null, 0, null, 0));
    assertEquals(0, Softmax.sumOfWeights(0, 3, targets, 0, null, 0, null, 0));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Softmax.sumOfWeights(4, 3, targets, 1, classes, 1, null, 0));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Softmax.sumOfWeights(4, 4, targets, 1, classes, 1, rows, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> Softmax.sumOfWeights(1, 1, targets, 2, new float[] {-1}, 0, null, 0));
  }

  @Test
  @Tag("cold")
  void whatIsWrongIsRefusedByName() {
    for (double bad : new double[] {-0.1, 1, Double.NaN}) {
      Exception e =
          assertThrows(
              IllegalArgumentException.class, () -> lossOf(new float[] {1, 2}, 0, bad, null));
      assertEquals("smoothing: expected 0 to under 1, got " + bad, e.getMessage());
    }
    LossCall smoothed = LossCall.CLASSES_SMOOTHED;
    for (float bad : new float[] {-1f, Float.NaN, Float.POSITIVE_INFINITY}) {
      Exception e =
          LossRowsTest.refused(
              smoothed, IllegalArgumentException.class, a -> a.classWeights[7 + 20] = bad);
      assertEquals("classWeights[20]: expected a finite weight >= 0, got " + bad, e.getMessage());
    }
    for (LossCall loss : new LossCall[] {LossCall.CLASSES, smoothed}) {
      Exception e =
          LossRowsTest.refused(loss, IndexOutOfBoundsException.class, a -> a.classes[1] = 21);
      assertEquals("row 1: target 21 is none of the 21 classes", e.getMessage());
      LossRowsTest.refused(loss, IndexOutOfBoundsException.class, a -> a.classes[2] = -1);
      LossRowsTest.refused(loss, IndexOutOfBoundsException.class, a -> a.classes = new int[2]);
      LossRowsTest.refused(loss, IllegalArgumentException.class, a -> a.columns = 0);
    }
    LossRowsTest.refused(
        smoothed, IndexOutOfBoundsException.class, a -> a.classWeights = new float[27]);
  }

  @Test
  @Tag("reference")
  void staysWithinItsBoundsOfTheReference() {
    for (int n : new int[] {1, 2, 3, 7, 15, 16, 17, 33, 100, 257}) {
      for (float range : new float[] {0.01f, 1, 10, 40}) {
        for (double smoothing : new double[] {0, 0.1, 0.75}) {
          compare(n, range, smoothing, null);
          compare(n, range, smoothing, new Inputs(n + 2).uniform(n, 0, 4));
        }
      }
    }
  }

  private static void compare(int n, float range, double smoothing, float[] w) {
    float[] x = new Inputs(n).uniform(n, -range, range);
    int target = n / 2;
    double[] weights = new double[n];
    double[] at = new double[n];
    double all = 0;
    for (int j = 0; j < n; j++) {
      weights[j] = w == null ? 1 : w[j];
      all += weights[j];
      at[j] = x[j];
    }
    ComplexFunction reference =
        z -> ReferenceLoss.crossEntropy(z, 0, target, smoothing, weights).times(1.5);
    double expected = reference.real().at(at);
    double[] slope = ComplexStep.gradient(reference, at);
    float[] d = new float[n];
    float[] loss = new float[1];
    float[] row = {1.5f};
    Softmax.crossEntropy(
        1, n, x, 0, n, new int[] {target}, 0, smoothing, w, 0, row, 0, 1f, d, 0, n, loss, 0);
    // As in SoftmaxTest, times the weights: of the target's class, and of all by their part.
    double own = 1.5 * (1 - smoothing) * weights[target];
    double each = 1.5 * smoothing / n;
    double chain = Math.min(256, n / 16 + 1) + 6;
    double relative = (2 * range + 4 + chain) * U;
    double bound = relative * (own + each * all) + (chain + 3) * U * expected;
    assertEquals(expected, loss[0], bound + 1e-12, "n " + n + ", range " + range);
    for (int j = 0; j < n; j++) {
      double constant = (j == target ? own : 0) + each * weights[j];
      double p = slope[j] + constant;
      double error = Math.abs(p) * (2 * relative + 4 * U) + 3 * U * constant + 1e-12 * constant;
      assertEquals(slope[j], d[j], error + 0x1p-126, "n " + n + ", class " + j);
    }
  }
}
