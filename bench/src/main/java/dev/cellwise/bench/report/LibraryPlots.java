package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.figure.Round;
import dev.cellwise.bench.report.chart.Axis;
import dev.cellwise.bench.report.chart.Chart;
import dev.cellwise.bench.report.chart.Curve;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Charts with a curve a library. */
final class LibraryPlots {
  private static final List<Case> LAYERS = List.of(Case.A, Case.B, Case.C, Case.D);

  private final Results results;

  LibraryPlots(Results results) {
    this.results = results;
  }

  /** Time by size: a chart a case, a curve a library. */
  List<Chart> times(Layer layer) {
    List<Chart> charts = new ArrayList<>();
    for (Case kind : LAYERS) {
      String title = "%s of the %s: %s".formatted(kind, layer, Names.of(kind));
      times(kind, layer, title, LibraryPlots::isNoVariant).ifPresent(charts::add);
    }
    return charts;
  }

  /** Time by size of Cellwise with other vectors, where something but the default was measured. */
  List<Chart> widths() {
    List<Chart> charts = new ArrayList<>();
    for (Case kind : LAYERS) {
      String title = "%s of the LSTM: %s".formatted(kind, Names.of(kind));
      times(
              kind,
              Layer.LSTM,
              title,
              f -> f.library().startsWith(Cellwise.NAME) && !f.library().equals(Cellwise.BF16))
          .filter(c -> c.curves().size() > 1)
          .ifPresent(charts::add);
    }
    return charts;
  }

  private Optional<Chart> times(Case kind, Layer layer, String title, Predicate<Figure> wanted) {
    List<Curve> curves =
        byLibrary(
            f ->
                f.threads() == 1
                    && f.setting().kind() == kind
                    && f.setting().cell().equals(layer.cell())
                    && f.setting().isMain()
                    && wanted.test(f),
            f -> f.setting().hidden(),
            f -> f.median() / Names.nanosOfUnit(kind));
    return Charts.logarithmic(title, Charts.SIZE, "time, " + Names.unit(kind), curves, List.of());
  }

  /** A curve a library of its sound figures, in the order of the looks. */
  List<Curve> byLibrary(
      Predicate<Figure> wanted, ToDoubleFunction<Figure> x, ToDoubleFunction<Figure> y) {
    List<Curve> curves = new ArrayList<>();
    for (String library : libraries()) {
      NavigableMap<Double, Double> points = new TreeMap<>();
      results.figures().stream()
          .filter(f -> f.library().equals(library) && f.sound() && wanted.test(f))
          .forEach(f -> Charts.put(points, x.applyAsDouble(f), y.applyAsDouble(f)));
      Charts.curve(Names.library(library), Look.of(library), points).ifPresent(curves::add);
    }
    return curves;
  }

  private List<String> libraries() {
    return results.figures().stream()
        .map(Figure::library)
        .distinct()
        .sorted(Comparator.comparing(Look::of))
        .toList();
  }

  /** The distribution of the calls of A, LSTM, at 64 and 256: a curve a library. */
  List<Chart> distributions() {
    List<Chart> charts = new ArrayList<>();
    for (int hidden : new int[] {64, 256}) {
      List<Curve> curves = new ArrayList<>();
      for (Figure f : results.at(Case.A.setting(Layer.LSTM, hidden), 1)) {
        if (f.sound() && isNoVariant(f)) {
          Charts.curve(Names.library(f.library()), Look.of(f.library()), quantiles(f))
              .ifPresent(curves::add);
        }
      }
      if (!curves.isEmpty()) {
        Axis y = Axis.logarithmic("time of a step, µs", Charts.values(curves, List.of()));
        Axis x = Axis.quantiles("per cent of the calls that are as fast or faster");
        String title = "A of the LSTM, H = " + hidden;
        charts.add(new Chart(title, x, y, curves, List.of()));
      }
    }
    return charts;
  }

  private static NavigableMap<Double, Double> quantiles(Figure figure) {
    NavigableMap<Double, Double> points = new TreeMap<>();
    for (int q = 0; q < Round.QUANTILES.size(); q++) {
      Charts.put(points, Round.QUANTILES.get(q), figure.quantile(q) / 1e3);
    }
    return points;
  }

