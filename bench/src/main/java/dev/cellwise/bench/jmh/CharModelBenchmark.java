package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.limit.Limits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Case E: training step of a character model, 32 rows over 100 time steps, 65 symbols, an LSTM:
 * time of the call.
 */
public class CharModelBenchmark extends CaseBenchmark {
  /** Floats of a symbol's row; 0: its index is the input. */
  @Param({"0", "256"})
  public int embedding;

  /** H, units. */
  @Param("256")
  public int hidden;

  /** Threads that a call is shared by. */
  @Param({"1", "2"})
  public int threads;

  /** Builds the network. */
  @Setup
  public void setUp() {
    start(setting(embedding(Integer.toString(embedding)), hidden), threads);
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
    call();
  }

  /** As in {@code bench report}. */
  static double limit(BenchmarkCall call, Limits limits) {
    int embedding = embedding(call.parameters().get("embedding"));
    return shared(setting(embedding, call.number("hidden")).limit(limits), call);
  }

  private static Setting setting(int embedding, int hidden) {
    Setting plain = Case.E.settings(hidden).getFirst();
    return embedding == 0
        ? plain
        : new Setting(Case.E, "lstm_emb", embedding, hidden, plain.batch(), plain.steps());
  }
}
