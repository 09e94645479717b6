package dev.cellwise.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves of a run, and what they are to be held against as horizontal lines, as a picture. */
public final class Plot implements Picture {
  /** A curve's first colour. */
  public static final Color BLUE = new Color(0x1F, 0x77, 0xB4);

  /** The second one. */
  public static final Color RED = new Color(0xD6, 0x27, 0x28);

  /** The third one. */
  public static final Color GREEN = new Color(0x2C, 0xA0, 0x2C);

  /** The fourth one. */
  public static final Color ORANGE = new Color(0xFF, 0x7F, 0x0E);

  /** The fifth one. */
  public static final Color VIOLET = new Color(0x94, 0x67, 0xBD);

  private static final int WIDTH = 1200;
  private static final int HEIGHT = 720;
  private static final Color INK = new Color(0x22, 0x28, 0x31);
  private static final Color GRID = new Color(0xE3, 0xE6, 0xEA);
  private static final Color[] GREYS = {
    new Color(0xB0, 0xB5, 0xBC),
    new Color(0x92, 0x98, 0xA0),
    new Color(0x72, 0x78, 0x80),
    new Color(0x4C, 0x52, 0x5A)
  };

  private final XYChart chart;
  private final double end;
  private int lines;

  /**
   * An empty one; needs no display.
   *
   * @param title the picture's title
   * @param xTitle what the horizontal axis counts, from 0
   * @param end where that axis ends
   * @param yTitle what the vertical axis counts
   */
  public Plot(String title, String xTitle, double end, String yTitle) {
    System.setProperty("java.awt.headless", "true");
    this.end = end;
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(end);
  }

  /**
   * Adds a dashed horizontal line, each in a darker grey than the one before.
   *
   * @param name for the legend
   * @param y where
   * @return this
   */
  public Plot line(String name, double y) {
    XYSeries series = chart.addSeries(name, new double[] {0, end}, new double[] {y, y});
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(GREYS[Math.min(lines++, GREYS.length - 1)]);
    float[] dashes = {8f, 6f};
    series.setLineStyle(
        new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, dashes, 0f));
    return this;
  }

  /**
   * Adds a curve.
   *
   * @param name for the legend
   * @param x at least one number, ascending
   * @param y one for each x
   * @param color of the curve
   * @param dots whether each point has a dot
   * @return this
   */
  public Plot curve(String name, double[] x, double[] y, Color color, boolean dots) {
    Marker marker = dots ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE;
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(marker);
    series.setMarkerColor(color);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    return this;
  }

  /**
   * Counts the vertical axis in powers of ten.
   *
   * @param least its lower end, above 0
   * @return this
   */
  public Plot logarithmic(double least) {
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(least);
    chart.getStyler().setYAxisDecimalPattern("0.####");
    return this;
  }

  /**
   * Writes the picture.
   *
   * @param file the PNG file to write
   * @throws IOException when it cannot be written
   */
  @Override
  public void write(Path file) throws IOException {
    ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
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
