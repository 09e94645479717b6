package dev.cellwise.bench.jmh;

import static dev.cellwise.kernels.Floats.BASE;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Panels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The weights of an LSTM with H inputs brought into panels, back, and transposed, which a training
 * does in each step. They have no vector twins.
 */
public class PanelsBenchmark extends JmhDefaults {
  private static final int GATES = 4;

  /** H, inputs, and units of four gates. */
  @Param({"64", "256"})
  public int hidden;

  private Panels panels;
  private Panels transpose;
  private float[] w;
  private float[] packed;
  private float[] transposed;

  /** Allocates and fills. */
  @Setup
  public void setUp() {
    panels = Panels.gated(GATES, hidden);
    transpose = Panels.dense(hidden);
    w = Data.uniform(GATES * hidden * hidden, 0.1f, 1);
    packed = Data.uniform(BASE + panels.size(hidden), 0.1f, 2);
    transposed = Floats.allocate(BASE + transpose.size(panels.outputs()));
  }

  /**
   * All gates from PyTorch's order.
   *
   * @return the panels
   */
  @Benchmark
  public float[] pack() {
    for (int gate = 0; gate < GATES; gate++) {
      panels.pack(hidden, gate, w, gate * hidden * hidden, packed, BASE);
    }
    return packed;
  }

  /**
   * All gates into PyTorch's order.
   *
   * @return the weights
   */
  @Benchmark
  public float[] unpack() {
    for (int gate = 0; gate < GATES; gate++) {
      panels.unpack(hidden, gate, packed, BASE, w, gate * hidden * hidden);
    }
    return w;
  }

  /**
   * The transpose, for the way back to the input.
   *
   * @return it
   */
  @Benchmark
  public float[] transpose() {
    panels.transpose(transpose, packed, BASE, transposed, BASE);
    return transposed;
  }

  /** To go through both matrices once. */
  static double limit(BenchmarkCall call, Limits limits) {
    return limits.read(2.0 * GATES * Math.pow(call.number("hidden"), 2) * Float.BYTES);
  }
}
