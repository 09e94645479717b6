package dev.cellwise.examples.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Small runs of commands that teach. */
public abstract class LessonRuns {
  /** Where they write to. */
  @TempDir protected Path folder;

  /**
   * Runs a command that must succeed, and gives its report.
   *
   * @param name of a folder of its own
   * @param command and options
   */
  protected final Map<String, Object> report(String name, String... command) throws IOException {
    return report(run(name, command), name);
  }

  /**
   * The report of a run, which must have succeeded.
   *
   * @param run of a command
   * @param name of its folder
   */
  protected final Map<String, Object> report(CommandRun run, String name) throws IOException {
    assertEquals(0, run.code(), run::err);
    return JSON.std.mapFrom(Files.readString(folder.resolve(name).resolve("report.json")));
  }

  /**
   * Runs a command.
   *
   * @param name of a folder of its own
   * @param command and options
   */
  protected final CommandRun run(String name, String... command) {
    String out = folder.resolve(name).toString();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--out", out, "--report", out + "/report.json"));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  /** The words of a command line that is written in parts. */
  protected static String[] words(String... parts) {
    return String.join(" ", parts).split(" ");
  }

  /** A command that is refused: exit code 2, one line that has all of some words. */
  protected final void refused(String words, String... command) {
    CommandRun run = run("refused", command);
    assertEquals(2, run.code(), run::err);
    assertTrue(run.err().contains(words), run::err);
    assertEquals(1, run.err().lines().count(), run::err);
  }

  /** A figure of a report. */
  protected static double number(Map<String, Object> report, String key) {
    assertTrue(report.get(key) instanceof Number, key + " in " + report);
    return ((Number) report.get(key)).doubleValue();
  }

  /** What is the same each time. */
  protected static Map<String, Object> timeless(Map<String, Object> report) {
    report.keySet().removeIf(key -> key.endsWith("seconds"));
    return report;
  }
}
