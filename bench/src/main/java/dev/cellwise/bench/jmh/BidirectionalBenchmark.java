package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.Training;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A training step of an LSTM in both directions of time, its outputs side by side, 32 rows over 50
 * time steps: time of the call.
 */
public class BidirectionalBenchmark extends JmhDefaults {
  private static final int ROWS = 32;
  private static final int STEPS = 50;

  /** H, inputs, and units of each direction. */
  @Param("128")
  public int hidden;

  private TrainingCall training;

  /** Builds the network. */
  @Setup
  public void setUp() {
    Architecture a =
        Architecture.builder()
            .features(hidden)
            .bidirectional(new Architecture.Lstm(hidden), Merge.CONCAT)
            .build();
    int n = STEPS * ROWS * hidden;
    training =
        new TrainingCall(
            new Training(
                Network.initialise(a, 1),
                Packing.dense(STEPS, ROWS),
                Mode.inference(),
                Loss.squared()),
            Training.Input.features(Data.uniform(n, 1f, 2)),
            Training.Target.numbers(Data.uniform(2 * n, 0.5f, 3)),
            0.01);
  }

  /** The call. */
  @Benchmark
  public void step() {
    training.step();
  }

  /** Refuses a wrong result. */
  @TearDown
  public void finish() {
    training.checkFallen();
  }

  /** That of case D for each direction. */
  static double limit(BenchmarkCall call, Limits limits) {
    return 2 * Case.D.setting(Layer.LSTM, call.number("hidden")).limit(limits);
  }
}
