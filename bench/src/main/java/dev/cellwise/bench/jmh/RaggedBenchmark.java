package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.RaggedWorkload;
import dev.cellwise.bench.limit.Limits;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A training step of an LSTM on 32 rows of 5 to 100 time steps, packed, and run to the longest with
 * a mask on the loss: time of the call. {@code bench ragged} has them in turns.
 */
public class RaggedBenchmark extends JmhDefaults {
  private static final int[] LENGTHS = RaggedWorkload.lengths(32, 5, 25, 100, 1);

  /** H, units. */
  @Param("128")
  public int hidden;

  /** Whether rows end where they end. */
  @Param({"true", "false"})
  public boolean packed;

  private RaggedWorkload workload;

  /** Builds the network. */
  @Setup
  public void setUp() {
    workload = new RaggedWorkload(hidden, LENGTHS, packed);
  }

  /** The call. */
  @Benchmark
  public void step() {
    workload.run();
  }

  /** Refuses a wrong result. */
  @TearDown
  public void finish() {
    if (!workload.fault().isEmpty()) {
      throw new IllegalStateException(workload.fault());
    }
  }

  /** The products of the steps that count, packed or not; the input's gradient is not asked for. */
  static double limit(BenchmarkCall call, Limits limits) {
    double h = call.number("hidden");
    double weights = 2 * 4 * h * RaggedWorkload.FEATURES + 3 * 4 * h * h + 3 * h;
    return limits.compute(2 * weights * Arrays.stream(LENGTHS).sum());
  }
}
