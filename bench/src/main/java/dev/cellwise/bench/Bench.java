package dev.cellwise.bench;

import dev.cellwise.bench.cold.ColdStartCommand;
import dev.cellwise.bench.command.HelpOption;
import dev.cellwise.bench.jmh.GateCommand;
import dev.cellwise.bench.jmh.JmhCommand;
import dev.cellwise.bench.jmh.ModesCommand;
import dev.cellwise.bench.jmh.OptionsCommand;
import dev.cellwise.bench.limit.LimitsCommand;
import dev.cellwise.bench.report.CompareCommand;
import dev.cellwise.bench.report.LoadCommand;
import dev.cellwise.bench.report.ReportCommand;
import dev.cellwise.bench.report.TablesCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bench}. */
@Command(
    name = "bench",
    description = "Measures Cellwise on this machine.",
    subcommands = {
      ReportCommand.class,
      CompareCommand.class,
      TablesCommand.class,
      LimitsCommand.class,
      JmhCommand.class,
      ModesCommand.class,
      GateCommand.class,
      OptionsCommand.class,
      RaggedCommand.class,
      ThreadsCommand.class,
      LoadCommand.class,
      ColdStartCommand.class,
      HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench report                    limits and all cases, Cellwise and the libraries of this build",
      "  bench report A B --sizes 64,256 two cases, two sizes",
      "  bench compare A.json B.json     what moved from one report to another",
      "  bench jmh Step -prof gc         a JMH benchmark, with the bytes allocated a call",
      "  bench load                      latencies of streams, events arriving at a fixed rate",
      "",
      "Stop other programs first. docs/benchmarks.md says how to compare and how to read it."
    })
public final class Bench implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private HelpOption help;

  /** For the command line. */
  private Bench() {}

  /**
   * Runs the command and exits: 0 on success, 1 on a failure, 2 on wrong arguments.
   *
   * @param args a subcommand and its arguments
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line, its errors one line each. */
  public static CommandLine commandLine() {
    return new CommandLine(new Bench())
        .setUsageHelpWidth(100)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Bench::refuse)
        .setExecutionExceptionHandler(Bench::fail);
  }

  private static int refuse(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(e.getMessage());
    command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int fail(Exception e, CommandLine command, CommandLine.ParseResult result) {
    command.getErr().println(e.getMessage() == null ? e : e.getMessage());
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Expected a subcommand: "
            + String.join(
                ", ",
                spec.subcommands().values().stream()
                    .filter(c -> !c.getCommandSpec().usageMessage().hidden())
                    .map(CommandLine::getCommandName)
                    .toList()));
  }
}
