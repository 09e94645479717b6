package dev.cellwise.bench.jmh;

import static dev.cellwise.kernels.Floats.BASE;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.AffineActivation;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Panels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The recurrent half of a simple cell, {@code h = tanh(a + U h₋)}, row-major: fused, and as two
 * kernels one after the other; and with the input's half. {@code 2 * rows * H * H} floating-point
 * operations a call, twice that with the input's half.
 */
public class AffineActivationBenchmark extends JmhDefaults {
  /** H, units and inputs. */
  @Param({"64", "256"})
  public int hidden;

  /** Rows: one stream, or a batch. */
  @Param({"1", "32"})
  public int rows;

  private final Activation f = Activation.tanh();
  private Panels panels;
  private int row;
  private float[] x;
  private float[] w;
  private float[] b;
  private float[] h;
  private float[] u;
  private float[] uT;
  private float[] a;
  private float[] y;
  private float[] dy;
  private float[] da;
  private float[] dh;

  /** The operations at the peak or the weights read once, whichever takes longer. */
  static double limit(BenchmarkCall call, Limits limits) {
    double square = Math.pow(call.number("hidden"), 2);
    double weights = call.method().equals("forwardTwo") ? 2 * square : square;
    return Math.max(
        limits.compute(2 * call.number("rows") * weights), limits.read(Float.BYTES * weights));
  }

  /** Allocates and fills. */
  @Setup
  public void setUp() {
    panels = Panels.dense(hidden);
    row = panels.columns();
    x = Data.uniform(BASE + rows * row, 1f, 6);
    w = Data.uniform(BASE + panels.size(hidden), 0.1f, 7);
    b = Data.uniform(BASE + panels.columns(), 0.1f, 8);
    h = Data.uniform(BASE + rows * row, 1f, 1);
    u = Data.uniform(BASE + panels.size(hidden), 0.1f, 2);
    uT = Floats.allocate(BASE + panels.size(hidden));
    panels.transpose(panels, u, BASE, uT, BASE);
    a = Data.uniform(BASE + rows * row, 1e-3f, 3);
    y = Data.uniform(BASE + rows * row, 1f, 4);
    dy = Data.uniform(BASE + rows * row, 1f, 5);
    // Whole panels one after the other: the last takes up as much as the others.
    da = Floats.allocate(BASE + panels.count() * rows * Panels.WIDTH);
    dh = Floats.allocate(BASE + rows * row);
  }

  /**
   * {@code a = b + U h₋, h = tanh(a)}: the first of the chains.
   *
   * @return h
   */
  @Benchmark
  public float[] forwardBias() {
    AffineActivation.forward(
        rows,
        hidden,
        panels,
        h,
        BASE,
        row,
        u,
        BASE,
        b,
        BASE,
        f,
        a,
        BASE,
        y,
        BASE,
        Panels.WIDTH,
        row);
    return y;
  }

  /**
   * {@code a = b + W x + U h₋, h = tanh(a)}: a step with its input.
   *
   * @return h
   */
  @Benchmark
  public float[] forwardTwo() {
    AffineActivation.forward(
        rows,
        panels,
        hidden,
        x,
        BASE,
        row,
        w,
        BASE,
        hidden,
        h,
        BASE,
        row,
        u,
        BASE,
        b,
        BASE,
        f,
        a,
        BASE,
        y,
        BASE,
        Panels.WIDTH,
        row);
    return y;
  }

  /**
   * {@code a += U h₋, h = tanh(a)}, the activation in the first-level cache.
   *
   * @return h
   */
  @Benchmark
  public float[] forward() {
    AffineActivation.accumulate(
        rows, hidden, panels, h, BASE, row, u, BASE, f, a, BASE, y, BASE, Panels.WIDTH, row);
    return y;
  }

  /**
   * The same by two kernels.
   *
   * @return h
   */
  @Benchmark
  public float[] forwardApart() {
    Affine.accumulate(rows, hidden, panels, h, BASE, row, u, BASE, a, BASE, Panels.WIDTH, row);
    f.forward(rows * row, a, BASE, y, BASE);
    return y;
  }

  /**
   * {@code da = dh f', dh₋ += Uᵀ da}.
   *
   * @return dh₋
   */
  @Benchmark
  public float[] backward() {
    AffineActivation.backward(
        rows,
        panels,
        panels,
        f,
        y,
        BASE,
        dy,
        BASE,
        Panels.WIDTH,
        row,
        da,
        BASE,
        rows * Panels.WIDTH,
        Panels.WIDTH,
        uT,
        BASE,
        dh,
        BASE,
        row);
    return dh;
  }
}
