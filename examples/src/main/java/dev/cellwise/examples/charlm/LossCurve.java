package dev.cellwise.examples.charlm;

import dev.cellwise.examples.Plot;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The loss curve of a run as a picture: training, validation, and the baselines as horizontal
 * lines.
 */
final class LossCurve {
  private static final int POINTS = 300;
  private static final double MILLION = 1e6;

  /** Losses of a training gone astray are drawn here: for them alone no axis has room. */
  private static final double HIGHEST = 100;

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
    double end = log.training().getLast().characters() / MILLION;
    Plot plot = new Plot(title, "characters trained on (millions)", end, "nats per character");
    baseline(plot, "uniform", baselines.uniform());
    baseline(plot, "unigram", baselines.unigram());
    baseline(plot, "bigram", baselines.bigram());
    baseline(plot, "trigram", baselines.trigram());
    curve(plot, "training (smoothed)", log.smoothedTraining(POINTS), Plot.BLUE, false);
    double last = log.validation().getLast().loss();
    curve(plot, "validation  %.3f".formatted(last), log.validation(), Plot.RED, true);
    plot.write(file);
  }

  private static void baseline(Plot plot, String name, double loss) {
    plot.line("%s  %.3f".formatted(name, loss), loss);
  }

  private static void curve(
      Plot plot, String name, List<TrainingLog.Point> points, Color color, boolean dots) {
    plot.curve(
        name,
        points.stream().mapToDouble(p -> p.characters() / MILLION).toArray(),
        points.stream().mapToDouble(p -> Math.min(p.loss(), HIGHEST)).toArray(),
        color,
        dots);
  }
}