  /** How many times as fast as one thread several are, C and D, by size: a curve a library. */
  List<Chart> threads() {
    List<Chart> charts = new ArrayList<>();
    int[] counts = results.figures().stream().mapToInt(Figure::threads).distinct().toArray();
    for (int threads : counts) {
      for (Case kind : List.of(Case.C, Case.D)) {
        for (Layer layer : threads > 1 ? Layer.values() : new Layer[0]) {
          threads(kind, layer, threads).ifPresent(charts::add);
        }
      }
    }
    return charts;
  }

  private Optional<Chart> threads(Case kind, Layer layer, int threads) {
    List<Curve> curves =
        byLibrary(
            f ->
                f.threads() == threads
                    && isNoVariant(f)
                    && f.setting().kind() == kind
                    && f.setting().cell().equals(layer.cell())
                    && f.setting().isMain(),
            f -> f.setting().hidden(),
            this::speedUp);
    String title = "%s of the %s, %d threads".formatted(kind, layer, threads);
    List<Chart.Level> one = List.of(new Chart.Level("one thread", 1));
    return Charts.linear(title, "times as fast as one thread", LibraryPlots::tenth, curves, one);
  }

  /** Whether it is another library's, or ours as it runs by default. */
  static boolean isNoVariant(Figure figure) {
    return !figure.library().startsWith(Cellwise.NAME + "-");
  }

  static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  private static String tenth(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private double speedUp(Figure many) {
    return results.at(many.setting(), 1).stream()
        .filter(one -> one.library().equals(many.library()) && one.sound())
        .mapToDouble(one -> one.median() / many.median())
        .findFirst()
        .orElse(Double.NaN);
  }

  /** A step of a stream over a step of a sequence, by size: a curve a library. */
  List<Chart> sequences() {
    List<Chart> charts = new ArrayList<>();
    for (Layer layer : Layer.values()) {
      List<Curve> curves =
          byLibrary(
              f ->
                  f.threads() == 1
                      && f.setting().equals(Case.B.setting(layer, f.setting().hidden())),
              f -> f.setting().hidden(),
              this::streamOverSequence);
      Chart.Level even = new Chart.Level("nothing saved", 1);
      Charts.logarithmic(layer + ": A over B", Charts.SIZE, "times as long", curves, List.of(even))
          .ifPresent(charts::add);
    }
    return charts;
  }

  private double streamOverSequence(Figure sequence) {
    Setting s = sequence.setting();
    return results.at(Case.A.setting(s.layer(), s.hidden()), 1).stream()
        .filter(f -> f.library().equals(sequence.library()) && f.sound())
        .mapToDouble(f -> f.median() / sequence.median())
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Time by batch and by length where a case, cell and size has several of them. */
  List<Chart> shapes() {
    List<Chart> charts = new ArrayList<>();
    for (Setting s : settings(s -> true).toList()) {
      boolean first = settings(t -> like(s, t)).findFirst().orElseThrow().equals(s);
      if (first) {
        shape(s, "rows N of a batch", Setting::batch, Setting::steps).ifPresent(charts::add);
        shape(s, "time steps T", Setting::steps, Setting::batch).ifPresent(charts::add);
      }
    }
    return charts;
  }

  private static boolean like(Setting a, Setting b) {
    return a.kind() == b.kind() && a.cell().equals(b.cell()) && a.hidden() == b.hidden();
  }

  private Optional<Chart> shape(
      Setting s, String title, ToDoubleFunction<Setting> x, ToDoubleFunction<Setting> fixed) {
    Predicate<Setting> same = t -> like(s, t) && fixed.applyAsDouble(s) == fixed.applyAsDouble(t);
    if (settings(same).count() < 2) {
      return Optional.empty();
    }
    List<Curve> curves =
        byLibrary(
            f -> f.threads() == 1 && same.test(f.setting()) && isNoVariant(f),
            f -> x.applyAsDouble(f.setting()),
            f -> f.median() / Names.nanosOfUnit(s.kind()));
    String name = "%s of the %s, H = %d".formatted(s.kind(), Names.cell(s.cell()), s.hidden());
    return Charts.logarithmic(name, title, "time, " + Names.unit(s.kind()), curves, List.of());
  }

  private Stream<Setting> settings(Predicate<Setting> wanted) {
    return results.figures().stream().map(Figure::setting).distinct().filter(wanted);
  }
}
