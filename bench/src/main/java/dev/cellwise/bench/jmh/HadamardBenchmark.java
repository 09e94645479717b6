package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Hadamard;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Products of ranges in the first cache: time of one element. */
public class HadamardBenchmark extends JmhDefaults {
  private static final int N = 1024;
  private static final int ROWS = 4;
  private static final int B = Floats.BASE;

  private final float[] a = Data.uniform(B + N, 1f, 1);
  private final float[] b = Data.uniform(B + N, 1f, 2);
  private final float[] c = Data.uniform(B + N, 1f, 3);
  private final float[] y = new float[B + N];
  private final float[] da = new float[B + N];
  private final float[] db = new float[B + N];
  private final float[] dc = new float[B + N];

  /**
   * y = a b.
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] multiply() {
    Hadamard.multiply(N, a, B, b, B, y, B);
    return y;
  }

  /**
   * y = fma(a, b, c c).
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] multiplyAdd() {
    Hadamard.multiplyAdd(N, a, B, b, B, c, B, c, B, y, B);
    return y;
  }

  /**
   * y = a b + (1 - a) c.
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] blend() {
    Hadamard.blend(N, a, B, b, B, c, B, y, B);
    return y;
  }

  /**
   * The way back of {@link #blend}; its gradients are zero and stay so.
   *
   * @return a gradient
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] blendBackward() {
    Hadamard.blendBackward(N, a, B, b, B, c, B, da, B, da, B, db, B, dc, B);
    return dc;
  }

  /**
   * a within ±1/2.
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] clip() {
    Hadamard.clip(N, 0.5f, a, B, y, B);
    return y;
  }

  /**
   * y += a b; y grows by the same in every call.
   *
   * @return the sums
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] addProduct() {
    Hadamard.addProduct(N, a, B, b, B, y, B);
    return y;
  }

  /**
   * The way back of {@link #clip}: zero where a reached the bound.
   *
   * @return the gradients
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] clipBackward() {
    Hadamard.clipBackward(N, 0.5f, a, B, b, B);
    return b;
  }

  /**
   * A weight for each unit of rows of 256, as a peephole has it: y += p x.
   *
   * @return the sums
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] addWeighted() {
    Hadamard.addWeighted(ROWS, N / ROWS, c, B, a, B, N / ROWS, y, B, N / ROWS);
    return y;
  }

  /**
   * The gradient of those weights.
   *
   * @return the gradients
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] backwardWeights() {
    Hadamard.backwardWeights(ROWS, N / ROWS, a, B, N / ROWS, b, B, N / ROWS, dc, B);
    return dc;
  }

  /** To go through the arrays once. The operations are not counted. */
  static double limit(BenchmarkCall call, Limits limits) {
    double arrays =
        switch (call.method()) {
          case "clip", "clipBackward" -> 2;
          case "addWeighted", "backwardWeights" -> 2 + 1.0 / ROWS;
          case "multiply", "addProduct" -> 3;
          case "multiplyAdd", "blend" -> 4;
          default -> 6;
        };
    return limits.read(arrays * N * Float.BYTES);
  }
}
