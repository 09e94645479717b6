package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;

/** A row of {@link BinaryCrossEntropy}, on fixed inputs and in place. */
final class BinaryCrossEntropyCases {
  private static final int[] COLUMNS = {1, 5, 40, 65, 100, 5000};

  private BinaryCrossEntropyCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : COLUMNS) {
      cases.add(new KernelCase("binaryCrossEntropy/plain/" + n, twin -> inPlace(twin, n, false)));
      cases.add(new KernelCase("binaryCrossEntropy/weighted/" + n, twin -> inPlace(twin, n, true)));
      cases.add(new KernelCase("binaryCrossEntropy/check/" + n, twin -> check(twin, n)));
    }
    return cases;
  }

  private static Call inPlace(Twin twin, int n, boolean weighted) {
    float[] x = new Inputs(n).uniform(n + 3, -20, 20);
    float[] target = Inputs.before(16, targets(n + 1, n + 2));
    float[] ps = weighted ? Inputs.before(16, new Inputs(n + 2).uniform(n + 5, 0, 4)) : null;
    float[] d = Inputs.before(16, x);
    float[] out = x.clone();
    double[] sum = new double[1];
    return new Call(
        () -> {
          System.arraycopy(x, 0, d, 0, x.length);
          sum[0] = row(twin, n, d, 2, target, 1, 1f, ps, 4, 0.3f, d, 2);
          System.arraycopy(d, 0, out, 0, out.length);
        },
        out,
        sum);
  }

  private static Call check(Twin twin, int n) {
    float[] target = targets(n, n + 1);
    double[] are = new double[1];
    return new Call(() -> are[0] = areProbabilities(twin, n, target, 1) ? 1 : 0, are);
  }

  /** Probabilities of which a third are 0 or 1. */
  static float[] targets(int seed, int n) {
    float[] t = new Inputs(seed).uniform(n, -0.2f, 1.2f);
    for (int i = 0; i < n; i++) {
      t[i] = Math.clamp(t[i], 0f, 1f);
    }
    return t;
  }

  static boolean areProbabilities(Twin twin, int n, float[] target, int targetOff) {
    return twin == Twin.SCALAR
        ? ScalarBinaryCrossEntropy.areProbabilities(n, target, targetOff)
        : VectorBinaryCrossEntropy.areProbabilities(n, target, targetOff);
  }

  static double row(
      Twin twin,
      int n,
      float[] x,
      int xOff,
      float[] target,
      int targetOff,
      float p,
      float[] ps,
      int psOff,
      float g,
      float[] d,
      int dOff) {
    return twin == Twin.SCALAR
        ? ScalarBinaryCrossEntropy.row(n, x, xOff, target, targetOff, p, ps, psOff, g, d, dOff)
        : VectorBinaryCrossEntropy.row(n, x, xOff, target, targetOff, p, ps, psOff, g, d, dOff);
  }
}
