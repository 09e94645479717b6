package dev.cellwise.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
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
   *
   * <p>They stay together in one method because it is then too big (over 325 bytecodes) for C2 to
   * inline into anything. Alone, exp's vector helper is inlined for sure; in the company of
   * whatever else a caller does, it might not be, and would pass its vectors through the heap.
   */
  private static double row(int n, float scale, float[] x, int xOff, float[] y, int yOff) {
    int whole = F.loopBound(n);

    // Compare and blend: two instructions, where the maximum by Java's rules takes several.
    FloatVector max = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < whole; i += L) {
      FloatVector xi = FloatVector.fromArray(F, x, xOff + i);
      max = max.blend(xi, xi.compare(VectorOperators.GT, max));
    }
    float top = max.reduceLanes(VectorOperators.MAX);
    for (int i = whole; i < n; i++) {
      top = x[xOff + i] > top ? x[xOff + i] : top;
    }
    top += 0f;

    for (int i = 0; i < whole; i += L) {
      FloatVector xi = FloatVector.fromArray(F, x, xOff + i);
      VectorElementwise.exp(xi.sub(top)).intoArray(y, yOff + i);
    }
    // A tail under a mask: scalar exp would bring this method over C2's node budget.
    if (whole < n) {
      VectorMask<Float> lanes = F.indexInRange(whole, n);
      FloatVector xi = FloatVector.fromArray(F, x, xOff + whole, lanes);
      VectorElementwise.exp(xi.sub(top)).intoArray(y, yOff + whole, lanes);
    }

    double sum = VectorNorm.sum(n, y, yOff);
    float factor = (float) (scale / sum);
    for (int i = 0; i < whole; i += L) {
      FloatVector.fromArray(F, y, yOff + i).mul(factor).intoArray(y, yOff + i);
    }
    for (int i = whole; i < n; i++) {
      y[yOff + i] = factor * y[yOff + i];
    }
    return StrictMath.log(sum) + top;
  }
}
