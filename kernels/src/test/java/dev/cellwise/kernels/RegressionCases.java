package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import dev.cellwise.kernels.Regression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A row of each loss of {@link Regression}, on fixed inputs and in place. */
final class RegressionCases {
  private static final int[] COLUMNS = {1, 5, 40, 65, 100, 5000};

  private RegressionCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (int n : COLUMNS) {
        String name = "regression/" + kind.name().toLowerCase(Locale.ROOT) + "/" + n;
        cases.add(new KernelCase(name, twin -> inPlace(twin, kind, n)));
      }
    }
    return cases;
  }

  private static Call inPlace(Twin twin, Kind kind, int n) {
    float[] y = new Inputs(n).uniform(n + 3, -3, 3);
    float[] target = Inputs.before(16, new Inputs(n + 1).uniform(n + 2, -3, 3));
    y[2 + n / 2] = target[1 + n / 2];
    float[] d = Inputs.before(16, y);
    float[] out = y.clone();
    double[] sum = new double[1];
    return new Call(
        () -> {
          System.arraycopy(y, 0, d, 0, y.length);
          sum[0] = row(twin, kind, 0.7f, n, d, 2, target, 1, 0.3f, d, 2);
          System.arraycopy(d, 0, out, 0, out.length);
        },
        out,
        sum);
  }

  static double row(
      Twin twin,
      Kind kind,
      float delta,
      int n,
      float[] y,
      int yOff,
      float[] target,
      int targetOff,
      float g,
      float[] d,
      int dOff) {
    return twin == Twin.SCALAR
        ? ScalarRegression.row(kind, delta, n, y, yOff, target, targetOff, g, d, dOff)
        : VectorRegression.row(kind, delta, n, y, yOff, target, targetOff, g, d, dOff);
  }
}
