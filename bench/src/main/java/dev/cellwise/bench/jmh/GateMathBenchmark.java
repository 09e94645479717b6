package dev.cellwise.bench.jmh;

import static dev.cellwise.kernels.Floats.BASE;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.GruGates;
import dev.cellwise.kernels.LstmGates;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * Gate math of 32 rows of a block in the first cache: time of the 16 units of a row. The forward
 * kernels work in place, so from the second call on they see gate values for pre-activations: the
 * time does not depend on the numbers.
 */
public class GateMathBenchmark extends JmhDefaults {
  private static final int N = 32;
  private static final int GATES = N * 64;
  private static final int STATE = N * 16;

  private final float[] a = Data.uniform(BASE + GATES, 1f, 1);
  private final float[] da = new float[BASE + GATES];
  private final float[] before = Data.uniform(BASE + STATE, 1f, 2);
  private final float[] c = new float[BASE + STATE];
  private final float[] tanhC = Data.uniform(BASE + STATE, 1f, 3);
  private final float[] h = new float[BASE + STATE];
  private final float[] dh = Data.uniform(BASE + STATE, 1f, 4);
  private final float[] state = new float[BASE + STATE];

  /**
   * LSTM, forward.
   *
   * @return the hidden states
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] lstmForward() {
    LstmGates.forward(1, N, a, BASE, 0, before, BASE, c, BASE, 0, tanhC, BASE, h, BASE, 16);
    return h;
  }

  /**
   * LSTM, backward.
   *
   * @return the gradients of the pre-activations
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] lstmBackward() {
    LstmGates.backward(
        1, N, a, BASE, 0, before, BASE, tanhC, BASE, 0, dh, BASE, 16, state, BASE, da, BASE, 0);
    return da;
  }

  /**
   * GRU, the candidate's recurrent chains begun with their bias.
   *
   * @return the pre-activations
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] gruStart() {
    GruGates.start(1, N, tanhC, BASE, a, BASE, 0, 16);
    return a;
  }

  /**
   * GRU, forward.
   *
   * @return the hidden states
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] gruForward() {
    GruGates.forward(1, N, a, BASE, 0, 16, before, BASE, h, BASE, 16);
    return h;
  }

  /**
   * GRU, backward.
   *
   * @return the gradients of the pre-activations
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] gruBackward() {
    GruGates.backward(
        1, N, a, BASE, 0, 16, before, BASE, 16, dh, BASE, state, BASE, 16, da, BASE, 0, 16);
    return da;
  }

  /** To go through what a row of 16 units has. The operations of the gates are not counted. */
  static double limit(BenchmarkCall call, Limits limits) {
    int vectors =
        switch (call.method()) {
          case "lstmForward" -> 8; // four gates, c before and after, tanh(c), h
          case "lstmBackward" -> 12; // four gates and their gradients, c, tanh(c), dh, dc
          case "gruStart" -> 1; // m
          case "gruForward" -> 6; // n, r, z, m, h before and after
          case "gruBackward" -> 11; // n, r, z, m and their gradients, h, dh before and after
          default -> throw new IllegalArgumentException(call.method());
        };
    return limits.read(vectors * N * 16.0 * Float.BYTES);
  }
}
