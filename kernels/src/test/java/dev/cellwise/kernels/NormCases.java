package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;

/** Sums, norms and scaling on fixed inputs. */
final class NormCases {
  private static final int[] SIZES = {1, 37, 1000, 4113, 10_000};

  private NormCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : SIZES) {
      cases.add(new KernelCase("norm/sum/" + n, twin -> sum(twin, n)));
      cases.add(new KernelCase("norm/squares/" + n, twin -> squares(twin, n)));
      cases.add(new KernelCase("norm/maxAbs/" + n, twin -> maxAbs(twin, n)));
      cases.add(new KernelCase("norm/scale/" + n, twin -> scale(twin, n)));
    }
    return cases;
  }

  private static float[] input(int n) {
    return Inputs.before(16, new Inputs(n).exponents(n + 3, -20, 8));
  }

  private static Call sum(Twin twin, int n) {
    float[] a = input(n);
    double[] sum = new double[1];
    return new Call(
        twin == Twin.SCALAR
            ? () -> sum[0] = ScalarNorm.sum(n, a, 3)
            : () -> sum[0] = VectorNorm.sum(n, a, 3),
        sum);
  }

  private static Call squares(Twin twin, int n) {
    float[] a = input(n);
    double[] sum = new double[1];
    return new Call(
        twin == Twin.SCALAR
            ? () -> sum[0] = ScalarNorm.scaledSquares(n, 0.75f, a, 3)
            : () -> sum[0] = VectorNorm.scaledSquares(n, 0.75f, a, 3),
        sum);
  }

  private static Call maxAbs(Twin twin, int n) {
    float[] a = input(n);
    float[] max = new float[1];
    return new Call(
        twin == Twin.SCALAR
            ? () -> max[0] = ScalarNorm.maxAbs(n, a, 3)
            : () -> max[0] = VectorNorm.maxAbs(n, a, 3),
        max);
  }

  private static Call scale(Twin twin, int n) {
    float[] a = new Inputs(n).exponents(n + 3, -20, 8);
    float[] b = a.clone();
    return new Call(
        () -> {
          System.arraycopy(a, 0, b, 0, a.length);
          if (twin == Twin.SCALAR) {
            ScalarNorm.scale(n, 1.1f, b, 3);
          } else {
            VectorNorm.scale(n, 1.1f, b, 3);
          }
        },
        b);
  }
}
