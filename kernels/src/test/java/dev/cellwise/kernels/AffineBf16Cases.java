package dev.cellwise.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Affine maps over weights of 16 bits, on fixed inputs. */
final class AffineBf16Cases {
  private AffineBf16Cases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int k : new int[] {6, 17}) {
      add(cases, k, Panels.gated(4, 33), 0);
      add(cases, k, Panels.gated(3, 40), Panels.BLOCK);
      add(cases, k, Panels.dense(200), 0);
      add(cases, k, Panels.dense(40), 0);
    }
    return cases;
  }

  private static void add(List<KernelCase> to, int k, Panels p, int column) {
    AffineBf16Operands a = new AffineBf16Operands(k, k + 3, p, p, column, 5);
    String shape = k + "x" + p.gates() + "x" + p.units();
    add(to, "forward/" + shape, a, a::forward);
    add(to, "accumulate/" + shape, a, a::accumulate);
    add(to, "forwardBoth/" + shape, a, a::forwardBoth);
  }

  private static void add(
      List<KernelCase> to, String name, AffineBf16Operands a, BiConsumer<Twin, float[]> kernel) {
    to.add(
        new KernelCase(
            "affine-bf16/" + name,
            twin -> {
              float[] start = a.start();
              float[] z = start.clone();
              return new KernelCase.Call(
                  () -> {
                    System.arraycopy(start, 0, z, 0, z.length);
                    kernel.accept(twin, z);
                  },
                  z);
            }));
  }
}
