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
      for (OptimizerUpdate update : OptimizerUpdate.values()) {
        cases.add(new KernelCase("optimizer/" + update.key() + "/" + n, t -> call(t, update, n)));
      }
    }
    return cases;
  }

  private static Call call(Twin twin, OptimizerUpdate update, int n) {
    float[] g = new Inputs(n).exponents(n + 3, -20, 2);
    float[] zeros = new float[n + 3];
    float[] start = new Inputs(n + 1).uniform(n + 3, -1, 1);
    float[] m = zeros.clone();
    float[] v = zeros.clone();
    float[] w = start.clone();
    Runnable body =
        () -> {
          System.arraycopy(zeros, 0, m, 0, m.length);
          System.arraycopy(zeros, 0, v, 0, v.length);
          System.arraycopy(start, 0, w, 0, w.length);
          for (int t = 0; t < update.times(); t++) {
            update.run(twin, t, n, g, 1, m, 3, v, 2, w, update.wOff());
          }
        };
    return switch (update.moments()) {
      case 0 -> new Call(body, w);
      case 1 -> new Call(body, m, w);
      default -> new Call(body, m, v, w);
    };
  }
}
