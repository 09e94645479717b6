package dev.cellwise.bench.jmh;

import dev.cellwise.rnn.train.Sgd;
import dev.cellwise.rnn.train.Training;

/** A training of a network on the same batch again and again, from a state of zeros each time. */
final class TrainingCall {
  private final Training training;
  private final Training.Input input;
  private final Training.Target target;
  private double first = Double.NaN;
  private double last;

  /** By plain SGD. */
  TrainingCall(Training training, Training.Input input, Training.Target target, double rate) {
    this.training = training;
    this.input = input;
    this.target = target;
    training.updateRule(p -> new Sgd(p, Sgd.Options.plain()));
    training.learningRate(rate);
  }

  /** Forward, loss, backward, update. */
  void step() {
    training.resetState();
    last = training.step(input, target);
    first = Double.isNaN(first) ? last : first;
  }

  /** The same without the update. */
  void gradient() {
    training.resetState();
    last = training.gradient(input, target);
    first = Double.isNaN(first) ? last : first;
  }

  /** Refuses a loss that did not fall, or that is no number. */
  void checkFallen() {
    check(last < first);
  }

  /** Refuses a loss that is not the same in every call, or that is no number. */
  void checkSame() {
    check(last == first);
  }

  private void check(boolean sound) {
    if (!sound) {
      throw new IllegalStateException("the loss went from " + first + " to " + last);
    }
  }
}
