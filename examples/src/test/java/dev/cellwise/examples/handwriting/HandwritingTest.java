package dev.cellwise.examples.handwriting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import dev.cellwise.examples.lesson.LessonRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandwritingTest extends LessonRuns {
  /** All letters of a word are the same one of two that look alike. */
  private String words() throws IOException {
    StringBuilder words = new StringBuilder();
    for (int length = 1; length <= 30; length++) {
      words.append("h".repeat(length)).append('\n').append("n".repeat(length)).append('\n');
    }
    return Files.writeString(folder.resolve("words.txt"), words).toString();
  }

  @Test
  void whatStandsAroundALetterTellsWhatItIs() throws IOException {
    String[] command = {
      "handwriting",
      "--task",
      "words",
      "--words",
      words(),
      "--samples",
      "50",
      "--hidden",
      "8",
      "--epochs",
      "8",
      "--batch",
      "4",
      "--learning-rate",
      "0.02",
      "--sloppiness",
      "1.4"
    };
    Map<String, Object> report = report("a", command);
    assertEquals(5, number(report, "test_words"));
    assertTrue(
        number(report, "lstm_both_letters") > number(report, "alone_letters"), report::toString);
    assertTrue(number(report, "lstm_both_letters") > number(report, "nearest_letters"));
    assertEquals(number(report, "alone_letters"), number(report, "alone_new_letters"));
    assertEquals(true, report.get("reached"));
    assertTrue(Files.size(folder.resolve("a/handwriting.png")) > 0);
    assertEquals(timeless(report), timeless(report("b", command)));
  }

  @Test
  void thePensWayTellsTheLetter() throws IOException {
    Map<String, Object> report =
        report(
            "a",
            "handwriting",
            "--task",
            "pen",
            "--samples",
            "60",
            "--hidden",
            "8",
            "--epochs",
            "3",
            "--batch",
            "4",
            "--learning-rate",
            "0.05",
            "--sloppiness",
            "0");
    assertEquals(26, number(report, "pen_test"));
    assertEquals(1, number(report, "pen_nearest_accuracy"));
    assertTrue(number(report, "pen_lstm_accuracy") > 0.05, report::toString);
    assertTrue(Files.size(folder.resolve("a/handwriting-pen.png")) > 0);
  }

  @Test
  void filesOfDigitsAreRead() throws IOException {
    StringBuilder images = new StringBuilder();
    StringBuilder ways = new StringBuilder();
    for (int digit = 0; digit < 10; digit++) {
      for (int k = 0; k < 2; k++) {
        images.append("%d,%d,9,%d\n".formatted(digit, 9 - digit, digit));
        ways.append("%d,%d,0,0,50,%d,%d\n".formatted(10 * digit, k, digit, digit));
      }
    }
    String file = Files.writeString(folder.resolve("ways.csv"), ways).toString();
    String[] small = {"--hidden", "8", "--epochs", "1"};
    CommandRun pen = run("pen", with(small, "--task", "pen", "--train", file, "--test", file));
    assertEquals(0, pen.code(), pen::err);
    assertTrue(pen.out().contains("18 ways of a pen to train on, 2 to choose by"), pen::out);
    String squares = images.toString().replaceAll("(?m)^", "0,");
    file = Files.writeString(folder.resolve("images.csv"), squares).toString();
    CommandRun words =
        run(
            "words",
            with(small, "--samples", "20", "--task", "words", "--train", file, "--test", file));
    assertEquals(0, words.code(), words::err);
    assertTrue(words.out().contains("160 letters of 10 kinds as images of 2 by 2"), words::out);
    refused(
        "no image of 0", with(small, "--task", "words", "--train", words(file), "--test", file));
  }

  /** The same without the digit 0. */
  private String words(String file) throws IOException {
    String rows = Files.readString(Path.of(file)).replaceAll("(?m)^.*,0\n", "");
    return Files.writeString(folder.resolve("less.csv"), rows).toString();
  }

  private static String[] with(String[] more, String... options) {
    List<String> all = new ArrayList<>(List.of("handwriting"));
    all.addAll(List.of(options));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "--task, letters",
    "--samples, 19",
    "--sloppiness, -1",
    "--sloppiness, NaN",
    "--train, a",
    "--words, nowhere",
    "--hidden, 0",
    "--cell, elman"
  })
  void aBadValueIsRefusedByTheNameOfItsOption(String option, String value) {
    refused(option, "handwriting", option, value);
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    refused("--task must say", "handwriting", "--train", "a", "--test", "b");
    refused("--words", "handwriting", "--words", "a", "--task", "pen");
  }
}
