package dev.cellwise.examples.tag;

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

class TagTest extends LessonRuns {
  @Test
  void fieldsNeedWhatStandsOnBothSides() throws IOException {
    Map<String, Object> report =
        report(
            "a",
            words(
                "tag --languages en,de --texts 150 --held-out 40",
                "--hidden 12 --embedding 8 --batch 4 --epochs 2 --learning-rate 0.03"));
    assertTrue(number(report, "network_accuracy") > number(report, "frequent_accuracy"));
    assertTrue(number(report, "neighbours_accuracy") > number(report, "frequent_accuracy"));
    assertTrue(number(report, "network_whole") > number(report, "neighbours_whole"), "" + report);
    assertTrue(Files.size(folder.resolve("a/tag.png")) > 0);
    assertTrue(Files.size(folder.resolve("a/tag-learning.png")) > 0);
  }

  @Test
  void theSameSeedGivesTheSameFigures() throws IOException {
    String[] options =
        words(
            "tag --languages ja --hide-language --texts 20 --held-out 4",
            "--hidden 3 --embedding 3 --batch 4 --epochs 1 --dropout 0.2");
    assertEquals(timeless(report("a", options)), timeless(report("b", options)));
  }

  /** Names are what stands behind "mr", whatever it is. */
  @Test
  void spansOfTheUserAreFoundAmongWordsThatAreUnknown() throws IOException {
    String[] files = {sentences(0, 150, "train"), sentences(150, 30, "v"), sentences(180, 30, "t")};
    CommandRun run =
        run(
            "a",
            "tag",
            "--train",
            files[0],
            "--valid",
            files[1],
            "--test",
            files[2],
            "--hidden",
            "8",
            "--embedding",
            "8",
            "--batch",
            "8",
            "--epochs",
            "6",
            "--learning-rate",
            "0.03");
    assertEquals(0, run.code(), run::err);
    assertTrue(run.out().contains("[person Name"), run::out);
    assertTrue(run.out().contains("claim: F1 of spans at least five points above"), run::out);
    assertTrue(run.out().contains(": reached"), run::out);
  }

  private String sentences(int from, int count, String name) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < from + count; i++) {
      text.append("Yesterday\tO\n");
      text.append(i % 2 == 0 ? "mr\tO\n" : "the\tO\n");
      text.append("Name").append(i).append(i % 2 == 0 ? "\tB-person\n" : "\tO\n");
      text.append("came\tO\n\n");
    }
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void labelsOfAnyKindAreJudgedByTheirShare() throws IOException {
    String file =
        Files.writeString(folder.resolve("n"), "a\tX\nb\tY\n\nb\tY\nc\tX\n\n".repeat(9)).toString();
    Map<String, Object> report =
        report(
            "a",
            "tag",
            "--train",
            file,
            "--valid",
            file,
            "--test",
            file,
            "--hidden",
            "2",
            "--epochs",
            "1");
    assertEquals(1, number(report, "frequent_accuracy"));
    assertEquals(false, report.get("reached"));
    assertTrue(!report.containsKey("network_f1"));
  }

  @ParameterizedTest
  @CsvSource({
    "--held-out, 0",
    "--outside-weight, 0",
    "--embedding, 0",
    "--minimum-count, 0",
    "--dropout, 1",
    "--languages, xx",
    "--train, nowhere"
  })
  void aBadValueIsRefusedByTheNameOfItsOption(String option, String value) {
    refused(option, "tag", option, value);
  }

  @Test
  void labelsThatAreNotLearnedAreRefused() throws IOException {
    String known = Files.writeString(folder.resolve("k"), "a\tO\n").toString();
    String other = Files.writeString(folder.resolve("o"), "a\tB-x\n").toString();
    refused(
        "--valid: the label 'B-x' is not in --train",
        "tag",
        "--train",
        known,
        "--valid",
        other,
        "--test",
        known);
    refused("--test: there is no file", "tag", "--train", known, "--valid", known, "--test", "no");
  }
}
