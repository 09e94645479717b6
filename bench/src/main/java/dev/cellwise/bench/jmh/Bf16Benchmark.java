package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.AffineBf16;
import dev.cellwise.kernels.Bf16;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Panels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What a step of an LSTM multiplies, over weights of 16 bits: one row, H inputs, 4H outputs; and
 * how such weights are made. {@link AffineBenchmark} has the same over floats at 64 and 256.
 */
public class Bf16Benchmark extends JmhDefaults {
  private static final int BASE = Floats.BASE;

  /** H, inputs, and units of four gates. */
  @Param({"64", "128", "256", "512", "1024"})
  public int hidden;

  private Panels panels;
  private float[] x;
  private float[] h;
  private float[] floats;
  private int[] w;
  private int[] u;
  private float[] b;
  private float[] z;

  /** Allocates and fills. */
  @Setup
  public void setUp() {
    panels = Panels.gated(4, hidden);
    x = Data.uniform(BASE + hidden, 1f, 1);
    h = Data.uniform(BASE + hidden, 1f, 5);
    floats = Data.uniform(BASE + panels.size(hidden), 0.1f, 2);
    w = Bf16.allocate(Bf16.BASE + Bf16.size(hidden, panels));
    u = Bf16.allocate(Bf16.BASE + Bf16.size(hidden, panels));
    Bf16.pack(hidden, panels, floats, BASE, w, Bf16.BASE);
    Bf16.pack(hidden, panels, floats, BASE, u, Bf16.BASE);
    b = Data.uniform(BASE + panels.columns(), 0.1f, 3);
    z = Data.uniform(BASE + panels.columns(), 1e-3f, 4);
  }

  /**
   * {@code z = b + W x}.
   *
   * @return z
   */
  @Benchmark
  public float[] forward() {
    AffineBf16.forward(hidden, panels, x, BASE, w, Bf16.BASE, b, BASE, z, BASE, panels.width());
    return z;
  }

  /**
   * {@code z += W x}.
   *
   * @return z
   */
  @Benchmark
  public float[] accumulate() {
    AffineBf16.accumulate(hidden, panels, x, BASE, w, Bf16.BASE, z, BASE, panels.width());
    return z;
  }

  /**
   * {@code z = b + W x + U h}.
   *
   * @return z
   */
  @Benchmark
  public float[] forwardTwo() {
    int k = hidden;
    AffineBf16.forward(
        panels,
        k,
        x,
        BASE,
        w,
        Bf16.BASE,
        panels,
        0,
        k,
        h,
        BASE,
        u,
        Bf16.BASE,
        b,
        BASE,
        z,
        BASE,
        panels.width());
    return z;
  }

  /**
   * Rounds W in place, once rounded it stays as it is, and packs it.
   *
   * @return the rounded floats
   */
  @Benchmark
  public float[] pack() {
    Bf16.round(panels.size(hidden), floats, BASE);
    Bf16.pack(hidden, panels, floats, BASE, w, Bf16.BASE);
    return floats;
  }

  /** To multiply and add, or to read the weights once; or to read and write them. */
  static double limit(BenchmarkCall call, Limits limits) {
    double weights = 4 * Math.pow(call.number("hidden"), 2);
    return switch (call.method()) {
      case "pack" -> limits.read((2 * Float.BYTES + 2) * weights);
      case "forwardTwo" -> products(2 * weights, limits);
      default -> products(weights, limits);
    };
  }

  private static double products(double weights, Limits limits) {
    return Math.max(limits.compute(2 * weights), limits.read(2 * weights));
  }
}
