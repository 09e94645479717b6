package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.BatchStepper;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One step of each of some streams, in a call together or one after the other: time of them all.
 * Where the two meet is the number of streams from which on a batch stepper pays.
 */
public class BatchBenchmark extends JmhDefaults {
  /** lstm; gru or rnn where told. */
  @Param("lstm")
  public String cell;

  /** H, inputs and units. */
  @Param({"64", "128", "256", "512"})
  public int hidden;

  /** Streams. */
  @Param({"1", "2", "4", "8", "32"})
  public int rows;

  /** Whether they step in one call. */
  @Param({"true", "false"})
  public boolean together;

  private BatchStepper batch;
  private Stepper stepper;
  private State[] states;
  private float[] x;
  private float[] y;

  /** A row of its own for each stream that steps alone: a stepper reads from an array's start. */
  private float[][] in;

  private float[][] out;

  /** Builds the network. */
  @Setup
  public void setUp() {
    Network network = Network.initialise(architecture(Layer.of(cell), hidden), 1);
    batch = network.newBatchStepper(rows);
    stepper = network.newStepper();
    states = new State[rows];
    x = Data.uniform(rows * hidden, 1f, 2);
    y = new float[rows * hidden];
    in = new float[rows][];
    out = new float[rows][hidden];
    for (int n = 0; n < rows; n++) {
      states[n] = network.newState();
      in[n] = Arrays.copyOfRange(x, n * hidden, (n + 1) * hidden);
    }
  }

  /** One layer on as many features as units. */
  static Architecture architecture(Layer layer, int hidden) {
    Architecture.Builder b = Architecture.builder().features(hidden);
    return switch (layer) {
      case LSTM -> b.lstm(hidden).build();
      case GRU -> b.gru(hidden).build();
      case RNN -> b.rnn(hidden).build();
    };
  }

  /** The steps. */
  @Benchmark
  public void step() {
    if (together) {
      batch.step(states, rows, x, y);
      return;
    }
    for (int n = 0; n < rows; n++) {
      stepper.step(states[n], in[n], out[n]);
    }
  }

  /** Refuses a wrong result. */
  @TearDown
  public void finish() {
    for (int n = 0; n < rows; n++) {
      String fault = Data.faultOfHidden(hidden, together ? y : out[n], together ? n * hidden : 0);
      if (!fault.isEmpty()) {
        throw new IllegalStateException(fault);
      }
    }
  }

  /** Weights read once for all streams of a call, or once for each; or computing. */
  static double limit(BenchmarkCall call, Limits limits) {
    int rows = call.number("rows");
    Setting one = Case.A.setting(Layer.of(call.parameters().get("cell")), call.number("hidden"));
    if (!call.parameters().get("together").equals("true")) {
      return rows * one.limit(limits);
    }
    double weights = 2.0 * one.layer().gates() * one.hidden() * one.hidden();
    return Math.max(limits.read(Float.BYTES * weights), limits.compute(2 * rows * weights));
  }
}
