package dev.cellwise.bench.cases;

import dev.cellwise.kernels.Floats;
import java.util.SplittableRandom;

/** Numbers to compute with, the same in every run. */
public final class Data {
  private Data() {}

  /** {@code n} floats, uniform within -scale to scale. */
  public static float[] uniform(int n, float scale, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = (float) random.nextDouble(-scale, scale);
    }
    return a;
  }

  /** The same in an array that starts on a cache line where the collector allows it. */
  public static float[] placed(int n, float scale, long seed) {
    float[] a = Floats.allocate(n);
    System.arraycopy(uniform(n, scale, seed), 0, a, 0, n);
    return a;
  }

  /** {@code n} tokens of a vocabulary, uniform. */
  public static int[] tokens(int n, int vocabulary, long seed) {
    return new SplittableRandom(seed).ints(n, 0, vocabulary).toArray();
  }

  /** What is wrong with hidden states, or an empty string. */
  public static String faultOfHidden(int n, float[] h, int off) {
    float largest = 0;
    for (int i = 0; i < n; i++) {
      if (!(Math.abs(h[off + i]) <= 1)) {
        return "hidden state " + i + " is " + h[off + i];
      }
      largest = Math.max(largest, Math.abs(h[off + i]));
    }
    return largest > 1e-6f ? "" : "all hidden states are zero";
  }
}
