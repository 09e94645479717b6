package dev.cellwise.bench.jmh;

import static dev.cellwise.kernels.Floats.BASE;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Leak;
import dev.cellwise.kernels.Prelu;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What is learned for each unit: the slope of a PReLU and the leak of a leaky cell, forward and
 * backward, over 8 rows of 128 units in the first cache: time of one element.
 */
public class LearnedBenchmark extends JmhDefaults {
  private static final int ROWS = 8;
  private static final int UNITS = 128;
  private static final int N = ROWS * UNITS;

  private final float[] a = Data.uniform(BASE + N, 1f, 1);
  private final float[] h = Data.uniform(BASE + N, 1f, 2);
  private final float[] dy = Data.uniform(BASE + N, 1f, 3);
  private final float[] learned = Data.uniform(BASE + UNITS, 0.5f, 4);
  private final float[] y = new float[BASE + N];
  private final float[] da = new float[BASE + N];
  private final float[] dh = new float[BASE + N];
  private final float[] gradient = new float[BASE + UNITS];

  /**
   * A PReLU.
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] preluForward() {
    Prelu.forward(ROWS, UNITS, a, BASE, UNITS, learned, BASE, y, BASE, UNITS);
    return y;
  }

  /**
   * Its way back.
   *
   * @return the gradient of the arguments
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] preluBackward() {
    Prelu.backward(
        ROWS, UNITS, a, BASE, UNITS, learned, BASE, dy, BASE, UNITS, da, BASE, UNITS, gradient,
        BASE);
    return da;
  }

  /**
   * A leak: between the state before and the new one.
   *
   * @return the states
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] leakForward() {
    Leak.forward(ROWS, UNITS, learned, BASE, h, BASE, UNITS, a, BASE, UNITS, y, BASE, UNITS);
    return y;
  }

  /**
   * Its way back, two gradients from one; both grow by the same in every call.
   *
   * @return a gradient
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] leakBackward() {
    Leak.backward(ROWS, UNITS, learned, BASE, dy, BASE, UNITS, dh, BASE, UNITS, da, BASE, UNITS);
    return da;
  }

  /**
   * The gradient of the leak itself.
   *
   * @return it
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] leakBackwardAlpha() {
    Leak.backwardAlpha(
        ROWS, UNITS, h, BASE, UNITS, a, BASE, UNITS, dy, BASE, UNITS, gradient, BASE);
    return gradient;
  }

  /** To go through the arrays once. The operations are not counted. */
  static double limit(BenchmarkCall call, Limits limits) {
    int rows =
        switch (call.method()) {
          case "preluForward" -> 2 * ROWS + 1;
          case "preluBackward" -> 3 * ROWS + 2;
          default -> 3 * ROWS + 1;
        };
    return limits.read((double) rows * UNITS * Float.BYTES);
  }
}
