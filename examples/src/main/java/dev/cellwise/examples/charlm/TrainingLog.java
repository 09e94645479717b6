package dev.cellwise.examples.charlm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The losses of one training run, in nats a character, against the number of characters trained on.
 */
final class TrainingLog {
  /**
   * One point of a curve.
   *
   * @param characters characters trained on so far
   * @param loss nats a character
   */
  record Point(long characters, double loss) {}

  private final List<Point> training = new ArrayList<>();
  private final List<Point> validation = new ArrayList<>();

  void training(long characters, double loss) {
    training.add(new Point(characters, loss));
  }

  void validation(long characters, double loss) {
    validation.add(new Point(characters, loss));
  }

  List<Point> training() {
    return Collections.unmodifiableList(training);
  }

  List<Point> validation() {
    return Collections.unmodifiableList(validation);
  }

  /**
   * The training losses as at most {@code most} points, each the mean of as many consecutive steps.
   *
   * @param most the number of points, at least 1
   */
  List<Point> smoothedTraining(int most) {
    List<Point> smoothed = new ArrayList<>();
    int width = Math.max(1, (training.size() + most - 1) / most);
    for (int from = 0; from < training.size(); from += width) {
      List<Point> steps = training.subList(from, Math.min(training.size(), from + width));
      double mean = steps.stream().mapToDouble(Point::loss).average().orElseThrow();
      smoothed.add(new Point(steps.get(steps.size() / 2).characters(), mean));
    }
    return smoothed;
  }
}
