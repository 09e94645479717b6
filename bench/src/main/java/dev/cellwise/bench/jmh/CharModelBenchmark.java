package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import dev.cellwise.bench.limit.Limits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Case E: training step of a character model, 32 rows over 100 time steps, 65 symbols, LSTM of 256
 * units: time of the call.
 */
public class CharModelBenchmark extends JmhDefaults {
  /** Floats of a symbol's row; 0: its index is the input. */
  @Param({"0", "256"})
  public int embedding;

  private Workload workload;

  /** Builds the network. */
  @Setup
  public void setUp() {
    workload = workload(setting(embedding(Integer.toString(embedding))));
  }

  /**
   * The value of the parameter.
   *
   * @throws IllegalArgumentException if it is not a size or 0
   */
  static int embedding(String value) {
    if (!value.matches("\\d{1,4}")) {
      throw new IllegalArgumentException("embedding: expected 0 to 9999, got " + value);
    }
    return Integer.parseInt(value);
  }

  /** The call. */
  @Benchmark
  public void step() {
    workload.run();
  }

  /** Refuses a wrong result. */
  @TearDown
  public void tearDown() {
    check(workload);
  }

  /** As in {@code bench cases}. */
  static double limit(BenchmarkCall call, Limits limits) {
    return setting(embedding(call.parameters().get("embedding"))).limit(limits);
  }

  private static Setting setting(int embedding) {
    return embedding > 0
        ? new Setting(Case.E, "lstm_emb", embedding, 256, 32, 100)
        : new Setting(Case.E, "lstm", Case.VOCABULARY, 256, 32, 100);
  }
}
