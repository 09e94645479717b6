package dev.cellwise.bench.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long to measure. */
public final class TimingOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private double warm;
  private double seconds;

  @Option(
      names = "--warm",
      paramLabel = "SECONDS",
      defaultValue = "2.5",
      description = {
        "Least warm-up of each line (default: ${DEFAULT-VALUE}). It goes on, up to eight times as"
            + " long, until times stay the same and the compiler is at rest."
      })
  private void warm(double value) {
    warm = checked(command, "--warm", value);
  }

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "Time measured for each line (default: ${DEFAULT-VALUE}).")
  private void seconds(double value) {
    seconds = checked(command, "--seconds", value);
  }

  /** The value of an option, refused if it is no length of time. */
  public static double checked(CommandSpec command, String name, double value) {
    if (!(value >= 0 && value <= 3600)) {
      throw new ParameterException(
          command.commandLine(), name + ": expected 0 to 3600 seconds, got " + value);
    }
    return value;
  }

  public double warm() {
    return warm;
  }

  public double seconds() {
    return seconds;
  }

  /** The options again, for another JVM. */
  List<String> arguments() {
    return List.of("--warm", Double.toString(warm), "--seconds", Double.toString(seconds));
  }
}
