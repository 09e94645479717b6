package dev.cellwise.examples.lesson;

/**
 * The classifier that learns nothing: a sample has the class of the training sample that is nearest
 * by the sum of squared differences.
 */
public final class NearestNeighbour {
  /** Differences between two looks at whether the best so far is still within reach. */
  private static final int BLOCK = 32;

  private final float[][] samples;
  private final int[] classes;

  /**
   * Keeps the training samples.
   *
   * @param samples at least one, all of one length
   * @param classes of each
   */
  public NearestNeighbour(float[][] samples, int[] classes) {
    this.samples = samples;
    this.classes = classes;
  }

  /**
   * The class of the nearest.
   *
   * @param x of the samples' length
   * @return that of the first of several as near
   */
  public int classify(float[] x) {
    float best = Float.POSITIVE_INFINITY;
    int nearest = 0;
    for (int i = 0; i < samples.length; i++) {
      float distance = distance(x, samples[i], best);
      if (distance < best) {
        best = distance;
        nearest = i;
      }
    }
    return classes[nearest];
  }

  /**
   * The classes of some samples.
   *
   * @param xs each of the samples' length
   * @return of each its class
   */
  public int[] classify(float[]... xs) {
    int[] found = new int[xs.length];
    for (int i = 0; i < xs.length; i++) {
      found[i] = classify(xs[i]);
    }
    return found;
  }

  /** Not further than it takes to see that it is no less than the best. */
  private static float distance(float[] a, float[] b, float best) {
    float sum = 0;
    int i = 0;
    // Four sums that do not wait for one another.
    for (; i + BLOCK <= a.length && sum < best; i += BLOCK) {
      float sum0 = 0;
      float sum1 = 0;
      float sum2 = 0;
      float sum3 = 0;
      for (int k = i; k < i + BLOCK; k += 4) {
        sum0 += (a[k] - b[k]) * (a[k] - b[k]);
        sum1 += (a[k + 1] - b[k + 1]) * (a[k + 1] - b[k + 1]);
        sum2 += (a[k + 2] - b[k + 2]) * (a[k + 2] - b[k + 2]);
        sum3 += (a[k + 3] - b[k + 3]) * (a[k + 3] - b[k + 3]);
      }
      sum += (sum0 + sum1) + (sum2 + sum3);
    }
    for (; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  /**
   * A sequence with as many steps as all others have: straight lines between its steps.
   *
   * @param x [length, I], at least one step
   * @param inputs I
   * @param steps at least 2
   * @return [steps, I]; the first and last steps are those of x
   */
  public static float[] resampled(float[] x, int inputs, int steps) {
    int length = x.length / inputs;
    float[] y = new float[steps * inputs];
    for (int s = 0; s < steps; s++) {
      double at = (double) s * (length - 1) / (steps - 1);
      int t = Math.min((int) at, Math.max(0, length - 2));
      double share = at - t;
      for (int c = 0; c < inputs; c++) {
        double from = x[t * inputs + c];
        double to = x[Math.min(length - 1, t + 1) * inputs + c];
        y[s * inputs + c] = (float) (from + share * (to - from));
      }
    }
    return y;
  }
}
