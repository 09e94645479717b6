package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Floats;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** Element functions over a range in the first cache: time of one element. */
public class ElementwiseBenchmark extends JmhDefaults {
  private static final int N = 2048;

  private final float[] x = Data.uniform(Floats.BASE + N, 6f, 1);
  private final float[] y = new float[Floats.BASE + N];
  private final float[] signs = new float[Floats.BASE + N];

  /** Factors of which no power overflows. */
  @Setup
  public void setUp() {
    for (int i = 0; i < signs.length; i++) {
      signs[i] = Math.signum(x[i]);
      y[i] = 1;
    }
  }

  /**
   * e^x.
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] exp() {
    Elementwise.exp(N, x, Floats.BASE, y, Floats.BASE);
    return y;
  }

  /**
   * The logistic sigmoid.
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] sigmoid() {
    Elementwise.sigmoid(N, x, Floats.BASE, y, Floats.BASE);
    return y;
  }

  /**
   * The hyperbolic tangent.
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] tanh() {
    Elementwise.tanh(N, x, Floats.BASE, y, Floats.BASE);
    return y;
  }

  /**
   * y += x; y grows by the same in every call.
   *
   * @return the sums
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] add() {
    Elementwise.add(N, x, Floats.BASE, y, Floats.BASE);
    return y;
  }

  /**
   * y *= x.
   *
   * @return the products
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] multiply() {
    Elementwise.multiply(N, signs, Floats.BASE, y, Floats.BASE);
    return y;
  }

  /**
   * To go through x and y. The operations of a function are not counted: they are a choice of ours.
   */
  static double limit(BenchmarkCall call, Limits limits) {
    return limits.read(2.0 * N * Float.BYTES);
  }
}
