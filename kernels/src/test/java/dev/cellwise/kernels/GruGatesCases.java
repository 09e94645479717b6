package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;

/** The gate math of the GRU on fixed inputs. */
final class GruGatesCases {
  private static final int[][] SHAPES = {{1, 1}, {3, 1}, {1, 32}, {3, 5}};

  private GruGatesCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int[] s : SHAPES) {
      String shape = s[0] + "x" + s[1];
      cases.add(new KernelCase("gru/start/" + shape, twin -> start(twin, s[0], s[1])));
      cases.add(new KernelCase("gru/forward/" + shape, twin -> forward(twin, s[0], s[1])));
      cases.add(new KernelCase("gru/backward/" + shape, twin -> backward(twin, s[0], s[1])));
    }
    return cases;
  }

  private static Call start(Twin twin, int blocks, int rows) {
    GruGatesOperands o = new GruGatesOperands(blocks, rows, 0, 6);
    return new Call(() -> o.start(twin), o.a);
  }

  private static Call forward(Twin twin, int blocks, int rows) {
    GruGatesOperands o = new GruGatesOperands(blocks, rows, 0, 6);
    float[] start = o.a.clone();
    return new Call(
        () -> {
          System.arraycopy(start, 0, o.a, 0, start.length);
          o.forward(twin);
        },
        o.a,
        o.h);
  }

  private static Call backward(Twin twin, int blocks, int rows) {
    GruGatesOperands o = new GruGatesOperands(blocks, rows, 0, 1);
    return new Call(() -> o.backward(twin), o.dhPrev, o.da);
  }
}
