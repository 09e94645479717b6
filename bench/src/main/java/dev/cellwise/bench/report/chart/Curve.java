package dev.cellwise.bench.report.chart;

import java.util.NavigableMap;

/**
 * A curve.
 *
 * @param name for the legend
 * @param points y by x, at least one
 */
public record Curve(
    String name, Ink ink, Mark mark, Stroke stroke, NavigableMap<Double, Double> points) {}
