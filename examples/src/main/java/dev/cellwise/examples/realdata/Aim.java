package dev.cellwise.examples.realdata;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A figure of a report, and what is asked of it.
 *
 * @param figure what it is, in words
 * @param key where the report has it
 * @param asked at least, at most, or about a number
 * @param published what others have reached; empty where nothing is
 * @param baseline where the report has the figure of the baseline; empty where it has none
 * @param share whether the figures are shares, to be printed as percent
 */
record Aim(
    String figure,
    String key,
    Asked asked,
    OptionalDouble published,
    String baseline,
    boolean share) {
  /**
   * What is asked.
   *
   * @param low the least
   * @param high the most
   * @param text how it is said, with a place for the first bound that is finite; empty where both
   *     are said
   * @param overBaseline whether the bounds are to be added to the figure of the baseline
   */
  record Asked(double low, double high, String text, boolean overBaseline) {
    boolean reached(double figure) {
      return low <= figure && figure <= high;
    }
  }

  /** At least a number. */
  static Aim atLeast(String figure, String key, double least) {
    return of(figure, key, new Asked(least, Double.POSITIVE_INFINITY, "at least %s", false));
  }

  /** At most a number. */
  static Aim atMost(String figure, String key, double most) {
    return of(figure, key, new Asked(Double.NEGATIVE_INFINITY, most, "at most %s", false));
  }

  /**
   * A number, or near it on either side.
   *
   * @param off how far it may be off, as a share of the number, which is above 0
   */
  static Aim about(String figure, String key, double number, double off) {
    double least = number * (1 - off);
    Asked asked = new Asked(least, number * (1 + off), "", false);
    return of(figure, key, asked).withPublished(number);
  }

  /**
   * At least so much more than the baseline.
   *
   * @param baseline where the report has the figure of the baseline
   */
  static Aim above(String figure, String key, String baseline, double more) {
    Asked asked = new Asked(more, Double.POSITIVE_INFINITY, "baseline + %s", true);
    return of(figure, key, asked).beside(baseline);
  }

  private static Aim of(String figure, String key, Asked asked) {
    return new Aim(figure, key, asked, OptionalDouble.empty(), "", false);
  }

  /** With what others have reached. */
  Aim withPublished(double number) {
    return new Aim(figure, key, asked, OptionalDouble.of(number), baseline, share);
  }

  /** With the key of the baseline's figure. */
  Aim beside(String baselineKey) {
    return new Aim(figure, key, asked, published, baselineKey, share);
  }

  /** Printed as percent. */
  Aim percent() {
    return new Aim(figure, key, asked, published, baseline, true);
  }

  /**
   * Whether a report's figure is what is asked; one that is not there is not, nor is one whose
   * baseline is not there.
   */
  boolean reached(Map<String, Object> report) {
    if (!baseline.isEmpty() && Double.isNaN(number(report, baseline))) {
      return false;
    }
    double over = asked.overBaseline() ? number(report, baseline) : 0;
    return asked.reached(number(report, key) - over);
  }

  /** What is asked, in words. */
  String askedText() {
    if (asked.text().isEmpty()) {
      return "%s to %s".formatted(text(asked.low()), text(asked.high()));
    }
    return asked.text().formatted(text(Double.isFinite(asked.low()) ? asked.low() : asked.high()));
  }

  /** A figure as it is printed. */
  String text(double number) {
    if (share) {
      return String.format(Locale.ROOT, "%.2f %%", 100 * number);
    }
    return String.format(Locale.ROOT, Math.abs(number) < 1000 ? "%.4f" : "%,.0f", number);
  }

  /**
   * A figure of a report.
   *
   * @param report of a run
   * @param key where it is
   * @return NaN if there is no number
   */
  static double number(Map<String, Object> report, String key) {
    return report.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
