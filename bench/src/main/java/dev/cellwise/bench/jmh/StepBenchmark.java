package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.limit.Limits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Case A: one step of one stream, the state carried: time of the step. */
public class StepBenchmark extends CaseBenchmark {

  /** lstm, gru or rnn: simple cells with tanh. */
  @Param({"lstm", "gru", "rnn"})
  public String cell;

  /** H, inputs and units. */
  @Param({"8", "16", "32", "64", "128", "256", "512", "1024"})
  public int hidden;

  /** Builds the network. */
  @Setup
  public void setUp() {
    start(Case.A.setting(Layer.of(cell), hidden), 1);
  }

  /** The call. */
  @Benchmark
  public void step() {
    call();
  }

  /** As in {@code bench report}. */
  static double limit(BenchmarkCall call, Limits limits) {
    return limit(Case.A, call, limits);
  }
}
