package dev.cellwise.examples.memory;

import dev.cellwise.examples.Progress;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.train.Clipping;
import dev.cellwise.rnn.train.Sgd;
import dev.cellwise.rnn.train.Training;
import java.util.ArrayList;
import java.util.List;

/**
 * Plain gradient descent on a task, with one clipping or another: what the loss and the norm of the
 * gradient before clipping do.
 *
 * @param losses of each step
 * @param norms of each step's gradient, before it was clipped
 * @param ended why it came to an end early; empty where it did not
 */
record Exploding(List<Double> losses, List<Double> norms, String ended) {
  /**
   * Trains.
   *
   * @param start the first weights
   * @param task its batches
   * @param clipping of the gradient
   * @param rate of gradient descent
   * @param steps how many
   * @param progress is shown each step
   */
  static Exploding run(
      Network start, Task task, Clipping clipping, double rate, int steps, Progress progress) {
    Training training = new Training(start, task.packing(), Mode.inference(), task.loss());
    training.updateRule(p -> new Sgd(p, Sgd.Options.plain()));
    training.clip(clipping);
    training.learningRate(rate);
    List<Double> losses = new ArrayList<>();
    List<Double> norms = new ArrayList<>();
    String ended = "";
    while (losses.size() < steps && ended.isEmpty()) {
      task.fill();
      training.resetState();
      try {
        // A step of its own would give the norm after clipping only.
        double loss = training.gradient(task.input(), task.target());
        norms.add(norm(training));
        training.step(task.input(), task.target());
        losses.add(loss);
        progress.update(losses.size(), loss);
      } catch (ArithmeticException e) {
        ended = e.getMessage();
      }
    }
    return new Exploding(List.copyOf(losses), List.copyOf(norms), ended);
  }

  /** Whether it came to its last step, and the loss is no larger than at first. */
  boolean lasted() {
    return ended.isEmpty() && last() <= first();
  }

  /** The loss of the first step; NaN if there was none. */
  double first() {
    return losses.isEmpty() ? Double.NaN : losses.getFirst();
  }

  /** The loss of the last step; NaN if there was none. */
  double last() {
    return losses.isEmpty() ? Double.NaN : losses.getLast();
  }

  /** Over all steps. */
  double largestNorm() {
    return norms.stream().mapToDouble(norm -> norm).max().orElse(Double.NaN);
  }

  private static double norm(Training training) {
    double sum = 0;
    for (Tensor tensor : training.gradients().values()) {
      for (float g : tensor.values()) {
        sum += (double) g * g;
      }
    }
    return Math.sqrt(sum);
  }
}
