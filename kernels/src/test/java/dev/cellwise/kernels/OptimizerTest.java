package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.testing.Floats;
import dev.cellwise.testing.ReferenceOptimizer;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The updates of parameters. */
class OptimizerTest {
  private static final double U = 0x1p-24;

  @Test
  void twinsAgreeAtEverySizeAndOffset() {
    for (int n : Twins.SIZES) {
      for (int off : Twins.OFFSETS) {
        int length = n + off + 5;
        agree(n, off, new Inputs(n + off).exponents(length, -30, 10), length);
      }
    }
  }

  /** Few sizes: the interpreter is slow. */
  @Test
  @Tag("cold")
  void soTheyDoInTheInterpreter() {
    for (int n : new int[] {1, 15, 16, 17, 33, 100}) {
      agree(n, 1, new Inputs(n).exponents(n + 6, -30, 10), n + 6);
    }
    agree(300, 0, new Inputs(5).bits(300), 300);
  }

  @Test
  void twinsAgreeOnAnyBits() {
    agree(10_000, 0, new Inputs(5).bits(10_000), 10_000);
  }

  private static void agree(int n, int off, float[] g, int length) {
    for (OptimizerUpdate update : OptimizerUpdate.values()) {
      Twins.assertSameBits(
          update + ", n " + n + ", offset " + off,
          twin -> {
            float[] m = new Inputs(2).uniform(length, 0, 1);
            float[] v = new Inputs(3).uniform(length, 0, 1);
            float[] w = new Inputs(n).uniform(length, -2, 2);
            update.run(twin, 1, n, g, off, m, off, v, off, w, off);
            float[] all = new float[3 * length];
            System.arraycopy(m, 0, all, 0, length);
            System.arraycopy(v, 0, all, length, length);
            System.arraycopy(w, 0, all, 2 * length, length);
            return all;
          });
    }
  }

  /** Also of a gradient of -0, to which a term of zero would give the other sign. */
  @Test
  @Tag("cold")
  void noPenaltyLeavesTheGradientItsBits() {
    int n = 33;
    float[] g = new float[n];
    Arrays.fill(g, -0f);
    float[] w = new float[n];
    Arrays.fill(w, Float.POSITIVE_INFINITY);
    for (Twin twin : Twins.available()) {
      float[] b = g.clone();
      OptimizerUpdate.MOMENTUM.run(twin, 0, n, g, 0, b, 0, b, 0, w.clone(), 0);
      Twins.assertSameBits("b, " + twin, g, b);
      float[] after = w.clone();
      OptimizerUpdate.SGD.run(twin, 0, n, g, 0, b, 0, b, 0, after, 0);
      Twins.assertSameBits("w, " + twin, w, after);
      float[] zero = g.clone();
      float[] v = new float[n];
      OptimizerUpdate.ADAM.run(twin, 0, n, g, 0, new float[n], 0, v, 0, zero, 0);
      Twins.assertSameBits("decay of none, " + twin, g, zero);
    }
  }

  @Test
  @Tag("cold")
  void sgdIsOneFma() {
    float[] w = {9, 1, 2, 9};
    Optimizer.sgd(2, new float[] {4, -8}, 0, 0, 0.25, w, 1);
    assertArrayEquals(new float[] {9, 0, 4, 9}, w);
    Optimizer.sgd(2, new float[] {4, -8}, 0, 0.5, 0.25, w, 1);
    assertArrayEquals(new float[] {9, -1, 5.5f, 9}, w);
  }

  /** One update of n parameters, t from 1, the powers of 0.9 and 0.999 to t. */
  private interface Update {
    void run(int t, double p1, double p2, float[] g, float[] m, float[] v, float[] w);
  }

  private static final int N = 1000;
  private static final double RATE = 0.01;
  private static final double MU = 0.9;
  private static final double EPS = 1e-8;

  @Test
  @Tag("reference")
  void descentFollowsTheFormulasInDouble() {
    for (double l2 : new double[] {0, 0.1}) {
      follows(
          ReferenceOptimizer.sgd(N, 0, false, l2),
          (t, p1, p2, g, m, v, w) -> Optimizer.sgd(N, g, 0, l2, RATE, w, 0));
      follows(
          ReferenceOptimizer.sgd(N, MU, false, l2),
          (t, p1, p2, g, m, v, w) -> Optimizer.momentum(N, g, 0, l2, RATE, MU, m, 0, w, 0));
      follows(
          ReferenceOptimizer.sgd(N, MU, true, l2),
          (t, p1, p2, g, m, v, w) -> Optimizer.nesterov(N, g, 0, l2, RATE, MU, m, 0, w, 0));
    }
  }

