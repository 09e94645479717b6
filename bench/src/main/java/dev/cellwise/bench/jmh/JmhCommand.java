package dev.cellwise.bench.jmh;

import dev.cellwise.bench.limit.LimitsOption;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
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
    customSynopsis =
        "bench jmh [--quick | --full] [--limits FILE] [JMH's arguments, such as REGEX, -f 5, -prof gc]",
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

  @Option(
      names = "--quick",
      description = {
        "All families in under five minutes: one fork, short iterations, few parameters, such as"
            + " hidden=128. JMH's own arguments win."
      })
  private boolean quick;

  @Option(
      names = "--full",
      description = "Five forks of all parameters: hours. JMH's own arguments win.")
  private boolean full;

  /** Without -h, which is JMH's. */
  @Option(names = "--help", usageHelp = true, description = "Print this help; -h prints JMH's.")
  private boolean help;

  @Override
  public Integer call() throws Exception {
    if (quick && full) {
      throw new ParameterException(
          spec.commandLine(), "--quick, --full: expected one of them, got both");
    }
    JmhArguments jmh = new JmhArguments(spec, arguments);
    CommandLineOptions options = jmh.read();
    if (JmhArguments.onlyLists(options)) {
      org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
      return 0;
    }
    jmh.check(options);
    return run(planned(options));
  }

  /** As long as was asked for; says how long that is. */
  private Options planned(Options options) {
    if (!quick && !full) {
      return options;
    }
    Options planned = quick ? Plan.quick(options) : Plan.full(options);
    PrintWriter err = spec.commandLine().getErr();
    err.println("jmh: " + Plan.estimate(Plan.runs(planned), Plan.seconds(planned)));
    err.flush();
    return planned;
  }

  private int run(Options options) throws Exception {
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
      spec.commandLine().getErr().println("jmh: a benchmark failed: " + JmhArguments.reason(e));
      return 1;
    }
  }
}
