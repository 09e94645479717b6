package dev.cellwise.examples.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import dev.cellwise.examples.lesson.LessonRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifyTest extends LessonRuns {
  /** The class is told by the order of two letters far apart: no n-gram of five has both. */
  private String words() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 160; i++) {
      String middle = "%8s".formatted(Integer.toBinaryString(i % 80)).replace(' ', '0');
      lines.append(i < 80 ? "first\ta" + middle + "b\n" : "second\tb" + middle + "a\n");
    }
    return Files.writeString(folder.resolve("words.tsv"), lines).toString();
  }

  @Test
  void cellsAreComparedOnTheSameTexts() throws IOException {
    String[] command = {
      "classify",
      "--names",
      words(),
      "--hidden",
      "6",
      "--epochs",
      "3",
      "--embedding",
      "4",
      "--batch",
      "8",
      "--learning-rate",
      "0.02"
    };
    Map<String, Object> report = report("a", command);
    for (String cell : new String[] {"lstm", "gru", "rnn"}) {
      assertTrue(number(report, cell + "_loss") > 0, cell);
    }
    assertTrue(number(report, "gru_accuracy") > number(report, "majority_accuracy"));
    assertEquals(16, number(report, "test_sequences"));
    // Embedding of 5 symbols, four gates, a bias each, a head of two classes.
    assertEquals(5 * 4 + 4 * 6 * (4 + 6 + 1) + 2 * 7, number(report, "lstm_parameters"));
    assertTrue(Files.size(folder.resolve("a/classify.png")) > 0);
    assertTrue(Files.size(folder.resolve("a/classify-curves.png")) > 0);
    assertEquals(timeless(report), timeless(report("b", command)));
  }

  @Test
  void rowsOfNumbersAndTheirClassesAreRead() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,c,d,class\n");
    for (int i = 0; i < 40; i++) {
      rows.append(i % 2 == 0 ? "1,0,%d,0,01\n".formatted(i % 7) : "0,1,%d,0,10\n".formatted(i % 5));
    }
    String file = Files.writeString(folder.resolve("rows.csv"), rows).toString();
    CommandRun run =
        run(
            "a",
            "classify",
            "--train",
            file,
            "--test",
            file,
            "--channels",
            "2",
            "--header",
            "--one-hot",
            "--cell",
            "gru",
            "--hidden",
            "4",
            "--epochs",
            "4",
            "--bidirectional",
            "--layers",
            "2",
            "--batch",
            "4",
            "--learning-rate",
            "0.05",
            "--aim",
            "90");
    assertEquals(0, run.code(), run::err);
    assertTrue(run.out().contains("rows.csv: sequences of 2 channels"), run::out);
    assertTrue(run.out().contains("36 sequences to train on, 4 to choose by, 40"), run::out);
    assertTrue(run.out().contains("is right on at least 90.0 %: reached"), run::out);
  }

  @ParameterizedTest
  @CsvSource({
    "--layers, 0",
    "--layers, 17",
    "--dropout, 1",
    "--dropout, NaN",
    "--aim, 101",
    "--channels, 0",
    "--embedding, -1",
    "--cell, elman",
    "--epochs, 0",
    "--names, nowhere",
    "--train, nowhere.csv"
  })
  void aBadValueIsRefusedByTheNameOfItsOption(String option, String value) {
    refused(option, "classify", option, value);
  }

  @Test
  void dataThatDoesNotFitIsRefused() throws IOException {
    String three = Files.writeString(folder.resolve("three.csv"), "1,2,3,x\n3,2,1,y\n").toString();
    String two = Files.writeString(folder.resolve("two.csv"), "1,2,x\n2,1,z\n").toString();
    refused("3 numbers a row", "classify", "--train", three, "--test", two, "--channels", "2");
    refused("class 'z'", "classify", "--train", three, "--test", two);
    refused("too few", "classify", "--train", three, "--test", three);
    String few = Files.writeString(folder.resolve("few.tsv"), "x\ta\ny\tb\n").toString();
    refused("too few", "classify", "--names", few);
    refused("--channels needs --train", "classify", "--names", few, "--channels", "2");
    refused(
        "--embedding has no effect", "classify", "--train", two, "--test", two, "--embedding", "8");
    refused(
        "--header has no effect on .ts files",
        "classify",
        "--train",
        "a.ts",
        "--test",
        "b.ts",
        "--header");
    refused("give one of them", "classify", "--names", few, "--train", two, "--test", two);
  }
}