  @Test
  @Tag("reference")
  void adaptiveUpdatesFollowTheFormulasInDouble() {
    double[] mu = new double[3];
    for (double l2 : new double[] {0, 0.1}) {
      follows(
          ReferenceOptimizer.rmsProp(N, 0.99, EPS, l2),
          (t, p1, p2, g, m, v, w) -> Optimizer.rmsProp(N, g, 0, l2, RATE, 0.99, EPS, v, 0, w, 0));
      follows(
          ReferenceOptimizer.adaGrad(N, 0, EPS, l2),
          (t, p1, p2, g, m, v, w) -> Optimizer.adaGrad(N, g, 0, l2, RATE, EPS, v, 0, w, 0));
      for (double decay : new double[] {0, 0.5}) {
        follows(
            ReferenceOptimizer.adam(N, 0.9, 0.999, EPS, l2, decay),
            (t, p1, p2, g, m, v, w) ->
                Optimizer.adam(
                    N, g, 0, l2, decay, RATE, 0.9, 0.999, EPS, p1, p2, m, 0, v, 0, w, 0));
      }
      follows(
          ReferenceOptimizer.nAdam(N, 0.9, 0.999, EPS, 4e-3, l2),
          (t, p1, p2, g, m, v, w) -> {
            mu[0] = 0.9 * (1 - 0.5 * StrictMath.pow(0.96, t * 4e-3));
            mu[1] = 0.9 * (1 - 0.5 * StrictMath.pow(0.96, (t + 1) * 4e-3));
            mu[2] = mu[0] * (t == 1 ? 1 : mu[2]);
            Optimizer.nAdam(
                N, g, 0, l2, RATE, 0.9, 0.999, EPS, p2, mu[0], mu[1], mu[2], m, 0, v, 0, w, 0);
          });
    }
  }

  private static void follows(ReferenceOptimizer reference, Update update) {
    int steps = 50;
    float[] w = new Inputs(1).uniform(N, -1, 1);
    double[] dw = Floats.widen(w);
    float[] m = new float[N];
    float[] v = new float[N];
    double p1 = 1;
    double p2 = 1;
    for (int t = 1; t <= steps; t++) {
      float[] g = new Inputs(100 + t).exponents(N, -12, 2);
      p1 *= 0.9;
      p2 *= 0.999;
      update.run(t, p1, p2, g, m, v, w);
      reference.step(RATE, Floats.widen(g), dw);
      for (int i = 0; i < N; i++) {
        // An update is at most some ten times the rate, with rounding errors that are relative to
        // past gradients as well as its own; squares are sums of positive terms.
        double bound = t * U * (Math.abs(dw[i]) + 1 + 10 * RATE * 4 * steps);
        assertEquals(dw[i], w[i], bound);
      }
    }
  }

  @Test
  @Tag("cold")
  void theFirstStepOfAdamHasTheSizeOfTheRate() {
    float[] w = {1, 1, 1};
    Optimizer.adam(
        3,
        new float[] {1e-3f, -5, 0},
        0,
        0,
        0,
        0.5,
        0.9,
        0.999,
        0,
        0.9,
        0.999,
        new float[3],
        0,
        new float[3],
        0,
        w,
        0);
    assertEquals(0.5f, w[0], 1e-6f);
    assertEquals(1.5f, w[1], 1e-6f);
    assertEquals(Float.NaN, w[2], "0 / 0 without an epsilon");
  }

  @Test
  @Tag("cold")
  void wrongShapesAreRefused() {
    float[] a = new float[4];
    assertThrows(
        IndexOutOfBoundsException.class, () -> Optimizer.sgd(5, a, 0, 0, 1, new float[9], 0));
    assertThrows(
        IndexOutOfBoundsException.class, () -> Optimizer.sgd(4, a, 0, 0, 1, new float[4], 1));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Optimizer.adam(4, a, 0, 0, 0, 1, .9, .9, 0, .9, .9, a, 0, new float[3], 0, a, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> Optimizer.adam(4, a, 0, 0, 0, 1, .9, .9, 0, 1, .9, a, 0, a, 0, a, 0),
        "t = 0");
    assertThrows(
        IllegalArgumentException.class,
        () -> Optimizer.nAdam(4, a, 0, 0, 1, .9, .9, 0, .9, .5, .5, 1, a, 0, a, 0, a, 0));
    float[] b = new float[3];
    assertThrows(
        IndexOutOfBoundsException.class, () -> Optimizer.momentum(4, a, 0, 0, 1, .9, b, 0, a, 0));
    assertThrows(
        IndexOutOfBoundsException.class, () -> Optimizer.nesterov(4, a, 0, 0, 1, .9, b, 0, a, 0));
    assertThrows(
        IndexOutOfBoundsException.class, () -> Optimizer.rmsProp(4, a, 0, 0, 1, .9, 0, b, 0, a, 0));
    assertThrows(
        IndexOutOfBoundsException.class, () -> Optimizer.adaGrad(4, a, 0, 0, 1, 0, b, 0, a, 0));
  }
}
