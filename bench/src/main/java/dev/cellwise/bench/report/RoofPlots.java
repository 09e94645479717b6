package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.bench.report.chart.Axis;
import dev.cellwise.bench.report.chart.Chart;
import dev.cellwise.bench.report.chart.Curve;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The machine's roofs, and the rates that libraries reach below them, of the LSTM: of a stream's
 * step, which reads each weight for two operations, the rate of reading; of batches, which use a
 * weight for many rows, the rate of computing.
 */
final class RoofPlots {
  /** The time that it allows is a count of operations. */
  private static final Limits AN_OPERATION_A_NANOSECOND =
      new Limits(1, 1, new TreeMap<>(Map.of(1L, Double.MAX_VALUE)));

  /** The time that it allows a step is a count of bytes. */
  private static final Limits A_BYTE_A_NANOSECOND =
      new Limits(1, Double.MAX_VALUE, new TreeMap<>(Map.of(1L, 1.0)));

  private final Results results;

  RoofPlots(Results results) {
    this.results = results;
  }

  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    reading().ifPresent(charts::add);
    for (Case kind : List.of(Case.C, Case.D)) {
      computing(kind).ifPresent(charts::add);
    }
    return charts;
  }

  private Optional<Chart> reading() {
    List<Curve> points = rates(Case.A, f -> bytes(f) / 1024, f -> bytes(f) / f.median());
    if (points.isEmpty()) {
      return Optional.empty();
    }
    double least = points.stream().mapToDouble(c -> c.points().firstKey()).min().orElseThrow();
    double most = points.stream().mapToDouble(c -> c.points().lastKey()).max().orElseThrow();
    List<Curve> curves = new ArrayList<>(points);
    Look look = Look.ROOF;
    NavigableMap<Double, Double> bandwidth = bandwidth(least, most);
    curves.add(
        new Curve("bandwidth of reading", look.ink(), look.mark(), look.stroke(), bandwidth));
    // Two operations a weight of four bytes.
    double peak = results.limits().peak() * Float.BYTES / 2;
    List<Chart.Level> levels = List.of(new Chart.Level("peak of multiply-adds", peak));
    Axis x = Axis.logarithmic("weights, KiB", new double[] {least, most});
    Axis y = Axis.logarithmic("weights read, GB/s", Charts.values(curves, levels));
    return Optional.of(
        new Chart("A of the LSTM: reading the weights of a step", x, y, curves, levels));
  }

  /** The bandwidth at working sets from one to another in KiB, along the axis. */
  private NavigableMap<Double, Double> bandwidth(double least, double most) {
    NavigableMap<Double, Double> roof = new TreeMap<>();
    int parts = 60;
    for (int i = 0; i <= parts; i++) {
      double kib = least * Math.pow(most / least, (double) i / parts);
      roof.put(kib, 1024 * kib / results.limits().read(1024 * kib));
    }
    return roof;
  }

  private Optional<Chart> computing(Case kind) {
    List<Curve> curves = rates(kind, f -> f.setting().hidden(), f -> operations(f) / f.median());
    Chart.Level peak = new Chart.Level("peak of multiply-adds", results.limits().peak());
    String title = "%s of the LSTM: %s".formatted(kind, Names.of(kind));
    return Charts.linear(title, "GFLOP/s", LibraryPlots::whole, curves, List.of(peak));
  }

  private List<Curve> rates(Case kind, ToDoubleFunction<Figure> x, ToDoubleFunction<Figure> y) {
    return new LibraryPlots(results)
        .byLibrary(
            f ->
                f.threads() == 1
                    && f.setting().equals(kind.setting(Layer.LSTM, f.setting().hidden()))
                    && LibraryPlots.isNoVariant(f),
            x,
            y);
  }

  private static double operations(Figure figure) {
    return figure.setting().limit(AN_OPERATION_A_NANOSECOND);
  }

  private static double bytes(Figure figure) {
    return figure.setting().limit(A_BYTE_A_NANOSECOND);
  }
}
