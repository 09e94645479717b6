package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The gate math of the GRU on fixed inputs. */
final class GruGatesCases {
  private static final int[][] SHAPES = {{1, 1}, {3, 1}, {1, 32}, {3, 5}};

  private GruGatesCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int[] s : SHAPES) {
      String shape = s[0] + "x" + s[1];
      add(cases, shape, s[0], s[1], false);
    }
    add(cases, "panel/4x5", 4, 5, true);
    return cases;
  }

  private static void add(
      List<KernelCase> cases, String shape, int blocks, int rows, boolean byGate) {
    Supplier<GruGatesOperands> six = () -> new GruGatesOperands(blocks, rows, 0, byGate, 6);
    Supplier<GruGatesOperands> one = () -> new GruGatesOperands(blocks, rows, 0, byGate, 1);
    cases.add(new KernelCase("gru/start/" + shape, twin -> start(twin, six.get())));
    cases.add(new KernelCase("gru/forward/" + shape, twin -> forward(twin, six.get())));
    cases.add(new KernelCase("gru/backward/" + shape, twin -> backward(twin, one.get())));
  }

  private static Call start(Twin twin, GruGatesOperands o) {
    return new Call(() -> o.start(twin), o.a);
  }

  private static Call forward(Twin twin, GruGatesOperands o) {
    float[] start = o.a.clone();
    return new Call(
        () -> {
          System.arraycopy(start, 0, o.a, 0, start.length);
          o.forward(twin);
        },
        o.a,
        o.h);
  }

  private static Call backward(Twin twin, GruGatesOperands o) {
    return new Call(() -> o.backward(twin), o.dhPrev, o.da);
  }
}
