package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The element functions on a fixed grid. */
final class ElementwiseCases {
  private ElementwiseCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (ElementFunction f : ElementFunction.values()) {
      String name = "elementwise/" + f.name().toLowerCase(Locale.ROOT) + "/grid";
      cases.add(new KernelCase(name, twin -> grid(f, twin)));
    }
    return cases;
  }

  private static Call grid(ElementFunction f, Twin twin) {
    float[] x = f.grid(20_001, 20);
    float[] y = new float[x.length];
    return new Call(() -> f.run(twin, x.length, x, 0, y, 0), y);
  }
}
