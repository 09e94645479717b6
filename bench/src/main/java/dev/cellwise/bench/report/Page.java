package dev.cellwise.bench.report;

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

/**
 * A page of sections with charts, beside each its numbers as a table, and with tables of their own.
 * Nothing in it comes from elsewhere and nothing runs: no script, no font, no picture.
 */
final class Page {
  /**
   * A table with a heading.
   *
   * @param title as a sentence without its full stop
   */
  record Titled(String title, Table table) {}

  private final StringBuilder body = new StringBuilder();
  private final List<String> contents = new ArrayList<>();
  private final Map<String, String> keys = new LinkedHashMap<>();
  private int charts;

  /**
   * Adds a section, its text may be empty; one that would have neither charts nor tables is left
   * out.
   */
  void section(String id, String title, String text, List<Chart> shown, List<Titled> tables) {
    if (shown.isEmpty() && tables.isEmpty()) {
      return;
    }
    body.append("<section>\n<h2 id=\"%s\">%s</h2>\n".formatted(id, title));
    if (!text.isEmpty()) {
      body.append("<p>%s</p>\n".formatted(text));
    }
    contents.add("<a href=\"#%s\">%s</a>".formatted(id, title));
    figures(shown);
    tables.forEach(this::table);
    body.append("</section>\n");
  }

  private void figures(List<Chart> shown) {
    if (!shown.isEmpty()) {
      body.append("<div class=\"figures\">\n");
      shown.forEach(this::figure);
      body.append("</div>\n");
    }
  }

  private void figure(Chart chart) {
    charts++;
    Svg svg = new Svg("f" + charts);
    body.append("<figure>\n<figcaption>").append(Html.escape(chart.title()));
    body.append("</figcaption>\n").append(svg.chart(chart)).append("\n<ul class=\"legend\">");
    for (Curve curve : chart.curves()) {
      body.append("<li>").append(Svg.use(key(curve))).append(Html.escape(curve.name()));
      body.append("</li>");
    }
    for (Chart.Level level : chart.levels()) {
      body.append("<li>").append(Svg.levelKey()).append(Html.escape(level.label()));
      body.append("</li>");
    }
    body.append("</ul>\n<details><summary>Numbers</summary>\n").append(numbers(chart).toHtml());
    body.append("\n</details>\n</figure>\n");
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

  private void table(Titled titled) {
    String title = Html.escape(titled.title());
    body.append("<h3>%s</h3>\n".formatted(title)).append(titled.table().toHtml()).append('\n');
  }

  /**
   * The page.
   *
   * @param title what it shows
   * @param date of the measurement
   * @param machine what it was measured on, a paragraph in Markdown
   */
  String whole(String title, String date, String machine) {
    return resource("report.html")
        .replace("@style@", resource("report.css"))
        .replace("@light@", Look.variables(false))
        .replace("@dark@", Look.variables(true))
        .replace("@title@", Html.escape(title))
        .replace("@date@", Html.escape(date))
        .replace("@machine@", Html.inline(machine))
        .replace("@contents@", String.join(" · ", contents))
        .replace("@keys@", String.join("\n", keys.values()))
        .replace("@body@", body);
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
