package dev.cellwise.examples.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worked example of Koehn, Statistical Machine Translation (2010), figure 4.4. */
class WordForWordTest {
  private static final List<Pair> PAIRS =
      List.of(
          pair("das Haus", "the house"), pair("das Buch", "the book"), pair("ein Buch", "a book"));

  private static Pair pair(String source, String target) {
    return new Pair(List.of(source.split(" ")), List.of(target.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "1, the, das, 0.5",
    "1, book, das, 0.25",
    "1, house, das, 0.25",
    "1, the, Buch, 0.25",
    "1, book, Buch, 0.5",
    "1, a, Buch, 0.25",
    "1, book, ein, 0.5",
    "1, the, Haus, 0.5",
    "2, the, das, 0.6364",
    "2, book, das, 0.1818",
    "2, book, ein, 0.4286",
    "2, a, ein, 0.5714",
    "2, house, Haus, 0.5714",
    "3, the, das, 0.7479",
    "3, house, das, 0.1313",
    "3, book, Buch, 0.7479",
    "3, a, ein, 0.6534",
    "3, a, das, 0"
  })
  void theWorkedExample(int rounds, String f, String e, double expected) {
    WordForWord model = new WordForWord(PAIRS, rounds);
    assertEquals(expected, model.probability(f, e), 5e-5);
  }

  @ParameterizedTest
  @CsvSource({"das Haus, the house", "ein Haus, a house", "das Auto, the Auto"})
  void eachWordByItsLikeliest(String source, String expected) {
    WordForWord model = new WordForWord(PAIRS, 3);
    assertEquals(List.of(expected.split(" ")), model.of(List.of(source.split(" "))));
  }
}
