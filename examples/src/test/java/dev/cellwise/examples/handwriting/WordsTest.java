package dev.cellwise.examples.handwriting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Draws;
import dev.cellwise.examples.data.LabelledSequences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordsTest {
  @TempDir private Path folder;

  private static List<String> texts(WordList words) {
    return Stream.of(words.training(), words.validation(), words.test())
        .flatMap(List::stream)
        .map(w -> String.join("", Arrays.stream(w).mapToObj(words.symbols()::get).toList()))
        .toList();
  }

  @Test
  void theWordsOfAFileAreInOnePartEach() throws IOException {
    Path file = Files.writeString(folder.resolve("words"), "ab\nzebra\n\nab\n c \n");
    WordList words = WordList.ofFile("--words", file, new int[] {1, 1, 1}, 1);
    assertEquals(List.of("ab", "c", "zebra"), texts(words).stream().sorted().toList());
    BadInput few =
        assertThrows(
            BadInput.class, () -> WordList.ofFile("--words", file, new int[] {2, 1, 1}, 1));
    assertTrue(few.getMessage().contains("3 words are fewer than the 4"));
    Files.writeString(file, "ab\nCd\n");
    BadInput bad =
        assertThrows(BadInput.class, () -> WordList.ofFile("--words", file, new int[3], 1));
    assertTrue(bad.getMessage().contains("words line 2: expected a word"), bad::getMessage);
  }

  @Test
  void daysAreDatesThatThereAre() {
    WordList days = WordList.ofDates(new int[] {50, 5, 5}, 1);
    List<String> texts = texts(days);
    assertEquals(60, texts.stream().distinct().count());
    for (String day : texts) {
      assertTrue(day.matches("(19|20)\\d\\d(0[1-9]|1[012])([012]\\d|3[01])"), day);
    }
  }

  @Test
  void wordsAreWrittenAndScored() {
    LabelledSequences file =
        new LabelledSequences(
            "digits",
            1,
            List.of("a", "b"),
            new float[][] {{0, 8, 4, 8}, {8, 0, 0, 0}},
            new int[] {0, 1});
    Glyphs glyphs = Glyphs.of("--train", file, List.of("a", "b"), 8);
    List<int[]> words = List.of(new int[] {0, 1}, new int[] {1}, new int[] {1, 1});
    Written written = Written.of(words, glyphs, new Draws(1, Draws.Purpose.WRITTEN_TEST));
    assertArrayEquals(new float[] {0, 1, 0.5f, 1, 1, 0, 0, 0}, written.images()[0]);
    assertArrayEquals(new int[] {0, 1, 1, 1, 1}, written.flat());
    Written apart = written.apart();
    assertEquals(5, apart.images().length);
    assertArrayEquals(new float[] {1, 0, 0, 0}, apart.images()[1]);
    assertArrayEquals(new int[] {1}, apart.letters()[1]);
    boolean[] unlike = written.unlike(new Written(4, new float[0][], new int[][] {{1}, {1, 0}}));
    assertArrayEquals(new boolean[] {true, false, true}, unlike);
    Written.Score score = written.score(new int[] {0, 1, 0, 1, 0}, unlike);
    assertEquals(new Written.Score(3.0 / 5, 1.0 / 3, 3.0 / 4), score);
    refused("no image of c", file, List.of("a", "c"));
    LabelledSequences odd =
        new LabelledSequences("odd", 1, List.of("a"), new float[][] {{0, 8}}, new int[] {0});
    refused("2 pixels a row, which are no square", odd, List.of("a"));
  }

  @Test
  void noImageIsBothLearnedFromAndChosenBy() {
    float[][] images = new float[26][1];
    int[] classes = new int[26];
    for (int i = 0; i < 26; i++) {
      images[i][0] = i;
      classes[i] = i % 2;
    }
    LabelledSequences file = new LabelledSequences("digits", 1, List.of("a", "b"), images, classes);
    LabelledSequences held = Glyphs.part("--train", file, true);
    assertArrayEquals(new float[][] {{2}, {3}, {22}, {23}}, held.sequences());
    assertArrayEquals(new int[] {0, 1, 0, 1}, held.classes());
    LabelledSequences others = Glyphs.part("--train", file, false);
    assertEquals(22, others.sequences().length);
    assertTrue(Arrays.stream(others.sequences()).noneMatch(x -> x[0] == 2 || x[0] == 23));
    LabelledSequences one =
        new LabelledSequences("one", 1, List.of("a"), new float[1][1], new int[1]);
    assertThrows(BadInput.class, () -> Glyphs.part("--train", one, true));
  }

  private static void refused(String because, LabelledSequences file, List<String> symbols) {
    BadInput e = assertThrows(BadInput.class, () -> Glyphs.of("--train", file, symbols, 1));
    assertTrue(e.getMessage().contains(because), e::getMessage);
  }
}
