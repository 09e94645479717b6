package dev.cellwise.examples.realdata;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.examples.BadInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Runs experiments in this process, each with its results in a folder of its own. */
final class Trial {
  private final Path data;
  private final Path results;
  private final Supplier<CommandLine> cellwise;

  /**
   * A place to run them.
   *
   * @param data folder of all data
   * @param results folder of all results
   * @param cellwise makes the command line
   */
  Trial(Path data, Path results, Supplier<CommandLine> cellwise) {
    this.data = data;
    this.results = results;
    this.cellwise = cellwise;
  }

  /**
   * Runs one. What its command prints goes to {@code output.txt} beside its report.
   *
   * @param experiment to run
   * @return what became of it; that its data are missing, or that its command failed, is no error
   * @throws IOException when a result cannot be written
   */
  Outcome run(Experiment experiment) throws IOException {
    List<Path> missing = experiment.missing(data);
    if (!missing.isEmpty()) {
      String where = missing.stream().map(Path::toString).collect(Collectors.joining(", "));
      return new Outcome(experiment, Map.of(), 0, "skipped: there is no " + where);
    }
    Path folder = Files.createDirectories(results.resolve(experiment.name()));
    Path report = folder.resolve("report.json");
    Files.deleteIfExists(report);
    List<String> words = new ArrayList<>(experiment.words(data));
    words.addAll(List.of("--out", folder.toString(), "--report", report.toString()));
    StringWriter err = new StringWriter();
    long start = System.nanoTime();
    int code;
    try (PrintWriter out =
        new PrintWriter(folder.resolve("output.txt").toFile(), StandardCharsets.UTF_8)) {
      CommandLine line = cellwise.get();
      line.setOut(out).setErr(new PrintWriter(err));
      code = line.execute(words.toArray(String[]::new));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return code == CommandLine.ExitCode.OK
        ? new Outcome(experiment, read(report), seconds, "")
        : new Outcome(experiment, Map.of(), seconds, "failed: " + lastLine(err.toString()));
  }

  private static Map<String, Object> read(Path report) throws IOException {
    if (!Files.exists(report)) {
      throw new BadInput("the command of an experiment wrote no report to " + report);
    }
    return JSON.std.mapFrom(Files.readString(report));
  }

  /** The last one that is no part of a stack trace. */
  private static String lastLine(String text) {
    return text.lines()
        .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
        .reduce("", (first, second) -> second);
  }
}
