package dev.cellwise.examples.lesson;

import dev.cellwise.examples.Picture;
import dev.cellwise.examples.Plot;
import dev.cellwise.examples.lesson.Fitted.Point;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The validations of some networks by epochs, with baselines as horizontal lines. */
public final class LearningCurves implements Picture {
  private static final Color[] COLORS = {Plot.BLUE, Plot.GREEN, Plot.RED, Plot.ORANGE};

  private static final double LEAST = 1e-6;

  private final String title;
  private final String value;
  private final Map<String, Double> baselines = new LinkedHashMap<>();
  private final Map<String, List<Point>> curves = new LinkedHashMap<>();
  private boolean logarithmic;

  /**
   * An empty picture.
   *
   * @param title the picture's title
   * @param value what the vertical axis counts
   */
  public LearningCurves(String title, String value) {
    this.title = title;
    this.value = value;
  }

  /**
   * Adds a curve.
   *
   * @param name for the legend
   * @param points at least one
   * @return this
   */
  public LearningCurves curve(String name, List<Point> points) {
    curves.put(name, points);
    return this;
  }

  /**
   * Adds a horizontal line.
   *
   * @param name for the legend
   * @param at where
   * @return this
   */
  public LearningCurves baseline(String name, double at) {
    baselines.put(name, at);
    return this;
  }

  /**
   * Counts the vertical axis in powers of ten, down to a millionth.
   *
   * @return this
   */
  public LearningCurves logarithmic() {
    logarithmic = true;
    return this;
  }

  @Override
  public void write(Path file) throws IOException {
    double end =
        curves.values().stream().mapToDouble(c -> c.getLast().epochs()).max().orElseThrow();
    Plot plot = new Plot(title, "epochs", end, value);
    if (logarithmic) {
      plot.logarithmic(least());
    }
    baselines.forEach(plot::line);
    int i = 0;
    for (Map.Entry<String, List<Point>> curve : curves.entrySet()) {
      double[] x = curve.getValue().stream().mapToDouble(Point::epochs).toArray();
      double[] y = curve.getValue().stream().mapToDouble(this::height).toArray();
      plot.curve(curve.getKey(), x, y, COLORS[i++ % COLORS.length], true);
    }
    plot.write(file);
  }

  /** No logarithm is drawn of 0. */
  private double height(Point point) {
    return logarithmic ? Math.max(point.loss(), LEAST) : point.loss();
  }

  /** The power of ten below all that is drawn. */
  private double least() {
    double least =
        Stream.concat(
                baselines.values().stream(),
                curves.values().stream().flatMap(c -> c.stream().map(Point::loss)))
            .mapToDouble(value -> value)
            .min()
            .orElseThrow();
    return Math.pow(10, Math.floor(Math.log10(Math.max(least, LEAST))));
  }
}
