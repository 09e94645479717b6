package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KneserNeyTest {
  private static final double EXACT = 1e-15;

  /** a b a c a a d over {a, b, c, d, e}. */
  private static final int[] STREAM = {0, 1, 0, 2, 0, 0, 3};

  private static final int V = 5;

  @Test
  void unigram() {
    // Counts a 4, b 1, c 1, d 1; n1 = 3, n2 = 0, so D = 1/2; total 7, four different symbols.
    KneserNey model = KneserNey.train(1, V, STREAM);
    double rest = 0.5 * 4 / 7 / 5;
    assertEquals(0.5, model.discount(1));
    assertEquals(3.5 / 7 + rest, model.probability(new int[] {0}, 0), EXACT);
    assertEquals(0.5 / 7 + rest, model.probability(new int[] {3}, 0), EXACT);
    assertEquals(rest, model.probability(new int[] {4}, 0), EXACT);
  }

  @Test
  void bigram() {
    // Bigrams ab 1, ba 1, ac 1, ca 1, aa 1, ad 1: n1 = 6, n2 = 0, D2 = 1/2. Predecessors: a of {b,
    // c, a} 3, b 1, c 1, d 1:
    // n1 = 3, n2 = 0, D1 = 1/2; total 6.
    KneserNey model = KneserNey.train(2, V, STREAM);
    double uniform = 0.5 * 4 / 6 / 5;
    double unigramA = 2.5 / 6 + uniform;
    double unigramB = 0.5 / 6 + uniform;
    assertEquals(0.5 / 4 + 0.5 * 4 / 4 * unigramB, model.probability(new int[] {0, 1}, 1), EXACT);
    assertEquals(0.5 / 1 + 0.5 * 1 / 1 * unigramA, model.probability(new int[] {1, 0}, 1), EXACT);
    assertEquals(0.5 * 1 / 1 * unigramB, model.probability(new int[] {1, 1}, 1), EXACT);
    assertEquals(unigramA, model.probability(new int[] {3, 0}, 1), EXACT, "unseen context");
    assertEquals(
        0.5 * 4 / 4 * uniform, model.probability(new int[] {0, 4}, 1), EXACT, "unseen symbol");
  }

  @Test
  void discountsComeFromTheCountsOfEachOrder() {
    // aab aab aac: unigrams a 6, b 2, c 1.
    int[] stream = {0, 0, 1, 0, 0, 1, 0, 0, 2};
    assertEquals(1 / (1 + 2.0 * 1), KneserNey.train(1, 3, stream).discount(1));
    // Bigrams aa 3, ab 2, ba 2, ac 1.
    assertEquals(1 / (1 + 2.0 * 2), KneserNey.train(2, 3, stream).discount(2));
    // Predecessors of a {a, b}, b {a}, c {a}.
    assertEquals(2 / (2 + 2.0 * 1), KneserNey.train(2, 3, stream).discount(1));
    // Trigrams aab 2, aba 2, baa 2, aac 1.
    KneserNey trigram = KneserNey.train(3, 3, stream);
    assertEquals(1 / (1 + 2.0 * 3), trigram.discount(3));
    // Predecessors of aa {b}, ab {a}, ba {a}, ac {a}: n2 = 0.
    assertEquals(0.5, trigram.discount(2));
    assertEquals(2 / (2 + 2.0 * 1), trigram.discount(1));
  }

  @Test
  void trigram() {
    // From the test above: D3 = 1/7, D2 = 1/2, D1 = 1/2; predecessor counts of aa, ab, ac, ba 1
    // each; of a 2, b 1, c 1.
    int[] stream = {0, 0, 1, 0, 0, 1, 0, 0, 2};
    KneserNey model = KneserNey.train(3, 3, stream);
    double unigramB = 0.5 / 4 + 0.5 * 3 / 4 / 3;
    double bigramB = 0.5 / 3 + 0.5 * 3 / 3 * unigramB; // after a
    double trigramB = (2 - 1 / 7.0) / 3 + 1 / 7.0 * 2 / 3 * bigramB; // after aa
    assertEquals(trigramB, model.probability(new int[] {0, 0, 1}, 2), EXACT);
  }

  @Test
  void crossEntropyIsTheMeanOverAllButTheLeadIn() {
    KneserNey model = KneserNey.train(2, V, STREAM);
    int[] heldOut = {0, 1, 4};
    double sum = Math.log(model.probability(heldOut, 1)) + Math.log(model.probability(heldOut, 2));
    assertEquals(-sum / 2, model.crossEntropy(heldOut), 1e-14);
  }

  @Property(tries = 200)
  void probabilitiesSumToOneInEveryContext(
      @ForAll @IntRange(min = 1, max = 3) int order,
      @ForAll @IntRange(min = 2, max = 7) int vocabulary,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int length) {
    int[] stream = new java.util.Random(seed).ints(length, 0, vocabulary).toArray();
    KneserNey model = KneserNey.train(order, vocabulary, stream);
    for (int a = 0; a < vocabulary; a++) {
      for (int b = 0; b < vocabulary; b++) {
        double sum = 0;
        for (int c = 0; c < vocabulary; c++) {
          double p = model.probability(new int[] {a, b, c}, 2);
          assertTrue(p > 0, "a probability of 0");
          sum += p;
        }
        assertEquals(1, sum, 1e-12);
      }
    }
  }

  @Test
  void longerContextsHelpOnARepetitiveText() {
    int[] stream = new int[3000];
    Arrays.setAll(stream, i -> "aabaac".charAt(i % 6) - 'a');
    Baselines baselines = Baselines.measure(3, stream, Arrays.copyOf(stream, 301));
    assertEquals(Math.log(3), baselines.uniform(), 1e-15);
    assertTrue(baselines.uniform() > baselines.unigram());
    assertTrue(baselines.unigram() > baselines.bigram());
    assertTrue(baselines.bigram() > baselines.trigram());
    // After aa comes b or c, evenly; all else follows from two symbols, but not from one.
    assertEquals(Math.log(2) / 3, baselines.trigram(), 0.01);
  }
}
