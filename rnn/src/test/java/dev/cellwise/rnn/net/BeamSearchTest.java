package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Decoding against all sequences that there are. */
class BeamSearchTest {
  private static final int BEGIN = 2;
  private static final int END = 0;
  private static final int MOST = 4;

  /** Three tokens, so there are 1 + 2 + 4 + 8 + 16 sequences. */
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
    float[] logits = new float[3];
    decoder.step(e, state, last, logits);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    for (int token = 0; token < 3; token++) {
      double p = logProbability + logits[token] - Math.log(sum);
      if (token == END) {
        boolean ended = tokens.length < MOST || logits[0] >= Math.max(logits[1], logits[2]);
        found.add(hypothesis(how, tokens, p, ended));
      } else if (tokens.length < MOST) {
        int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
        longer[tokens.length] = token;
        collect(decoder, e, how, state.copy(), token, longer, p, found);
      }
    }
  }

  private static Hypothesis hypothesis(
      Decoding how, int[] tokens, double logProbability, boolean ended) {
    double penalty = Math.pow((6.0 + tokens.length) / 6, how.alpha());
    return new Hypothesis(tokens, logProbability, logProbability / penalty, ended);
  }

  @Test
  void wideBeamFindsTheBestOfAll() {
    for (long seed = 0; seed < 20; seed++) {
      for (double alpha : new double[] {0, 0.7, 2}) {
        Network network = network(seed);
        int wide = seed == 0 ? Integer.MAX_VALUE : 40;
        Decoding how = Decoding.greedy(BEGIN, END, MOST).withBeam(wide, alpha);
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
      int last = BEGIN;
      for (int t = 0; t <= MOST && !ended; t++) {
        decoder.step(e, state, last, logits);
        last = logits[1] > logits[0] ? 1 : 0;
        last = logits[2] > logits[last] ? 2 : last;
        ended = last == END;
        if (!ended && t < MOST) {
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

  /** A head whose biases are all there is. */
  private static Network biased(float... bias) {
    Network any = network(1);
    Map<String, Tensor> tensors = new LinkedHashMap<>(any.tensors());
    tensors.put("head.weight", Tensor.of(new float[3 * 5], 3, 5));
    tensors.put("head.bias", Tensor.of(bias, 3));
    return Network.of(any.architecture(), tensors);
  }

  @Test
  void textOfTheMostTokensMayEnd() {
    Decoder sure = new Decoder(biased(2, 3, -9));
    Hypothesis cut = sure.decode(encoding(sure), Decoding.greedy(BEGIN, END, 1)).getFirst();
    assertArrayEquals(new int[] {1}, cut.tokens());
    assertFalse(cut.ended(), "the end is not the likeliest");
    double all = Math.log(Math.exp(2) + Math.exp(3) + Math.exp(-9));
    assertEquals(2 + 3 - 2 * all, cut.logProbability(), 1e-6, "it is counted all the same");
    List<Hypothesis> two =
        sure.decode(encoding(sure), Decoding.greedy(BEGIN, END, 1).withBeam(2, 0));
    assertArrayEquals(new int[0], two.getFirst().tokens());
    assertEquals(2 - all, two.getFirst().logProbability(), 1e-6);
  }

  @Test
  void tokensWithoutProbabilityAreNone() {
    float none = Float.NEGATIVE_INFINITY;
    Decoder decoder = new Decoder(biased(0, none, none));
    Decoding wide = Decoding.greedy(BEGIN, END, 3).withBeam(9, 0);
    List<Hypothesis> got = decoder.decode(encoding(decoder), wide);
    assertEquals(List.of(new Hypothesis(new int[0], 0, 0, true)), got);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Decoder broken = new Decoder(biased(0, bad, 0));
      refused("network: expected logits", () -> broken.decode(encoding(broken), wide));
    }
    Decoder nothing = new Decoder(biased(none, none, none));
    refused("network: expected logits", () -> nothing.decode(encoding(nothing), wide));
  }

  /** A step that was refused leaves what the last one read. */
  @Test
  void refusedStepChangesNothing() {
    Network network = Network.initialise(Translators.additive(), 3);
    Decoder decoder = new Decoder(network);
    float[] out = new float[Translators.SYMBOLS];
    float[] weights = new float[40];
    assertThrows(IllegalStateException.class, () -> decoder.attention(0, weights));
    Encoding one = decoder.encode(new int[] {1, 2, 3});
    decoder.step(one, one.newState(), 1, out);
    assertEquals(3, decoder.attention(0, weights));
    float[] before = weights.clone();
    Encoding longer = decoder.encode(new int[33]);
    assertThrows(
        IndexOutOfBoundsException.class, () -> decoder.step(longer, one.newState(), 99, out));
    assertEquals(3, decoder.attention(0, weights));
    assertArrayEquals(before, weights);
    assertThrows(IndexOutOfBoundsException.class, () -> decoder.attention(0, new float[2]));
    assertThrows(IndexOutOfBoundsException.class, () -> decoder.attention(1, weights));
  }

  @Test
  void encodingOfOtherWeightsIsRefused() {
    Network network = Network.initialise(Translators.additive(), 3);
    Network later = Network.of(network.layers(), network.copyParameters());
    Decoder decoder = new Decoder(network);
    Encoding old = decoder.encode(new int[] {1, 2});
    Decoder other = new Decoder(later);
    refused("encoding", () -> other.step(old, old.newState(), 1, new float[Translators.SYMBOLS]));
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
