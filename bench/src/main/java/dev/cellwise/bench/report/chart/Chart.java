package dev.cellwise.bench.report.chart;

import java.util.List;

/**
 * A line chart.
 *
 * @param title what it shows
 * @param curves in the order of the legend
 * @param levels horizontal lines
 */
public record Chart(String title, Axis x, Axis y, List<Curve> curves, List<Level> levels) {
  /** A horizontal line that values are to be held against. */
  public record Level(String label, double y) {}
}
