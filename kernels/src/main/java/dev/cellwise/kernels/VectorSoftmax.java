package dev.cellwise.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The vector twin of {@link Softmax}. */
final class VectorSoftmax {
  private static final VectorSpecies<Float> F = VectorShape.F;
  private static final int L = VectorShape.L;

  private VectorSoftmax() {}

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
      ScalarSoftmax.pad(classes, dLogits, dx, dLogitsStride);
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
      ScalarSoftmax.pad(classes, probabilities, p, probabilitiesStride);
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

  /**
   * Writes {@code scale * softmax(x)} of one row to y, and returns its log of the sum of exp: four
   * passes over L1.
   */
  private static double row(int n, float scale, float[] x, int xOff, float[] y, int yOff) {
    // The sign of a zero would depend on the order.
    float top = max(n, x, xOff) + 0f;
    VectorElementwise.exp(n, top, x, xOff, y, yOff);
    double sum = VectorNorm.sum(n, y, yOff);
    VectorNorm.scale(n, (float) (scale / sum), y, yOff);
    return StrictMath.log(sum) + top;
  }

  /** The largest, passing over NaN, which exp brings in. */
  private static float max(int n, float[] x, int xOff) {
    int whole = F.loopBound(n);
    // Compare and blend: fewer instructions than the maximum by Java's rules.
    FloatVector max = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < whole; i += L) {
      FloatVector xi = FloatVector.fromArray(F, x, xOff + i);
      max = xi.blend(max, xi.compare(VectorOperators.GT, max).not());
    }
    float top = max.reduceLanes(VectorOperators.MAX);
    for (int i = whole; i < n; i++) {
      top = x[xOff + i] > top ? x[xOff + i] : top;
    }
    return top;
  }
}
