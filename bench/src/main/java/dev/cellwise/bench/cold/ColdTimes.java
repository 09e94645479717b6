package dev.cellwise.bench.cold;

import dev.cellwise.bench.figure.Round;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * The times of one fresh JVM, or medians of several, in nanoseconds; NaN where there is none.
 *
 * @param ready from when the JVM was asked for until the first step can be made: process, JVM,
 *     classes, network, warm-up
 * @param first the first step
 * @param hundredth the hundredth step
 * @param after from the first step until steps are at their final speed, and stay there
 * @param steady a step at that speed
 */
record ColdTimes(double ready, double first, double hundredth, double after, double steady) {
  private static final String NAME = "coldstart";

  /** One line for the JVM that asked. */
  String toLine() {
    return DoubleStream.of(ready, first, hundredth, after, steady)
        .mapToObj(Double::toString)
        .collect(Collectors.joining("\t", NAME + "\t", ""));
  }

  /**
   * Reads what {@link #toLine} gave; other lines are passed over.
   *
   * @throws IllegalArgumentException if there is no such line
   */
  static ColdTimes of(List<String> lines) {
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      if (fields.length == 6 && fields[0].equals(NAME)) {
        double[] t = Arrays.stream(fields).skip(1).mapToDouble(Double::parseDouble).toArray();
        return new ColdTimes(t[0], t[1], t[2], t[3], t[4]);
      }
    }
    throw new IllegalArgumentException(
        "lines: expected one that begins with " + NAME + ", got " + String.join("\n", lines));
  }

  /** The median of each, for itself. */
  static ColdTimes median(List<ColdTimes> all) {
    return new ColdTimes(
        median(all, ColdTimes::ready),
        median(all, ColdTimes::first),
        median(all, ColdTimes::hundredth),
        median(all, ColdTimes::after),
        median(all, ColdTimes::steady));
  }

  private static double median(List<ColdTimes> all, ToDoubleFunction<ColdTimes> of) {
    return Round.middle(all.stream().mapToDouble(of).toArray());
  }

  /** A row of a table in Markdown. */
  String toRow(String network, String way) {
    return "| %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            network,
            way,
            text("%.0f", ready / 1e6),
            text("%.1f", first / 1e3),
            text("%.1f", hundredth / 1e3),
            text("%.0f", after / 1e6),
            text("%.2f", steady / 1e3));
  }

  private static String text(String format, double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
  }
}
