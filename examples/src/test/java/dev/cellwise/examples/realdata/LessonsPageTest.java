package dev.cellwise.examples.realdata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.examples.Cellwise;
import dev.cellwise.examples.lesson.LessonCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/lessons.md} have a row for all that there is. */
class LessonsPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("cellwise.top")).resolve("docs/lessons.md");

  /** Columns of the rows of the table below a title. */
  private static List<List<String>> rows(String title) throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines.subList(lines.indexOf("## " + title) + 1, lines.size())) {
      if (line.startsWith("## ")) {
        break;
      }
      if (line.startsWith("|")) {
        rows.add(List.of(line.split("\\|", -1)).stream().map(String::strip).toList());
      }
    }
    return rows.subList(2, rows.size());
  }

  @Test
  void eachLessonHasItsRun() throws IOException {
    Set<String> expected = new TreeSet<>(Set.of("charlm", "gradients", "cells"));
    Cellwise.commandLine()
        .getSubcommands()
        .forEach(
            (name, line) -> {
              if (line.getCommand() instanceof LessonCommand) {
                expected.add(name);
              }
            });
    Set<String> named = new TreeSet<>();
    rows("Runs without options").forEach(row -> named.add(row.get(1).replace("`", "")));
    assertEquals(expected, named);
  }

  /** What is asked and what is published are those that a run prints. */
  @Test
  void eachExperimentHasItsRows() throws IOException {
    List<List<String>> expected = new ArrayList<>();
    for (Experiment experiment : Experiments.all()) {
      for (Aim aim : experiment.aims()) {
        boolean first = aim == experiment.aims().getFirst();
        expected.add(
            List.of(
                first ? experiment.name() : "",
                aim.figure(),
                aim.askedText(),
                aim.published().isPresent() ? aim.text(aim.published().getAsDouble()) : ""));
      }
    }
    List<List<String>> told =
        rows("Real data").stream()
            .map(r -> List.of(r.get(1), r.get(2), r.get(4), r.get(5)))
            .toList();
    assertEquals(expected, told);
  }
}
