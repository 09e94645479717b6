package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Team;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.Training;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Forward, loss and backward of 32 rows over 50 time steps: time of the call. A window runs
 * backward once for each run forward, so the two come together; this is case D without its update.
 */
public class BackwardBenchmark extends JmhDefaults {
  private static final int ROWS = 32;
  private static final int STEPS = 50;

  /** lstm, gru or rnn: simple cells with tanh. */
  @Param({"lstm", "gru", "rnn"})
  public String cell;

  /** H, inputs and units. */
  @Param({"64", "128", "256", "512"})
  public int hidden;

  /** Threads that a call is shared by. */
  @Param({"1", "2"})
  public int threads;

  private Team team;
  private TrainingCall training;

  /** Builds the network. */
  @Setup
  public void setUp() {
    team = threads == 1 ? null : Team.of(threads);
    Architecture.Builder b = Architecture.builder().features(hidden);
    switch (Layer.of(cell)) {
      case LSTM -> b.lstm(hidden);
      case GRU -> b.gru(hidden);
      case RNN -> b.rnn(hidden);
    }
    int n = STEPS * ROWS * hidden;
    training =
        new TrainingCall(
            new Training(
                Network.initialise(b.build(), 1),
                Packing.dense(STEPS, ROWS),
                Mode.inference(),
                Loss.squared(),
                team),
            Training.Input.features(Data.uniform(n, 1f, 2)),
            Training.Target.numbers(Data.uniform(n, 0.5f, 3)),
            0.01);
  }

  /** The call. */
  @Benchmark
  public void gradient() {
    training.gradient();
  }

  /** Ends the team's threads, and refuses a wrong result. */
  @TearDown
  public void finish() {
    if (team != null) {
      team.close();
    }
    training.checkSame();
  }

  /** That of case D. */
  static double limit(BenchmarkCall call, Limits limits) {
    return CaseBenchmark.limit(Case.D, call, limits);
  }
}
