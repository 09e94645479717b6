package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Picking tokens. */
@Tag("cold")
class SamplerTest {
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final float[] LOGITS = {0.5f, -1, 2, 0, -3};

  @Test
  void greedyTakesTheLargestAndOfEqualOnesTheFirst() {
    Sampler s = Sampler.greedy();
    assertEquals(2, s.next(LOGITS, 5));
    assertEquals(0, s.next(LOGITS, 2));
    assertEquals(1, s.next(new float[] {-1, 3, 3, 3}, 4));
    assertEquals(0, s.next(new float[] {-0f, 0f}, 2));
    assertEquals(0, s.next(new float[] {7}, 1));
    assertEquals(1, s.next(new float[] {-INF, -5, -INF}, 3));
  }

  private static int[] draw(Sampler s, int n) {
    int[] drawn = new int[n];
    for (int i = 0; i < n; i++) {
      drawn[i] = s.next(LOGITS, 5);
    }
    return drawn;
  }

  @Test
  void aSeedGivesTheSameDraws() {
    int[] drawn = draw(Sampler.temperature(1, 42), 200);
    assertArrayEquals(drawn, draw(Sampler.temperature(1, 42), 200));
    assertFalse(Arrays.equals(drawn, draw(Sampler.temperature(1, 43), 200)));
    assertTrue(Arrays.stream(drawn).distinct().count() > 2);
  }

  /** 10,000 draws of five tokens: chi-square with four degrees of freedom, 18.5 at 0.1 percent. */
  @Test
  void drawsHaveTheDistributionOfTheSoftmax() {
    for (float temperature : new float[] {0.5f, 1, 3}) {
      double[] p = new double[5];
      double sum = 0;
      for (int i = 0; i < 5; i++) {
        p[i] = StrictMath.exp(LOGITS[i] / temperature);
        sum += p[i];
      }
      int n = 10_000;
      int[] counts = new int[5];
      for (int token : draw(Sampler.temperature(temperature, 2026), n)) {
        counts[token]++;
      }
      double chi = 0;
      for (int i = 0; i < 5; i++) {
        double expected = n * p[i] / sum;
        chi += (counts[i] - expected) * (counts[i] - expected) / expected;
      }
      assertTrue(chi < 18.5, "temperature " + temperature + ": chi-square " + chi);
    }
  }

  @Test
  void coldIsGreedyAndImpossibleTokensAreNeverDrawn() {
    Sampler cold = Sampler.temperature(1e-3f, 1);
    Sampler hot = Sampler.temperature(1e6f, 1);
    float[] some = {-INF, 1, -INF, 1.5f, -INF};
    for (int i = 0; i < 300; i++) {
      assertEquals(2, cold.next(LOGITS, 5));
      int token = hot.next(some, 5);
      assertTrue(token == 1 || token == 3, "token " + token);
    }
    Sampler tiny = Sampler.temperature(Float.MIN_VALUE, 1);
    assertEquals(2, tiny.next(LOGITS, 5));
    assertEquals(0, Sampler.temperature(1, 1).next(LOGITS, 1));
  }

  /** What is drawn of many, and in which shares: each at most 5 standard deviations off. */
  private static void assertShares(Sampler s, float[] logits, double... p) {
    int n = 20_000;
    int[] counts = new int[logits.length];
    for (int i = 0; i < n; i++) {
      counts[s.next(logits, logits.length)]++;
    }
    for (int i = 0; i < p.length; i++) {
      double off = Math.abs(counts[i] - n * p[i]);
      assertTrue(off <= 5 * Math.sqrt(n * p[i] * (1 - p[i])), "token " + i + ": " + counts[i]);
    }
  }

  @Test
  void topKDrawsFromTheLikeliestOnly() {
    float[] logits = log(0.1, 0.4, 0.2, 0.3);
    Sampler s = Sampler.temperature(1, 5);
    assertShares(s.withTopK(1), logits, 0, 1, 0, 0);
    assertShares(s.withTopK(2), logits, 0, 4 / 7.0, 0, 3 / 7.0);
    assertShares(s.withTopK(3), logits, 0, 4 / 9.0, 2 / 9.0, 3 / 9.0);
    assertShares(s.withTopK(4), logits, 0.1, 0.4, 0.2, 0.3);
    assertShares(Sampler.temperature(0.5f, 5).withTopK(2), logits, 0, 16 / 25.0, 0, 9 / 25.0);
    assertShares(s.withTopK(2), new float[] {-1, 0f, -0f, 0f}, 0, 0.5, 0.5, 0);
  }

