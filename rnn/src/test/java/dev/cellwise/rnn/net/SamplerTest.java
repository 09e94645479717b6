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
  }
}
