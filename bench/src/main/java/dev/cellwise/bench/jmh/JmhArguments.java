package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Layer;
import dev.cellwise.rnn.net.Precision;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.profile.ProfilerFactory;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.ProfilerConfig;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Arguments of JMH that came with a command of ours: read, and refused in one line. */
final class JmhArguments {
  private final CommandSpec command;
  private final List<String> arguments;

  /** Those that a command did not know. */
  JmhArguments(CommandSpec command, List<String> arguments) {
    this.command = command;
    this.arguments = arguments;
  }

  /** What JMH makes of them. */
  CommandLineOptions read() {
    try {
      return new CommandLineOptions(arguments.toArray(String[]::new));
    } catch (CommandLineOptionException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** Whether they ask for help or a list, which JMH's own program prints. */
  static boolean onlyLists(CommandLineOptions options) {
    return options.shouldHelp()
        || options.shouldList()
        || options.shouldListWithParams()
        || options.shouldListProfilers()
        || options.shouldListResultFormats();
  }

  /** The benchmarks that are asked for. */
  static Collection<BenchmarkListEntry> benchmarks(Options options) {
    OutputFormat silent =
        OutputFormatFactory.createFormatInstance(
            new PrintStream(OutputStream.nullOutputStream()), VerboseMode.SILENT);
    return BenchmarkList.defaultList().find(silent, options.getIncludes(), options.getExcludes());
  }

  /** Refuses at once what JMH would refuse only as it runs. */
  void check(CommandLineOptions options) {
    if (benchmarks(options).isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "REGEX: no benchmark is named like "
              + String.join(" ", options.getIncludes())
              + "; see bench jmh -l");
    }
    check(options, "cell", Layer::of);
    check(options, "precision", JmhArguments::precision);
    check(options, "embedding", CharModelBenchmark::embedding);
    check(options, "threads", CaseBenchmark::threads);
    for (ProfilerConfig profiler : options.getProfilers()) {
      try {
        ProfilerFactory.getProfilerOrException(profiler);
      } catch (ProfilerException e) {
        throw new ParameterException(command.commandLine(), "-prof: " + e.getMessage(), e);
      }
    }
  }

  private static void precision(String value) {
    if (Stream.of(Precision.values()).noneMatch(p -> p.name().equals(value))) {
      throw new IllegalArgumentException(
          "precision: expected one of " + List.of(Precision.values()) + ", got " + value);
    }
  }

  /** Refuses values of a parameter that no benchmark has. */
  private void check(Options options, String name, Consumer<String> reader) {
    try {
      options.getParameter(name).orElse(List.of()).forEach(reader);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "-p " + e.getMessage(), e);
    }
  }

  /** The first cause in one line; JMH wraps what a fork threw, and keeps it as suppressed. */
  static String reason(Throwable e) {
    Throwable inner = e;
    while (inner.getCause() != null || inner.getSuppressed().length > 0) {
      inner = inner.getCause() != null ? inner.getCause() : inner.getSuppressed()[0];
    }
    return inner.toString().lines().findFirst().orElse("");
  }
}
