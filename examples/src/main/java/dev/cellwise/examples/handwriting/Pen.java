package dev.cellwise.examples.handwriting;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Draws;
import dev.cellwise.examples.data.LabelledSequences;
import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.StandardScaler;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ways of a pen over the paper, each a letter or a digit.
 *
 * @param symbols what they may be
 * @param channels numbers a time step
 * @param steps of each way what a network sees, [length, channels]
 * @param paths of each way its points, [length, 2]: x, y, downward
 * @param lifted of each way, whether the pen came through the air to a point
 * @param classes of each way its symbol
 */
record Pen(
    List<String> symbols,
    int channels,
    float[][] steps,
    float[][] paths,
    boolean[][] lifted,
    int[] classes) {
  /** Between two points of a stroke, in units of the font. */
  private static final float SPACING = 1.5f;

  /**
   * Letters, written by a hand: a network sees from each point to the next, and whether the pen was
   * lifted, so neither where the letter stands nor all of it at once.
   *
   * @param each how often each letter is written
   */
  static Pen of(Hand hand, int each, Draws chance) {
    int letters = StrokeFont.symbols().size();
    int count = Math.multiplyExact(each, letters);
    float[][] paths = new float[count][];
    boolean[][] lifted = new boolean[count][];
    float[][] steps = new float[count][];
    int[] classes = new int[count];
    for (int i = 0; i < count; i++) {
      classes[i] = i % letters;
      List<float[]> points = points(hand.write(classes[i], chance));
      paths[i] = new float[2 * points.size()];
      lifted[i] = new boolean[points.size()];
      steps[i] = new float[3 * points.size()];
      for (int t = 0; t < points.size(); t++) {
        float[] before = points.get(Math.max(0, t - 1));
        float[] point = points.get(t);
        paths[i][2 * t] = point[0];
        paths[i][2 * t + 1] = point[1];
        lifted[i][t] = point[2] > 0;
        steps[i][3 * t] = (point[0] - before[0]) / SPACING;
        steps[i][3 * t + 1] = (point[1] - before[1]) / SPACING;
        steps[i][3 * t + 2] = point[2];
      }
    }
    return new Pen(StrokeFont.symbols(), 3, steps, paths, lifted, classes);
  }

  /** Points at even distances along strokes: x, y, and 1 at the first of a stroke. */
  private static List<float[]> points(float[][] strokes) {
    List<float[]> points = new ArrayList<>();
    for (float[] stroke : strokes) {
      points.add(new float[] {stroke[0], stroke[1], 1});
      for (int i = 0; i + 3 < stroke.length; i += 2) {
        float dx = stroke[i + 2] - stroke[i];
        float dy = stroke[i + 3] - stroke[i + 1];
        int pieces = Math.max(1, Math.round((float) Math.sqrt(dx * dx + dy * dy) / SPACING));
        for (int k = 1; k <= pieces; k++) {
          float along = (float) k / pieces;
          points.add(new float[] {stroke[i] + along * dx, stroke[i + 1] + along * dy, 0});
        }
      }
    }
    return points;
  }

  /**
   * Ways of a file: rows of x and y, upward, as pen digits have them.
   *
   * @param option the file's option, for messages
   * @param file of two channels
   * @param symbols that its classes must be among
   */
  static Pen of(String option, LabelledSequences file, List<String> symbols) {
    int[] classes = new int[file.classes().length];
    float[][] paths = new float[classes.length][];
    boolean[][] lifted = new boolean[classes.length][];
    for (int i = 0; i < classes.length; i++) {
      String label = file.labels().get(file.classes()[i]);
      classes[i] = symbols.indexOf(label);
      if (classes[i] < 0) {
        throw new BadInput(
            "%s: %s has class '%s', which --train does not have"
                .formatted(option, file.name(), label));
      }
      paths[i] = file.sequences()[i].clone();
      for (int k = 1; k < paths[i].length; k += 2) {
        paths[i][k] = -paths[i][k];
      }
      lifted[i] = new boolean[paths[i].length / 2];
    }
    return new Pen(symbols, 2, paths, paths, lifted, classes);
  }

  /** The mean and deviation of what a network sees. */
  StandardScaler scaler() {
    return StandardScaler.fit(
        Arrays.stream(steps).map(s -> Series.of("steps", s, channels)).toArray(Series[]::new));
  }

  /** What a network sees, scaled. */
  Pen scaled(StandardScaler by) {
    float[][] scaled = new float[steps.length][];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = new float[steps[i].length];
      by.transform(steps[i].length / channels, steps[i], 0, scaled[i], 0);
    }
    return new Pen(symbols, channels, scaled, paths, lifted, classes);
  }

  /** Some of them, as they are. */
  Pen part(int[] chosen) {
    return new Pen(
        symbols,
        channels,
        Arrays.stream(chosen).mapToObj(i -> steps[i]).toArray(float[][]::new),
        Arrays.stream(chosen).mapToObj(i -> paths[i]).toArray(float[][]::new),
        Arrays.stream(chosen).mapToObj(i -> lifted[i]).toArray(boolean[][]::new),
        Arrays.stream(chosen).map(i -> classes[i]).toArray());
  }

  /** A way as a line, as large as fits. */
  Sheet.Drawing drawing(int i) {
    Path2D line = new Path2D.Double();
    for (int t = 0; t < lifted[i].length; t++) {
      if (t == 0 || lifted[i][t]) {
        line.moveTo(paths[i][2 * t], paths[i][2 * t + 1]);
      } else {
        line.lineTo(paths[i][2 * t], paths[i][2 * t + 1]);
      }
    }
    Rectangle2D box = line.getBounds2D();
    double scale = 0.8 / Math.max(1e-9, Math.max(box.getWidth(), box.getHeight()));
    AffineTransform place = new AffineTransform();
    place.translate(0.5, 0.5);
    place.scale(scale, scale);
    place.translate(-box.getCenterX(), -box.getCenterY());
    return g -> g.draw(line.createTransformedShape(place));
  }
}
