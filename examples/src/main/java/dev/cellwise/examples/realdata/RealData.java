package dev.cellwise.examples.realdata;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Cellwise;
import dev.cellwise.examples.Checks;
import dev.cellwise.examples.Report;
import dev.cellwise.examples.ReportOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cellwise realdata}: the table of real data. */
@Command(
    name = "realdata",
    header = "the table of real data: other commands and their aims",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Runs a list of experiments, each a command line of another command on data that is not part of this project, and"
          + " holds figures of their reports against what is asked and what is published.",
      "",
      "The data lie in one folder, each set in a folder of its own. An experiment whose data are not there is skipped, and"
          + " where they are looked for is said. Each has its pictures, its report and what it printed in"
          + " OUT/NAME; the table is printed, and written to OUT/realdata.md.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise realdata --list",
      "  cellwise realdata --data data --only shakespeare",
      "",
      "Exit code: 0 done (the table says what was reached), 1 failure of the program, 2 bad input."
    })
public final class RealData implements Callable<Integer> {
  private static final String TABLE = "realdata.md";

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Folder of all data sets (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Experiments to run (default: all).")
  private List<String> only = List.of();

  @Option(names = "--list", description = "Tell the experiments and their command lines, and end.")
  private boolean list;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Folder for the table and all results (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("realdata-out");

  @Mixin private ReportOption report;

  private final List<Experiment> known;

  /** Made by the command line. */
  public RealData() {
    this(Experiments.all());
  }

  /**
   * With experiments of one's own.
   *
   * @param known no two of one name
   */
  RealData(List<Experiment> known) {
    this.known = known;
  }

  @Override
  public Integer call() {
    List<Experiment> asked = asked();
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      for (Experiment experiment : asked) {
        out.printf("%-16s cellwise %s%n", experiment.name(), words(experiment));
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }
    if (!Files.isDirectory(data)) {
      throw new BadInput("--data: there is no folder " + data);
    }
    Checks.folder("--out", folder);
    Checks.writable("--out", folder.resolve(TABLE));
    report.check();
    try {
      run(asked, out);
    } catch (IOException e) {
      throw new BadInput("a result cannot be written: " + e.getMessage());
    }
    return CommandLine.ExitCode.OK;
  }

  private String words(Experiment experiment) {
    return String.join(" ", experiment.words(data));
  }

  private List<Experiment> asked() {
    List<String> names = known.stream().map(Experiment::name).toList();
    for (String name : only) {
      if (!names.contains(name)) {
        throw new BadInput("--only must be of %s, but is %s".formatted(names, name));
      }
    }
    return known.stream().filter(e -> only.isEmpty() || only.contains(e.name())).toList();
  }

  private void run(List<Experiment> asked, PrintWriter out) throws IOException {
    Trial trial = new Trial(data, folder, Cellwise::commandLine);
    List<Outcome> outcomes = new ArrayList<>();
    for (Experiment experiment : asked) {
      out.printf("%s: cellwise %s%n", experiment.name(), words(experiment));
      out.flush();
      Outcome outcome = trial.run(experiment);
      out.printf(
          Locale.ROOT,
          "  %s%n",
          outcome.ran() ? "%.0f s".formatted(outcome.seconds()) : outcome.trouble());
      out.flush();
      outcomes.add(outcome);
    }
    OutcomeTable table = new OutcomeTable(outcomes);
    out.println();
    table.text().forEach(out::println);
    table.troubles().forEach(out::println);
    out.printf("%ntable       %s%n", folder.resolve(TABLE));
    out.flush();
    Files.writeString(folder.resolve(TABLE), table.markdown());
    Report figures = new Report().put("command", "realdata");
    table.describe(figures);
    report.write(figures.put("reached", table.reached()));
  }
}
