package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.testing.Layout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The comparison with the reference sees what it is there for: in each gradient of each cell a
 * wrong sign, a part that is missing, numbers in each other's places, and an error of a thousandth.
 */
@Tag("reference")
class PlantedFaultTest {
  private static final Map<String, Consumer<double[]>> FAULTS = new LinkedHashMap<>();

  static {
    FAULTS.put("wrong sign", g -> scale(g, 0, g.length, -1));
    FAULTS.put("missing", g -> Arrays.fill(g, 0));
    FAULTS.put("one half missing", g -> Arrays.fill(g, 0, (g.length + 1) / 2, 0));
    FAULTS.put("swapped halves", PlantedFaultTest::swapHalves);
    FAULTS.put("twice", g -> scale(g, 0, g.length, 2));
    FAULTS.put("a thousandth too much", g -> scale(g, 0, g.length, 1.001));
  }

  private static void scale(double[] g, int from, int to, double by) {
    for (int k = from; k < to; k++) {
      g[k] *= by;
    }
  }

  private static void swapHalves(double[] g) {
    double[] old = g.clone();
    for (int k = 0; k < g.length; k++) {
      g[k] = old[(k + g.length / 2) % g.length];
    }
  }

  private static boolean differ(double[] a, double[] b) {
    boolean differ = false;
    for (int k = 0; k < a.length; k++) {
      differ |= a[k] != b[k];
    }
    return differ;
  }

  static List<Cells.Kind> cells() {
    return Cells.all();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void isSeen(Cells.Kind kind) {
    check(new CellCheck(kind, 2, 6, 2, 6, 1));
  }

  static List<Cells.Kind> ofOneUnit() {
    return Cells.all().stream().filter(kind -> !kind.cancels(2, 1)).toList();
  }

  /** A bias, slope or leak of one unit is held against what the other gradients are like. */
  @ParameterizedTest
  @MethodSource("ofOneUnit")
  void isSeenInOneUnitToo(Cells.Kind kind) {
    check(new CellCheck(kind, 2, 1, 4, 6, 1));
  }

  private static void check(CellCheck check) {
    check.forward();
    Map<String, double[]> gradients = check.backward();
    for (Layout.Tensor tensor : check.tensors()) {
      double[] right = gradients.get(tensor.name());
      double ratio = check.gradient(tensor, right);
      assertTrue(ratio <= 1, () -> tensor.name() + ", nothing planted: " + ratio);
      FAULTS.forEach(
          (what, fault) -> {
            double[] wrong = right.clone();
            fault.accept(wrong);
            // A half of zeros, of units that are off, can be missing; one number has no halves to
            // swap.
            boolean differs = differ(wrong, right);
            boolean mayBeSame =
                what.equals(right.length == 1 ? "swapped halves" : "one half missing");
            assertTrue(differs || mayBeSame, () -> tensor.name() + " is zero");
            double seen = check.gradient(tensor, wrong);
            assertTrue(seen > 1 || !differs, () -> tensor.name() + ", " + what + ": " + seen);
          });
    }
  }
}
