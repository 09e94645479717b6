package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.BinaryCrossEntropy;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Panels;
import dev.cellwise.kernels.Regression;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Losses of 32 rows of numbers with their gradients: time of one row. */
public class LossBenchmark extends JmhDefaults {
  private static final int ROWS = 32;
  private static final int BASE = Floats.BASE;

  /** Elements of a row. */
  @Param({"16", "256"})
  public int columns;

  private int row;
  private float[] y;
  private float[] target;
  private float[] out;
  private float[] positive;
  private final float[] rowLoss = new float[ROWS];

  /** Allocates and fills. */
  @Setup
  public void setUp() {
    row = Panels.padded(columns);
    y = Data.uniform(BASE + ROWS * row, 5f, 1);
    target = Data.uniform(BASE + ROWS * row, 0.5f, 2);
    for (int i = 0; i < target.length; i++) {
      target[i] += 0.5f;
    }
    out = Floats.allocate(BASE + ROWS * row);
    positive = Data.uniform(columns, 0.5f, 3);
    for (int i = 0; i < columns; i++) {
      positive[i] += 1;
    }
  }

  /**
   * Squared errors.
   *
   * @return the gradient
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] squared() {
    Regression.squared(
        ROWS, columns, y, BASE, row, target, BASE, row, null, 0, 1f, out, BASE, row, rowLoss, 0);
    return out;
  }

  /**
   * Absolute errors.
   *
   * @return the gradient
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] absolute() {
    Regression.absolute(
        ROWS, columns, y, BASE, row, target, BASE, row, null, 0, 1f, out, BASE, row, rowLoss, 0);
    return out;
  }

  /**
   * Huber's errors.
   *
   * @return the gradient
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] huber() {
    Regression.huber(
        ROWS, columns, y, BASE, row, target, BASE, row, 1f, null, 0, 1f, out, BASE, row, rowLoss,
        0);
    return out;
  }

  /**
   * Binary cross-entropy.
   *
   * @return the gradient
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] binary() {
    BinaryCrossEntropy.withLogits(
        ROWS, columns, y, BASE, row, target, BASE, row, 1f, null, 0, 1f, out, BASE, row, rowLoss,
        0);
    return out;
  }

  /**
   * Binary cross-entropy with a weight for each column.
   *
   * @return the gradient
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] binaryPositive() {
    BinaryCrossEntropy.withLogits(
        ROWS, columns, y, BASE, row, target, BASE, row, positive, 0, null, 0, 1f, out, BASE, row,
        rowLoss, 0);
    return out;
  }

  /** To go through outputs, targets and results once. The operations are not counted. */
  static double limit(BenchmarkCall call, Limits limits) {
    return limits.read(3.0 * ROWS * call.number("columns") * Float.BYTES);
  }
}
