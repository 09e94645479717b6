package dev.cellwise.examples.charlm;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The loss curve of a run as a picture: training, validation, and the baselines as horizontal
 * lines.
 */
final class LossCurve {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 720;
  private static final int POINTS = 300;
  private static final double MILLION = 1e6;

  /** Losses of a training gone astray are drawn here: for them alone no axis has room. */
  private static final double HIGHEST = 100;

  private static final Color INK = new Color(0x22, 0x28, 0x31);
  private static final Color GRID = new Color(0xE3, 0xE6, 0xEA);
  private static final Color BLUE = new Color(0x1F, 0x77, 0xB4);
  private static final Color RED = new Color(0xD6, 0x27, 0x28);
  private static final Color[] GREYS = {
    new Color(0xB0, 0xB5, 0xBC),
    new Color(0x92, 0x98, 0xA0),
    new Color(0x72, 0x78, 0x80),
    new Color(0x4C, 0x52, 0x5A)
  };

  private LossCurve() {}

  /**
   * Draws and writes the picture; needs no display.
   *
   * @param file the PNG file to write
   * @param title the picture's title
   * @param log at least one training and one validation point
   * @param baselines the horizontal lines
   * @throws IOException when the file cannot be written
   */
  static void write(Path file, String title, TrainingLog log, Baselines baselines)
      throws IOException {
    System.setProperty("java.awt.headless", "true");
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("characters trained on (millions)")
            .yAxisTitle("nats per character")
            .build();
    style(chart);
    double end = log.training().getLast().characters() / MILLION;
    baseline(chart, "uniform", baselines.uniform(), end, GREYS[0]);
    baseline(chart, "unigram", baselines.unigram(), end, GREYS[1]);
    baseline(chart, "bigram", baselines.bigram(), end, GREYS[2]);
    baseline(chart, "trigram", baselines.trigram(), end, GREYS[3]);
    List<TrainingLog.Point> smoothed = log.smoothedTraining(POINTS);
    curve(chart, "training (smoothed)", smoothed, BLUE, SeriesMarkers.NONE);
    double last = log.validation().getLast().loss();
    curve(chart, "validation  %.3f".formatted(last), log.validation(), RED, SeriesMarkers.CIRCLE);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(end);
    ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
  }

  private static void baseline(XYChart chart, String name, double loss, double end, Color color) {
    XYSeries series =
        chart.addSeries(
            "%s  %.3f".formatted(name, loss), new double[] {0, end}, new double[] {loss, loss});
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    float[] dashes = {8f, 6f};
    series.setLineStyle(
        new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, dashes, 0f));
  }

  private static void curve(
      XYChart chart, String name, List<TrainingLog.Point> points, Color color, Marker marker) {
    XYSeries series =
        chart.addSeries(
            name,
            points.stream().mapToDouble(p -> p.characters() / MILLION).toArray(),
            points.stream().mapToDouble(p -> Math.min(p.loss(), HIGHEST)).toArray());
    series.setMarker(marker);
    series.setMarkerColor(color);
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
    styler.setMarkerSize(7);
    styler.setYAxisDecimalPattern("0.0");
    styler.setXAxisDecimalPattern("0.##");
  }
}
