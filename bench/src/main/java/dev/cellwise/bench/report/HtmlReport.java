package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.report.chart.Chart;
import dev.cellwise.bench.report.chart.Curve;
import dev.cellwise.bench.report.chart.Svg;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Results as one page: charts, and beside each its numbers as a table. Nothing in it comes from
 * elsewhere and nothing runs: no script, no font, no picture.
 */
final class HtmlReport {
  private static final String RATIO =
      "How many times as fast as the fastest of the other libraries Cellwise is, one thread; the"
          + " median of the rounds, each of which timed all of them in turn. Above the line at 1,"
          + " Cellwise is ahead.";
  private static final String LIMIT =
      "The limit counts the products with weights alone: their bytes at the measured bandwidth, or"
          + " their operations at the peak. Solid is Cellwise, dashed the best other.";
  private static final String ROOFS =
      "What one core allows, and what of it is reached, LSTM, one thread: a stream's step reads each"
          + " weight for two operations; a batch uses a weight for many rows and can compute at the"
          + " peak.";
  private static final String CALLS =
      "Each call of case A is timed by itself. The axis spreads the slow end: each step to the right"
          + " leaves a smaller part of the calls.";
  private static final String SIZES =
      "One thread, medians of the rounds, both axes logarithmic. Lower is faster. An aim is how many"
          + " times as fast as the best other Cellwise means to be, set for one machine, an AMD EPYC"
          + " of the Zen 4 kind.";
  private static final String MODELS =
      "A training step of a character model (65 symbols, 32 rows, T=100), by index and through an"
          + " embedding; and of two LSTM layers, one on the other.";
  private static final String THREADS =
      "How many times as fast as itself on one thread each library is. The limit of several threads"
          + " is that of one, shared.";
  private static final String SEQUENCES =
      "How many times as long a step takes when it comes alone (A) as in a sequence of 100 (B), whose"
          + " input products are made at once.";
  private static final String SHAPES = "One thread, both axes logarithmic.";
  private static final String WIDTHS =
      "Cellwise with the vectors that the JVM prefers, with narrower ones, and its scalar twins;"
          + " all give the same bits.";
  private static final String HALVES =
      "Steps that read their matrices rounded to bfloat16, beside Cellwise's own over floats; the"
          + " others read floats.";
  private static final String CHECKS =
      "Every library's results are compared with those of Cellwise before its times count.";

  private final Results results;
  private final StringBuilder page = new StringBuilder();
  private final List<String> contents = new ArrayList<>();
  private final Map<String, String> keys = new LinkedHashMap<>();
  private int charts;

  private HtmlReport(Results results) {
    this.results = results;
  }

  /** The page. */
  static String of(Results results) {
    HtmlReport report = new HtmlReport(results);
    report.body();
    return report.whole();
  }

  private void body() {
    CellPlots cells = new CellPlots(results);
    LibraryPlots libraries = new LibraryPlots(results);
    section("ratios", "Beside the best other library", RATIO, cells.ratios(), Block.RATIOS);
    section("limits", "Beside what the machine allows", LIMIT, cells.ofLimit());
    section("roofs", "Under the roofs", ROOFS, new RoofPlots(results).charts(), Block.LIMITS);
    section("calls", "Distribution of a step's time", CALLS, libraries.distributions());
    section("lstm", "LSTM by size", SIZES, libraries.times(Layer.LSTM), Block.SPREAD_LSTM);
    section("gru", "GRU by size", SIZES, libraries.times(Layer.GRU), Block.SPREAD_GRU);
    section("rnn", "Simple RNN by size", SIZES, libraries.times(Layer.RNN), Block.SPREAD_RNN);
    section("models", "Whole models", MODELS, List.of(), Block.TEXT_MODEL, Block.TWO_LAYERS);
    section("threads", "Several threads", THREADS, libraries.threads(), Block.THREADS);
    section("sequences", "A stream and a sequence", SEQUENCES, libraries.sequences());
    section("shapes", "Other batches and lengths", SHAPES, libraries.shapes(), Block.SHAPES);
    section("widths", "Narrower vectors, and none", WIDTHS, libraries.widths(), Block.WIDTHS);
    section("halves", "Weights in half the bytes", HALVES, List.of(), Block.HALVES);
    boolean compared = results.figures().stream().anyMatch(f -> !Double.isNaN(f.error()));
    section(
        "checks",
        "Checks",
        compared ? CHECKS : "",
        List.of(),
        Block.ERRORS,
        Block.GARBAGE,
        Block.UNSTEADY,
        Block.FAULTS);
  }

