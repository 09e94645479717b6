package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.limit.Limits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Case D: training step of 32 rows over 50 time steps: time of the call. */
public class TrainingBenchmark extends CaseBenchmark {

  /** lstm, gru or rnn: simple cells with tanh. */
  @Param({"lstm", "gru", "rnn"})
  public String cell;

  /** H, inputs and units. */
  @Param({"64", "128", "256", "512"})
  public int hidden;

  /** Threads that a call is shared by. */
  @Param({"1", "2"})
  public int threads;

  /** Builds the network. */
  @Setup
  public void setUp() {
    start(Case.D.setting(Layer.of(cell), hidden), threads);
  }

  /** The call. */
  @Benchmark
  public void step() {
    call();
  }

  /** As in {@code bench report}. */
  static double limit(BenchmarkCall call, Limits limits) {
    return limit(Case.D, call, limits);
  }
}
