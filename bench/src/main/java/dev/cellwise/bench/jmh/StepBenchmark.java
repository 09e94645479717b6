package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.rnn.net.Precision;
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

  /** What the weights are read as: floats, or half the bytes. */
  @Param({"F32", "BF16"})
  public String precision;

  /** Builds the network. */
  @Setup
  public void setUp() {
    Setting setting = Case.A.setting(Layer.of(cell), hidden);
    start(Cellwise.stream(Problem.of(setting), Precision.valueOf(precision)));
  }

  /** The call. */
  @Benchmark
  public void step() {
    call();
  }

  /** As in {@code bench report}. */
  static double limit(BenchmarkCall call, Limits limits) {
    boolean half = Precision.BF16.name().equals(call.parameters().get("precision"));
    Layer layer = Layer.of(call.parameters().get("cell"));
    return Case.A.setting(layer, call.number("hidden")).step(limits, half ? 2 : Float.BYTES);
  }
}
