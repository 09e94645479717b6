package dev.cellwise.examples.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.data.TextPairs;
import dev.cellwise.examples.lesson.LessonRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranslateTest extends LessonRuns {
  @Test
  void datesAreLearnedBetterThanTheDigitsInTheirOrder() throws IOException {
    Map<String, Object> report =
        report(
            "a",
            words(
                "translate --languages sv --texts 300 --test 20",
                "--hidden 16 --embedding 8 --batch 4 --epochs 3 --learning-rate 0.03"));
    assertEquals(300, number(report, "training_pairs"));
    assertEquals(0, number(report, "digits_exact"), "the year stands last");
    assertEquals(1, number(report, "tables_exact"), "Swedish is easy for rules");
    for (String how : List.of("greedy", "beam")) {
      double better = number(report, how + "_bleu") - number(report, "digits_bleu");
      assertTrue(better > 0.2, "" + report);
    }
    for (String picture : List.of("translate", "translate-attention-1", "translate-attention-2")) {
      assertTrue(Files.size(folder.resolve("a").resolve(picture + ".png")) > 0);
    }
  }

  @Test
  void theSameSeedGivesTheSameFigures() throws IOException {
    String[] options =
        words(
            "translate --languages ja,en --texts 20 --test 4",
            "--hidden 3 --embedding 3 --batch 4 --epochs 1 --dropout 0.2 --beam 2");
    assertEquals(timeless(report("a", options)), timeless(report("b", options)));
  }

  /** A language of twelve words, word for word. */
  @Test
  void pairsOfTheUserAreJudgedBesideTheDictionary() throws IOException {
    String from = "abcdefghijkl";
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      StringBuilder source = new StringBuilder();
      StringBuilder target = new StringBuilder();
      for (int n = 0, rest = i * 7919 % 248_832; n < 5; n++, rest /= 12) {
        char word = from.charAt(rest % 12);
        source.append(word).append(' ');
        target.append((char) (word + 12)).append(' ');
      }
      pairs.append(source).append('\t').append(target).append("\tby nobody\n");
    }
    String file = Files.writeString(folder.resolve("pairs"), pairs).toString();
    Map<String, Object> report =
        report("a", "translate", "--pairs", file, "--epochs", "1", "--hidden", "4", "--beam", "2");
    assertEquals(40, number(report, "test_sources"));
    assertEquals(1, number(report, "dictionary_exact"));
    assertEquals(1, number(report, "dictionary_bleu"), 1e-12);
    assertEquals(0, number(report, "copy_bleu"));
    assertEquals(false, report.get("reached"));
  }

  @Test
  void aSourceIsInOnePartWithAllItsTranslations() {
    List<TextPairs.Pair> texts = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      texts.add(new TextPairs.Pair("Number " + i % 40, "Nr. " + i));
    }
    Corpus corpus = Corpus.of(texts, Unit.WORDS, true, 5);
    assertEquals(4, corpus.test().size());
    assertEquals(6, corpus.validation().size());
    assertEquals(102, corpus.training().size());
    for (Corpus.Asked asked : corpus.test()) {
      assertEquals(3, asked.references().size());
      assertEquals("number", asked.source().getFirst());
      for (Pair pair : corpus.training()) {
        assertTrue(!pair.source().equals(asked.source()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--texts, 60001",
    "--test, 1",
    "--embedding, 0",
    "--beam, 0",
    "--minimum-count, 0",
    "--dropout, NaN",
    "--pairs, nowhere"
  })
  void aBadValueIsRefusedByTheNameOfItsOption(String option, String value) {
    refused(option, "translate", option, value);
  }

  @Test
  void badPairsAreRefused() throws IOException {
    String file = Files.writeString(folder.resolve("few"), "a\tb\nc\td\n").toString();
    refused("at least 20 different sources", "translate", "--pairs", file);
    refused("--unit", "translate", "--pairs", file, "--unit", "lines");
    refused("--unit needs --pairs", "translate", "--unit", "words");
    refused("--texts has no effect", "translate", "--pairs", file, "--texts", "7");
  }
}
