package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Softmax, cross-entropy and log-probabilities. */
class SoftmaxTest {
  private static final double U = 0x1p-24;

  /** Gradients, then losses, of the rows; the arrays are as long as the strides demand. */
  private static float[] crossEntropy(
      Twin twin, int rows, int n, int stride, float[] x, int[] targets, float scale) {
    float[] d = new float[rows * stride];
    Arrays.fill(d, 7);
    float[] loss = new float[rows];
    if (twin == Twin.SCALAR) {
      ScalarSoftmax.crossEntropy(rows, n, x, 0, stride, targets, 0, scale, d, 0, stride, loss, 0);
    } else {
      VectorSoftmax.crossEntropy(rows, n, x, 0, stride, targets, 0, scale, d, 0, stride, loss, 0);
    }
    float[] all = Arrays.copyOf(d, d.length + rows);
    System.arraycopy(loss, 0, all, d.length, rows);
    return all;
  }

  private static float[] softmax(Twin twin, int n, float[] x) {
    float[] p = new float[n];
    if (twin == Twin.SCALAR) {
      ScalarSoftmax.softmax(1, n, x, 0, n, p, 0, n);
    } else {
      VectorSoftmax.softmax(1, n, x, 0, n, p, 0, n);
    }
    return p;
  }

  private static double logSumExp(Twin twin, int n, float[] x) {
    return twin == Twin.SCALAR
        ? ScalarSoftmax.logSumExp(n, x, 0, new float[n], 0)
        : VectorSoftmax.logSumExp(n, x, 0, new float[n], 0);
  }

  private static void agree(String what, int rows, int n, int stride, float[] x, int[] targets) {
    Twins.assertSameBits(what, twin -> crossEntropy(twin, rows, n, stride, x, targets, 0.1f));
    Twins.assertSameBits(what, twin -> softmax(twin, n, x));
    Twins.assertSameDouble(what, twin -> logSumExp(twin, n, x));
  }

  @Test
  void twinsAgreeAtEverySize() {
    twinsAgree(Integer.MAX_VALUE);
  }

  @Test
  @Tag("cold")
  void twinsAgreeUpToAFewHundredClasses() {
    twinsAgree(300);
  }

