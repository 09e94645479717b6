package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Bridge;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.Training;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A training step from sequence to sequence: an LSTM reads 20 symbols, another begins with its
 * state and says 20, with and without attention; embeddings of H floats, 65 symbols, 32 rows: time
 * of the call.
 */
public class TranslationBenchmark extends JmhDefaults {
  private static final int ROWS = 32;
  private static final int STEPS = 20;
  private static final int SYMBOLS = 65;

  /** none, product or additive. */
  @Param({"none", "product", "additive"})
  public String attention;

  /** H, units of both, and floats of a symbol. */
  @Param("128")
  public int hidden;

  private TrainingCall training;

  private Architecture architecture() {
    Architecture encoder = Architecture.builder().embedding(SYMBOLS, hidden).lstm(hidden).build();
    Architecture.Builder decoder =
        Architecture.builder()
            .encoder(encoder, Bridge.copy())
            .embedding(SYMBOLS, hidden)
            .lstm(hidden);
    switch (attention) {
      case "none" -> {}
      case "product" -> decoder.attention();
      case "additive" -> decoder.attention(hidden);
      default ->
          throw new IllegalArgumentException(
              "attention: expected none, product or additive, got " + attention);
    }
    return decoder.dense(SYMBOLS).build();
  }

  /** Builds the network. */
  @Setup
  public void setUp() {
    int n = STEPS * ROWS;
    Training.Input source = Training.Input.tokens(Data.tokens(n, SYMBOLS, 2));
    training =
        new TrainingCall(
            new Training(
                Network.initialise(architecture(), 1),
                Packing.dense(STEPS, ROWS),
                Packing.dense(STEPS, ROWS),
                Mode.inference(),
                Loss.crossEntropy(),
                null),
            Training.Input.tokens(Data.tokens(n, SYMBOLS, 3)).from(source),
            Training.Target.classes(Data.tokens(n, SYMBOLS, 4)),
            0.1);
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

  /** The products of both LSTMs and of the dense layer; what attention adds is not counted. */
  static double limit(BenchmarkCall call, Limits limits) {
    double h = call.number("hidden");
    double weights = 2 * 4 * h * (h + h) + h * SYMBOLS;
    return limits.compute(3 * 2 * weights * STEPS * ROWS);
  }
}
