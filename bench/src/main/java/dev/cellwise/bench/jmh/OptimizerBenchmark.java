package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Optimizer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Passes over all parameters after the backward pass: time of one pass. The sizes are those of LSTM
 * layers with H inputs and units: 33 thousand at H = 64, half a million at 256.
 */
public class OptimizerBenchmark extends JmhDefaults {
  private static final int BASE = Floats.BASE;

  /** Parameters. */
  @Param({"33024", "525312"})
  public int parameters;

  private float[] g;
  private float[] w;
  private float[] m;
  private float[] v;

  /** Allocates and fills. */
  @Setup
  public void setUp() {
    g = Data.uniform(BASE + parameters, 1e-3f, 1);
    w = Data.uniform(BASE + parameters, 0.1f, 2);
    m = Floats.allocate(BASE + parameters);
    v = Floats.allocate(BASE + parameters);
  }

  /**
   * Plain gradient descent.
   *
   * @return the parameters
   */
  @Benchmark
  public float[] sgd() {
    Optimizer.sgd(parameters, g, BASE, 0, 1e-6, w, BASE);
    return w;
  }

  /**
   * Gradient descent with momentum.
   *
   * @return the parameters
   */
  @Benchmark
  public float[] momentum() {
    Optimizer.momentum(parameters, g, BASE, 0, 1e-6, 0.9, m, BASE, w, BASE);
    return w;
  }

  /**
   * Gradient descent with Nesterov's momentum.
   *
   * @return the parameters
   */
  @Benchmark
  public float[] nesterov() {
    Optimizer.nesterov(parameters, g, BASE, 0, 1e-6, 0.9, m, BASE, w, BASE);
    return w;
  }

  /**
   * RMSProp.
   *
   * @return the parameters
   */
  @Benchmark
  public float[] rmsProp() {
    Optimizer.rmsProp(parameters, g, BASE, 0, 1e-6, 0.99, 1e-8, v, BASE, w, BASE);
    return w;
  }

  /**
   * AdaGrad.
   *
   * @return the parameters
   */
  @Benchmark
  public float[] adaGrad() {
    Optimizer.adaGrad(parameters, g, BASE, 0, 1e-6, 1e-10, v, BASE, w, BASE);
    return w;
  }

  /**
   * Adam, the powers of its decay rates those of the tenth update.
   *
   * @return the parameters
   */
  @Benchmark
  public float[] adam() {
    Optimizer.adam(
        parameters,
        g,
        BASE,
        0,
        0,
        1e-6,
        0.9,
        0.999,
        1e-8,
        0.3487,
        0.99004,
        m,
        BASE,
        v,
        BASE,
        w,
        BASE);
    return w;
  }

  /**
   * Adam with L2 and decoupled decay.
   *
   * @return the parameters
   */
  @Benchmark
  public float[] adamW() {
    Optimizer.adam(
        parameters,
        g,
        BASE,
        1e-4,
        1e-2,
        1e-6,
        0.9,
        0.999,
        1e-8,
        0.3487,
        0.99004,
        m,
        BASE,
        v,
        BASE,
        w,
        BASE);
    return w;
  }

  /**
   * Adam with Nesterov's momentum.
   *
   * @return the parameters
   */
  @Benchmark
  public float[] nAdam() {
    Optimizer.nAdam(
        parameters,
        g,
        BASE,
        0,
        1e-6,
        0.9,
        0.999,
        1e-8,
        0.99004,
        0.45,
        0.45,
        0.1,
        m,
        BASE,
        v,
        BASE,
        w,
        BASE);
    return w;
  }

  /** To go through the gradients, the parameters and the moments once. */
  static double limit(BenchmarkCall call, Limits limits) {
    int arrays =
        switch (call.method()) {
          case "sgd" -> 2;
          case "momentum", "nesterov", "rmsProp", "adaGrad" -> 3;
          case "adam", "adamW", "nAdam" -> 4;
          default -> throw new IllegalArgumentException(call.method());
        };
    return limits.read((double) arrays * Float.BYTES * call.number("parameters"));
  }
}
