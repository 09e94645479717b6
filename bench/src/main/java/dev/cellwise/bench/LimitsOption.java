package dev.cellwise.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --limits}. */
final class LimitsOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--limits",
      paramLabel = "FILE",
      description = "Take the limits that `bench limits` printed, instead of measuring them.")
  private Path file;

  /** Warns of limits that were measured with other vectors than the kernels will use. */
  private Limits ofThisWidth(Limits limits) {
    if (limits.bits() != LimitProbe.BITS) {
      PrintWriter err = command.commandLine().getErr();
      err.printf(
          "--limits: %s: measured with vectors of %d bits; this JVM prefers %d%n",
          file, limits.bits(), LimitProbe.BITS);
      err.flush();
    }
    return limits;
  }

  /** Those of the file, or measured now in a fresh JVM and printed. */
  Limits limits() throws IOException, InterruptedException {
    if (file != null) {
      try {
        return ofThisWidth(Limits.of(FigureFile.read(command, file)));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(command.commandLine(), file + ": " + e.getMessage(), e);
      }
    }
    command.commandLine().getErr().println("limits of this machine");
    List<String> lines = LimitsCommand.inFreshJvm();
    PrintWriter out = command.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
    return Limits.of(Measurement.parse(lines));
  }
}
