package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * One step of one stream through some layers, one on the other: time of the step, and by {@code
 * -prof gc} its garbage.
 */
public class LayersBenchmark extends JmhDefaults {
  /** lstm; gru or rnn where told. */
  @Param("lstm")
  public String cell;

  /** H, inputs and units of each layer. */
  @Param({"8", "16", "24", "32", "64", "128", "256", "512", "1024"})
  public int hidden;

  /** Layers. */
  @Param({"1", "2", "3", "4"})
  public int layers;

  private Stepper stepper;
  private State state;
  private float[] x;
  private float[] y;

  /** Builds the network. */
  @Setup
  public void setUp() {
    Architecture.Builder b = Architecture.builder().features(hidden);
    for (int l = 0; l < layers; l++) {
      switch (Layer.of(cell)) {
        case LSTM -> b.lstm(hidden);
        case GRU -> b.gru(hidden);
        case RNN -> b.rnn(hidden);
      }
    }
    Network network = Network.initialise(b.build(), 1);
    stepper = network.newStepper();
    state = network.newState();
    x = Data.uniform(hidden, 1f, 2);
    y = new float[hidden];
  }

  /**
   * The step.
   *
   * @return the output
   */
  @Benchmark
  public float[] step() {
    stepper.step(state, x, y);
    return y;
  }

  /** That of case A a layer, or all weights read once. */
  static double limit(BenchmarkCall call, Limits limits) {
    Setting one = Case.A.setting(Layer.of(call.parameters().get("cell")), call.number("hidden"));
    int layers = call.number("layers");
    return Math.max(layers * one.step(limits, Float.BYTES), one.step(limits, layers * Float.BYTES));
  }
}
