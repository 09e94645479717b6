package dev.cellwise.examples;

import dev.cellwise.examples.caption.Caption;
import dev.cellwise.examples.charlm.CharLm;
import dev.cellwise.examples.charlm.Speak;
import dev.cellwise.examples.chorales.Chorales;
import dev.cellwise.examples.classify.Classify;
import dev.cellwise.examples.files.Convert;
import dev.cellwise.examples.files.Diff;
import dev.cellwise.examples.files.Inspect;
import dev.cellwise.examples.files.Run;
import dev.cellwise.examples.forecast.Forecast;
import dev.cellwise.examples.handwriting.Handwriting;
import dev.cellwise.examples.hello.Hello;
import dev.cellwise.examples.memory.Adding;
import dev.cellwise.examples.memory.CompareCells;
import dev.cellwise.examples.memory.Copy;
import dev.cellwise.examples.memory.Gradients;
import dev.cellwise.examples.memory.Reber;
import dev.cellwise.examples.realdata.RealData;
import dev.cellwise.examples.scores.Scores;
import dev.cellwise.examples.sentiment.Sentiment;
import dev.cellwise.examples.serve.Load;
import dev.cellwise.examples.serve.Serve;
import dev.cellwise.examples.tag.Tag;
import dev.cellwise.examples.translate.Translate;
import dev.cellwise.kernels.Kernels;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code cellwise} command: one sub-command a task. */
@Command(
    name = "cellwise",
    description = "Recurrent networks in pure Java at work.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      Hello.class,
      CharLm.class,
      Speak.class,
      Forecast.class,
      Scores.class,
      Classify.class,
      Sentiment.class,
      Tag.class,
      Translate.class,
      Caption.class,
      Handwriting.class,
      Chorales.class,
      Gradients.class,
      CompareCells.class,
      Adding.class,
      Copy.class,
      Reber.class,
      RealData.class,
      Serve.class,
      Load.class,
      Inspect.class,
      Run.class,
      Convert.class,
      Diff.class,
      CommandLine.HelpCommand.class
    },
    footer = {"", "'cellwise help COMMAND' tells all about a command. Start with: cellwise charlm"})
public final class Cellwise implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Made by {@link #commandLine()}. */
  public Cellwise() {}

  /**
   * Runs one command and ends the JVM with its exit code: 0 for success, 2 for bad input, 1 for a
   * failure of the program.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) {
    // Figures and keys of reports are the same in every country.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    try {
      Kernels.describe();
    } catch (ExceptionInInitializerError e) {
      // A wrong -Dcellwise.kernels, met before any command.
      System.err.println("cellwise: " + e.getCause().getMessage());
      System.exit(CommandLine.ExitCode.USAGE);
    }
    System.exit(commandLine().execute(arguments));
  }

  /** The whole command line, with error handling: a user's mistake is one line and exit code 2. */
  public static CommandLine commandLine() {
    return new CommandLine(new Cellwise())
        .setParameterExceptionHandler((e, arguments) -> refuse(e.getCommandLine(), e.getMessage()))
        .setExecutionExceptionHandler(
            (e, commandLine, parseResult) -> {
              if (e instanceof BadInput) {
                return refuse(commandLine, e.getMessage());
              }
              throw e;
            });
  }

  private static int refuse(CommandLine commandLine, String message) {
    PrintWriter err = commandLine.getErr();
    String name = commandLine.getCommandSpec().qualifiedName();
    String line = message.replaceAll("\\s*\\R\\s*", " ");
    err.printf("%s: %s ('%s --help' shows all options)%n", name, line, name);
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  /** Without a sub-command: what there is. */
  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    line.usage(line.getOut());
    return CommandLine.ExitCode.OK;
  }
}
