package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a network makes of a text. */
@Tag("cold")
class ScoringTest {
  private final Network network =
      Network.initialise(Architecture.builder().index(5).lstm(17).dense(5).build(), 1);

  @Test
  void logProbabilityIsTheSumOverTheTokens() {
    int[] tokens = Nets.tokens(1, 12, 5);
    State start = Nets.state(network, 2);
    float[] before = start.toArray();
    double expected = 0;
    State state = start.copy();
    float[] logits = new float[5];
    for (int t = 0; t < 11; t++) {
      network.newStepper().step(state, tokens[t], logits);
      double sum = 0;
      for (float x : logits) {
        sum += StrictMath.exp(x);
      }
      expected += logits[tokens[t + 1]] - StrictMath.log(sum);
    }
    double p = Scoring.logProbability(network, start, tokens);
    assertEquals(expected, p, 1e-12 * Math.abs(expected));
    assertEquals(p, Scoring.logProbability(network, start, tokens));
    assertTrue(p < 0);
    Nets.assertSameBits("state", before, start.toArray());
    assertEquals(0, Scoring.logProbability(network, start, new int[] {3}));
    assertEquals(0, Scoring.logProbability(network, start, new int[0]));
  }

  @Test
  void allContinuationsTogetherAreCertain() {
    double sum = 0;
    for (int a = 0; a < 5; a++) {
      for (int b = 0; b < 5; b++) {
        int[] text = {2, a, b};
        sum += Math.exp(Scoring.logProbability(network, network.newState(), text));
      }
    }
    assertEquals(1, sum, 1e-12);
  }

  @Test
  void logSoftmaxNeitherOverflowsNorVanishes() {
    assertEquals(-Math.log(2), Scoring.logSoftmax(new float[] {3e38f, 3e38f}, 1), 1e-15);
    assertEquals(0, Scoring.logSoftmax(new float[] {3e38f, 0}, 0));
    assertEquals(0f - 3e38f, Scoring.logSoftmax(new float[] {3e38f, 0}, 1));
    assertEquals(Double.NaN, Scoring.logSoftmax(new float[] {0, Float.NaN}, 0));
  }

  @Test
  void aNetworkOfAnotherKindIsRefused() {
    Network features = Network.initialise(Architecture.builder().features(5).lstm(5).build(), 1);
    Network fewer = Network.initialise(Architecture.builder().index(5).lstm(3).dense(4).build(), 1);
    for (Network other : new Network[] {features, fewer}) {
      Nets.assertRefused(
          "network", () -> Scoring.logProbability(other, other.newState(), new int[] {1, 2}));
    }
  }

  @Test
  void aTokenOutsideIsRefusedByName() {
    Nets.assertRefused("token", () -> Scoring.logSoftmax(new float[3], 3));
    Nets.assertRefused("token", () -> Scoring.logSoftmax(new float[3], -1));
  }
}
