package dev.cellwise.bench.limit;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --limits}. */
public final class LimitsOption {
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

  private List<String> lines() {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new ParameterException(command.commandLine(), file + ": no such file", e);
    } catch (IOException e) {
      throw new ParameterException(command.commandLine(), file + ": cannot be read: " + e, e);
    }
  }

  /** Those of the file, or measured now in a fresh JVM and printed. */
  public Limits limits() throws IOException, InterruptedException {
    if (file != null) {
      try {
        return ofThisWidth(Limits.of(lines()));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(command.commandLine(), file + ": " + e.getMessage(), e);
      }
    }
    command.commandLine().getErr().println("limits of this machine");
    List<String> lines = LimitsCommand.inFreshJvm();
    PrintWriter out = command.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
    return Limits.of(lines);
  }
}
