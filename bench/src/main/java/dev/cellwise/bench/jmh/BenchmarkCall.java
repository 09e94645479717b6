package dev.cellwise.bench.jmh;

import static java.util.Map.entry;

import dev.cellwise.bench.limit.Limits;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * One call of a JMH benchmark's method.
 *
 * @param type its class, by name
 * @param method its name
 * @param parameters values by name
 */
record BenchmarkCall(String type, String method, Map<String, String> parameters) {
  /** What the limits allow a call of one benchmark class; stated there, beside its code. */
  @FunctionalInterface
  interface Limit {
    /** Nanoseconds that the call takes at least. */
    double nanos(BenchmarkCall call, Limits limits);
  }

  /** The classes that state a limit: all but those that measure the limits. */
  private static final Map<String, Limit> STATED =
      Map.ofEntries(
          entry(ActivationBenchmark.class.getName(), ActivationBenchmark::limit),
          entry(AffineActivationBenchmark.class.getName(), AffineActivationBenchmark::limit),
          entry(AffineBenchmark.class.getName(), AffineBenchmark::limit),
          entry(SmallCellBenchmark.class.getName(), SmallCellBenchmark::limit),
          entry(BackwardBenchmark.class.getName(), BackwardBenchmark::limit),
          entry(BatchBenchmark.class.getName(), BatchBenchmark::limit),
          entry(Bf16Benchmark.class.getName(), Bf16Benchmark::limit),
          entry(BidirectionalBenchmark.class.getName(), BidirectionalBenchmark::limit),
          entry(CharModelBenchmark.class.getName(), CharModelBenchmark::limit),
          entry(ElementwiseBenchmark.class.getName(), ElementwiseBenchmark::limit),
          entry(GateMathBenchmark.class.getName(), GateMathBenchmark::limit),
          entry(ForwardBenchmark.class.getName(), ForwardBenchmark::limit),
          entry(HadamardBenchmark.class.getName(), HadamardBenchmark::limit),
          entry(LayerNormBenchmark.class.getName(), LayerNormBenchmark::limit),
          entry(LayersBenchmark.class.getName(), LayersBenchmark::limit),
          entry(LearnedBenchmark.class.getName(), LearnedBenchmark::limit),
          entry(LookupBenchmark.class.getName(), LookupBenchmark::limit),
          entry(LossBenchmark.class.getName(), LossBenchmark::limit),
          entry(NormBenchmark.class.getName(), NormBenchmark::limit),
          entry(OptimizerBenchmark.class.getName(), OptimizerBenchmark::limit),
          entry(OptionsBenchmark.class.getName(), OptionsBenchmark::limit),
          entry(PanelsBenchmark.class.getName(), PanelsBenchmark::limit),
          entry(RaggedBenchmark.class.getName(), RaggedBenchmark::limit),
          entry(RandomBenchmark.class.getName(), RandomBenchmark::limit),
          entry(SequenceBenchmark.class.getName(), SequenceBenchmark::limit),
          entry(SoftmaxBenchmark.class.getName(), SoftmaxBenchmark::limit),
          entry(StackBenchmark.class.getName(), StackBenchmark::limit),
          entry(StepBenchmark.class.getName(), StepBenchmark::limit),
          entry(SubnormalBenchmark.class.getName(), SubnormalBenchmark::limit),
          entry(TrainingBenchmark.class.getName(), TrainingBenchmark::limit),
          entry(TranslationBenchmark.class.getName(), TranslationBenchmark::limit));

  /**
   * A call.
   *
   * @param benchmark class and method, as JMH names them
   */
  static BenchmarkCall of(String benchmark, Map<String, String> parameters) {
    int dot = benchmark.lastIndexOf('.');
    return new BenchmarkCall(benchmark.substring(0, dot), benchmark.substring(dot + 1), parameters);
  }

  /** A call of what JMH ran. */
  static BenchmarkCall of(BenchmarkParams params) {
    Map<String, String> parameters = new TreeMap<>();
    params.getParamsKeys().forEach(name -> parameters.put(name, params.getParam(name)));
    return of(params.getBenchmark(), parameters);
  }

  /** For a table: such as {@code Forward.forward (cell=lstm, hidden=128)}. */
  String title() {
    String family = type.replaceFirst("^.*\\.", "").replaceFirst("Benchmark", "");
    String values =
        parameters.entrySet().stream()
            .map(p -> p.getKey() + "=" + p.getValue())
            .collect(Collectors.joining(", "));
    return family + "." + method + (values.isEmpty() ? "" : " (" + values + ")");
  }

  /** The value of a parameter that is a number. */
  int number(String name) {
    return Integer.parseInt(parameters.get(name));
  }

  /** Nanoseconds that the call takes at least; empty if its class states no limit. */
  OptionalDouble limit(Limits limits) {
    Limit stated = STATED.get(type);
    return stated == null ? OptionalDouble.empty() : OptionalDouble.of(stated.nanos(this, limits));
  }
}
