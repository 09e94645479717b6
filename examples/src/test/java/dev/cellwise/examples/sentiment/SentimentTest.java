package dev.cellwise.examples.sentiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.data.LabelledText;
import dev.cellwise.examples.lesson.LessonRuns;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SentimentTest extends LessonRuns {
  private static final String[] SMALL = {
    "sentiment",
    "--sentences",
    "1600",
    "--hidden",
    "24",
    "--cell",
    "gru",
    "--epochs",
    "8",
    "--learning-rate",
    "0.02"
  };

  @Test
  void aSmallNetworkBeatsTheBagsOfWords() throws IOException {
    Map<String, Object> report = report("a", SMALL);
    double bag =
        Math.max(number(report, "naive_bayes_accuracy"), number(report, "logistic_accuracy"));
    assertTrue(number(report, "gru_accuracy") > bag + 0.2, () -> "" + report);
    assertEquals(true, report.get("reached"));
    assertEquals(0.5, number(report, "majority_accuracy"));
    assertTrue(Files.size(folder.resolve("a/sentiment-saliency.png")) > 0);
    assertTrue(Files.size(folder.resolve("a/sentiment.png")) > 0);
  }

  @Test
  void opinionsComeInTwinsOfWhichNoneIsThereTwice() {
    List<LabelledText> drawn = Opinions.draw(3000, 7);
    assertEquals(
        drawn.size(), drawn.stream().map(LabelledText::text).collect(Collectors.toSet()).size());
    int sameWords = 0;
    for (int i = 0; i < drawn.size(); i += 2) {
      assertEquals(Opinions.GOOD, drawn.get(i).label());
      assertEquals(Opinions.BAD, drawn.get(i + 1).label());
      sameWords += bag(drawn.get(i)).equals(bag(drawn.get(i + 1))) ? 1 : 0;
    }
    assertTrue(sameWords > 500, "twins of the same words: " + sameWords);
    assertEquals(drawn, Opinions.draw(3000, 7));
    assertNotEquals(drawn, Opinions.draw(3000, 8));
  }

  private static List<String> bag(LabelledText text) {
    return Arrays.stream(text.text().split(" ")).sorted().toList();
  }

  /** Two classes, three tokens: all sums by hand. */
  @Test
  void naiveBayesIsTheOneWorkedByHand() {
    Texts.Part part = new Texts.Part(new int[][] {{0, 0}, {0, 1}, {1}}, new int[] {0, 0, 1}, null);
    BagOfWords bag = BagOfWords.naiveBayes(2, 3, part);
    // Of class 0: 2/3 · (3+1)/(4+3) for token 0 and · 2/7 for 1; of class 1: 1/3 · 1/4 and · 2/4.
    assertEquals(0, bag.classOf(0)); // 0.381 against 0.083
    assertEquals(0, bag.classOf(1)); // 0.190 against 0.167
    assertEquals(1, bag.classOf(1, 1)); // 0.054 against 0.083
    assertEquals(0, bag.classOf(2)); // 0.095 against 0.083
    assertEquals(1, bag.classOf(2, 2)); // 0.014 against 0.021
  }

  @Test
  void logisticRegressionTellsApartWhatALineDivides() {
    int[][] tokens = {{0, 1}, {0, 2, 2}, {3, 1}, {3, 2}};
    Texts.Part part = new Texts.Part(tokens, new int[] {0, 0, 1, 1}, null);
    assertEquals(1.0, BagOfWords.logistic(2, 4, part).accuracy(part));
  }

  /** Against differences of the logit where an embedding is moved. */
  @Test
  void saliencyIsTheSlopeOfTheLogit() {
    Architecture architecture =
        Architecture.builder().embedding(6, 3).gru(5).last().dense(2).build();
    Network network = Network.initialise(architecture, 5);
    int[] tokens = {4, 1, 0, 5};
    Saliency.Seen seen = new Saliency(network, 9).of(tokens);
    for (int t = 0; t < tokens.length; t++) {
      double sum = 0;
      for (int i = 0; i < 3; i++) {
        float step = 1e-2f;
        double slope =
            (logit(network, tokens[t], i, step, seen.chosen(), tokens)
                    - logit(network, tokens[t], i, -step, seen.chosen(), tokens))
                / (2 * step);
        sum += slope * slope;
      }
      assertEquals(Math.sqrt(sum), seen.norms()[t], 2e-4, "token " + t);
    }
  }

  private static double logit(
      Network network, int token, int i, float step, int of, int... tokens) {
    Map<String, Tensor> moved = new HashMap<>(network.tensors());
    float[] table = moved.get("embedding.weight").values().clone();
    table[token * 3 + i] += step;
    moved.put("embedding.weight", new Tensor(new int[] {6, 3}, table));
    Architecture all = Architecture.builder().embedding(6, 3).gru(5).dense(2).build();
    float[] y = new float[2 * tokens.length];
    Network.of(all, moved).newSession().run(tokens, tokens.length, y);
    return y[2 * tokens.length - 2 + of];
  }

  @Test
  void aFileOfTextsIsLearnedByCharacters() throws IOException {
    String tsv =
        IntStream.range(0, 200)
            .mapToObj(i -> i % 2 == 0 ? "yes\tab%d".formatted(i) : "no\tba%d".formatted(i))
            .collect(Collectors.joining("\n"));
    Path file = Files.writeString(folder.resolve("t.tsv"), tsv + "\n\n");
    String[] command = {
      "sentiment",
      "--tsv",
      file.toString(),
      "--unit",
      "characters",
      "--hidden",
      "8",
      "--cell",
      "rnn",
      "--epochs",
      "3",
      "--batch",
      "4",
      "--longest",
      "9"
    };
    Map<String, Object> report = report("tsv", command);
    assertEquals(1.0, number(report, "rnn_accuracy"));
    assertEquals(20, number(report, "test_texts"));
    assertEquals(timeless(report), timeless(report("again", command)));
    assertEquals(false, report.get("generated"));
  }

  @Test
  void whatCannotBeUsedIsRefused() throws IOException {
    refused("--unit must be words or characters", "sentiment", "--unit", "bytes");
    refused("--test needs --tsv", "sentiment", "--test", "x");
    refused("--sentences must be from 40", "sentiment", "--sentences", "3");
    refused("--cell must be of", "sentiment", "--cell", "mlp");
    refused("line 2: no tab", "sentiment", "--tsv", file("a\tb\nno tab\n"));
    refused("line 1: no text behind the tab", "sentiment", "--tsv", file("a\t \n"));
    refused("line 1: no text behind the tab", "sentiment", "--tsv", file("a\t\u00a0\n"));
    refused("line 1: no label before the tab", "sentiment", "--tsv", file(" \ta\n"));
    refused("is empty", "sentiment", "--tsv", file("\n"));
    refused("at least 20", "sentiment", "--tsv", file("a\tb\n"));
    refused("one label only", "sentiment", "--tsv", file("a\tb\n".repeat(30)));
    String fine = file("a\tb\nc\td\n".repeat(30));
    String other = file("e\tb\n");
    refused("label 'e' has no text", "sentiment", "--tsv", fine, "--test", other);
  }

  private String file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "t", ".tsv"), content).toString();
  }

  @Test
  void numbersOfTokensAreThoseOfTheTrainingTexts() {
    List<LabelledText> train =
        List.of(new LabelledText("x", "a b a"), new LabelledText("y", "b a c"));
    List<LabelledText> test = List.of(new LabelledText("y", "c d a b"));
    Texts texts = Texts.of(List.of(train, test, test), s -> List.of(s.split(" ")), 3, 2);
    assertEquals(List.of("x", "y"), texts.labels());
    assertArrayEquals(new int[] {1, 2, 1}, texts.training().tokens()[0]);
    assertArrayEquals(new int[] {0, 0, 1}, texts.test().tokens()[0]);
    assertArrayEquals(new int[] {1}, texts.test().classes());
  }
}