  @Test
  void topPDrawsFromTheFewestThatHaveTheShare() {
    float[] logits = log(0.125, 0.5, 0.125, 0.25);
    Sampler s = Sampler.temperature(1, 6);
    assertShares(s.withTopP(Float.MIN_VALUE), logits, 0, 1, 0, 0);
    assertShares(s.withTopP(0.49f), logits, 0, 1, 0, 0);
    assertShares(s.withTopP(0.51f), logits, 0, 2 / 3.0, 0, 1 / 3.0);
    assertShares(s.withTopP(0.76f), logits, 1 / 7.0, 4 / 7.0, 0, 2 / 7.0);
    assertShares(s.withTopP(1), logits, 0.125, 0.5, 0.125, 0.25);
    // At half the temperature 0.5 becomes 16 / 22.
    assertShares(Sampler.temperature(0.5f, 6).withTopP(0.7f), logits, 0, 1, 0, 0);
    // Of three tokens 0.5 is 4 / 7.
    assertShares(s.withTopK(3).withTopP(0.56f), logits, 0, 1, 0, 0);
    assertShares(s.withTopK(3).withTopP(0.58f), logits, 0, 2 / 3.0, 0, 1 / 3.0);
  }

  private static float[] log(double... p) {
    float[] logits = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      logits[i] = (float) StrictMath.log(p[i]);
    }
    return logits;
  }

  /** Against sorting, over many sizes. */
  @Test
  void theLikeliestAreThoseOfASortedList() {
    for (int n : new int[] {1, 2, 3, 16, 17, 65, 300}) {
      float[] logits = Nets.uniform(n, n, -2, 2);
      for (int i = 0; i < n; i += 3) {
        logits[i] = logits[n / 2];
      }
      Integer[] order = new Integer[n];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, (a, b) -> Float.compare(logits[b], logits[a]));
      for (int k : new int[] {1, 2, n / 2 + 1, n, n + 1}) {
        double[] weights = new double[n];
        Arrays.fill(weights, 1);
        new Nucleus().keep(k, 0.5f, logits, weights, n);
        int count = (Math.min(k, n) + 1) / 2;
        for (int i = 0; i < n; i++) {
          assertEquals(i < count ? 1 : 0, weights[order[i]], n + " tokens, k " + k + ", " + i);
        }
      }
    }
  }

  @Test
  void impossibleTokensAreNotDrawnAmongTheLikeliestAndFewerTokensMayFollowMore() {
    Sampler s = Sampler.temperature(1, 8).withTopK(3).withTopP(0.99f);
    for (int i = 0; i < 100; i++) {
      assertEquals(1, s.next(new float[] {-INF, 2, -INF, -INF, -INF}, 5));
      assertTrue(s.next(new float[] {0, 0, 0, 0, 0, 0, 0}, 7) < 3);
      assertTrue(s.next(new float[] {-9, 1}, 2) < 2);
    }
  }

  @Test
  void whatCutsNothingOffChangesNoDraw() {
    Sampler s = Sampler.temperature(1.5f, 7);
    int[] all = draw(s, 300);
    assertArrayEquals(all, draw(s.withTopK(5).withTopP(1), 300));
    assertArrayEquals(all, draw(s.withTopP(0.9999999f), 300));
    Sampler greedy = Sampler.greedy().withTopK(3).withTopP(0.5f);
    assertEquals(2, greedy.next(LOGITS, 5));
  }

  @Test
  void wrongArgumentsAreRefused() {
    for (Sampler s : new Sampler[] {Sampler.greedy(), Sampler.temperature(1, 1)}) {
      Nets.assertRefused("logits", () -> s.next(new float[] {1, Float.NaN}, 2));
      Nets.assertRefused("logits", () -> s.next(new float[] {1, INF}, 2));
      Nets.assertRefused("logits", () -> s.next(new float[] {-INF, -INF}, 2));
      Nets.assertRefused("n", () -> s.next(LOGITS, 0));
      Nets.assertRefused("n", () -> s.next(LOGITS, 6));
      assertEquals(0, s.next(new float[] {1, Float.NaN}, 1), "what is behind does not count");
    }
    Nets.assertRefused("temperature", () -> Sampler.temperature(0, 1));
    Nets.assertRefused("temperature", () -> Sampler.temperature(-1, 1));
    Nets.assertRefused("temperature", () -> Sampler.temperature(Float.NaN, 1));
    Nets.assertRefused("temperature", () -> Sampler.temperature(INF, 1));
    Sampler s = Sampler.temperature(1, 1);
    Nets.assertRefused("k", () -> s.withTopK(0));
    for (float p : new float[] {0, -1, 1.001f, Float.NaN}) {
      Nets.assertRefused("p", () -> s.withTopP(p));
    }
  }
}
