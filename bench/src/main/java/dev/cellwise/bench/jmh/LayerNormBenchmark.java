package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.LayerNorm;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Layer normalisation of rows in the first cache, the four gates of 128 units: time of a row. */
public class LayerNormBenchmark extends JmhDefaults {
  private static final int ROWS = 4;
  private static final int N = 512;
  private static final int B = Floats.BASE;

  private final float[] x = Data.uniform(B + ROWS * N, 1f, 1);
  private final float[] u = Data.uniform(B + ROWS * N, 1f, 5);
  private final float[] y = Data.uniform(B + ROWS * N, 1f, 2);
  private final float[] dx = new float[B + ROWS * N];
  private final float[] du = new float[B + ROWS * N];
  private final float[] dy = new float[B + ROWS * N];
  private final float[] s = Data.uniform(ROWS, 1f, 3);
  private final float[] p = Data.uniform(B + 2 * N, 1f, 4);
  private final float[] dp = new float[B + 2 * N];
  private final float[] db = new float[B + N];

  /**
   * y = (x - mean) s.
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] normalise() {
    LayerNorm.normalise(ROWS, N, x, B, N, y, B, N, s, 0);
    return y;
  }

  /**
   * The way back of {@link #normalise}; its gradient is zero and stays so.
   *
   * @return the gradient
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] normaliseBackward() {
    LayerNorm.normaliseBackward(ROWS, N, x, B, N, s, 0, dy, B, N);
    return dy;
  }

  /**
   * y = g x + b.
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] scale() {
    LayerNorm.scale(ROWS, N, p, B, p, B + N, x, B, N, y, B, N);
    return y;
  }

  /**
   * The way back of {@link #scale}; its gradients are zero and stay so.
   *
   * @return a gradient
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] scaleBackward() {
    LayerNorm.scaleBackward(ROWS, N, p, B, x, B, N, dy, B, N, dp, B, dp, B + N, dx, B, N);
    return dx;
  }

  /**
   * y = g x + k u + b, two normalised values at once.
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] scaleTwo() {
    LayerNorm.scaleTwo(ROWS, N, p, B, p, B, p, B + N, x, B, u, B, N, y, B, N);
    return y;
  }

  /**
   * The way back of {@link #scaleTwo}; its gradients are zero and stay so.
   *
   * @return a gradient
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] scaleTwoBackward() {
    LayerNorm.scaleTwoBackward(
        ROWS, N, p, B, p, B + N, x, B, u, B, N, dy, B, N, dp, B, dp, B + N, db, B, dx, B, du, B);
    return dx;
  }

  /** To go through the arrays once. The operations are not counted. */
  static double limit(BenchmarkCall call, Limits limits) {
    int rows =
        switch (call.method()) {
          case "normalise", "normaliseBackward" -> 2 * ROWS;
          case "scale" -> 2 * ROWS + 2;
          case "scaleBackward" -> 3 * ROWS + 3;
          case "scaleTwo" -> 3 * ROWS + 2;
          case "scaleTwoBackward" -> 5 * ROWS + 5;
          default -> throw new IllegalArgumentException(call.method());
        };
    return limits.read((double) rows * N * Float.BYTES);
  }
}
