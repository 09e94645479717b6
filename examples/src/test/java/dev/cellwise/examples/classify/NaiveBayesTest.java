package dev.cellwise.examples.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NaiveBayesTest {
  private static final List<String> TEXTS = List.of("ab", "b", "b");
  private static final int[] CLASSES = {0, 1, 1};

  /** Marks and characters: 4 of class 0, 6 of class 1; 4 different ones. */
  @Test
  void probabilitiesAreThoseByHand() {
    NaiveBayes bayes = NaiveBayes.of(TEXTS, CLASSES, 2, 1, 1);
    double zero = Math.log(2.0 / 5) + Math.log(2.0 / 9) * 3;
    double one = Math.log(3.0 / 5) + Math.log(3.0 / 11) * 2 + Math.log(1.0 / 11);
    assertArrayEquals(new double[] {zero, one}, bayes.logs("a"), 1e-12);
    assertEquals(0, bayes.classify("a"));
    assertEquals(1, bayes.classify("b"));
  }

  @Test
  void aLongerGramAndANewOneCount() {
    NaiveBayes bayes = NaiveBayes.of(TEXTS, CLASSES, 2, 2, 0.5);
    // Class 0: start a b end, and start-a ab b-end; class 1, twice: start b end, start-b b-end.
    double all = 7 + 0.5 * 9;
    double zero = Math.log(2.0 / 5) + 2 * Math.log(1.5 / all) + 3 * Math.log(0.5 / all);
    assertEquals(zero, bayes.logs("x")[0], 1e-12);
    assertEquals(0, NaiveBayes.of(TEXTS, CLASSES, 2, 2, 0.01).classify("ab"));
  }

  @Test
  void theSettingIsTheOneThatIsBestOnHeldOutTexts() {
    List<String> texts = List.of("ab", "ab", "ba", "ba");
    int[] classes = {0, 0, 1, 1};
    NaiveBayes tuned =
        NaiveBayes.tuned(texts, classes, 2, List.of("ab", "ba", "abab"), new int[] {0, 1, 0});
    assertEquals("naive Bayes, 1 to 2 characters, α 10.0", tuned.toString());
  }
}
