package dev.cellwise.kernels;

/** The scalar twin of {@link Softmax}. */
final class ScalarSoftmax {
  private static final int PARTIALS = 16;

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
    ScalarElementwise.exp(n, max, x, xOff, d, dOff);
    double sum = ScalarNorm.sum(n, d, dOff);
    double g = (double) scale * weight;
    float c = (float) (g * (own + each * all) / sum);
    if (each > 0) {
      smooth(n, c, (float) (g * each), w, wOff, d, dOff);
    } else {
      ScalarNorm.scale(n, c, d, dOff);
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

  /** Writes {@code scale * softmax(x)} of one row to y, and returns its log of the sum of exp. */
  private static double row(int n, float scale, float[] x, int xOff, float[] y, int yOff) {
    // The sign of a zero would depend on the order.
    float max = max(n, x, xOff) + 0f;
    ScalarElementwise.exp(n, max, x, xOff, y, yOff);
    double sum = ScalarNorm.sum(n, y, yOff);
    ScalarNorm.scale(n, (float) (scale / sum), y, yOff);
    return StrictMath.log(sum) + max;
  }

  /** The largest, passing over NaN, which exp brings in. */
  private static float max(int n, float[] x, int xOff) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = x[xOff + i] > max ? x[xOff + i] : max;
    }
    return max;
  }

  /** The sum of w (max - x). */
  static double spread(int n, float max, float[] x, int xOff, float[] w, int wOff) {
    double sum = 0;
    for (int b = 0; b < n; b += Norm.BLOCK) {
      sum += spreadTree(1, 0, Math.min(Norm.BLOCK, n - b), max, x, xOff + b, w, wOff + b);
    }
    return sum;
  }

  private static float spreadTree(
      int step, int l, int n, float max, float[] x, int xOff, float[] w, int wOff) {
    if (step < PARTIALS) {
      return spreadTree(2 * step, l, n, max, x, xOff, w, wOff)
          + spreadTree(2 * step, l + step, n, max, x, xOff, w, wOff);
    }
    float partial = 0;
    for (int i = l; i < n; i += PARTIALS) {
      partial = Fma.fma(LossRows.weight(w, wOff + i), max - x[xOff + i], partial);
    }
    return partial;
  }

  /** {@code y = c y - b w}. */
  static void smooth(int n, float c, float b, float[] w, int wOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = Fma.fma(c, y[yOff + i], -(b * LossRows.weight(w, wOff + i)));
    }
  }
}
