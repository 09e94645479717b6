package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Workload;
import dev.cellwise.bench.limit.Limits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Case B: a sequence of 100 steps of one stream: time of one step. */
public class SequenceBenchmark extends JmhDefaults {
  private static final int STEPS = 100;

  /** lstm, gru or rnn: simple cells with tanh. */
  @Param({"lstm", "gru", "rnn"})
  public String cell;

  /** H, inputs and units. */
  @Param({"32", "64", "128", "256", "512"})
  public int hidden;

  private Workload workload;

  /** Builds the network. */
  @Setup
  public void setUp() {
    workload = workload(Case.B.setting(Layer.of(cell), hidden));
  }

  /** The call. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void run() {
    workload.run();
  }

  /** Refuses a wrong result. */
  @TearDown
  public void tearDown() {
    check(workload);
  }

  /** As in {@code bench cases}, which gives that of one step. */
  static double limit(BenchmarkCall call, Limits limits) {
    Layer layer = Layer.of(call.parameters().get("cell"));
    return STEPS * Case.B.setting(layer, call.number("hidden")).limit(limits);
  }
}
