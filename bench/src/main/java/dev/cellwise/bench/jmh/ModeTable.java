package dev.cellwise.bench.jmh;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The same benchmarks with kernels of several modes, each mode in forks of its own. */
final class ModeTable {
  /**
   * One benchmark.
   *
   * @param call its name and parameters
   * @param unit of the scores
   * @param scores mean times by mode
   */
  record Row(BenchmarkCall call, String unit, Map<KernelMode, Double> scores) {
    /** How many times as long the scalar twins take; NaN where one of the two was not run. */
    double scalarOverVector() {
      return scores.getOrDefault(KernelMode.SCALAR, Double.NaN)
          / scores.getOrDefault(KernelMode.VECTOR, Double.NaN);
    }
  }

  private final List<KernelMode> modes;
  private final int preferred;
  private final Map<BenchmarkCall, Row> rows = new LinkedHashMap<>();

  /**
   * Of nothing yet.
   *
   * @param preferred bits of the vectors that this JVM prefers
   */
  ModeTable(List<KernelMode> modes, int preferred) {
    this.modes = modes;
    this.preferred = preferred;
  }

  /** Runs the benchmarks, all of a mode before those of the next; a second run replaces a score. */
  void run(Options options, PrintWriter err) throws RunnerException, IOException {
    // JMH passes on what forks print, such as the JVM's warnings: that is no part of the table.
    Path log = Files.createTempFile("modes", ".log");
    String each = Plan.estimate(Plan.runs(options), Plan.seconds(options));
    err.println("log of JMH, kept if it fails: " + log);
    for (KernelMode mode : modes) {
      err.println(mode.label() + ": " + each);
      err.flush();
      for (RunResult result : new Runner(of(mode, options, log)).run()) {
        add(mode, result);
      }
    }
    Files.delete(log);
  }

  /** Its flags come behind those that a benchmark's forks have anyway, or were given. */
  private Options of(KernelMode mode, Options options, Path log) {
    List<String> flags =
        new ArrayList<>(options.getJvmArgsAppend().orElse(JmhDefaults.JVM_ARGUMENTS));
    flags.addAll(mode.flags(preferred));
    return new OptionsBuilder()
        .parent(options)
        .jvmArgsAppend(flags.toArray(String[]::new))
        .output(options.getOutput().orElse(log.toString()))
        .shouldFailOnError(options.shouldFailOnError().orElse(true))
        .build();
  }

  private void add(KernelMode mode, RunResult result) {
    Result<?> score = result.getPrimaryResult();
    BenchmarkCall call = BenchmarkCall.of(result.getParams());
    rows.computeIfAbsent(
            call, c -> new Row(c, score.getScoreUnit(), new EnumMap<>(KernelMode.class)))
        .scores()
        .put(mode, score.getScore());
  }

  /** The benchmarks so far. */
  List<Row> rows() {
    return List.copyOf(rows.values());
  }

  /** Prints them in Markdown. */
  void print(PrintWriter out) {
    boolean twins = modes.contains(KernelMode.VECTOR) && modes.contains(KernelMode.SCALAR);
    StringBuilder head = new StringBuilder("| benchmark | unit |");
    StringBuilder rule = new StringBuilder("|---|---|");
    for (KernelMode mode : modes) {
      head.append(' ').append(mode.label()).append(" |");
      rule.append("---:|");
    }
    out.println(twins ? head + " scalar over vector |" : head);
    out.println(twins ? rule + "---:|" : rule);
    for (Row row : rows.values()) {
      StringBuilder line = new StringBuilder("| " + row.call().title() + " | " + row.unit() + " |");
      modes.forEach(mode -> line.append(' ').append(figure(row.scores().get(mode))).append(" |"));
      if (twins) {
        line.append(String.format(Locale.ROOT, " %.2f |", row.scalarOverVector()));
      }
      out.println(line);
    }
    out.flush();
  }

  /** Four digits, or a dash for none. */
  private static String figure(Double score) {
    return score == null || score.isNaN()
        ? "—"
        : new BigDecimal(score).round(new MathContext(4)).toPlainString();
  }
}
