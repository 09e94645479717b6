package dev.cellwise.bench.report;

import dev.cellwise.bench.command.HelpOption;
import dev.cellwise.bench.figure.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench tables}. */
@Command(
    name = "tables",
    description = {
      "Puts tables of results into Markdown files, between lines that mark their places:",
      "",
      "  <!-- measured: NAME -->",
      "  <!-- /measured -->",
      "",
      "NAME is machine; lstm, gru, rnn (A, C and D by size beside the best other); ratios (A to D,"
          + " all cells); spread-lstm, spread-gru, spread-rnn (A to D in full); text-model (E);"
          + " two-layers (F); threads; shapes (other batches and lengths); widths (of vectors);"
          + " halves (weights of 16 bits); limits; errors; garbage; unsteady; or faults."
    })
public final class TablesCommand implements Callable<Integer> {
  private static final Path RESULTS = Path.of("bench", "results");

  @Spec private CommandSpec spec;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description =
          "The results, as `bench report` wrote them (default: the newest by date in"
              + " bench/results).")
  private Path results;

  @Option(
      names = "--check",
      description = "Change nothing; exit code 1 and the first difference if a file would change.")
  private boolean check;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Markdown files.")
  private List<Path> files;

  @Mixin private HelpOption help;

  @Override
  public Integer call() throws IOException {
    Results read = results();
    int code = 0;
    for (Path file : files) {
      String text = text(file);
      Optional<String> difference = MeasuredText.difference(filled(file, text, read), text);
      if (difference.isPresent() && check) {
        spec.commandLine().getErr().println(file + ": " + difference.get());
        code = 1;
      } else if (difference.isPresent()) {
        ReportFiles.replace(file, filled(file, text, read));
        spec.commandLine().getOut().println(file + ": written");
      }
    }
    return code;
  }

  private Results results() {
    try {
      return results != null ? ResultsFile.read(results) : newest();
    } catch (IOException e) {
      throw refused(e.getMessage(), e);
    }
  }

  private Results newest() throws IOException {
    return ResultsFile.newest(RESULTS)
        .orElseThrow(
            () -> new IOException("--results: expected a file in " + RESULTS + ", got none"));
  }

  private String text(Path file) {
    try {
      return Files.readString(file).replace("\r\n", "\n");
    } catch (IOException e) {
      throw refused(file + ": expected a Markdown file, but it cannot be read", e);
    }
  }

  private String filled(Path file, String text, Results read) {
    try {
      return MeasuredText.filled(text, read);
    } catch (IllegalArgumentException e) {
      throw refused(file + ": " + e.getMessage(), e);
    }
  }

  private ParameterException refused(String message, Exception cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }
}
