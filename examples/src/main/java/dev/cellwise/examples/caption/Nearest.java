package dev.cellwise.examples.caption;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be answered without a network. */
final class Nearest {
  private Nearest() {}

  /** The caption that is there most often, the first of these. */
  static String mostFrequent(List<Captioned> known) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    String best = known.getFirst().text();
    for (Captioned c : known) {
      counts.merge(c.text(), 1, Integer::sum);
    }
    for (Map.Entry<String, Integer> count : counts.entrySet()) {
      best = count.getValue() > counts.get(best) ? count.getKey() : best;
    }
    return best;
  }

  /** The caption of the vector at the smallest distance, the first of these. */
  static String of(List<Captioned> known, float[] vector) {
    Captioned best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Captioned c : known) {
      double distance = 0;
      for (int i = 0; i < vector.length; i++) {
        double d = c.vector()[i] - vector[i];
        distance += d * d;
      }
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best.text();
  }
}
