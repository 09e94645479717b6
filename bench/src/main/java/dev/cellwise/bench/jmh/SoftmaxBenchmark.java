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

  /**
   * The logarithms of the targets' probabilities.
   *
   * @return them
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] logProbability() {
    Softmax.logProbability(ROWS, classes, logits, BASE, row, targets, 0, out, BASE, rowLoss, 0);
    return rowLoss;
  }

  /**
   * The logarithms of the sums of exponentials, row by row.
   *
   * @return the sum of all rows
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double logSumExp() {
    double sum = 0;
    for (int r = 0; r < ROWS; r++) {
      sum += Softmax.logSumExp(classes, logits, BASE + r * row, out, BASE + r * row);
    }
    return sum;
  }

  /**
   * The weights that the rows have by their targets.
   *
   * @return their sum
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double sumOfWeights() {
    return Softmax.sumOfWeights(ROWS, classes, targets, 0, classWeights, 0, null, 0);
  }

  /**
   * To go through logits and results once; of scratch and single numbers nothing is counted. The
   * operations, and further passes, are not counted either.
   */
  static double limit(BenchmarkCall call, Limits limits) {
    double rows =
        switch (call.method()) {
          case "sumOfWeights" -> 1; // the check of the weights goes through all of them
          case "logProbability", "logSumExp" -> ROWS;
          default -> 2.0 * ROWS;
        };
    return limits.read(rows * call.number("classes") * Float.BYTES);
  }
}
