package dev.cellwise.kernels;

import java.util.Arrays;

/** The scalar twin of {@link Softmax}. */
final class ScalarSoftmax {
  private ScalarSoftmax() {}

  static void crossEntropy(
      int rows,
      int classes,
      float[] logits,
      int logitsOff,
      int logitsStride,
      int[] targets,
      int targetsOff,
      float scale,
      float[] dLogits,
      int dLogitsOff,
      int dLogitsStride,
      float[] rowLoss,
      int rowLossOff) {
    for (int r = 0; r < rows; r++) {
      int x = logitsOff + r * logitsStride;
      int dx = dLogitsOff + r * dLogitsStride;
      int target = targets[targetsOff + r];
      // Read before the gradient may overwrite it.
      float right = logits[x + target];
      double logSum = row(classes, scale, logits, x, dLogits, dx);
      rowLoss[rowLossOff + r] = (float) (logSum - right);
      dLogits[dx + target] -= scale;
      pad(classes, dLogits, dx, dLogitsStride);
    }
  }

  static void softmax(
      int rows,
      int classes,
      float[] logits,
      int logitsOff,
      int logitsStride,
      float[] probabilities,
      int probabilitiesOff,
      int probabilitiesStride) {
    for (int r = 0; r < rows; r++) {
      int p = probabilitiesOff + r * probabilitiesStride;
      row(classes, 1f, logits, logitsOff + r * logitsStride, probabilities, p);
      pad(classes, probabilities, p, probabilitiesStride);
    }
  }

  static void logProbability(
      int rows,
      int classes,
      float[] logits,
      int logitsOff,
      int logitsStride,
      int[] targets,
      int targetsOff,
      float[] scratch,
      int scratchOff,
      float[] logProbability,
      int logProbabilityOff) {
    for (int r = 0; r < rows; r++) {
      int x = logitsOff + r * logitsStride;
      double logSum = row(classes, 1f, logits, x, scratch, scratchOff);
      float asked = logits[x + targets[targetsOff + r]];
      logProbability[logProbabilityOff + r] = (float) (asked - logSum);
    }
  }

  static double logSumExp(
      int classes, float[] logits, int logitsOff, float[] scratch, int scratchOff) {
    return row(classes, 1f, logits, logitsOff, scratch, scratchOff);
  }

  /** Writes {@code scale * softmax(x)} of one row to y, and returns its log of the sum of exp. */
  private static double row(int n, float scale, float[] x, int xOff, float[] y, int yOff) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      // Passes over NaN, which exp brings in.
      max = x[xOff + i] > max ? x[xOff + i] : max;
    }
    // The sign of a zero would depend on the order.
    max += 0f;
    ScalarElementwise.exp(n, max, x, xOff, y, yOff);
    double sum = ScalarNorm.sum(n, y, yOff);
    ScalarNorm.scale(n, (float) (scale / sum), y, yOff);
    return StrictMath.log(sum) + max;
  }

  /** Zeros behind the classes of a row. */
  static void pad(int classes, float[] row, int rowOff, int stride) {
    Arrays.fill(row, rowOff + classes, rowOff + Softmax.padded(classes, stride), 0f);
  }
}
