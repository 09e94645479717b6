package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.AffineGru;
import dev.cellwise.kernels.AffineLstm;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Panels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A step of one row of a small cell, products and gate math in one kernel: time of the step. */
public class SmallCellBenchmark extends JmhDefaults {
  private static final int BASE = Floats.BASE;

  /** Inputs and units. */
  @Param({"8", "16", "24", "32"})
  public int units;

  private Panels four;
  private Panels three;
  private float[] x;
  private float[] w;
  private float[] u;
  private float[] b;
  private float[] z;
  private float[] h;
  private float[] c;
  private float[] y;

  /** Allocates and fills; the numbers do not matter. */
  @Setup
  public void setUp() {
    four = Panels.gated(4, units);
    three = Panels.gated(3, units);
    int state = BASE + Panels.padded(units);
    x = Data.uniform(BASE + units, 1f, 1);
    w = Data.uniform(BASE + four.size(units), 0.1f, 2);
    u = Data.uniform(BASE + four.size(units), 0.1f, 3);
    b = Data.uniform(BASE + four.columns(), 0.1f, 4);
    z = new float[BASE + four.columns()];
    h = Data.uniform(state, 1f, 5);
    c = new float[state];
    y = new float[state];
  }

  /**
   * LSTM. The state before stays the same: a step does not wait for the one before.
   *
   * @return the hidden state
   */
  @Benchmark
  public float[] lstm() {
    AffineLstm.forward(
        four, units, x, BASE, w, BASE, units, h, BASE, u, BASE, b, BASE, 64, z, BASE, c, BASE, y,
        BASE);
    return y;
  }

  /**
   * GRU.
   *
   * @return the hidden state
   */
  @Benchmark
  public float[] gru() {
    AffineGru.forward(
        three, units, x, BASE, w, BASE, units, h, BASE, u, BASE, b, BASE, 48, h, BASE, z, BASE, y,
        BASE);
    return y;
  }

  /** To multiply and add, or to read the weights once. */
  static double limit(BenchmarkCall call, Limits limits) {
    int gates = call.method().equals("lstm") ? 4 : 3;
    double weights = 2 * gates * Math.pow(call.number("units"), 2);
    return Math.max(limits.compute(2 * weights), limits.read(Float.BYTES * weights));
  }
}
