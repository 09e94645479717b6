package dev.cellwise.kernels;

import static dev.cellwise.kernels.Tail.KEEP;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The vector twin of {@link Softmax}. */
final class VectorSoftmax {
  private static final VectorSpecies<Float> F = VectorShape.F;
  private static final int L = VectorShape.L;

  /** From partials l to the others of the same pair: those 8 further on; none at 512 bits. */
  private static final int PAIR = Math.max(L, 8);

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
      LossRows.pad(classes, dLogits, dx, dLogitsStride);
    }
  }

  /**
   * Writes the gradient of a row, and returns its loss. Parts of the target: own for its class,
   * each for every class by its weight, all of which are the sum of those.
   */
  static float smoothedRow(
      int n,
      float[] x,
      int xOff,
      int target,
      double own,
      double each,
      double all,
      float[] w,
      int wOff,
      float weight,
      float scale,
      float[] d,
      int dOff) {
    // Read before the gradient may overwrite it.
    float right = x[xOff + target];
    // The sign of a zero would depend on the order.
    float max = max(n, x, xOff) + 0f;
    double spread = each > 0 ? spread(n, max, x, xOff, w, wOff) : 0;
    VectorElementwise.exp(n, max, x, xOff, d, dOff);
    double sum = VectorNorm.sum(n, d, dOff);
    double g = (double) scale * weight;
    float c = (float) (g * (own + each * all) / sum);
    if (each > 0) {
      smooth(n, c, (float) (g * each), w, wOff, d, dOff);
    } else {
      VectorNorm.scale(n, c, d, dOff);
    }
    d[dOff + target] -= (float) (g * own);
    double log = StrictMath.log(sum);
    return (float) (weight * (own * (log + max - right) + each * (all * log + spread)));
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
      LossRows.pad(classes, probabilities, p, probabilitiesStride);
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

  private static double spread(int n, float max, float[] x, int xOff, float[] w, int wOff) {
    double sum = 0;
    for (int b = 0; b < n; b += Norm.BLOCK) {
      int m = Math.min(Norm.BLOCK, n - b);
      int xb = xOff + b;
      int wb = wOff + b;
      sum +=
          Tail.isIn(x, xb, m) && (w == null || Tail.isIn(w, wb, m))
              ? blockSpread(m, max, x, xb, w, wb)
              : ScalarSoftmax.spread(m, max, x, xb, w, wb);
    }
    return sum;
  }

  /** In the partials of {@link VectorNorm}, each pass of the loop over l and h for L of them. */
  private static float blockSpread(int n, float max, float[] x, int xOff, float[] w, int wOff) {
    int bound = n & -16;
    FloatVector sums = FloatVector.zero(F);
    for (int l = 0; l < 8; l += L) {
      FloatVector pair = FloatVector.zero(F);
      for (int h = l; h < 16; h += PAIR) {
        FloatVector s = FloatVector.zero(F);
        for (int i = h; i < bound; i += 16) {
          FloatVector below =
              FloatVector.broadcast(F, max).sub(FloatVector.fromArray(F, x, xOff + i));
          s = w == null ? below.add(s) : below.fma(FloatVector.fromArray(F, w, wOff + i), s);
        }
        int i = bound + h;
        if (i < n) {
          IntVector keep = IntVector.fromArray(VectorShape.I, KEEP, Tail.at(n) + h);
          FloatVector below =
              FloatVector.broadcast(F, max).sub(FloatVector.fromArray(F, x, xOff + i));
          below = below.reinterpretAsInts().and(keep).reinterpretAsFloats();
          if (w == null) {
            s = below.add(s);
          } else {
            FloatVector wi = FloatVector.fromArray(F, w, wOff + i);
            s = below.fma(wi.reinterpretAsInts().and(keep).reinterpretAsFloats(), s);
          }
        }
        pair = s.add(pair);
      }
      sums = pair.add(sums);
    }
    if (L == 16) {
      sums = sums.add(sums.rearrange(VectorNorm.DOWN_8));
    }
    if (L >= 8) {
      sums = sums.add(sums.rearrange(VectorNorm.DOWN_4));
    }
    return (sums.lane(0) + sums.lane(2)) + (sums.lane(1) + sums.lane(3));
  }

  private static void smooth(int n, float c, float b, float[] w, int wOff, float[] y, int yOff) {
    int bound = F.loopBound(n);
    FloatVector uniform = FloatVector.broadcast(F, -b);
    for (int i = 0; i < bound; i += L) {
      FloatVector part = w == null ? uniform : FloatVector.fromArray(F, w, wOff + i).mul(-b);
      FloatVector.fromArray(F, y, yOff + i)
          .fma(FloatVector.broadcast(F, c), part)
          .intoArray(y, yOff + i);
    }
    ScalarSoftmax.smooth(n - bound, c, b, w, wOff + bound, y, yOff + bound);
  }
}
