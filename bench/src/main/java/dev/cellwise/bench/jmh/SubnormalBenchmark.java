package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;
import dev.cellwise.rnn.net.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A step in silence, its inputs and biases zero, from a state of subnormal numbers, as a stream may
 * decay into, and from one of normal numbers: time of the step and of setting the state, which each
 * call begins with. What a subnormal operand costs is the processor's to say.
 */
public class SubnormalBenchmark extends JmhDefaults {
  /** Numbers below 2^-126, with some bits left. */
  private static final float TINY = 1e-40f;

  /** lstm; gru or rnn where told. */
  @Param("lstm")
  public String cell;

  /** H, inputs and units. */
  @Param("128")
  public int hidden;

  /** Whether the state is. */
  @Param({"false", "true"})
  public boolean subnormal;

  private Stepper stepper;
  private State begin;
  private State state;
  private float[] silence;
  private float[] out;

  /** Builds the network. */
  @Setup
  public void setUp() {
    Network random = Network.initialise(BatchBenchmark.architecture(Layer.of(cell), hidden), 1);
    Map<String, Tensor> tensors = new LinkedHashMap<>(random.tensors());
    tensors.replaceAll(
        (name, t) ->
            name.contains("bias") ? Tensor.of(new float[t.values().length], t.shape()) : t);
    Network network = Network.of(random.architecture(), tensors);
    stepper = network.newStepper();
    state = network.newState();
    begin = network.newState();
    begin.fromArray(Data.uniform(begin.toArray().length, subnormal ? TINY : 1f, 2));
    silence = new float[hidden];
    out = new float[hidden];
  }

  /**
   * The step.
   *
   * @return the outputs
   */
  @Benchmark
  public float[] step() {
    state.set(begin);
    stepper.step(state, silence, out);
    return out;
  }

  /** Refuses a result of other numbers than those that were to be measured. */
  @TearDown
  public void finish() {
    float largest = 0;
    for (float v : out) {
      largest = Math.max(largest, Math.abs(v));
    }
    boolean tiny = largest < Float.MIN_NORMAL;
    if (!(largest > 0 && largest <= 1) || tiny != subnormal) {
      throw new IllegalStateException(
          "expected " + (subnormal ? "subnormal" : "normal") + " outputs, got up to " + largest);
    }
  }

  /** That of case A. */
  static double limit(BenchmarkCall call, Limits limits) {
    Layer layer = Layer.of(call.parameters().get("cell"));
    return Case.A.setting(layer, call.number("hidden")).limit(limits);
  }
}
