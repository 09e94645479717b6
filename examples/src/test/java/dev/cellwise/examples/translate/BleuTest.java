package dev.cellwise.examples.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against values that were found by hand. */
class BleuTest {
  /** Precisions 4/5, 3/4, 2/3, 1/2: their product is 1/5. */
  private static final double FIFTH = 0.668740304976422;

  @ParameterizedTest
  @CsvSource({
    "a b c d, a b c d, 1",
    "a b c d e, a b c d f, 0.668740304976422",
    // All right, too short: e^(1 - 5/4).
    "a b c d, a b c d e, 0.7788007830714049",
    // No four words in a row.
    "a b c x, a b c d, 0",
    "a b, a b, 0",
    // Two references; counts are of the one that has a word most: 5/5, 4/4, 3/3, 2/2.
    "a b c d e, a b c d x|y b c d e, 1",
    // Of 3 and 5 words both are as close to 4: the shorter counts, so it is not too short.
    "a b c d, a b c|a b c d e, 1",
    // Of 9 and 5 words 5 are closer to 4.
    "a b c d, a b c d e|q w r t z u i o p, 0.7788007830714049",
    // Papineni's example: the second "the" onwards counts no more than it comes in one reference:
    // precisions 2/7 and 0.
    "the the the the the the the, the cat is on the mat|there is a cat on the mat, 0",
    // 6/8, 5/7, 4/6, 3/5: the second "a b" is not in the reference.
    "a b c d e f a b, a b c d e f, 0.6803749333171201"
  })
  void oneSentence(String said, String references, double expected) {
    Bleu bleu = new Bleu();
    bleu.add(words(said), Stream.of(references.split("\\|")).map(BleuTest::words).toList());
    assertEquals(expected, bleu.value(), 1e-12);
  }

  /** Counts are summed before they are divided: 8/9, 6/7, 4/5, 2/3 of 9 words for 9. */
  @Test
  void aCorpusIsNoMeanOfItsSentences() {
    Bleu bleu = new Bleu();
    bleu.add(words("a b c d"), List.of(words("a b c d")));
    bleu.add(words("a b c d e"), List.of(words("a b c d f")));
    assertEquals(Math.pow(8 / 9.0 * 6 / 7 * 4 / 5 * 2 / 3, 0.25), bleu.value(), 1e-12);
    assertEquals(FIFTH, Math.pow(0.2, 0.25), 1e-12);
  }

  @Test
  void nothingSaidIsNothing() {
    assertEquals(0, new Bleu().value());
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }
}
