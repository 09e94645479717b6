package dev.cellwise.bench.race;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Another library's results beside ours.
 *
 * @param error the largest difference of any array, in parts of the largest number of that array
 * @param fault what is missing, or too far off, or an empty string
 */
public record Agreement(double error, String fault) {
  /** Calls before the results are looked at: the state has gone from step to step then. */
  static int calls(Case kind) {
    return switch (kind) {
      case A -> 3;
      case B -> 2;
      default -> 1;
    };
  }

  /** Arrays that every library gives. */
  static List<String> names(Setting s) {
    List<String> names = new ArrayList<>();
    if (!s.training()) {
      names.add("y");
    } else {
      int layers = s.kind() == Case.F ? 2 : 1;
      names.add("loss");
      for (int l = 0; l < layers; l++) {
        names.add("grad.weight_ih_l" + l);
        names.add("grad.weight_hh_l" + l);
      }
    }
    return names;
  }

  /**
   * Sets results beside ours.
   *
   * @param allowed the largest error; 0: every bit has to be the same
   */
  public static Agreement of(
      Setting s, Map<String, float[]> ours, Map<String, float[]> theirs, double allowed) {
    double worst = 0;
    for (Map.Entry<String, float[]> e : ours.entrySet()) {
      float[] other = theirs.get(e.getKey());
      if (other == null && names(s).contains(e.getKey())) {
        return new Agreement(Double.NaN, e.getKey() + " is missing");
      }
      if (other != null && other.length != e.getValue().length) {
        return new Agreement(
            Double.NaN,
            "%s: expected %d numbers, got %d"
                .formatted(e.getKey(), e.getValue().length, other.length));
      }
      double error = other == null ? 0 : error(e.getValue(), other);
      if (!(error <= allowed)) {
        return new Agreement(error, e.getKey() + " differs by " + error);
      }
      if (allowed == 0 && other != null && !Arrays.equals(e.getValue(), other)) {
        return new Agreement(error, e.getKey() + " differs in the sign of a zero");
      }
      worst = Math.max(worst, error);
    }
    return new Agreement(worst, "");
  }

  /**
   * The largest difference in parts of the largest number; NaN if some number is none, or one of
   * ours is not finite: both may have gone astray the same way.
   */
  private static double error(float[] a, float[] b) {
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      if (!Float.isFinite(a[i])) {
        return Double.NaN;
      }
      largest = Math.max(largest, Math.abs((double) a[i]));
      // NaN stays.
      worst = Math.max(worst, Math.abs((double) a[i] - b[i]));
    }
    return worst == 0 ? 0 : worst / largest;
  }
}
