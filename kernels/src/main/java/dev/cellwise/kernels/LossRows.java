package dev.cellwise.kernels;

import java.util.Arrays;

/**
 * What the losses have in common: rows that weigh something or are skipped, and gradients with a
 * pad behind each row.
 */
final class LossRows {
  private LossRows() {}

  /** The columns of an output row that are written: its own and its pad. */
  static int padded(int columns, int stride) {
    return (int) Math.min(stride, columns + 15L & -16L);
  }

  /** Zeros behind the columns of a row. */
  static void pad(int columns, float[] row, int rowOff, int stride) {
    Arrays.fill(row, rowOff + columns, rowOff + padded(columns, stride), 0f);
  }

  /** The gradient of a row of weight 0, its pad included. */
  static void clear(int columns, float[] row, int rowOff, int stride) {
    Arrays.fill(row, rowOff, rowOff + padded(columns, stride), 0f);
  }

  /** The weight at an index; 1 if there are no weights. */
  static float weight(float[] weights, int index) {
    return weights == null ? 1f : weights[index];
  }

  /** Refuses an output matrix without room for its rows and the last one's pad. */
  static void checkOutput(String name, int rows, int columns, float[] a, int aOff, int stride) {
    if (stride < columns) {
      throw new IllegalArgumentException(
          name + ": expected a stride >= " + columns + ", got " + stride);
    }
    Check.rows(name, a, aOff, rows, stride, padded(columns, stride));
  }

  /** Refuses weights that are negative, infinite or NaN; null stands for ones. */
  static void checkWeights(String name, int n, float[] weights, int off) {
    if (weights == null) {
      return;
    }
    Check.range(name, weights, off, n);
    for (int i = 0; i < n; i++) {
      float weight = weights[off + i];
      if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            name + "[" + i + "]: expected a finite weight >= 0, got " + weight);
      }
    }
  }
}
