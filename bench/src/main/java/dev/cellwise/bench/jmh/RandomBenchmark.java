package dev.cellwise.bench.jmh;

import static dev.cellwise.kernels.Floats.BASE;

import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Threefry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Random numbers by their place: time of one. */
public class RandomBenchmark extends JmhDefaults {
  private static final int N = 1024;

  private final float[] mask = new float[BASE + N];
  private int step;

  /**
   * A dropout mask of 1,024 units, another in every call.
   *
   * @return it
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] mask() {
    Threefry.mask(1, 2, 3, step++, 4, N, 0.25f, 1 / 0.75f, mask, BASE);
    return mask;
  }

  /**
   * As many single numbers.
   *
   * @return them
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] uniform() {
    step++;
    for (int i = 0; i < N; i++) {
      mask[BASE + i] = Threefry.uniform(1, 2, step, 3, i);
    }
    return mask;
  }

  /** To write the results. The operations are not counted. */
  static double limit(BenchmarkCall call, Limits limits) {
    return limits.read((double) N * Float.BYTES);
  }
}
