package dev.cellwise.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;

class PlanTest {
  private static Options given(String arguments) throws CommandLineOptionException {
    return new CommandLineOptions(arguments.isEmpty() ? new String[0] : arguments.split(" "));
  }

  private static Set<String> names(Options options) {
    return JmhArguments.benchmarks(options).stream()
        .map(BenchmarkListEntry::getUsername)
        .collect(Collectors.toSet());
  }

  /** The rest is for the limits, for JMH itself and for calls longer than an iteration. */
  @Test
  void aQuickRunIsOfEveryBenchmarkAndTakesUnderFiveMinutes() throws Exception {
    Options quick = Plan.quick(given(""));
    assertEquals(names(given("")), names(quick));
    assertTrue(Plan.runs(quick) >= names(quick).size(), () -> "" + Plan.runs(quick));
    assertTrue(Plan.seconds(quick) < 280, () -> "" + Plan.seconds(quick));
  }

  /** A name that no benchmark has would change nothing, and a value that none has would fail. */
  @Test
  void quickParametersAreThoseOfBenchmarks() throws Exception {
    Set<String> all = new HashSet<>();
    JmhArguments.benchmarks(given(""))
        .forEach(b -> b.getParams().orElse(Map.of()).keySet().forEach(all::add));
    assertTrue(all.containsAll(Plan.QUICK.keySet()), all::toString);
    assertTrue(OptionsBenchmark.options().containsAll(Plan.QUICK.get("option")));
    Plan.QUICK.get("function").forEach(Activation::parse);
  }

  @ParameterizedTest
  @CsvSource({
    "StepBenchmark, 3, 3, 3.84",
    "ForwardBenchmark -p threads=1;2, 6, 6, 7.68",
    "ForwardBenchmark -p hidden=64;128 -p threads=1, 6, 6, 7.68",
    "ElementwiseBenchmark.exp -f 3 -wi 1 -w 1 -i 2 -r 500ms, 1, 3, 6"
  })
  void whatIsGivenWins(String arguments, int runs, int forks, double measured) throws Exception {
    Options quick = Plan.quick(given(arguments.replace(';', ',')));
    assertEquals(runs, Plan.runs(quick));
    assertEquals(measured + forks * Plan.START, Plan.seconds(quick), 1e-9);
  }

  @Test
  void aFullRunIsOfAllParametersInManyForks() throws Exception {
    Options full = Plan.full(given("StepBenchmark"));
    assertEquals(48, Plan.runs(full));
    assertEquals(48 * 5 * (8 + Plan.START), Plan.seconds(full), 1e-9);
    assertEquals(2, Plan.full(given("Step -f 2")).getForkCount().get());
    assertEquals(
        List.of("9"), List.copyOf(Plan.full(given("-p hidden=9")).getParameter("hidden").get()));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 12.4, '1 benchmark, about 12 s'",
    "129, 252, '129 benchmarks, about 4.2 min'",
    "372, 16200, '372 benchmarks, about 4.5 h'"
  })
  void anEstimateIsReadable(int runs, double seconds, String text) {
    assertEquals(text, Plan.estimate(runs, seconds));
  }
}
