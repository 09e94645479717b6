package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.limit.Limits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Case C: 32 rows over 50 time steps, forward: time of the call. */
public class ForwardBenchmark extends CaseBenchmark {

  /** lstm, gru or rnn: simple cells with tanh. */
  @Param({"lstm", "gru", "rnn"})
  public String cell;

  /** H, inputs and units. */
  @Param({"32", "64", "128", "256", "512"})
  public int hidden;

  /** Threads that a call is shared by. */
  @Param({"1", "2"})
  public int threads;

  /** Builds the network. */
  @Setup
  public void setUp() {
    start(Case.C.setting(Layer.of(cell), hidden), threads);
  }

  /** The call. */
  @Benchmark
  public void forward() {
    call();
  }

  /** As in {@code bench report}. */
  static double limit(BenchmarkCall call, Limits limits) {
    return limit(Case.C, call, limits);
  }
}