  /**
   * A section, its text may be empty; one that would have neither charts nor tables is left out.
   */
  private void section(String id, String title, String text, List<Chart> charts, Block... blocks) {
    List<Block> shown = Stream.of(blocks).filter(b -> b.table(results).isPresent()).toList();
    if (charts.isEmpty() && shown.isEmpty()) {
      return;
    }
    page.append("<section>\n<h2 id=\"%s\">%s</h2>\n".formatted(id, title));
    if (!text.isEmpty()) {
      page.append("<p>%s</p>\n".formatted(text));
    }
    contents.add("<a href=\"#%s\">%s</a>".formatted(id, title));
    figures(charts);
    shown.forEach(this::table);
    page.append("</section>\n");
  }

  private void figures(List<Chart> shown) {
    if (!shown.isEmpty()) {
      page.append("<div class=\"figures\">\n");
      shown.forEach(this::figure);
      page.append("</div>\n");
    }
  }

  private void figure(Chart chart) {
    charts++;
    Svg svg = new Svg("f" + charts);
    page.append("<figure>\n<figcaption>").append(Html.escape(chart.title()));
    page.append("</figcaption>\n").append(svg.chart(chart)).append("\n<ul class=\"legend\">");
    for (Curve curve : chart.curves()) {
      page.append("<li>").append(Svg.use(key(curve))).append(Html.escape(curve.name()));
      page.append("</li>");
    }
    for (Chart.Level level : chart.levels()) {
      page.append("<li>").append(Svg.levelKey()).append(Html.escape(level.label()));
      page.append("</li>");
    }
    page.append("</ul>\n<details><summary>Numbers</summary>\n").append(numbers(chart).toHtml());
    page.append("\n</details>\n</figure>\n");
  }

  /** The name of a curve's key, which is drawn once for all curves of its look. */
  private String key(Curve curve) {
    String look = curve.ink().variable() + "-" + curve.mark() + "-" + curve.stroke();
    String name = "key" + look.toLowerCase(Locale.ROOT);
    keys.computeIfAbsent(name, n -> new Svg(n).key(curve));
    return name;
  }

  /** The points of a chart: a row for each x that has a number on the axis, a column a curve. */
  private static Table numbers(Chart chart) {
    TreeMap<Double, String> labels = new TreeMap<>();
    for (Curve curve : chart.curves()) {
      curve.points().keySet().forEach(x -> labels.put(x, chart.x().name().apply(x)));
    }
    List<String> heads = new ArrayList<>(List.of(chart.x().title()));
    chart.curves().forEach(c -> heads.add(c.name()));
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<Double, String> x : labels.entrySet()) {
      List<String> row = new ArrayList<>(List.of(x.getValue()));
      for (Curve curve : chart.curves()) {
        Double y = curve.points().get(x.getKey());
        row.add(y == null ? "" : Digits.three(y));
      }
      rows.add(row);
    }
    return new Table(heads, rows);
  }

  private void table(Block block) {
    String title = Html.escape(block.sentence());
    String table = block.table(results).orElseThrow().toHtml();
    page.append("<h3>%s</h3>\n".formatted(title)).append(table).append('\n');
  }

  private String whole() {
    return resource("report.html")
        .replace("@style@", resource("report.css"))
        .replace("@light@", Look.variables(false))
        .replace("@dark@", Look.variables(true))
        .replace("@date@", Html.escape(results.date().substring(0, 10)))
        .replace("@machine@", Html.inline(Block.MACHINE.markdown(results)))
        .replace("@contents@", String.join(" · ", contents))
        .replace("@keys@", String.join("\n", keys.values()))
        .replace("@body@", page);
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
