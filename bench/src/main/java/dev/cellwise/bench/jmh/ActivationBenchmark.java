package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Floats;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Activations over a range in the first cache: time of one element. */
public class ActivationBenchmark extends JmhDefaults {
  private static final int N = 2048;

  /** As {@link Activation#parse} reads it. */
  @Param({
    "relu",
    "leakyRelu(0.01)",
    "hardSigmoid(0.2, 0.5)",
    "softsign",
    "tanh",
    "sigmoid",
    "elu(1)",
    "softplus",
    "gelu"
  })
  private String function;

  private final float[] a = Data.uniform(Floats.BASE + N, 6f, 1);
  private final float[] y = new float[Floats.BASE + N];
  private final float[] dy = new float[Floats.BASE + N];
  private final float[] da = new float[Floats.BASE + N];
  private Activation f;
  private float[] saved;

  /** Reads the function and runs it once. */
  @Setup
  public void setUp() {
    f = Activation.parse(function);
    f.forward(N, a, Floats.BASE, y, Floats.BASE);
    saved = f.fromOutput() ? y.clone() : a;
    Arrays.fill(dy, 0.5f);
  }

  /**
   * y = f(a).
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] forward() {
    f.forward(N, a, Floats.BASE, y, Floats.BASE);
    return y;
  }

  /**
   * da = dy f'.
   *
   * @return the gradients
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] backward() {
    f.backward(N, saved, Floats.BASE, dy, Floats.BASE, da, Floats.BASE);
    return da;
  }

  /** To go through a and y; backward a or y, dy and da. The operations are not counted. */
  static double limit(BenchmarkCall call, Limits limits) {
    int arrays = call.method().equals("forward") ? 2 : 3;
    return limits.read((double) arrays * N * Float.BYTES);
  }
}