  private static void twinsAgree(int most) {
    for (int n : Twins.SIZES) {
      for (int more : new int[] {0, 1, 15, 17}) {
        if (n > 0 && n <= most) {
          int rows = n < 200 ? 3 : 1;
          float[] x = new Inputs(n).uniform(rows * (n + more), -20, 20);
          int[] targets = new Inputs(n).indices(rows, n);
          agree("classes " + n + " + " + more, rows, n, n + more, x, targets);
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void twinsAgreeOnAnyBitsAndOnNonFiniteRows() {
    for (int n = 1; n < 80; n++) {
      agree("bits", 1, n, n, new Inputs(n).bits(n), new int[] {n / 2});
      for (float odd :
          new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 3e38f}) {
        float[] x = new float[n];
        x[n / 3] = odd;
        agree("zeros and " + odd, 1, n, n, x, new int[] {n / 2});
        Arrays.fill(x, odd);
        agree("all " + odd, 1, n, n, x, new int[] {n / 2});
      }
    }
  }

  @Test
  @Tag("cold")
  void aNanOrAnInfinityAnywhereShowsInTheLoss() {
    for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      for (int at = 0; at < 37; at++) {
        float[] x = new Inputs(at).uniform(37, -1, 1);
        x[at] = odd;
        float[] loss = new float[1];
        Softmax.crossEntropy(1, 37, x, 0, 37, new int[1], 0, 1, x, 0, 37, loss, 0);
        assertEquals(Float.NaN, loss[0]);
      }
    }
  }

  @Test
  @Tag("cold")
  void aClassRuledOutHasNoProbability() {
    float[] x = {1, Float.NEGATIVE_INFINITY, 1};
    float[] p = new float[3];
    Softmax.softmax(1, 3, x, 0, 3, p, 0, 3);
    assertArrayEquals(new float[] {0.5f, 0, 0.5f}, p);
    float[] loss = new float[1];
    Softmax.crossEntropy(1, 3, x, 0, 3, new int[] {1}, 0, 1, p, 0, 3, loss, 0);
    assertEquals(Float.POSITIVE_INFINITY, loss[0]);
  }

  @Test
  @Tag("cold")
  void aRowIsTheSameAloneAndInABatchAndInPlace() {
    int rows = 5;
    int n = 21;
    int stride = 40;
    float[] x = new Inputs(3).uniform(rows * stride, -5, 5);
    int[] targets = new Inputs(4).indices(rows, n);
    float[] batch = new float[rows * stride];
    float[] losses = new float[rows];
    Softmax.crossEntropy(rows, n, x, 0, stride, targets, 0, 0.25f, batch, 0, stride, losses, 0);
    float[] inPlace = x.clone();
    float[] loss = new float[2];
    for (int r = 0; r < rows; r++) {
      Softmax.crossEntropy(
          1, n, inPlace, r * stride, n, targets, r, 0.25f, inPlace, r * stride, n, loss, 1);
      assertEquals(losses[r], loss[1]);
      Twins.assertSameBits(
          "row " + r,
          Arrays.copyOfRange(batch, r * stride, r * stride + n),
          Arrays.copyOfRange(inPlace, r * stride, r * stride + n));
    }
  }

  @Test
  @Tag("cold")
  void thePadIsSetToZeroAndNothingElseIsTouched() {
    for (int more : new int[] {0, 3, 11, 12, 30}) {
      int n = 21;
      int stride = n + more;
      float[] d = new float[2 * stride + 2];
      Arrays.fill(d, 7);
      Softmax.softmax(2, n, new float[2 * n], 0, n, d, 1, stride);
      assertEquals(7, d[0]);
      assertEquals(7, d[2 * stride + 1]);
      for (int r = 0; r < 2; r++) {
        for (int j = 0; j < stride; j++) {
          float expected = j < n ? 1f / n : j < 32 ? 0 : 7;
          assertEquals(expected, d[1 + r * stride + j], 1e-7f, "column " + j + " + " + more);
        }
      }
    }
  }

  @Test
  @Tag("reference")
  void staysWithinItsBoundsOfTheFormulaInDouble() {
    for (int n : Twins.SIZES) {
      for (float range : new float[] {0.01f, 1, 10, 40}) {
        if (n > 0) {
          compare(n, range);
        }
      }
    }
  }

  private static void compare(int n, float range) {
    float[] x = new Inputs(n).uniform(n, -range, range);
    int target = n / 2;
    float scale = 0.125f;
    double max = Float.NEGATIVE_INFINITY;
    for (float xi : x) {
      max = Math.max(max, xi);
    }
    double sum = 0;
    for (float xi : x) {
      sum += StrictMath.exp(xi - max);
    }
    double loss = StrictMath.log(sum) + max - x[target];
    float[] d = new float[n];
    float[] rowLoss = new float[1];
    Softmax.crossEntropy(1, n, x, 0, n, new int[] {target}, 0, scale, d, 0, n, rowLoss, 0);
    float[] log = new float[1];
    Softmax.logProbability(1, n, x, 0, n, new int[] {target}, 0, new float[n], 0, log, 0);
    assertEquals(0f - rowLoss[0], log[0]);
    // exp: its argument is rounded once, its own error is 2 ulp. Sum: a chain of at most 256, a
    // tree.
    double relative = (2 * range + 4 + Math.min(256, n / 16) + 6) * U;
    assertEquals(loss, rowLoss[0], relative + U * Math.abs(loss), "n " + n + ", range " + range);
    for (int j = 0; j < n; j++) {
      double p = StrictMath.exp(x[j] - max) / sum;
      double expected = scale * (j == target ? p - 1 : p);
      double bound = scale * p * (2 * relative + 4 * U) + U * Math.abs(expected) + 0x1p-126;
      assertEquals(expected, d[j], bound, "n " + n + ", class " + j);
    }
  }

  @Test
  @Tag("cold")
  void wrongShapesAreRefusedBeforeAnythingIsWritten() {
    refuses(IndexOutOfBoundsException.class, call -> call.rows = 3);
    refuses(IllegalArgumentException.class, call -> call.rows = -1);
    refuses(IllegalArgumentException.class, call -> call.classes = 0);
    refuses(IllegalArgumentException.class, call -> call.stride = 4);
    refuses(IndexOutOfBoundsException.class, call -> call.x = new float[9]);
    refuses(IndexOutOfBoundsException.class, call -> call.d = new float[9]);
    refuses(IndexOutOfBoundsException.class, call -> call.targets = new int[1]);
    refuses(IndexOutOfBoundsException.class, call -> call.loss = new float[1]);
    refuses(IndexOutOfBoundsException.class, call -> call.off = -1);
    refuses(IndexOutOfBoundsException.class, call -> call.targets[1] = -1);
    Exception refusal = refuses(IndexOutOfBoundsException.class, call -> call.targets[1] = 5);
    assertEquals("row 1: target 5 is none of the 5 classes", refusal.getMessage());
  }

  private static final class Arguments {
    int rows = 2;
    int classes = 5;
    float[] x = new float[10];
    int off = 0;
    int stride = 5;
    int[] targets = new int[2];
    float[] d = new float[10];
    float[] loss = new float[2];
  }

  private static Exception refuses(Class<? extends Exception> type, Consumer<Arguments> spoil) {
    Arguments a = new Arguments();
    spoil.accept(a);
    Exception refusal =
        assertThrows(
            type,
            () ->
                Softmax.crossEntropy(
                    a.rows, a.classes, a.x, a.off, a.stride, a.targets, 0, 1, a.d, 0, a.stride,
                    a.loss, 0));
    assertArrayEquals(new float[a.d.length], a.d);
    return refusal;
  }
}
