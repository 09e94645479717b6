package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.LossCall.Arguments;
import dev.cellwise.testing.ComplexFunction;
import dev.cellwise.testing.ComplexStep;
import dev.cellwise.testing.ReferenceLoss;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cross-entropy of yes-or-no answers. */
class BinaryCrossEntropyTest {
  private static final double U = 0x1p-24;

  @Test
  void twinsAgreeAtEverySizeAndOffset() {
    for (int n : Twins.SIZES) {
      for (int off : Twins.OFFSETS) {
        agree(n, off, new Inputs(n).uniform(n + off + 2, -30, 30));
      }
    }
  }

  @Test
  @Tag("cold")
  void soTheyDoInTheInterpreter() {
    for (int n : new int[] {1, 2, 3, 7, 15, 16, 17, 33, 100, 257}) {
      for (int off : new int[] {0, 1, 37}) {
        agree(n, off, new Inputs(n).uniform(n + off + 2, -30, 30));
      }
    }
    float[] specials = ActivationCases.specials();
    agree(specials.length - 2, 0, specials);
    for (int seed = 0; seed < 20; seed++) {
      agree(60 + seed, 2, new Inputs(seed).bits(64 + seed));
    }
  }

  /** In place and apart, gradient and sum, without and with weights. */
  private static void agree(int n, int off, float[] given) {
    float[] x = Inputs.before(16, given);
    float[] target = Inputs.before(16, BinaryCrossEntropyCases.targets(n, n + 3));
    float[] weights = Inputs.before(16, new Inputs(n + 2).uniform(n + 1, 0, 4));
    for (float[] ps : new float[][] {null, weights}) {
      String what = "n " + n + ", offset " + off + (ps == null ? "" : ", weighted");
      Twins.assertSameBits(
          what,
          twin -> {
            float[] both = new float[2 * n + 5];
            System.arraycopy(x, off, both, 1, n);
            double apart =
                BinaryCrossEntropyCases.row(twin, n, x, off, target, 3, 2f, ps, 1, 3f, both, n + 3);
            double inPlace =
                BinaryCrossEntropyCases.row(twin, n, both, 1, target, 3, 2f, ps, 1, 3f, both, 1);
            assertEquals(apart, inPlace, what);
            for (int i = 0; i < n; i++) {
              assertEquals(both[n + 3 + i], both[1 + i], what);
            }
            return both;
          });
      Twins.assertSameDouble(
          what,
          twin ->
              BinaryCrossEntropyCases.row(
                  twin, n, x, off, target, 3, 2f, ps, 1, 3f, new float[n], 0));
    }
  }

  @Test
  @Tag("cold")
  void noWeightIsAWeightOfOne() {
    int n = 1000;
    float[] x = new Inputs(1).uniform(n, -30, 30);
    float[] target = BinaryCrossEntropyCases.targets(2, n);
    float[] ones = new float[n];
    Arrays.fill(ones, 1f);
    float[][] d = new float[3][n];
    float[][] loss = new float[3][1];
    float[] none = null;
    BinaryCrossEntropy.withLogits(
        1, n, x, 0, n, target, 0, n, 1f, null, 0, 1f, d[0], 0, n, loss[0], 0);
    BinaryCrossEntropy.withLogits(
        1, n, x, 0, n, target, 0, n, ones, 0, null, 0, 1f, d[1], 0, n, loss[1], 0);
    BinaryCrossEntropy.withLogits(
        1, n, x, 0, n, target, 0, n, none, 0, null, 0, 1f, d[2], 0, n, loss[2], 0);
    for (int k = 1; k < 3; k++) {
      Twins.assertSameBits("gradient", d[0], d[k]);
      Twins.assertSameBits("loss", loss[0], loss[k]);
    }
    // And one weight for all columns is that weight for each.
    Arrays.fill(ones, 2.5f);
    BinaryCrossEntropy.withLogits(
        1, n, x, 0, n, target, 0, n, 2.5f, null, 0, 1f, d[0], 0, n, loss[0], 0);
    BinaryCrossEntropy.withLogits(
        1, n, x, 0, n, target, 0, n, ones, 0, null, 0, 1f, d[1], 0, n, loss[1], 0);
    Twins.assertSameBits("gradient", d[0], d[1]);
    Twins.assertSameBits("loss", loss[0], loss[1]);
  }

