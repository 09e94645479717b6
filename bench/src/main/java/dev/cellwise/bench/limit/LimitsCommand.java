package dev.cellwise.bench.limit;

import dev.cellwise.bench.command.FreshJvm;
import dev.cellwise.bench.command.HelpOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench limits}. */
@Command(
    name = "limits",
    description = {
      "Measures what one core of this machine allows, by the Vector API: the peak of multiply-adds,"
          + " and the bandwidth of reading for working sets of 16 KiB to 128 MiB. Takes some 10"
          + " seconds.",
      "",
      "Prints tab-separated lines: a name, and GFLOP/s or GB/s. Keep them for --limits FILE of other"
          + " commands."
    })
public final class LimitsCommand implements Callable<Integer> {
  private static final String HERE = "--in-this-jvm";

  @Spec private CommandSpec spec;

  @Option(
      names = "--warm",
      paramLabel = "SECONDS",
      defaultValue = "0.4",
      description = "Warm-up of each figure (default: ${DEFAULT-VALUE}).")
  private void warm(double value) {
    if (!(value >= 0 && value <= 3600)) {
      throw new ParameterException(
          spec.commandLine(), "--warm: expected 0 to 3600 seconds, got " + value);
    }
    warm = value;
  }

  private double warm;

  @Option(names = HERE, hidden = true, description = "Measure in this JVM.")
  private boolean here;

  @Mixin private HelpOption help;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    lines().forEach(out::println);
    out.flush();
    return 0;
  }

  /** Arrays lie on cache lines by G1, which this JVM need not have: on one core it has not. */
  private List<String> lines() throws IOException, InterruptedException {
    return here ? LimitProbe.measure(warm).toLines() : inFreshJvm("--warm", Double.toString(warm));
  }

  /** The lines that it prints in a fresh JVM. */
  static List<String> inFreshJvm(String... options) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("limits", HERE));
    arguments.addAll(List.of(options));
    return FreshJvm.run(arguments);
  }
}
