package dev.cellwise.rnn.train;

import java.util.function.DoubleSupplier;

/** How far a {@link Trainer} is: a view of numbers that change as it goes on. Not thread-safe. */
public final class Progress {
  /** Of the mean of the losses: the last fifty or so make it. */
  private static final double SMOOTHING = 0.98;

  long steps;
  long epoch;
  double loss = Double.NaN;
  double smoothSum;
  double smoothPower = 1;
  double learningRate = Double.NaN;
  double validationLoss = Double.NaN;
  double accuracy = Double.NaN;
  double bestLoss = Double.POSITIVE_INFINITY;
  long bestStep = -1;
  long validations;
  long sinceBest;

  /** The loss that patience goes by: the last one that was better by enough. */
  double patienceLoss = Double.POSITIVE_INFINITY;

  /** The validation after the last step has yet to be made. */
  boolean validationDue;

  long nanos;

  /** Of the last batch; null where there is none. */
  private final DoubleSupplier trainingAccuracy;

  /** Whether the last batch was one of this process: the accuracy of another is not known. */
  private boolean here;

  Progress() {
    this(null);
  }

  Progress(DoubleSupplier trainingAccuracy) {
    this.trainingAccuracy = trainingAccuracy;
  }

  /** Takes over all numbers but the epoch, which is the source's. */
  void set(Progress other) {
    steps = other.steps;
    loss = other.loss;
    smoothSum = other.smoothSum;
    smoothPower = other.smoothPower;
    learningRate = other.learningRate;
    validationLoss = other.validationLoss;
    accuracy = other.accuracy;
    bestLoss = other.bestLoss;
    bestStep = other.bestStep;
    validations = other.validations;
    sinceBest = other.sinceBest;
    patienceLoss = other.patienceLoss;
    validationDue = other.validationDue;
    nanos = other.nanos;
    here = false;
  }

  void stepped(double newLoss, double rate, boolean validates) {
    here = true;
    validationDue = validates;
    loss = newLoss;
    learningRate = rate;
    smoothSum = SMOOTHING * smoothSum + (1 - SMOOTHING) * newLoss;
    smoothPower *= SMOOTHING;
    steps++;
  }

  /**
   * Takes a validation.
   *
   * @param least by more than which a loss must be better to count for patience
   * @return whether it is the best so far
   */
  boolean validated(double newLoss, double newAccuracy, double least) {
    validationDue = false;
    validationLoss = newLoss;
    accuracy = newAccuracy;
    validations++;
    // An infinite loss is not: it is not below the first best.
    boolean better = newLoss < bestLoss && newLoss > Double.NEGATIVE_INFINITY;
    boolean enough = better && newLoss < patienceLoss - least;
    sinceBest = enough ? 0 : sinceBest + 1;
    if (enough) {
      patienceLoss = newLoss;
    }
    if (better) {
      bestLoss = newLoss;
      bestStep = steps;
    }
    return better;
  }

  /**
   * Steps done.
   *
   * @return from 0, those before a checkpoint counted
   */
  public long steps() {
    return steps;
  }

  /**
   * The epoch of the batch that comes next.
   *
   * @return as the source counts
   */
  public long epoch() {
    return epoch;
  }

  /**
   * The loss of the last batch, before its update.
   *
   * @return NaN before the first
   */
  public double loss() {
    return loss;
  }

  /**
   * The share of right classes in the last batch, before its update. Found when asked for: it costs
   * a look at all outputs.
   *
   * @return 0 to 1; NaN before the first step since the trainer was made or resumed, where no row
   *     counts, and where there are no classes
   */
  public double trainingAccuracy() {
    return here ? trainingAccuracy.getAsDouble() : Double.NaN;
  }

  /**
   * The mean of the losses so far, each weighing 0.98 of the one after it.
   *
   * @return NaN before the first
   */
  public double smoothedLoss() {
    return steps == 0 ? Double.NaN : smoothSum / (1 - smoothPower);
  }

  /**
   * The learning rate of the last step.
   *
   * @return NaN before the first
   */
  public double learningRate() {
    return learningRate;
  }

  /**
   * The loss of the last validation.
   *
   * @return NaN before the first
   */
  public double validationLoss() {
    return validationLoss;
  }

  /**
   * The share of right classes in the last validation.
   *
   * @return 0 to 1; NaN before the first, and where there are no classes
   */
  public double accuracy() {
    return accuracy;
  }

  /**
   * The smallest loss of a validation.
   *
   * @return infinite before the first
   */
  public double bestLoss() {
    return bestLoss;
  }

  /**
   * Steps that were done when the loss of a validation was the smallest.
   *
   * @return -1 before the first
   */
  public long bestStep() {
    return bestStep;
  }

  /**
   * Validations done.
   *
   * @return from 0
   */
  public long validations() {
    return validations;
  }

  /**
   * Validations since the best one; with a least improvement ({@link Trainer#patience(long,
   * double)}) since the last that was better by more than it.
   *
   * @return from 0
   */
  public long sinceBest() {
    return sinceBest;
  }

  /**
   * Time that the run took, that of earlier runs up to their last checkpoints included.
   *
   * @return seconds
   */
  public double seconds() {
    return nanos * 1e-9;
  }
}
