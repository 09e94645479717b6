package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Panels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The three matrix products of an LSTM's input half, H inputs and 4H outputs: forward, backward to
 * the input, backward to the weights. Each is {@code 8 * rows * H * H} floating-point operations a
 * call; that over the nanoseconds of a call is GFLOP/s.
 */
public class AffineBenchmark extends JmhDefaults {
  private static final int BASE = Floats.BASE;

  /** H, inputs, and units of four gates. */
  @Param({"64", "256"})
  public int hidden;

  /** Rows: one stream, or 50 time steps of 32. */
  @Param({"1", "1600"})
  public int rows;

  private Panels panels;
  private Panels inputs;
  private int zPanel;
  private float[] x;
  private float[] interleaved;
  private float[] w;
  private float[] wT;
  private float[] b;
  private float[] z;
  private float[] dx;
  private float[] dw;

  /** Allocates and fills. */
  @Setup
  public void setUp() {
    panels = Panels.gated(4, hidden);
    inputs = Panels.dense(hidden);
    zPanel = rows * panels.width();
    x = Data.uniform(BASE + rows * hidden, 1f, 1);
    interleaved = Floats.allocate(BASE + rows * hidden);
    Affine.interleave(rows, hidden, x, BASE, hidden, 0, rows, interleaved, BASE);
    w = Data.uniform(BASE + panels.size(hidden), 0.1f, 2);
    wT = Floats.allocate(BASE + inputs.size(panels.outputs()));
    panels.transpose(Panels.dense(hidden), w, BASE, wT, BASE);
    b = Data.uniform(BASE + panels.columns(), 0.1f, 3);
    z = Data.uniform(BASE + panels.count() * zPanel, 1e-3f, 4);
    dx = Floats.allocate(BASE + rows * inputs.columns());
    dw = Floats.allocate(BASE + panels.size(hidden));
  }

  /**
   * {@code z = b + W x}.
   *
   * @return z
   */
  @Benchmark
  public float[] forward() {
    int width = panels.width();
    Affine.forward(rows, hidden, panels, x, BASE, hidden, w, BASE, b, BASE, z, BASE, zPanel, width);
    return z;
  }

  /**
   * {@code dx += Wᵀ dz}.
   *
   * @return dx
   */
  @Benchmark
  public float[] backwardInput() {
    int width = panels.width();
    Affine.backwardInput(
        rows, panels, inputs, z, BASE, zPanel, width, wT, BASE, dx, BASE, inputs.columns());
    return dx;
  }

  /**
   * {@code dW += dz xᵀ}.
   *
   * @return dW
   */
  @Benchmark
  public float[] backwardWeights() {
    int width = panels.width();
    Affine.backwardWeights(
        rows, hidden, panels, interleaved, BASE, z, BASE, zPanel, width, dw, BASE);
    return dw;
  }

  /** To multiply and add, or to read the weights or their gradient once. */
  static double limit(BenchmarkCall call, Limits limits) {
    double weights = 4.0 * call.number("hidden") * call.number("hidden");
    return Math.max(
        limits.compute(2 * call.number("rows") * weights), limits.read(Float.BYTES * weights));
  }
}
