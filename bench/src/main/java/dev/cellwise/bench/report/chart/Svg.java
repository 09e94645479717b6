package dev.cellwise.bench.report.chart;

import de.erichseifert.vectorgraphics2d.Document;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;

/** Draws charts and their legends' keys as elements {@code svg} of a page. */
public final class Svg {
  private static final int WIDTH = 430;
  private static final int HEIGHT = 230;
  private static final int LEFT = 50;
  private static final int TOP = 24;
  private static final int RIGHT = 12;
  private static final int BOTTOM = 40;

  private static final int KEY_WIDTH = 34;
  private static final int KEY_HEIGHT = 14;

  private static final Pattern DECIMAL = Pattern.compile("-?\\d+\\.\\d{2,}(E-?\\d+)?");
  private static final Pattern CLIP = Pattern.compile("clip(-?\\d+)");
  private static final Color CLEAR = new Color(0, 0, 0, 0);

  private final String name;

  /**
   * One drawing.
   *
   * @param name its own in the page, made of letters and digits
   */
  public Svg(String name) {
    this.name = name;
  }

  /** The chart. */
  public String chart(Chart chart) {
    XYChart drawn = xchart(WIDTH, HEIGHT);
    drawn.getStyler().setXAxisMin(chart.x().low()).setXAxisMax(chart.x().high());
    drawn.getStyler().setYAxisMin(chart.y().low()).setYAxisMax(chart.y().high());
    for (Curve curve : chart.curves()) {
      add(drawn, curve.name(), curve, positions(chart, curve.points()));
    }
    String body = draw(drawn, WIDTH, HEIGHT, chart.curves());
    List<String> parts = new ArrayList<>();
    parts.add(
        "<svg class=\"chart\" role=\"img\" aria-label=\"%s\" viewBox=\"%d %d %d %d\">"
            .formatted(
                escape(chart.title()), -LEFT, -TOP, LEFT + WIDTH + RIGHT, TOP + HEIGHT + BOTTOM));
    chart.x().ticks().forEach(t -> parts.add(xTick(drawn, t)));
    chart.y().ticks().forEach(t -> parts.add(yTick(drawn, t)));
    chart.levels().forEach(l -> parts.add(level(drawn, chart, l)));
    parts.add(text("title", "start", 6 - LEFT, -10, chart.y().title()));
    parts.add(text("title", "middle", WIDTH / 2.0, HEIGHT + 34, chart.x().title()));
    parts.add(body);
    parts.add("</svg>");
    return String.join("\n", parts);
  }

  /** A piece of a level's line. */
  public static String levelKey() {
    return key(line("level", 0, KEY_HEIGHT / 2.0, KEY_WIDTH, KEY_HEIGHT / 2.0));
  }

  private static String key(String body) {
    return "<svg class=\"key\" aria-hidden=\"true\" width=\"%d\" height=\"%d\">%s</svg>"
        .formatted(KEY_WIDTH, KEY_HEIGHT, body);
  }

  /** The key of a name that {@link #key} drew. */
  public static String use(String name) {
    return key("<use href=\"#" + name + "\"/>");
  }

  /** A piece of a curve's line with its mark, as a symbol of the drawing's name. */
  public String key(Curve curve) {
    XYChart drawn = xchart(KEY_WIDTH, KEY_HEIGHT);
    drawn.getStyler().setXAxisMin(0.0).setXAxisMax(2.0).setYAxisMin(-1.0).setYAxisMax(1.0);
    Curve line = new Curve("", curve.ink(), Mark.NONE, curve.stroke(), curve.points());
    add(drawn, "line", line, new TreeMap<>(Map.of(0.0, 0.0, 2.0, 0.0)));
    add(drawn, "mark", curve, new TreeMap<>(Map.of(1.0, 0.0)));
    return "<symbol id=\"%s\">%s</symbol>"
        .formatted(name, draw(drawn, KEY_WIDTH, KEY_HEIGHT, List.of(curve)));
  }

  /** Nothing but the curves, over all of the area. */
  private static XYChart xchart(int width, int height) {
    System.setProperty("java.awt.headless", "true");
    XYChart chart = new XYChartBuilder().width(width).height(height).build();
    var styler = chart.getStyler();
    styler.setChartTitleVisible(false).setLegendVisible(false).setChartPadding(0);
    styler.setChartBackgroundColor(CLEAR).setPlotBackgroundColor(CLEAR);
    styler.setPlotBorderVisible(false).setPlotContentSize(1).setMarkerSize(7);
    styler.setPlotGridLinesVisible(false).setPlotTicksMarksVisible(false);
    styler.setAxisTicksVisible(false).setAxisTitlesVisible(false).setPlotMargin(0);
    return chart;
  }

  private static NavigableMap<Double, Double> positions(
      Chart chart, NavigableMap<Double, Double> points) {
    NavigableMap<Double, Double> positions = new TreeMap<>();
    points.forEach(
        (x, y) ->
            positions.put(
                chart.x().position().applyAsDouble(x), chart.y().position().applyAsDouble(y)));
    return positions;
  }

  private static void add(
      XYChart chart, String id, Curve curve, NavigableMap<Double, Double> positions) {
    double[] x = positions.keySet().stream().mapToDouble(v -> v).toArray();
    double[] y = positions.values().stream().mapToDouble(v -> v).toArray();
    XYSeries series = chart.addSeries(id, x, y);
    series.setMarker(curve.mark().marker());
    series.setMarkerColor(curve.ink().color());
    series.setLineColor(curve.ink().color());
    series.setLineStyle(curve.stroke().line());
  }

  /** XChart's drawing without its frame, in the page's colours, with short numbers. */
  private String draw(XYChart chart, int width, int height, List<Curve> curves) {
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart.paint(graphics, width, height);
    Document document =
        new SVGProcessor().getDocument(graphics.getCommands(), new PageSize(0, 0, width, height));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      document.writeTo(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    String svg = bytes.toString(StandardCharsets.UTF_8);
    String body = svg.substring(svg.indexOf('>', svg.indexOf("<svg")) + 1, svg.indexOf("</svg>"));
    for (Curve curve : curves) {
      body = body.replace(curve.ink().drawn(), curve.ink().used());
    }
    // A page has many drawings, and a clip's name is made of its shape alone.
    body = CLIP.matcher(body).replaceAll(name + "c$1");
    body = DECIMAL.matcher(body).replaceAll(Svg::tenth);
    return body.replaceAll(">\\s+<", "><").strip();
  }

  private static String tenth(MatchResult number) {
    return number(Double.parseDouble(number.group()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replaceAll("\\.0$", "");
  }

  private static String xTick(XYChart chart, Axis.Tick tick) {
    double x = chart.getScreenXFromChart(tick.position());
    return line("grid", x, 0, x, HEIGHT) + text("tick", "middle", x, HEIGHT + 15, tick.label());
  }

  private static String yTick(XYChart chart, Axis.Tick tick) {
    double y = chart.getScreenYFromChart(tick.position());
    return line("grid", 0, y, WIDTH, y) + text("tick", "end", -7, y + 4, tick.label());
  }

  private static String level(XYChart drawn, Chart chart, Chart.Level level) {
    double y = drawn.getScreenYFromChart(chart.y().position().applyAsDouble(level.y()));
    return line("level", 0, y, WIDTH, y);
  }

  private static String line(String kind, double x1, double y1, double x2, double y2) {
    return "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
        .formatted(kind, number(x1), number(y1), number(x2), number(y2));
  }

  private static String text(String kind, String anchor, double x, double y, String text) {
    return "<text class=\"%s\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
        .formatted(kind, anchor, number(x), number(y), escape(text));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