  /** At logit 0 a yes and a no are as likely; sure logits cost nothing where they are right. */
  @Test
  @Tag("cold")
  void byHand() {
    float ln2 = (float) StrictMath.log(2);
    check(0f, 0f, 1f, ln2, 0.5f);
    check(0f, 1f, 1f, ln2, -0.5f);
    check(0f, 1f, 4f, 4 * ln2, -2f);
    check(0f, 0f, 4f, ln2, 0.5f);
    check(0f, 0.5f, 1f, ln2, 0f);
    check(1e4f, 1f, 1f, 0f, 0f);
    check(-1e4f, 0f, 1f, 0f, 0f);
    check(1e4f, 0f, 3f, 1e4f, 1f);
    check(-1e4f, 1f, 3f, 3e4f, -3f);
    check(1e4f, 0.25f, 1f, 7500f, 0.75f);
    check(-1e4f, 0.25f, 2f, 5000f, -0.5f);
    // Right and rather sure: what is left is e^-80, not 0.
    float tiny = (float) StrictMath.exp(-80);
    check(80f, 1f, 1f, tiny, -tiny);
    check(-80f, 0f, 1f, tiny, tiny);
  }

  private static void check(float x, float t, float p, float loss, float slope) {
    for (int n : new int[] {1, 16, 37}) {
      for (Twin twin : Twins.available()) {
        float[] logits = new float[n];
        float[] target = new float[n];
        Arrays.fill(logits, x);
        Arrays.fill(target, t);
        double sum =
            BinaryCrossEntropyCases.row(twin, n, logits, 0, target, 0, p, null, 0, 1f, logits, 0);
        assertEquals(n * loss, sum, 1e-6 * n * loss, "loss at " + x + ", target " + t);
        for (float d : logits) {
          assertEquals(slope, d, 3e-7f * Math.abs(slope), "slope at " + x + ", target " + t);
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void nanAndInfinityShow() {
    float inf = Float.POSITIVE_INFINITY;
    float nan = Float.NaN;
    for (int n : new int[] {1, 16, 37}) {
      for (int at : new int[] {0, n / 2, n - 1}) {
        for (Twin twin : Twins.available()) {
          for (float t : new float[] {0f, 0.5f, 1f}) {
            assertEquals(nan, loss(twin, n, at, nan, t, nan));
          }
          assertEquals(inf, loss(twin, n, at, inf, 0f, 1f));
          assertEquals(inf, loss(twin, n, at, inf, 0.5f, 0.5f));
          assertEquals(nan, loss(twin, n, at, inf, 1f, 0f));
          assertEquals(inf, loss(twin, n, at, -inf, 1f, -1f));
          assertEquals(inf, loss(twin, n, at, -inf, 0.5f, -0.5f));
          assertEquals(nan, loss(twin, n, at, -inf, 0f, 0f));
        }
      }
    }
  }

  /** The loss with one logit that matters; the others are right and sure. */
  private static double loss(Twin twin, int n, int at, float logit, float t, float slope) {
    float[] x = new float[n];
    Arrays.fill(x, -200);
    x[at] = logit;
    float[] target = new float[n];
    target[at] = t;
    float[] expected = new float[n];
    expected[at] = slope;
    double sum = BinaryCrossEntropyCases.row(twin, n, x, 0, target, 0, 1f, null, 0, 1f, x, 0);
    assertArrayEquals(expected, x, 0f);
    return sum;
  }

  @Test
  @Tag("cold")
  void targetsThatAreNoProbabilitiesAreFound() {
    float below = -Float.MIN_VALUE;
    float above = Math.nextUp(1f);
    float signed = Float.intBitsToFloat(0xffc00001);
    for (int n : new int[] {1, 15, 16, 17, 33, 100}) {
      for (int at : new int[] {0, n / 2, n - 1}) {
        for (Twin twin : Twins.available()) {
          float[] t = BinaryCrossEntropyCases.targets(n, n + 2);
          t[0] = t[n + 1] = Float.NaN;
          for (float good : new float[] {0f, -0f, Float.MIN_VALUE, 0.5f, 1f}) {
            t[1 + at] = good;
            assertTrue(BinaryCrossEntropyCases.areProbabilities(twin, n, t, 1), twin + " " + good);
          }
          for (float bad :
              new float[] {below, above, Float.NaN, signed, 2f, -1f, 1 / 0f, -1 / 0f}) {
            t[1 + at] = bad;
            assertFalse(BinaryCrossEntropyCases.areProbabilities(twin, n, t, 1), twin + " " + bad);
          }
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void targetsAndWeightsAreRefusedByName() {
    for (LossCall loss : new LossCall[] {LossCall.BINARY, LossCall.BINARY_POSITIVE}) {
      for (float bad : new float[] {-0.001f, 1.001f, Float.NaN}) {
        Exception e =
            LossRowsTest.refused(
                loss, IllegalArgumentException.class, a -> a.target[3 + 2 * 23 + 20] = bad);
        assertEquals(
            "target: expected 0 to 1, got " + bad + " in row 2, column 20", e.getMessage());
      }
    }
    LossCall call = LossCall.BINARY_POSITIVE;
    for (float bad : new float[] {-1f, Float.NaN, Float.POSITIVE_INFINITY}) {
      Exception e =
          LossRowsTest.refused(call, IllegalArgumentException.class, a -> a.positive[5 + 20] = bad);
      assertEquals(
          "positiveWeights[20]: expected a finite weight >= 0, got " + bad, e.getMessage());
      Arguments a = new Arguments();
      e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  BinaryCrossEntropy.withLogits(
                      1, 2, a.x, 0, 2, a.target, 0, 2, bad, null, 0, 1f, a.d, 0, 2, a.loss, 0));
      assertEquals("positiveWeight: expected a finite weight >= 0, got " + bad, e.getMessage());
      assertArrayEquals(new float[a.d.length], a.d);
    }
    LossRowsTest.refused(call, IndexOutOfBoundsException.class, a -> a.positive = new float[25]);
  }

  @Test
  @Tag("reference")
  void staysWithinItsBoundsOfTheReference() {
    for (int n : new int[] {1, 2, 3, 7, 15, 16, 17, 33, 100, 257, 5000}) {
      for (float range : new float[] {0.01f, 1, 10, 80}) {
        compare(n, range, null);
        compare(n, range, new Inputs(n + 2).uniform(n, 0, 4));
      }
    }
  }

  private static void compare(int n, float range, float[] ps) {
    float[] x = new Inputs(n).uniform(n, -range, range);
    float[] target = BinaryCrossEntropyCases.targets(n + 1, n);
    float[] d = new float[n];
    for (Twin twin : Twins.available()) {
      double sum = BinaryCrossEntropyCases.row(twin, n, x, 0, target, 0, 1f, ps, 0, 0.25f, d, 0);
      double expected = 0;
      for (int j = 0; j < n; j++) {
        double t = target[j];
        double p = ps == null ? 1 : ps[j];
        ComplexFunction loss = z -> ReferenceLoss.binaryCrossEntropy(z.get(0), t, p);
        double[] at = {x[j]};
        expected += loss.real().at(at);
        double slope = ComplexStep.gradient(loss, at)[0];
        double side = x[j] > 0 ? 1 - t : p * t;
        double m = (p * t + 1 - t) / (1 + StrictMath.exp(Math.abs((double) x[j])));
        // A sigmoid of 2 ulp and two roundings of its factor; one of the side; two of the result.
        double bound = (4 + 2) * U * m + U * side + 2 * U * Math.abs(slope);
        assertEquals(0.25 * slope, d[j], 0.25 * 1.01 * bound, "n " + n + ", " + j);
      }
      // Terms of one sign: a logarithm of 2 ulp, its factor; a chain of at most 256, a tree.
      double relative = (4 + 2 + 2 + Math.min(256, n / 16 + 1) + 4) * U * 1.01;
      assertEquals(expected, sum, relative * expected, "n " + n + ", range " + range);
    }
  }
}
