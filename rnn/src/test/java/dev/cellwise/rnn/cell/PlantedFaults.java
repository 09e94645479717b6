package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * What a comparison of gradients is there for: a wrong sign, a part that is missing, numbers in
 * each other's places, and an error of a thousandth.
 */
public final class PlantedFaults {
  private static final Map<String, Consumer<double[]>> FAULTS = new LinkedHashMap<>();

  static {
    FAULTS.put("wrong sign", g -> scale(g, 0, g.length, -1));
    FAULTS.put("missing", g -> Arrays.fill(g, 0));
    FAULTS.put("one half missing", g -> Arrays.fill(g, 0, (g.length + 1) / 2, 0));
    FAULTS.put("swapped halves", PlantedFaults::swapHalves);
    FAULTS.put("twice", g -> scale(g, 0, g.length, 2));
    FAULTS.put("a thousandth too much", g -> scale(g, 0, g.length, 1.001));
  }

  private PlantedFaults() {}

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

  /**
   * Demands that a comparison passes a tensor's gradient and none of those with a fault.
   *
   * @param tensor its name
   * @param right what is right
   * @param comparison the error of a gradient over its bound
   */
  public static void areSeen(String tensor, double[] right, ToDoubleFunction<double[]> comparison) {
    double ratio = comparison.applyAsDouble(right);
    assertTrue(ratio <= 1, () -> tensor + ", nothing planted: " + ratio);
    FAULTS.forEach(
        (what, fault) -> {
          double[] wrong = right.clone();
          fault.accept(wrong);
          // A half of zeros, of units that are off, can be missing; one number has no halves to
          // swap.
          boolean differs = differ(wrong, right);
          boolean mayBeSame =
              what.equals(right.length == 1 ? "swapped halves" : "one half missing");
          assertTrue(differs || mayBeSame, () -> tensor + " is zero");
          double seen = comparison.applyAsDouble(wrong);
          assertTrue(seen > 1 || !differs, () -> tensor + ", " + what + ": " + seen);
        });
  }
}
