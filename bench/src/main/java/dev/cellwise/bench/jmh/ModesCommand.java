package dev.cellwise.bench.jmh;

import dev.cellwise.bench.limit.LimitProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code bench modes}. */
@Command(
    name = "modes",
    customSynopsis =
        "bench modes [--modes vector,256,128,scalar] [JMH's arguments, such as REGEX, -p hidden=64]",
    description = {
      "Runs JMH benchmarks with vectors as wide as the JVM prefers, with vectors of 256 and 128 bits,"
          + " and with the scalar twins, each in forks of their own, and prints one table in"
          + " Markdown: mean times, and how many times as long the scalar twins take. A fork whose"
          + " kernels are not those that it was started for fails.",
      "",
      "Forks, iterations and parameters are those of `bench jmh --quick` unless told. -o FILE keeps"
          + " JMH's own log, that of the last mode.",
      ""
    })
public final class ModesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--modes",
      split = ",",
      paramLabel = "MODE",
      description =
          "vector, 256, 128, scalar (default: all; vectors wider than the JVM's are left out).")
  private List<String> labels = List.of();

  /** Without -h, which is JMH's. */
  @Option(names = "--help", usageHelp = true, description = "Print this help; -h prints JMH's.")
  private boolean help;

  @Override
  public Integer call() throws Exception {
    List<KernelMode> modes = modes();
    JmhArguments jmh = new JmhArguments(spec, arguments);
    CommandLineOptions options = jmh.read();
    if (JmhArguments.onlyLists(options)) {
      org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
      return 0;
    }
    jmh.check(options);
    check(options);
    ModeTable table = new ModeTable(modes, LimitProbe.BITS);
    try {
      table.run(Plan.quick(options), spec.commandLine().getErr());
    } catch (RunnerException e) {
      throw new IllegalStateException("modes: a benchmark failed: " + JmhArguments.reason(e), e);
    }
    table.print(spec.commandLine().getOut());
    return 0;
  }

  private List<KernelMode> modes() {
    if (labels.isEmpty()) {
      return KernelMode.here();
    }
    List<KernelMode> modes = new ArrayList<>();
    for (String label : labels) {
      KernelMode mode = mode(label);
      if (!mode.runs(LimitProbe.BITS)) {
        throw refused(
            "--modes: " + label + ": this JVM's vectors have " + LimitProbe.BITS + " bits");
      }
      modes.add(mode);
    }
    return modes.stream().distinct().toList();
  }

  private KernelMode mode(String label) {
    try {
      return KernelMode.of(label);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--modes: " + e.getMessage(), e);
    }
  }

  /** Refuses what the table has no place for. */
  private void check(CommandLineOptions options) {
    if (options.getForkCount().orElse(1) < 1) {
      throw refused("-f: expected at least 1, a JVM for each mode, got 0");
    }
    if (options.getBenchModes().stream().anyMatch(m -> m != Mode.AverageTime)) {
      throw refused("-bm: expected avgt, got " + options.getBenchModes());
    }
    if (options.getResult().hasValue()
        || options.getResultFormat().hasValue()
        || !options.getProfilers().isEmpty()) {
      throw refused(
          "-rf, -rff, -prof: expected none, the table has mean times alone; see bench jmh");
    }
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
