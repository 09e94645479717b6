package dev.cellwise.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link Softmax}: four passes over a row that is in L1, each a method of its
 * own, so that every one is small enough for C2.
 */
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
      float max = max(classes, logits, x);
      exp(classes, max, logits, x, dLogits, dx);
      double sum = VectorNorm.sum(classes, dLogits, dx);
      rowLoss[rowLossOff + r] = (float) (StrictMath.log(sum) + ((double) max - right));
      float factor = (float) (scale / sum);
      float gradient = Fma.fma(factor, dLogits[dx + target], -scale);
      VectorNorm.scale(classes, factor, dLogits, dx);
      dLogits[dx + target] = gradient;
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
      int x = logitsOff + r * logitsStride;
      int p = probabilitiesOff + r * probabilitiesStride;
      float max = max(classes, logits, x);
      exp(classes, max, logits, x, probabilities, p);
      double sum = VectorNorm.sum(classes, probabilities, p);
      VectorNorm.scale(classes, (float) (1 / sum), probabilities, p);
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
      float max = max(classes, logits, x);
      exp(classes, max, logits, x, scratch, scratchOff);
      double sum = VectorNorm.sum(classes, scratch, scratchOff);
      double right = logits[x + targets[targetsOff + r]];
      logProbability[logProbabilityOff + r] = (float) -(StrictMath.log(sum) + (max - right));
    }
  }

  static double logSumExp(
      int classes, float[] logits, int logitsOff, float[] scratch, int scratchOff) {
    float max = max(classes, logits, logitsOff);
    exp(classes, max, logits, logitsOff, scratch, scratchOff);
    return StrictMath.log(VectorNorm.sum(classes, scratch, scratchOff)) + max;
  }

  /** Compare and blend: two instructions, where the maximum by Java's rules takes several. */
  private static float max(int n, float[] a, int aOff) {
    int bound = F.loopBound(n);
    FloatVector max = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < bound; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, aOff + i);
      max = max.blend(x, x.compare(VectorOperators.GT, max));
    }
    if (bound < n) {
      VectorMask<Float> rest = F.indexInRange(bound, n);
      FloatVector x = FloatVector.fromArray(F, a, aOff + bound, rest);
      max = max.blend(x, x.compare(VectorOperators.GT, max).and(rest));
    }
    return max.reduceLanes(VectorOperators.MAX) + 0f;
  }

  private static void exp(int n, float max, float[] x, int xOff, float[] e, int eOff) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += L) {
      VectorElementwise.exp(FloatVector.fromArray(F, x, xOff + i).sub(max)).intoArray(e, eOff + i);
    }
    for (int i = bound; i < n; i++) {
      e[eOff + i] = ScalarElementwise.exp(x[xOff + i] - max);
    }
  }
}
