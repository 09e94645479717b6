package dev.cellwise.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.Bench;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Floats;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class JmhTest {
  /** 100 GFLOP/s; 200 GB/s up to 32 KiB, 50 GB/s at 128 KiB and above. */
  private static final Limits LIMITS =
      new Limits(512, 100, new TreeMap<>(Map.of(32768L, 200.0, 131072L, 50.0)));

  /** The whole way: limits of a file, a fork, the table's results in JSON. */
  @Test
  void aResultCarriesItsFractionOfTheLimit(@TempDir Path folder) throws IOException {
    Path limits = folder.resolve("limits.tsv");
    Files.write(limits, LIMITS.toLines());
    Path json = folder.resolve("result.json");
    String arguments =
        "jmh --limits %s Elementwise.*exp -f 2 -wi 0 -i 1 -r 100ms -tu us -rf json -rff %s -o %s"
            .formatted(limits, json, folder.resolve("log.txt"));
    StringWriter err = new StringWriter();
    assertEquals(0, jmh(arguments, err), err::toString);
    String result = Files.readString(json);
    double limit = score(result, "limit");
    assertEquals(8 / 200.0 / 1000, limit, 1e-9);
    assertEquals(100 * limit / score(result, "primaryMetric"), score(result, "ofLimit"), 1e-6);
  }

  /** An activation that there is none of: the fork's setup throws. */
  @ParameterizedTest
  @CsvSource({"'', 1", "-foe false, 0"})
  void aBenchmarkThatFailsIsTold(String more, int code, @TempDir Path folder) throws IOException {
    Path limits = folder.resolve("limits.tsv");
    Files.write(limits, LIMITS.toLines());
    String arguments =
        "jmh --limits %s jmh.ActivationBenchmark.forward -p function=gruu -f 1 -wi 0 -i 1 -o %s %s"
            .formatted(limits, folder.resolve("log.txt"), more);
    StringWriter err = new StringWriter();
    assertEquals(code, jmh(arguments, err), err::toString);
    assertEquals(code == 1, err.toString().contains("jmh: a benchmark failed: "), err::toString);
  }

  private static int jmh(String arguments, StringWriter err) {
    System.setProperty("jmh.ignoreLock", "true");
    try {
      return Bench.commandLine().setErr(new PrintWriter(err)).execute(arguments.strip().split(" "));
    } finally {
      System.clearProperty("jmh.ignoreLock");
    }
  }

  private static double score(String json, String metric) {
    Matcher m = Pattern.compile('"' + metric + "\" : \\{\\s*\"score\" : ([^,]*),").matcher(json);
    assertTrue(m.find(), () -> metric + ": not in " + json);
    return Double.parseDouble(m.group(1));
  }

  @Test
  void everyBenchmarkStatesItsLimit() {
    OutputFormat silent =
        OutputFormatFactory.createFormatInstance(
            new PrintStream(OutputStream.nullOutputStream()), VerboseMode.SILENT);
    for (BenchmarkListEntry b : BenchmarkList.defaultList().getAll(silent, List.of())) {
      Map<String, String> first = new TreeMap<>();
      b.getParams().orElse(Map.of()).forEach((name, values) -> first.put(name, values[0]));
      BenchmarkCall call = BenchmarkCall.of(b.getUsername(), first);
      boolean measuresThem = call.type().startsWith(LimitBenchmark.class.getName());
      assertEquals(!measuresThem, call.limit(LIMITS).isPresent(), b::getUsername);
      assertFalse(call.limit(LIMITS).orElse(1) <= 0, b::getUsername);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Weights of 128 KiB at 50 GB/s, of 32 KiB at 200, of 64 between; a hundred steps, input half
    // at the peak.
    "StepBenchmark.step, cell=lstm hidden=64, 2621.44",
    "StepBenchmark.step, cell=lstm hidden=32, 163.84",
    "LayersBenchmark.step, cell=lstm hidden=32 layers=1, 163.84",
    "LayersBenchmark.step, cell=lstm hidden=32 layers=2, 524.288",
    "BatchBenchmark.step, cell=lstm hidden=64 rows=2 together=true, 2621.44",
    "BatchBenchmark.step, cell=lstm hidden=64 rows=32 together=true, 20971.52",
    "BatchBenchmark.step, cell=lstm hidden=64 rows=8 together=false, 20971.52",
    "SubnormalBenchmark.step, cell=lstm hidden=64 subnormal=true, 2621.44",
    "SequenceBenchmark.run, cell=lstm hidden=32, 16384",
    "SequenceBenchmark.run, cell=gru hidden=32, 12288",
    "SequenceBenchmark.run, cell=rnn hidden=32, 4096",
    "AffineBenchmark.forward, hidden=64 rows=1, 524.288",
    "AffineBenchmark.backwardInput, hidden=64 rows=100, 32768",
    "AffineBenchmark.backwardWeights, hidden=64 rows=1, 524.288",
    "AffineBenchmark.forwardTwo, hidden=64 rows=100, 65536",
    "AffineBenchmark.forwardColumns, hidden=64 rows=100, 49152",
    "AffineBenchmark.interleave, hidden=64 rows=16, 40.96",
    "AffineBenchmark.backwardBias, hidden=16 rows=31, 40.96",
    "AffineActivationBenchmark.forwardTwo, hidden=64 rows=100, 16384",
    "CharModelBenchmark.step, embedding=0 hidden=256 threads=1, 53526528",
    "CharModelBenchmark.step, embedding=0 hidden=256 threads=2, 26763264",
    // D of 64 units: 2.5 times 2·4·64·128·1600 operations; of both directions twice that.
    "TrainingBenchmark.step, cell=lstm hidden=64 threads=1, 2621440",
    "TrainingBenchmark.step, cell=lstm hidden=64 threads=2, 1310720",
    "BackwardBenchmark.gradient, cell=lstm hidden=64 threads=1, 2621440",
    "BidirectionalBenchmark.step, hidden=64, 5242880",
    "StackBenchmark.step, hidden=64 threads=2, 5767168",
    "TranslationBenchmark.step, attention=none hidden=64, 2676326.4",
    "LookupBenchmark.lookup, hidden=64, 65536",
    "PanelsBenchmark.pack, hidden=32, 163.84",
    "LearnedBenchmark.preluForward, '', 43.52",
    "RandomBenchmark.mask, '', 20.48",
    "ElementwiseBenchmark.tanh, '', 81.92",
    "ActivationBenchmark.backward, function=relu, 122.88",
    "GateMathBenchmark.lstmForward, '', 81.92",
    "SmallCellBenchmark.gru, units=16, 30.72",
    "NormBenchmark.norm, parameters=4096, 81.92",
    "OptimizerBenchmark.momentum, parameters=65536, 15728.64",
    "OptimizerBenchmark.adam, parameters=65536, 20971.52",
    "SoftmaxBenchmark.softmax, classes=65, 83.2",
    "LossBenchmark.huber, columns=16, 30.72"
  })
  void limitsAreOfWhatACallComputesOrReads(String benchmark, String parameters, double nanos) {
    Map<String, String> values = new TreeMap<>();
    for (String p : parameters.isEmpty() ? new String[0] : parameters.split(" ")) {
      values.put(p.substring(0, p.indexOf('=')), p.substring(p.indexOf('=') + 1));
    }
    BenchmarkCall call = BenchmarkCall.of("dev.cellwise.bench.jmh." + benchmark, values);
    assertEquals(nanos, call.limit(LIMITS).orElseThrow(), nanos * 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"false, 50", "true, 200"})
  void forksAreHeldAgainstTheLimitByTheirMeanScore(boolean rate, double percent) {
    OfLimit one = new OfLimit(10, 5, rate);
    OfLimit two = new OfLimit(10, 35, rate);
    assertEquals(
        percent, one.getIterationAggregator().aggregate(List.of(one, two)).getScore(), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 80, 200})
  void aFusedBackwardPassHasRoomForWholePanels(int hidden) {
    AffineActivationBenchmark benchmark = new AffineActivationBenchmark();
    benchmark.hidden = hidden;
    benchmark.rows = 32;
    benchmark.setUp();
    benchmark.forward();
    assertTrue(Float.isFinite(benchmark.backward()[Floats.BASE]));
  }
}
