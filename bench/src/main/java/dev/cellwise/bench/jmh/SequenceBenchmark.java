package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.limit.Limits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Case B: a sequence of 100 steps of one stream: time of one step. */
public class SequenceBenchmark extends CaseBenchmark {
  private static final int STEPS = 100;

  /** lstm, gru or rnn: simple cells with tanh. */
  @Param({"lstm", "gru", "rnn"})
  public String cell;

  /** H, inputs and units. */
  @Param({"32", "64", "128", "256", "512"})
  public int hidden;

  /** Builds the network. */
  @Setup
  public void setUp() {
    start(Case.B.setting(Layer.of(cell), hidden), 1);
  }

  /** The call. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void run() {
    call();
  }

  /** As in {@code bench report}, which gives that of one step. */
  static double limit(BenchmarkCall call, Limits limits) {
    return STEPS * limit(Case.B, call, limits);
  }
}
