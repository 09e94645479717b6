package dev.cellwise.examples.memory;

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

/** Small runs of the commands of this package. */
abstract class MemoryRuns {
  @TempDir Path folder;

  /** Runs a command that must succeed, and gives its report. */
  Map<String, Object> report(String name, String command, String... options) throws IOException {
    return report(run(name, command, options), name);
  }

  CommandRun run(String name, String command, String... options) {
    List<String> arguments = new ArrayList<>();
    String out = folder.resolve(name).toString();
    arguments.addAll(List.of(command, "--out", out, "--report", out + "/report.json"));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  Map<String, Object> report(CommandRun run, String name) throws IOException {
    assertEquals(0, run.code(), run::err);
    Path file = folder.resolve(name).resolve("report.json");
    return JSON.std.mapFrom(Files.readString(file));
  }

  static double number(Map<String, Object> report, String key) {
    assertTrue(report.get(key) instanceof Number, key + " in " + report);
    return ((Number) report.get(key)).doubleValue();
  }

  /** What is the same each time. */
  static Map<String, Object> timeless(Map<String, Object> report) {
    report.keySet().removeIf(key -> key.endsWith("seconds"));
    return report;
  }
}
