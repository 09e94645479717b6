package dev.cellwise.examples.charlm;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Progress;
import dev.cellwise.rnn.data.TokenStreams;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.LearningRate;
import dev.cellwise.rnn.train.NAdam;
import dev.cellwise.rnn.train.Training;

/**
 * Trains a network on a dataset and keeps the weights that did best on a part of the held-out
 * stream.
 */
final class Learner {
  /** How often a whole run is validated. */
  private static final int VALIDATIONS = 20;

  /** How much of the held-out stream a validation in the course of training reads. */
  private static final int VALIDATED = 32_768;

  private static final int WARM_UP = 100;
  private static final double FLOOR = 0.05;

  private static final double SMOOTHING = 0.98;

  private final TrainingOptions options;
  private final Dataset data;
  private final Progress progress;
  private final Deadline deadline;
  private final TrainingLog log = new TrainingLog();
  private final int validated;
  private Network best;
  private double bestLoss = Double.POSITIVE_INFINITY;
  private int bestStep;

  /**
   * What training gave.
   *
   * @param network the best weights
   * @param bestStep the step that they come from
   * @param steps the number of steps taken
   * @param seconds the time of the steps alone, without validation
   * @param log the losses
   */
  record Learned(Network network, int bestStep, int steps, double seconds, TrainingLog log) {}

  /**
   * A learner at the start.
   *
   * @param options checked
   * @param data a dataset that fills a batch
   * @param progress is shown each step
   * @param deadline ends training early
   */
  Learner(TrainingOptions options, Dataset data, Progress progress, Deadline deadline) {
    this.options = options;
    this.data = data;
    this.progress = progress;
    this.deadline = deadline;
    validated = Math.min(VALIDATED, data.heldOutCharacters());
  }

  /** The architecture that the options ask for. */
  static Architecture architecture(TrainingOptions options, int vocabulary) {
    Architecture.Builder builder = Architecture.builder();
    if (options.embedding == 0) {
      builder.index(vocabulary);
    } else {
      builder.embedding(vocabulary, options.embedding);
    }
    for (int layer = 0; layer < options.layers; layer++) {
      switch (options.cell) {
        case "gru" -> builder.gru(options.hidden);
        case "rnn" -> builder.rnn(options.hidden);
        default -> builder.lstm(options.hidden);
      }
    }
    return builder.dense(vocabulary).build();
  }

  /** A linear warm-up, then a cosine from the peak down to a twentieth of it. */
  static LearningRate learningRate(double peak, int steps) {
    return LearningRate.cosine(peak, FLOOR, Math.min(WARM_UP, steps / 10), steps);
  }

  /**
   * Trains until the steps are taken or the time is up.
   *
   * @throws BadInput when the loss stops being a number
   */
  Learned learn() {
    Architecture architecture = architecture(options, data.vocabulary().size());
    Network start;
    Training training;
    try {
      start = Network.initialise(architecture, options.seed);
      training =
          new Training(start, options.window, options.batch, (float) options.dropout, options.seed);
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "too large: take a lower --hidden, --layers, --batch or --window (%s)"
              .formatted(e.getMessage()));
    }
    training.clip((float) options.clip);
    if (options.optimizer.equals("nadam")) {
      training.updateRule(p -> new NAdam(p, NAdam.Options.standard()));
    }
    LearningRate rate =
        options.constantRate
            ? LearningRate.constant(options.learningRate)
            : learningRate(options.learningRate, options.steps);
    TokenStreams streams = data.streams(options);
    int[] tokens = new int[options.window * options.batch];
    int[] targets = new int[options.window * options.batch];
    validate(start, 0);
    double smooth = Double.NaN;
    long nanos = 0;
    int step = 0;
    while (step < options.steps && (step == 0 || !deadline.isReached())) {
      long from = System.nanoTime();
      if (streams.fill(tokens, targets)) {
        training.resetState();
      }
      training.learningRate((float) rate.at(step));
      double loss = step(training, tokens, targets, step);
      nanos += System.nanoTime() - from;
      step++;
      smooth = step == 1 ? loss : SMOOTHING * smooth + (1 - SMOOTHING) * loss;
      log.training(step * options.charactersPerStep(), loss);
      progress.update(step * options.charactersPerStep(), smooth);
      if (step * (long) VALIDATIONS / options.steps != (step - 1L) * VALIDATIONS / options.steps) {
        validate(training.network(), step);
      }
    }
    if (log.validation().getLast().characters() != step * options.charactersPerStep()) {
      validate(training.network(), step);
    }
    return new Learned(best, bestStep, step, nanos / 1e9, log);
  }

  private double step(Training training, int[] tokens, int[] targets, int step) {
    try {
      return training.step(tokens, targets);
    } catch (ArithmeticException e) {
      throw new BadInput(
          "training went astray at step %d (%s): try a lower --learning-rate or --clip"
              .formatted(step + 1, e.getMessage()));
    }
  }

  private void validate(Network network, int step) {
    long from = System.nanoTime();
    double loss = Validation.natsPerCharacter(network, data.heldOut(), validated);
    double seconds = (System.nanoTime() - from) / 1e9;
    deadline.reserveForTheEnd(seconds * data.heldOutCharacters() / validated);
    log.validation(step * options.charactersPerStep(), loss);
    if (loss < bestLoss) {
      bestLoss = loss;
      best = network;
      bestStep = step;
    }
  }
}
