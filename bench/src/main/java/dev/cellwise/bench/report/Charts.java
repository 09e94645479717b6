package dev.cellwise.bench.report;

import dev.cellwise.bench.report.chart.Axis;
import dev.cellwise.bench.report.chart.Chart;
import dev.cellwise.bench.report.chart.Curve;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;

/** Charts over sizes, with axes around what they show; none without a curve. */
final class Charts {
  static final String SIZE = "hidden size H";

  private Charts() {}

  /** Adds a point unless it is no number, or has no logarithm. */
  static void put(NavigableMap<Double, Double> points, double x, double y) {
    if (y > 0 && y < Double.POSITIVE_INFINITY) {
      points.put(x, y);
    }
  }

  /** A curve, if it has a point. */
  static Optional<Curve> curve(String name, Look look, NavigableMap<Double, Double> points) {
    return points.isEmpty()
        ? Optional.empty()
        : Optional.of(new Curve(name, look.ink(), look.mark(), look.stroke(), points));
  }

  /** Both axes logarithmic. */
  static Optional<Chart> logarithmic(
      String title, String xTitle, String yTitle, List<Curve> curves, List<Chart.Level> levels) {
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    Axis y = Axis.logarithmic(yTitle, values(curves, levels));
    return Optional.of(new Chart(title, Axis.sizes(xTitle, xs(curves)), y, curves, levels));
  }

  /** By hidden size, the vertical axis linear from 0. */
  static Optional<Chart> linear(
      String title,
      String yTitle,
      DoubleFunction<String> label,
      List<Curve> curves,
      List<Chart.Level> levels) {
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    Axis y = Axis.linear(yTitle, values(curves, levels), label);
    return Optional.of(new Chart(title, Axis.sizes(SIZE, xs(curves)), y, curves, levels));
  }

  private static double[] xs(List<Curve> curves) {
    return curves.stream().flatMap(c -> c.points().keySet().stream()).mapToDouble(v -> v).toArray();
  }

  /** All that has a place on the vertical axis. */
  static double[] values(List<Curve> curves, List<Chart.Level> levels) {
    Stream<Double> points = curves.stream().flatMap(c -> c.points().values().stream());
    return Stream.concat(points, levels.stream().map(Chart.Level::y)).mapToDouble(v -> v).toArray();
  }
}
