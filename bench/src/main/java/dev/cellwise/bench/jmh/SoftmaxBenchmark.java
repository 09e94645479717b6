package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Panels;
import dev.cellwise.kernels.Softmax;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Softmax of 32 rows, alone and with cross-entropy and its gradient: time of one row. */
public class SoftmaxBenchmark extends JmhDefaults {
  private static final int ROWS = 32;
  private static final int BASE = Floats.BASE;

  /** Classes of a row. */
  @Param({"65", "1000"})
  public int classes;

  private int row;
  private float[] logits;
  private float[] out;
  private int[] targets;
  private float[] classWeights;
  private final float[] rowLoss = new float[ROWS];

  /** Allocates and fills. */
  @Setup
  public void setUp() {
    row = Panels.padded(classes);
    logits = Data.uniform(BASE + ROWS * row, 5f, 1);
    out = Floats.allocate(BASE + ROWS * row);
    targets = Data.tokens(ROWS, classes, 2);
    classWeights = Data.uniform(classes, 0.5f, 3);
    for (int j = 0; j < classes; j++) {
      classWeights[j] += 1;
    }
  }

  /**
   * Probabilities.
   *
   * @return them
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] softmax() {
    Softmax.softmax(ROWS, classes, logits, BASE, row, out, BASE, row);
    return out;
  }

  /**
   * Losses and the gradient of the logits.
   *
   * @return the gradient
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] crossEntropy() {
    Softmax.crossEntropy(
        ROWS, classes, logits, BASE, row, targets, 0, 1f / ROWS, out, BASE, row, rowLoss, 0);
    return out;
  }

  /**
   * Losses and the gradient of the logits with label smoothing.
   *
   * @return the gradient
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] smoothedCrossEntropy() {
    return smoothed(null);
  }

  /**
   * The same with weights of the classes.
   *
   * @return the gradient
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] weightedCrossEntropy() {
    return smoothed(classWeights);
  }

  private float[] smoothed(float[] weights) {
    Softmax.crossEntropy(
        ROWS, classes, logits, BASE, row, targets, 0, 0.1, weights, 0, null, 0, 1f / ROWS, out,
        BASE, row, rowLoss, 0);
    return out;
  }

  /** To go through logits and results once. The operations, and further passes, are not counted. */
  static double limit(BenchmarkCall call, Limits limits) {
    return limits.read(2.0 * ROWS * call.number("classes") * Float.BYTES);
  }
}
