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
      float max = max(classes, logits, x);
      exp(classes, max, logits, x, dLogits, dx);
      double sum = ScalarNorm.sum(classes, dLogits, dx);
      rowLoss[rowLossOff + r] = (float) (StrictMath.log(sum) + ((double) max - right));
      float factor = (float) (scale / sum);
      float gradient = Fma.fma(factor, dLogits[dx + target], -scale);
      ScalarNorm.scale(classes, factor, dLogits, dx);
      dLogits[dx + target] = gradient;
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
      int x = logitsOff + r * logitsStride;
      int p = probabilitiesOff + r * probabilitiesStride;
      float max = max(classes, logits, x);
      exp(classes, max, logits, x, probabilities, p);
      double sum = ScalarNorm.sum(classes, probabilities, p);
      ScalarNorm.scale(classes, (float) (1 / sum), probabilities, p);
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
      float max = max(classes, logits, x);
      exp(classes, max, logits, x, scratch, scratchOff);
      double sum = ScalarNorm.sum(classes, scratch, scratchOff);
      double right = logits[x + targets[targetsOff + r]];
      logProbability[logProbabilityOff + r] = (float) -(StrictMath.log(sum) + (max - right));
    }
  }

  static double logSumExp(
      int classes, float[] logits, int logitsOff, float[] scratch, int scratchOff) {
    float max = max(classes, logits, logitsOff);
    exp(classes, max, logits, logitsOff, scratch, scratchOff);
    return StrictMath.log(ScalarNorm.sum(classes, scratch, scratchOff)) + max;
  }

  /** The largest number, passing over NaN, which exp will bring in; +0 for either zero. */
  private static float max(int n, float[] a, int aOff) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = a[aOff + i] > max ? a[aOff + i] : max;
    }
    return max + 0f;
  }

  private static void exp(int n, float max, float[] x, int xOff, float[] e, int eOff) {
    for (int i = 0; i < n; i++) {
      e[eOff + i] = ScalarElementwise.exp(x[xOff + i] - max);
    }
  }

  /** Zeros behind the classes of a row. */
  static void pad(int classes, float[] row, int rowOff, int stride) {
    Arrays.fill(row, rowOff + classes, rowOff + Softmax.padded(classes, stride), 0f);
  }
}
