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
    cases.add(new KernelCase("elementwise/add/333", twin -> two(twin, ElementwiseCases::add)));
    cases.add(
        new KernelCase("elementwise/multiply/333", twin -> two(twin, ElementwiseCases::multiply)));
    return cases;
  }

  /** A kernel of two ranges. */
  interface Two {
    void run(Twin twin, int n, float[] x, int xOff, float[] y, int yOff);
  }

  private static Call two(Twin twin, Two kernel) {
    float[] x = new Inputs(1).uniform(335, -9, 9);
    float[] start = new Inputs(2).uniform(340, -9, 9);
    float[] y = start.clone();
    return new Call(
        () -> {
          System.arraycopy(start, 0, y, 0, y.length);
          kernel.run(twin, 333, x, 2, y, 3);
        },
        y);
  }

  /** y += x by either twin. */
  static void add(Twin twin, int n, float[] x, int xOff, float[] y, int yOff) {
    if (twin == Twin.SCALAR) {
      ScalarElementwise.add(n, x, xOff, y, yOff);
    } else {
      VectorElementwise.add(n, x, xOff, y, yOff);
    }
  }

  /** y *= x by either twin. */
  static void multiply(Twin twin, int n, float[] x, int xOff, float[] y, int yOff) {
    if (twin == Twin.SCALAR) {
      ScalarElementwise.multiply(n, x, xOff, y, yOff);
    } else {
      VectorElementwise.multiply(n, x, xOff, y, yOff);
    }
  }

  private static Call grid(ElementFunction f, Twin twin) {
    float[] x = f.grid(20_001, 20);
    float[] y = new float[x.length];
    return new Call(() -> f.run(twin, x.length, x, 0, y, 0), y);
  }
}
