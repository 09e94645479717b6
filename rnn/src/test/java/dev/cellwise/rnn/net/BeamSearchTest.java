package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decoding against all sequences that there are. */
class BeamSearchTest {
  private static final int BEGIN = 2;
  private static final int END = 0;
  private static final int MOST = 4;

  /** Three tokens, so 1 + 2 + 4 + 8 sequences end, and 16 are cut. */
  private static Network network(long seed) {
    Architecture a =
        Architecture.builder().vector(2, Bridge.dense()).embedding(3, 4).gru(5).dense(3).build();
    return Network.initialise(a, seed);
  }

  private static Encoding encoding(Decoder decoder) {
    return decoder.encode(new float[] {0.7f, -1.5f});
  }

  /** All of them with their scores, the best first. */
  private static List<Hypothesis> all(Network network, Decoding how) {
    List<Hypothesis> found = new ArrayList<>();
    Decoder decoder = new Decoder(network);
    Encoding e = encoding(decoder);
    collect(decoder, e, how, e.newState(), BEGIN, new int[0], 0, found);
    found.sort(Comparator.comparingDouble(h -> -h.score()));
    return found;
  }

  private static void collect(
      Decoder decoder,
      Encoding e,
      Decoding how,
      State state,
      int last,
      int[] tokens,
      double logProbability,
      List<Hypothesis> found) {
    if (tokens.length == MOST) {
      found.add(hypothesis(how, tokens, logProbability, MOST, false));
      return;
    }
    float[] logits = new float[3];
    decoder.step(e, state, last, logits);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    for (int token = 0; token < 3; token++) {
      double p = logProbability + logits[token] - Math.log(sum);
      if (token == END) {
        found.add(hypothesis(how, tokens, p, tokens.length + 1, true));
      } else {
        int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
        longer[tokens.length] = token;
        collect(decoder, e, how, state.copy(), token, longer, p, found);
      }
    }
  }

  private static Hypothesis hypothesis(
      Decoding how, int[] tokens, double logProbability, int length, boolean ended) {
    double penalty = Math.pow((5.0 + length) / 6, how.alpha());
    return new Hypothesis(tokens, logProbability, logProbability / penalty, ended);
  }

  @Test
  void wideBeamFindsTheBestOfAll() {
    for (long seed = 0; seed < 20; seed++) {
      for (double alpha : new double[] {0, 0.7, 2}) {
        Network network = network(seed);
        Decoding how = Decoding.greedy(BEGIN, END, MOST).withBeam(40, alpha);
        List<Hypothesis> expected = all(network, how);
        Decoder decoder = new Decoder(network);
        List<Hypothesis> got = decoder.decode(encoding(decoder), how);
        assertEquals(31, expected.size());
        assertEquals(31, got.size());
        for (int i = 0; i < 31; i++) {
          assertArrayEquals(expected.get(i).tokens(), got.get(i).tokens());
          assertEquals(expected.get(i).logProbability(), got.get(i).logProbability(), 1e-6);
          assertEquals(expected.get(i).score(), got.get(i).score(), 1e-6);
          assertEquals(expected.get(i).ended(), got.get(i).ended());
        }
      }
    }
  }

  /** Where it stops before the end, nothing is lost: the narrow beam's scores are true ones. */
  @Test
  void narrowBeamIsNeverBetterThanAll() {
    int best = 0;
    for (long seed = 0; seed < 20; seed++) {
      Network network = network(seed);
      Decoding how = Decoding.greedy(BEGIN, END, MOST).withBeam(3, 0.7);
      List<Hypothesis> all = all(network, how);
      Decoder decoder = new Decoder(network);
      List<Hypothesis> got = decoder.decode(encoding(decoder), how);
      assertEquals(3, got.size());
      for (Hypothesis h : got) {
        Hypothesis same =
            all.stream()
                .filter(o -> Arrays.equals(o.tokens(), h.tokens()) && o.ended() == h.ended())
                .findFirst()
                .orElseThrow();
        assertEquals(same.score(), h.score(), 1e-6);
      }
      best += Arrays.equals(all.getFirst().tokens(), got.getFirst().tokens()) ? 1 : 0;
    }
    assertTrue(best >= 18, "found the best of " + best + " of 20");
  }

  @Test
  void greedyTakesTheLikeliestTokenAtEachStep() {
    for (long seed = 0; seed < 20; seed++) {
      Network network = network(seed);
      Decoder decoder = new Decoder(network);
      Encoding e = encoding(decoder);
      List<Integer> expected = new ArrayList<>();
      State state = e.newState();
      float[] logits = new float[3];
      boolean ended = false;
      for (int last = BEGIN; expected.size() < MOST && !ended; ) {
        decoder.step(e, state, last, logits);
        last = logits[1] > logits[0] ? 1 : 0;
        last = logits[2] > logits[last] ? 2 : last;
        ended = last == END;
        if (!ended) {
          expected.add(last);
        }
      }
      List<Hypothesis> got = decoder.decode(e, Decoding.greedy(BEGIN, END, MOST));
      assertEquals(1, got.size());
      assertEquals(
          expected, Arrays.stream(got.getFirst().tokens()).boxed().toList(), "seed " + seed);
      assertEquals(ended, got.getFirst().ended());
    }
  }

  @Test
  void oneEncodingIsSharedByDecoders() {
    Network network = Network.initialise(Translators.additive(), 3);
    Decoder one = new Decoder(network);
    Decoder two = new Decoder(network);
    Encoding longer = one.encode(new int[] {1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3});
    Encoding shorter = one.encode(new int[] {5});
    Decoding how = Decoding.greedy(0, 5, 6).withBeam(2, 0.6);
    List<Hypothesis> expected = one.decode(longer, how);
    two.decode(shorter, how);
    assertEquals(expected, two.decode(longer, how));
    assertFalse(expected.equals(one.decode(shorter, how)));
  }

  @Test
  void refusesWhatIsNoDecoding() {
    refused("begin, end", () -> Decoding.greedy(-1, 0, 3));
    refused("most", () -> Decoding.greedy(0, 0, 0));
    refused("width", () -> Decoding.greedy(0, 0, 1).withBeam(0, 0));
    refused("alpha", () -> Decoding.greedy(0, 0, 1).withBeam(1, Double.NaN));
    Network plain = Network.initialise(Architecture.builder().index(3).gru(3).build(), 1);
    refused("network", () -> new Decoder(plain));
    Decoder decoder = new Decoder(network(1));
    Encoding e = encoding(decoder);
    refused("begin, end", () -> decoder.decode(e, Decoding.greedy(3, 0, 5)));
    refused("begin, end", () -> decoder.decode(e, Decoding.greedy(0, 3, 5)));
    refused("x: expected a vector of 2", () -> decoder.encode(new float[3]));
    refused("tokens", () -> decoder.encode(new int[3]));
    Decoder other = new Decoder(network(1));
    refused("encoding", () -> other.step(e, e.newState(), 0, new float[3]));
    refused("network", () -> network(1).newStepper());
  }

  private static void refused(String argument, Runnable call) {
    String got = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(got.startsWith(argument), got);
  }
}
