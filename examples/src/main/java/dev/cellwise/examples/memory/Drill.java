package dev.cellwise.examples.memory;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Progress;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.LearningRate;
import dev.cellwise.rnn.train.Training;
import java.util.ArrayList;
import java.util.List;

/** Trains a network on a task until it is good enough or the steps are taken; keeps the best. */
final class Drill {
  /** How often a whole run is validated. */
  private static final int VALIDATIONS = 60;

  private static final int WARM_UP = 100;
  private static final double FLOOR = 0.1;

  private final Task task;
  private final RunOptions options;
  private final Network start;
  private final Training training;
  private final List<Point> points = new ArrayList<>();
  private Network best;
  private double bestValue = Double.POSITIVE_INFINITY;

  /**
   * One point of the curve.
   *
   * @param step training steps before it
   * @param value the task's validation
   */
  record Point(int step, double value) {}

  /**
   * What training gave.
   *
   * @param network the weights that did best in validation
   * @param steps the number of steps taken
   * @param seconds the time of the steps alone, without validation
   * @param points the validations, at least two
   */
  record Learned(Network network, int steps, double seconds, List<Point> points) {}

  /**
   * A drill at the start.
   *
   * @param task its batches go on from where they are
   * @param options checked
   * @param start the first weights
   * @throws IllegalArgumentException if it is too large
   */
  Drill(Task task, RunOptions options, Network start) {
    this.task = task;
    this.options = options;
    this.start = start;
    training = new Training(start, task.packing(), Mode.inference(), task.loss());
    training.clip((float) options.clip);
  }

  /**
   * Trains.
   *
   * @param progress is shown each step
   * @param peak the highest learning rate
   * @throws BadInput when the loss stops being a number
   */
  Learned run(Progress progress, double peak) {
    LearningRate rate =
        LearningRate.cosine(peak, FLOOR, Math.min(WARM_UP, options.steps / 10), options.steps);
    int every = Math.max(1, options.steps / VALIDATIONS);
    validate(start, 0);
    long nanos = 0;
    int step = 0;
    boolean solved = false;
    while (step < options.steps && !solved) {
      long from = System.nanoTime();
      task.fill();
      training.resetState();
      training.learningRate(rate.at(step));
      double loss = step(step);
      nanos += System.nanoTime() - from;
      step++;
      progress.update(step, loss);
      if (step % every == 0 || step == options.steps) {
        solved = task.enough(validate(training.network(), step));
      }
    }
    return new Learned(best, step, nanos / 1e9, List.copyOf(points));
  }

  private double step(int step) {
    try {
      return training.step(task.input(), task.target());
    } catch (ArithmeticException e) {
      throw astray(step + 1, e.getMessage());
    }
  }

  private static BadInput astray(int step, String how) {
    return new BadInput(
        "training went astray at step %d (%s): try a lower --learning-rate or --clip"
            .formatted(step, how));
  }

  private double validate(Network network, int step) {
    double value = task.validate(network);
    if (!Double.isFinite(value)) {
      throw astray(step, "validation gave " + value);
    }
    points.add(new Point(step, value));
    if (value <= bestValue) {
      bestValue = value;
      best = network;
    }
    return value;
  }
}
