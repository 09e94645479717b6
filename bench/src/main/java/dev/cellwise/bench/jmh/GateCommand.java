package dev.cellwise.bench.jmh;

import dev.cellwise.bench.command.HelpOption;
import dev.cellwise.bench.limit.LimitProbe;
import dev.cellwise.kernels.Kernels;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench gate}. */
@Command(
    name = "gate",
    description = {
      "Runs a step, 50 steps of 32 rows forward and a training step of the three cells, and the"
          + " matrix products, at H = 128 and 256, with vectors and with the scalar twins, and fails"
          + " with exit code 1 where the vectors are not at least twice as fast: so gross a loss is"
          + " none of the minute's. What is below that is measured once more, warmed up for ten"
          + " seconds, which counts. Prints the table of `bench modes`. Takes some three minutes."
    })
public final class GateCommand implements Callable<Integer> {
  /** How many times as fast vectors have to be. */
  static final double LEAST = 2;

  @Spec private CommandSpec spec;

  @Mixin private HelpOption help;

  @Override
  public Integer call() throws Exception {
    if (Kernels.active() == Kernels.Backend.SCALAR) {
      throw new ParameterException(
          spec.commandLine(),
          "gate: expected vector kernels in this JVM, got " + Kernels.describe());
    }
    ModeTable table = new ModeTable(List.of(KernelMode.VECTOR, KernelMode.SCALAR), LimitProbe.BITS);
    PrintWriter err = spec.commandLine().getErr();
    try {
      table.run(options(), err);
      for (ModeTable.Row row : tooSlow(table.rows())) {
        table.run(again(row.call()), err);
      }
    } catch (RunnerException e) {
      throw new IllegalStateException("gate: a benchmark failed: " + JmhArguments.reason(e), e);
    }
    table.print(spec.commandLine().getOut());
    List<String> failures = failures(table.rows());
    failures.forEach(err::println);
    err.flush();
    return failures.isEmpty() ? 0 : 1;
  }

  /** What the gate runs. */
  static Options options() {
    return Plan.quick(
        new OptionsBuilder()
            .include("\\.(Step|Forward|Training)Benchmark\\.")
            .include("\\.AffineBenchmark\\.(forward|backwardInput|backwardWeights)$")
            .param("hidden", "128", "256")
            .param("threads", "1")
            .build());
  }

  /**
   * One benchmark with ten seconds of warm-up: on a busy machine a second may pass before the
   * compiler has come to a vector kernel, which is some hundred times as slow until then.
   */
  static Options again(BenchmarkCall call) {
    ChainedOptionsBuilder one =
        new OptionsBuilder()
            .include("^" + Pattern.quote(call.type() + "." + call.method()) + "$")
            .forks(1)
            .warmupIterations(10)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.milliseconds(500));
    call.parameters().forEach(one::param);
    return one.build();
  }

  /** The benchmarks whose vectors are too slow, or that have no ratio. */
  static List<ModeTable.Row> tooSlow(List<ModeTable.Row> rows) {
    return rows.stream().filter(row -> !(row.scalarOverVector() >= LEAST)).toList();
  }

  /** A line for each of them. */
  static List<String> failures(List<ModeTable.Row> rows) {
    return tooSlow(rows).stream()
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "gate: %s: expected vectors at least %.0f times as fast as scalars, got %.2f",
                    row.call().title(),
                    LEAST,
                    row.scalarOverVector()))
        .toList();
  }
}
