package dev.cellwise.examples.hello;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import dev.cellwise.examples.lesson.LessonRuns;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelloTest extends LessonRuns {
  @Test
  void itLearnsTheWordAndPrintsEveryEquation() throws IOException {
    CommandRun run = run("a", "hello");
    Map<String, Object> report = report(run, "a");
    assertEquals(true, report.get("reached"), run::out);
    assertEquals("hello", report.get("says"));
    assertTrue(number(report, "joint") >= 0.9);
    assertEquals(0.25, number(report, "bigram_joint"));
    assertTrue(number(report, "second_loss") < number(report, "first_loss"));
    for (String shown :
        List.of(
            "h_t = tanh(W_hh h_(t-1) + W_xh x_t + b)",
            "L_4 = -ln p_4[o]",
            "P(ello after h) = ",
            "da_1 = (1 - h_1^2) dh_1",
            "the gradient of each is the sum of one part from every step",
            "x_3 = x_4 = l, but l comes after the one and o after the other",
            "claim: it says 'hello' and gives it at least 0.9: reached")) {
      assertTrue(run.out().contains(shown), () -> shown + " in " + run.out());
    }
    for (String picture : List.of("hello", "hello-trained", "hello-loss")) {
      assertTrue(Files.size(folder.resolve("a/" + picture + ".png")) > 0);
    }
  }

  @Test
  void aBigramSharesWhatComesAfterALetter() {
    assertEquals(1, Word.of("abc").bigram());
    assertEquals(0.25, Word.of("hello").bigram());
    // After a there come p and y.
    assertEquals(0.25, Word.of("papaya").bigram());
    Word word = Word.of("hello");
    assertEquals(List.of("h", "e", "l", "o"), word.letters());
    assertArrayEquals(new int[] {0, 1, 2, 2}, word.inputs());
    assertArrayEquals(new int[] {1, 2, 2, 3}, word.targets());
    assertArrayEquals(new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0}, word.oneHot());
  }

  @ParameterizedTest
  @CsvSource({
    "--word, a",
    "--word, aaa",
    "--word, abcdefghijklmnopq",
    "--hidden, 0",
    "--hidden, 17",
    "--learning-rate, 0",
    "--learning-rate, NaN",
    "--steps, 0",
    "--cell, tree",
    "--cell, 'rnn,gru'"
  })
  void aBadValueIsRefusedByTheNameOfItsOption(String option, String value) {
    refused(option, "hello", option, value);
  }

  @Test
  void aWordMayHaveAPercentSign() {
    CommandRun run = run("percent", "hello", "--word", "a%b", "--steps", "1");
    assertEquals(0, run.code(), run::err);
    assertTrue(run.out().contains("x_2 %"), run::out);
  }

  @Test
  void theLecturesWeightsAreForTheLecturesWord() throws IOException {
    refused("--lecture", "hello", "--lecture", "--word", "help");
    refused("--lecture", "hello", "--lecture", "--hidden", "4");
    Map<String, Object> report = report("a", "hello", "--lecture", "--steps", "2");
    Word word = Word.of(LectureWeights.WORD);
    Network lecture = LectureWeights.network(Model.start(word, "rnn", LectureWeights.UNITS, 9));
    assertEquals(Trace.of(lecture, word).loss(), number(report, "first_loss"));
    assertEquals(2, number(report, "steps"));
    assertEquals(false, report.get("reached"), "two steps are not enough");
  }
}
