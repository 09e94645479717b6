package dev.cellwise.bench.jmh;

import static dev.cellwise.kernels.Floats.BASE;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Panels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Symbols that come in by their index: rows of an LSTM's weights gathered, and their gradients
 * summed, for 1,600 symbols of 1,000: time of a symbol.
 */
public class LookupBenchmark extends JmhDefaults {
  private static final int ROWS = 1600;
  private static final int VOCABULARY = 1000;

  /** H, units of four gates. */
  @Param({"64", "256"})
  public int hidden;

  private Panels panels;
  private int[] index;
  private float[] w;
  private float[] b;
  private float[] z;
  private float[] dw;

  /** Allocates and fills. */
  @Setup
  public void setUp() {
    panels = Panels.gated(4, hidden);
    index = Data.tokens(ROWS, VOCABULARY, 1);
    w = Data.uniform(BASE + panels.size(VOCABULARY), 0.1f, 2);
    b = Data.uniform(BASE + panels.columns(), 0.1f, 3);
    z = Data.uniform(BASE + ROWS * panels.columns(), 1e-3f, 4);
    dw = Floats.allocate(BASE + panels.size(VOCABULARY));
  }

  /**
   * {@code z = b + W[:, index]}.
   *
   * @return z
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] lookup() {
    int width = panels.width();
    Affine.lookup(
        ROWS, VOCABULARY, panels, index, 0, w, BASE, b, BASE, z, BASE, ROWS * width, width);
    return z;
  }

  /**
   * {@code dW[:, index] += dz}.
   *
   * @return dW
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] backwardLookup() {
    int width = panels.width();
    Affine.backwardLookup(
        ROWS, VOCABULARY, panels, index, 0, z, BASE, ROWS * width, width, dw, BASE);
    return dw;
  }

  /** To go through the rows of weights and of results once, each row as often as its symbol. */
  static double limit(BenchmarkCall call, Limits limits) {
    return limits.read(2.0 * ROWS * 4 * call.number("hidden") * Float.BYTES);
  }
}
