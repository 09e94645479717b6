package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest extends MemoryRuns {
  @ParameterizedTest
  @CsvSource({
    "adding, --length, 1",
    "adding, --length, 100001",
    "adding, --cell, linear",
    "adding, --cell, tree",
    "adding, --hidden, 0",
    "adding, --batch, 4097",
    "adding, --steps, 0",
    "adding, --learning-rate, 0",
    "adding, --learning-rate, NaN",
    "adding, --learning-rate, 1e37",
    "adding, --clip, 0",
    "adding, --seed, x",
    "copy, --length, 0",
    "copy, --cell, gru;lstm",
    "copy, --hidden, 8193",
    "reber, --strings, 1",
    "reber, --cell, ''",
    "reber, --batch, 0"
  })
  void aBadValueIsRefusedByTheNameOfItsOption(String command, String option, String value) {
    refused(option, run("a", command, option, value));
  }

  @Test
  void aTrainingThatGoesAstrayIsSaidInOneLine() {
    String[] small = {"--length", "9", "--cell", "linear", "--hidden", "8", "--batch", "2"};
    String[] options = Arrays.copyOf(small, small.length + 4);
    options[small.length] = "--learning-rate";
    options[small.length + 1] = "1000";
    options[small.length + 2] = "--clip";
    options[small.length + 3] = "1e30";
    CommandRun run = run("a", "copy", options);
    assertEquals(2, run.code(), run::err);
    assertTrue(run.err().contains("training went astray at step"), run::err);
  }

  @Test
  void sizesThatNoArrayHoldsAreRefused() {
    refused(
        "more than one array can hold",
        run("a", "adding", "--length", "100000", "--batch", "4096", "--hidden", "8192"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adding", "copy", "reber"})
  void whatCannotBeWrittenIsRefusedBeforeTraining(String command) throws Exception {
    String file = Files.writeString(folder.resolve("file"), "x").toString();
    refused("--out", CommandRun.of(command, "--out", file));
    String out = folder.resolve("out").toString();
    refused("--report", CommandRun.of(command, "--out", out, "--report", file + "/r"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adding", "copy", "reber"})
  void helpTellsTheClaimAndTheDefaults(String command) {
    CommandRun help = CommandRun.of(command, "--help");
    assertEquals(0, help.code());
    String text = help.out().replaceAll("\\s+", " ");
    for (String word : new String[] {"claim", "--cell", "--report", "default: all", "Examples"}) {
      assertTrue(text.contains(word), word);
    }
    assertTrue(text.contains("default: " + command + "-out"), text);
    assertTrue(text.contains(command.equals("reber") ? "default: 30" : "default: 4000"), text);
  }

  private static void refused(String because, CommandRun run) {
    assertEquals(2, run.code(), run::err);
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains(because), run::err);
  }
}
