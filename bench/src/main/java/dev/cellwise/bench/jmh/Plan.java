package dev.cellwise.bench.jmh;

import static java.util.Map.entry;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Optional;

/** How long a run of the suite is to be; what the command line says wins. */
final class Plan {
  /**
   * Parameters of a quick run, by name: a value or a few that stand for the others. A parameter
   * that is not named here keeps all its values.
   */
  static final Map<String, List<String>> QUICK =
      Map.ofEntries(
          entry("hidden", List.of("128")),
          entry("rows", List.of("32")),
          entry("threads", List.of("1")),
          entry("embedding", List.of("0")),
          entry("function", List.of("tanh")),
          entry("option", List.of("lstm-passes")),
          entry("attention", List.of("additive")),
          entry("packed", List.of("true")),
          entry("together", List.of("true")),
          entry("subnormal", List.of("true")),
          entry("classes", List.of("65")),
          entry("columns", List.of("256")),
          entry("parameters", List.of("33024")),
          entry("units", List.of("16")),
          entry("layers", List.of("2")),
          entry("precision", List.of("F32")),
          entry("kib", List.of("256")));

  /** Forks of a full run: on JDK 25 the spread between forks is the one that matters. */
  static final int FULL_FORKS = 5;

  /**
   * A vector kernel that C2 has not compiled is some hundred times as slow: warm-up comes first.
   */
  private static final int QUICK_WARM = 6;

  private static final TimeValue QUICK_WARM_TIME = new TimeValue(180, TimeUnit.MILLISECONDS);
  private static final int QUICK_COUNTED = 2;
  private static final TimeValue QUICK_TIME = new TimeValue(100, TimeUnit.MILLISECONDS);

  /** Seconds of a fork in which nothing is measured: JVM, numbers, networks. */
  static final double START = 1.05;

  private Plan() {}

  /** One fork of short iterations, few parameters. */
  static Options quick(Options given) {
    ChainedOptionsBuilder quick =
        new OptionsBuilder()
            .parent(given)
            .forks(given.getForkCount().orElse(1))
            .warmupIterations(given.getWarmupIterations().orElse(QUICK_WARM))
            .warmupTime(given.getWarmupTime().orElse(QUICK_WARM_TIME))
            .measurementIterations(given.getMeasurementIterations().orElse(QUICK_COUNTED))
            .measurementTime(given.getMeasurementTime().orElse(QUICK_TIME));
    QUICK.forEach(
        (name, values) -> {
          if (!given.getParameter(name).hasValue()) {
            quick.param(name, values.toArray(String[]::new));
          }
        });
    return quick.build();
  }

  /** Many forks of what the benchmarks say. */
  static Options full(Options given) {
    return new OptionsBuilder()
        .parent(given)
        .forks(given.getForkCount().orElse(FULL_FORKS))
        .build();
  }

  /** Benchmarks with their parameters. */
  static int runs(Options options) {
    return JmhArguments.benchmarks(options).stream().mapToInt(b -> runs(b, options)).sum();
  }

  private static int runs(BenchmarkListEntry benchmark, Options options) {
    int runs = 1;
    for (Map.Entry<String, String[]> p : benchmark.getParams().orElse(Map.of()).entrySet()) {
      Optional<Collection<String>> given = options.getParameter(p.getKey());
      runs *= given.hasValue() ? given.get().size() : p.getValue().length;
    }
    return runs;
  }

  /** About how long it takes; calls longer than an iteration are not accounted for. */
  static double seconds(Options options) {
    return JmhArguments.benchmarks(options).stream()
        .mapToDouble(b -> runs(b, options) * seconds(b, options))
        .sum();
  }

  private static double seconds(BenchmarkListEntry b, Options options) {
    int forks = options.getForkCount().orElse(b.getForks().get());
    int warm = options.getWarmupIterations().orElse(b.getWarmupIterations().get());
    int counted = options.getMeasurementIterations().orElse(b.getMeasurementIterations().get());
    return forks
        * (START
            + warm * seconds(options.getWarmupTime().orElse(b.getWarmupTime().get()))
            + counted * seconds(options.getMeasurementTime().orElse(b.getMeasurementTime().get())));
  }

  private static double seconds(TimeValue time) {
    return time.convertTo(TimeUnit.MILLISECONDS) / 1e3;
  }

  /** Such as "24 benchmarks, about 40 s". */
  static String estimate(int runs, double seconds) {
    String time =
        seconds < 100
            ? String.format(Locale.ROOT, "%.0f s", seconds)
            : seconds < 6000
                ? String.format(Locale.ROOT, "%.1f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    return runs + (runs == 1 ? " benchmark" : " benchmarks") + ", about " + time;
  }
}
