package dev.cellwise.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How much of a loss's gradient reaches each time step, as a picture: a line for each part of a
 * state, such as {@link dev.cellwise.rnn.net.GradientFlow#norms(int, String)} gives them, on a
 * logarithmic scale. A gradient that vanishes is a line that falls to the left.
 */
public final class GradientFlowPlot {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 720;

  private static final Color INK = new Color(0x22, 0x28, 0x31);
  private static final Color GRID = new Color(0xE3, 0xE6, 0xEA);
  private static final Color[] LINES = {
    new Color(0x1F, 0x77, 0xB4),
    new Color(0xD6, 0x27, 0x28),
    new Color(0x2C, 0xA0, 0x2C),
    new Color(0x94, 0x67, 0xBD),
    new Color(0xFF, 0x7F, 0x0E),
    new Color(0x8C, 0x56, 0x4B)
  };

  private GradientFlowPlot() {}

  /**
   * Draws and writes the picture; needs no display.
   *
   * @param file the PNG file to write
   * @param title the picture's title
   * @param lines norms by name, in the order of the legend: element t is that of the state after t
   *     steps. What a logarithm has no place for, 0 and what is not finite, is left out.
   * @throws IllegalArgumentException if there is nothing to draw
   * @throws IOException when the file cannot be written
   */
  public static void write(Path file, String title, Map<String, double[]> lines)
      throws IOException {
    System.setProperty("java.awt.headless", "true");
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("time step")
            .yAxisTitle("norm of the gradient of the loss")
            .build();
    style(chart);
    scale(chart, lines.values());
    int i = 0;
    for (Map.Entry<String, double[]> line : lines.entrySet()) {
      add(chart, line.getKey(), line.getValue(), LINES[i++ % LINES.length]);
    }
    ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
  }

  private static boolean isDrawn(double norm) {
    return norm > 0 && norm < Double.POSITIVE_INFINITY;
  }

  /** Whole powers of ten around all that is drawn: one number alone has no scale of its own. */
  private static void scale(XYChart chart, Collection<double[]> lines) {
    double[] drawn =
        lines.stream().flatMapToDouble(Arrays::stream).filter(GradientFlowPlot::isDrawn).toArray();
    if (drawn.length == 0) {
      throw new IllegalArgumentException("lines: expected a norm above 0, got none");
    }
    double low = Math.floor(Math.log10(Arrays.stream(drawn).min().getAsDouble()));
    double high = Math.ceil(Math.log10(Arrays.stream(drawn).max().getAsDouble()));
    chart.getStyler().setYAxisMin(low).setYAxisMax(Math.max(high, low + 1));
    int last = lines.stream().mapToInt(line -> line.length - 1).max().getAsInt();
    chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) Math.max(last, 1));
  }

  private static void add(XYChart chart, String name, double[] norms, Color color) {
    double[] steps = new double[norms.length];
    double[] drawn = new double[norms.length];
    for (int t = 0; t < norms.length; t++) {
      steps[t] = t;
      drawn[t] = isDrawn(norms[t]) ? Math.log10(norms[t]) : Double.NaN;
    }
    XYSeries series = chart.addSeries(name, steps, drawn);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }

  private static void style(XYChart chart) {
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setChartFontColor(INK);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendSeriesLineLength(36);
    styler.setChartPadding(18);
    // Logarithms on a linear axis: a logarithmic one has ten lines a decade, however many there
    // are.
    styler.setYAxisTickLabelsFormattingFunction(GradientFlowPlot::power);
    styler.setYAxisTickMarkSpacingHint(64);
    styler.setXAxisDecimalPattern("0");
  }

  /** Whole powers of ten only; a finer grid goes without a label. */
  private static String power(double exponent) {
    return exponent == Math.rint(exponent) ? "1e%d".formatted((long) exponent) : "";
  }
}
