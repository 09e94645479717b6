package dev.cellwise.bench;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench limits}. */
@Command(
    name = "limits",
    description = {
      "Measures what one core of this machine allows, by the Vector API: the peak of multiply-adds,"
          + " and the bandwidth of reading for working sets of 16 KiB to 128 MiB. Takes some 10"
          + " seconds.",
      "",
      "Prints tab-separated lines as `bench cases` does, with thousandths of a GFLOP/s, and MB/s, in"
          + " place of nanoseconds. Keep them for `bench cases --limits FILE`."
    })
final class LimitsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--warm",
      paramLabel = "SECONDS",
      defaultValue = "0.4",
      description = "Warm-up of each figure (default: ${DEFAULT-VALUE}).")
  private double warm;

  @Mixin private HelpOption help;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    LimitProbe.measure(warm).toMeasurements().forEach(m -> out.println(m.toLine()));
    out.flush();
  }
}
