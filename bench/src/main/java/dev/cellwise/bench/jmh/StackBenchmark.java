package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.limit.Limits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Case F: training step of two LSTM layers, 32 rows over 100 time steps: time of the call. */
public class StackBenchmark extends CaseBenchmark {

  /** H, inputs and units of each layer. */
  @Param("256")
  public int hidden;

  /** Threads that a call is shared by. */
  @Param({"1", "2"})
  public int threads;

  /** Builds the network. */
  @Setup
  public void setUp() {
    start(Case.F.setting(Layer.LSTM, hidden), threads);
  }

  /** The call. */
  @Benchmark
  public void step() {
    call();
  }

  /** As in {@code bench report}. */
  static double limit(BenchmarkCall call, Limits limits) {
    return limit(Case.F, call, limits);
  }
}
