package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Workload;
import dev.cellwise.bench.limit.Limits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Case A: one step of one stream, the state carried: time of the step. */
public class StepBenchmark extends JmhDefaults {

  /** lstm, gru or rnn: simple cells with tanh. */
  @Param({"lstm", "gru", "rnn"})
  public String cell;

  /** H, inputs and units. */
  @Param({"8", "16", "32", "64", "128", "256", "512", "1024"})
  public int hidden;

  private Workload workload;

  /** Builds the network. */
  @Setup
  public void setUp() {
    workload = workload(Case.A.setting(Layer.of(cell), hidden));
  }

  /** The call. */
  @Benchmark
  public void step() {
    workload.run();
  }

  /** Refuses a wrong result. */
  @TearDown
  public void tearDown() {
    check(workload);
  }

  /** As in {@code bench cases}. */
  static double limit(BenchmarkCall call, Limits limits) {
    Layer layer = Layer.of(call.parameters().get("cell"));
    return Case.A.setting(layer, call.number("hidden")).limit(limits);
  }
}
