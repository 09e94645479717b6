package dev.cellwise.kernels;

import java.util.ArrayList;
import java.util.List;

/** Steps of one row, products and gate math in one, on fixed inputs. */
final class AffineStepCases {
  private AffineStepCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int gates : new int[] {3, 4}) {
      for (int units : new int[] {8, 16, 33}) {
        for (int k : new int[] {0, 5, 17}) {
          String shape = k + "x" + gates + "x" + units;
          cases.add(new KernelCase("affine-step/" + shape, twin -> call(twin, gates, k, units)));
        }
      }
    }
    return cases;
  }

  private static KernelCase.Call call(Twin twin, int gates, int k, int units) {
    AffineStepOperands a = new AffineStepOperands(gates, k, units, 0);
    float[] before = a.c.clone();
    return new KernelCase.Call(
        () -> {
          System.arraycopy(before, 0, a.c, 0, before.length);
          a.step(twin);
        },
        a.c,
        a.y);
  }
}
