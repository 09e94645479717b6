package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;

/** Updates of parameters on fixed inputs: three in a row, so that the moments matter. */
final class OptimizerCases {
  private static final int[] SIZES = {1, 37, 1000};

  private OptimizerCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : SIZES) {
      cases.add(new KernelCase("optimizer/sgd/" + n, twin -> sgd(twin, n)));
      cases.add(new KernelCase("optimizer/adam/" + n, twin -> adam(twin, n)));
    }
    return cases;
  }

  private static Call sgd(Twin twin, int n) {
    float[] g = new Inputs(n).exponents(n + 3, -20, 2);
    float[] start = new Inputs(n + 1).uniform(n + 3, -1, 1);
    float[] w = start.clone();
    return new Call(
        () -> {
          System.arraycopy(start, 0, w, 0, w.length);
          if (twin == Twin.SCALAR) {
            ScalarOptimizer.sgd(n, g, 1, 0.1f, w, 3);
          } else {
            VectorOptimizer.sgd(n, g, 1, 0.1f, w, 3);
          }
        },
        w);
  }

  private static Call adam(Twin twin, int n) {
    float[] g = new Inputs(n).exponents(n + 3, -20, 2);
    float[] zeros = new float[n + 3];
    float[] start = new Inputs(n + 1).uniform(n + 3, -1, 1);
    float[] m = zeros.clone();
    float[] v = zeros.clone();
    float[] w = start.clone();
    return new Call(
        () -> {
          System.arraycopy(zeros, 0, m, 0, m.length);
          System.arraycopy(zeros, 0, v, 0, v.length);
          System.arraycopy(start, 0, w, 0, w.length);
          for (int t = 0; t < 3; t++) {
            float r = 22f - 3 * t;
            float step = 1e-2f * (1 + 0.1f * t);
            if (twin == Twin.SCALAR) {
              ScalarOptimizer.adam(n, g, 1, 0.1f, 0.999f, 1e-3f, r, step, 1e-8f, m, 3, v, 2, w, 1);
            } else {
              VectorOptimizer.adam(n, g, 1, 0.1f, 0.999f, 1e-3f, r, step, 1e-8f, m, 3, v, 2, w, 1);
            }
          }
        },
        m,
        v,
        w);
  }
}
