package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.report.chart.Chart;
import dev.cellwise.bench.report.chart.Curve;
import dev.cellwise.bench.report.chart.Mark;
import dev.cellwise.bench.report.chart.Stroke;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Charts by size, one a case of a single layer, a curve a cell. */
final class CellPlots {
  private static final List<Case> LAYERS = List.of(Case.A, Case.B, Case.C, Case.D);

  private final Results results;

  CellPlots(Results results) {
    this.results = results;
  }

  /** How many times as fast as the best other, by size: a chart a case, a curve a cell. */
  List<Chart> ratios() {
    List<Chart> charts = new ArrayList<>();
    for (Case kind : LAYERS) {
      List<Curve> curves = new ArrayList<>();
      for (Layer layer : Layer.values()) {
        Charts.curve(layer.name(), Look.of(layer), bySize(kind, layer, Standing::ratio))
            .ifPresent(curves::add);
      }
      Chart.Level even = new Chart.Level("as fast as the best other", 1);
      Charts.logarithmic(
              "%s: %s".formatted(kind, Names.of(kind)),
              Charts.SIZE,
              "times as fast",
              curves,
              List.of(even))
          .ifPresent(charts::add);
    }
    return charts;
  }

  /** What part of the limit is reached, by size: ours solid, the best other dashed. */
  List<Chart> ofLimit() {
    List<Chart> charts = new ArrayList<>();
    for (Case kind : LAYERS) {
      List<Curve> curves = new ArrayList<>();
      for (Layer layer : Layer.values()) {
        Look look = Look.of(layer);
        Charts.curve(layer.name(), look, bySize(kind, layer, s -> part(s, s.ours())))
            .ifPresent(curves::add);
        NavigableMap<Double, Double> other = bySize(kind, layer, s -> part(s, s.best()));
        if (!other.isEmpty()) {
          String name = layer + ", best other";
          curves.add(new Curve(name, look.ink(), Mark.CROSS, Stroke.DASHED, other));
        }
      }
      List<Chart.Level> limit = List.of(new Chart.Level("the limit", 1));
      String title = "%s: %s".formatted(kind, Names.of(kind));
      Charts.linear(title, "part of the limit", Digits::percent, curves, limit)
          .ifPresent(charts::add);
    }
    return charts;
  }

  private static double part(Standing standing, Optional<Figure> figure) {
    return figure.map(f -> standing.limit() / f.median()).orElse(Double.NaN);
  }

  /**
   * Values of the standard settings of a case and a cell, by size; what is no number is left out.
   */
  private NavigableMap<Double, Double> bySize(
      Case kind, Layer layer, ToDoubleFunction<Standing> value) {
    NavigableMap<Double, Double> points = new TreeMap<>();
    results.figures().stream()
        .map(Figure::setting)
        .filter(s -> s.kind() == kind && s.cell().equals(layer.cell()) && s.isMain())
        .forEach(
            s -> Charts.put(points, s.hidden(), value.applyAsDouble(new Standing(results, s, 1))));
    return points;
  }
}
