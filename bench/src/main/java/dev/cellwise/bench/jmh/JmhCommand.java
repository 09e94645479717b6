package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.limit.LimitsOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.profile.ProfilerFactory;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.ProfilerConfig;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code bench jmh}. */
@Command(
    name = "jmh",
    customSynopsis = "bench jmh [--limits FILE] [JMH's arguments, such as REGEX, -f 5, -prof gc]",
    description = {
      "Measures the limits of this machine as `bench limits` does, then runs JMH benchmarks and sets"
          + " each score beside what the limits allow: `limit`, in the unit of the score, and"
          + " `ofLimit`, the fraction that was reached.",
      "",
      "All other arguments are JMH's own. -h prints its help, -l lists the benchmarks.",
      ""
    })
public final class JmhCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Mixin private LimitsOption limits;

  /** Without -h, which is JMH's. */
  @Option(names = "--help", usageHelp = true, description = "Print this help; -h prints JMH's.")
  private boolean help;

  @Override
  public Integer call() throws Exception {
    CommandLineOptions options = parse();
    if (onlyLists(options)) {
      org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
      return 0;
    }
    check(options);
    String argument = LimitProfiler.argument(limits.limits());
    Options withLimits =
        new OptionsBuilder()
            .parent(options)
            .addProfiler(LimitProfiler.class, argument)
            .shouldFailOnError(options.shouldFailOnError().orElse(true))
            .build();
    try {
      new Runner(withLimits).run();
      return 0;
    } catch (RunnerException e) {
      spec.commandLine().getErr().println("jmh: a benchmark failed: " + reason(e));
      return 1;
    }
  }

  /** The first cause in one line; JMH wraps what a fork threw, and keeps it as suppressed. */
  private static String reason(Throwable e) {
    Throwable inner = e;
    while (inner.getCause() != null || inner.getSuppressed().length > 0) {
      inner = inner.getCause() != null ? inner.getCause() : inner.getSuppressed()[0];
    }
    return inner.toString().lines().findFirst().orElse("");
  }

  private CommandLineOptions parse() {
    try {
      return new CommandLineOptions(arguments.toArray(String[]::new));
    } catch (CommandLineOptionException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static boolean onlyLists(CommandLineOptions options) {
    return options.shouldHelp()
        || options.shouldList()
        || options.shouldListWithParams()
        || options.shouldListProfilers()
        || options.shouldListResultFormats();
  }

  /** Refuses values of a parameter that no benchmark has. */
  private void check(CommandLineOptions options, String name, Consumer<String> reader) {
    try {
      options.getParameter(name).orElse(List.of()).forEach(reader);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "-p " + e.getMessage(), e);
    }
  }

  /** Refuses at once what JMH would refuse after the limits were measured. */
  private void check(CommandLineOptions options) {
    OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    if (BenchmarkList.defaultList()
        .find(silent, options.getIncludes(), options.getExcludes())
        .isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "REGEX: no benchmark is named like "
              + String.join(" ", options.getIncludes())
              + "; see bench jmh -l");
    }
    check(options, "cell", Layer::of);
    check(options, "embedding", CharModelBenchmark::embedding);
    for (ProfilerConfig profiler : options.getProfilers()) {
      try {
        ProfilerFactory.getProfilerOrException(profiler);
      } catch (ProfilerException e) {
        throw new ParameterException(spec.commandLine(), "-prof: " + e.getMessage(), e);
      }
    }
  }
}
