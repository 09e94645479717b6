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
 * The matrix products of an LSTM's input half, H inputs and 4H outputs: forward, backward to the
 * input, backward to the weights. Each is {@code 8 * rows * H * H} floating-point operations a
 * call; that over the nanoseconds of a call is GFLOP/s. Besides the products of both halves at once
 * ({@code forwardTwo}; {@code forwardColumns} those of a GRU, three quarters of it), the sums of
 * the bias's gradient, and what brings the input in order.
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
  private Panels three;
  private Panels inputs;
  private int zPanel;
  private float[] x;
  private float[] h;
  private float[] interleaved;
  private float[] w;
  private float[] wT;
  private float[] u;
  private float[] b;
  private float[] z;
  private float[] dx;
  private float[] dw;
  private float[] db;

  /** Allocates and fills. */
  @Setup
  public void setUp() {
    panels = Panels.gated(4, hidden);
    three = Panels.gated(3, hidden);
    inputs = Panels.dense(hidden);
    zPanel = rows * panels.width();
    x = Data.uniform(BASE + rows * hidden, 1f, 1);
    h = Data.uniform(BASE + rows * hidden, 1f, 5);
    interleaved = Floats.allocate(BASE + rows * hidden);
    Affine.interleave(rows, hidden, x, BASE, hidden, 0, rows, interleaved, BASE);
    w = Data.placed(BASE + panels.size(hidden), 0.1f, 2);
    u = Data.placed(BASE + panels.size(hidden), 0.1f, 6);
    wT = Floats.allocate(BASE + inputs.size(panels.outputs()));
    panels.transpose(Panels.dense(hidden), w, BASE, wT, BASE);
    b = Data.uniform(BASE + panels.columns(), 0.1f, 3);
    z = Data.uniform(BASE + panels.count() * zPanel, 1e-3f, 4);
    dx = Floats.allocate(BASE + rows * inputs.columns());
    dw = Floats.allocate(BASE + panels.size(hidden));
    db = Floats.allocate(BASE + panels.columns());
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

  /**
   * {@code z += W x}: on with chains that were begun.
   *
   * @return z
   */
  @Benchmark
  public float[] accumulate() {
    int width = panels.width();
    Affine.accumulate(rows, hidden, panels, x, BASE, hidden, w, BASE, z, BASE, zPanel, width);
    return z;
  }

  /**
   * {@code z = b + W x + U h}: what a step of an LSTM multiplies.
   *
   * @return z
   */
  @Benchmark
  public float[] forwardTwo() {
    int width = panels.width();
    int k = hidden;
    Affine.forward(
        rows, panels, k, x, BASE, k, w, BASE, k, h, BASE, k, u, BASE, b, BASE, z, BASE, zPanel,
        width);
    return z;
  }

  /**
   * The same of a GRU: three gates each, in columns of their own of four.
   *
   * @return z
   */
  @Benchmark
  public float[] forwardColumns() {
    int row = panels.width();
    int k = hidden;
    Affine.forward(
        rows,
        three,
        k,
        x,
        BASE,
        k,
        w,
        BASE,
        three,
        Panels.BLOCK,
        k,
        h,
        BASE,
        k,
        u,
        BASE,
        b,
        BASE,
        z,
        BASE,
        zPanel,
        row);
    return z;
  }

  /**
   * {@code db += dz} over the rows.
   *
   * @return db
   */
  @Benchmark
  public float[] backwardBias() {
    Affine.backwardBias(rows, panels, z, BASE, zPanel, panels.width(), db, BASE);
    return db;
  }

  /**
   * Brings the input in the order of {@link #backwardWeights}.
   *
   * @return it
   */
  @Benchmark
  public float[] interleave() {
    Affine.interleave(rows, hidden, x, BASE, hidden, 0, rows, interleaved, BASE);
    return interleaved;
  }

  /** To multiply and add, or to read the weights or their gradient once; or the arrays once. */
  static double limit(BenchmarkCall call, Limits limits) {
    double rows = call.number("rows");
    double square = Math.pow(call.number("hidden"), 2);
    return switch (call.method()) {
      case "interleave" -> limits.read(2 * Float.BYTES * rows * call.number("hidden"));
      case "backwardBias" -> limits.read(4 * Float.BYTES * (rows + 1) * call.number("hidden"));
      case "forwardTwo" -> products(rows, 8 * square, limits);
      case "forwardColumns" -> products(rows, 6 * square, limits);
      default -> products(rows, 4 * square, limits);
    };
  }

  private static double products(double rows, double weights, Limits limits) {
    return Math.max(limits.compute(2 * rows * weights), limits.read(Float.BYTES * weights));
  }
}
