package dev.cellwise.bench;

import static dev.cellwise.kernels.Floats.BASE;

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
   * GRU, forward.
   *
   * @return the hidden states
   */
  @Benchmark
  @OperationsPerInvocation(N)
  public float[] gruForward() {
    GruGates.forward(1, N, a, BASE, 0, before, BASE, h, BASE, 16);
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
    GruGates.backward(1, N, a, BASE, 0, before, BASE, 16, dh, BASE, state, BASE, 16, da, BASE, 0);
    return da;
  }

  /** To move what a row of 16 units reads and writes. The gates' operations are not counted. */
  static double limit(BenchmarkCall call, Limits limits) {
    return switch (call.method()) {
      // Four gates and c in; four gates, c, tanh(c) and h out: the gates in place.
      case "lstmForward" -> move(5 + 7, 8, limits);
      // Four gates, c, tanh(c), dh and dc in; four gates' gradients and dc out: dc in place.
      case "lstmBackward" -> move(8 + 5, 12, limits);
      // n, r, z, m and h in; n, r, z and h out: n, r, z in place.
      case "gruForward" -> move(5 + 4, 6, limits);
      // n, r, z, m, h and dh in; the gradients of n, r, z, m and dh out.
      case "gruBackward" -> move(6 + 5, 11, limits);
      default -> throw new IllegalArgumentException(call.method());
    };
  }

  /** Vectors of 16 units that a row moves, and that it has. */
  private static double move(int moved, int held, Limits limits) {
    double vectors = N * 16.0 * Float.BYTES;
    return limits.move(moved * vectors, held * vectors);
  }
}
