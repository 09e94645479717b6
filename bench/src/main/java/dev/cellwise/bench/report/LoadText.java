package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.load.Collector;
import dev.cellwise.bench.load.LoadFigure;
import dev.cellwise.bench.load.LoadResults;
import dev.cellwise.bench.load.Loaded;
import dev.cellwise.bench.report.chart.Axis;
import dev.cellwise.bench.report.chart.Chart;
import dev.cellwise.bench.report.chart.Curve;
import dev.cellwise.bench.report.chart.Mark;
import dev.cellwise.bench.report.chart.Stroke;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The results of {@code bench load} as Markdown and as a page with plots. */
final class LoadText {
  private static final String TITLE = "Latency under load";

  private static final String ABOUT =
      "Events arrive at a fixed rate; each is one step of one stream, the streams in turn. A latency"
          + " counts from when its event was due, whether or not its thread was still at work on the"
          + " one before. All libraries and collectors have the same rate at the same threads and"
          + " states.";

  private static final String PLOTS =
      ABOUT
          + " The axis spreads the slow end: each step to the right leaves a smaller part of the"
          + " events. A curve ends where there are too few of them, and where events were missed:"
          + " what is known there is a lower bound only.";

  private LoadText() {}

  /** A paragraph on what was measured where. */
  private static String machine(LoadResults r) {
    String others =
        r.figures().stream()
            .filter(f -> !f.library().startsWith(Cellwise.NAME))
            .map(f -> Names.library(f.library()) + " " + f.version())
            .distinct()
            .collect(Collectors.joining(", "));
    return "%s. %s%s, %s s a load. Others: %s. `%s`"
        .formatted(
            MachineText.machine(r.machine()),
            r.date().substring(0, 10),
            MachineText.revision(r.revision()),
            Digits.significant(3, r.seconds()),
            others.isEmpty() ? "none" : others,
            r.command());
  }

  /** All tables, one after the other. */
  static String markdown(LoadResults results) {
    StringBuilder page = new StringBuilder("# " + TITLE + "\n\n" + ABOUT + "\n\n");
    page.append(machine(results)).append("\n");
    for (Page.Titled titled : new LoadTables(results).all()) {
      page.append("\n## ").append(titled.title()).append("\n\n");
      page.append(titled.table().toMarkdown()).append("\n");
    }
    return page.toString();
  }

  /** Plots and tables as one file that needs nothing else. */
  static String html(LoadResults results) {
    Page page = new Page();
    page.section("latency", "Latency by percentile", PLOTS, charts(results), List.of());
    page.section("tables", "Tables", "", List.of(), new LoadTables(results).all());
    return page.whole(TITLE, results.date().substring(0, 10), machine(results));
  }

  /** One for each number of threads and states, a curve for each library and collector. */
  static List<Chart> charts(LoadResults results) {
    return results.figures().stream()
        .map(LoadText::title)
        .distinct()
        .flatMap(
            title ->
                chart(
                    results.network() + ", " + title,
                    results.figures().stream().filter(f -> title(f).equals(title)).toList())
                    .stream())
        .toList();
  }

  private static String title(LoadFigure f) {
    return String.format(
        Locale.ROOT,
        "%d %s, %,d %s",
        f.threads(),
        f.threads() == 1 ? "thread" : "threads",
        f.states(),
        f.states() == 1 ? "state" : "states");
  }

  /** None where nothing is known but lower bounds. */
  private static Optional<Chart> chart(String title, List<LoadFigure> figures) {
    List<Curve> curves = new ArrayList<>();
    for (LoadFigure f : figures) {
      Look look = Look.of(f.library());
      String name = Names.library(f.library()) + ", " + f.collector().text();
      NavigableMap<Double, Double> points = points(f.loaded());
      if (!points.isEmpty()) {
        curves.add(new Curve(name, look.ink(), mark(look, f), stroke(f), points));
      }
    }
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    Axis x = Axis.quantiles("per cent of the events that are as fast or faster");
    Axis y = Axis.logarithmic("latency, µs", Charts.values(curves, List.of()));
    return Optional.of(new Chart(title, x, y, curves, List.of()));
  }

  /** A library has one ink; its collectors differ in the line, and the last in its marks. */
  private static Stroke stroke(LoadFigure f) {
    return switch (f.collector()) {
      case G1 -> Stroke.SOLID;
      case Z -> Stroke.DASHED;
      case PARALLEL, SERIAL -> Stroke.DOTTED;
    };
  }

  private static Mark mark(Look look, LoadFigure f) {
    return f.collector() == Collector.SERIAL ? Mark.NONE : look.mark();
  }

  private static NavigableMap<Double, Double> points(Loaded loaded) {
    NavigableMap<Double, Double> points = new TreeMap<>();
    for (double part : Loaded.QUANTILES) {
      if (loaded.isBound(part) || !loaded.hasPart(part)) {
        continue;
      }
      // A clock that stands still for a step has no place on a logarithmic axis.
      points.put(part, Math.max(1, loaded.quantile(part)) / 1e3);
    }
    return points;
  }
}
