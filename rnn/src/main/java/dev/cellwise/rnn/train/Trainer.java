package dev.cellwise.rnn.train;

import dev.cellwise.rnn.file.SafetensorsFile;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Unrolled;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Runs a {@link Training} over the batches of a source: learning rates, validation, early stopping,
 * checkpoints.
 *
 * <p>Each round is: a batch, a step; every so many steps a validation; and where it is time a
 * checkpoint. A step allocates nothing where source and listener allocate nothing.
 *
 * <p>A checkpoint holds all that the numbers to come depend on: weights and optimizer, plateau,
 * step, position of the source, carried states of all rows, counters of random masks, best weights,
 * counts of early stopping. So a run that was killed at any moment, and goes on from its last
 * checkpoint, has the bits of one that was never stopped, if its schedule, validation and intervals
 * are the same. It is written to a temporary file, forced to the disk and moved into place: a kill
 * in the middle leaves the one before.
 *
 * <p>Not thread-safe, but for {@link #stop}. Clipping and the optimizer are set on the training.
 */
public final class Trainer {
  /** Why a run ended. */
  public enum Reason {
    /** As many steps as wanted were done. */
    STEPS,
    /** As many epochs as wanted were done. */
    EPOCHS,
    /** The time was up. */
    TIME,
    /** Validation got no better for as long as there was patience. */
    PATIENCE,
    /** {@link Trainer#stop} was called. */
    STOPPED,
    /** The thread was interrupted; its flag is set again. */
    INTERRUPTED,
    /** A loss, gradient or weight was not finite: told to the listener only, the run throws. */
    NOT_FINITE
  }

  /**
   * How a run ended.
   *
   * @param reason why
   * @param steps done
   * @param epoch of the batch that would come next
   * @param loss smoothed: {@link Progress#smoothedLoss}
   * @param bestLoss the smallest of the validations; infinite without
   * @param bestStep when that was; -1 without
   * @param network of the best validation; without any, as it is now
   */
  public record Result(
      Reason reason,
      long steps,
      long epoch,
      double loss,
      double bestLoss,
      long bestStep,
      Network network) {}

  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  /** Interrupts in a row that a save is repeated for. */
  private static final int PATIENT_SAVES = 10;

  private final Training training;
  private final BatchSource source;
  private final boolean[] begins;
  private final Progress progress;
  private final Snapshot snapshot;

  private LearningRate schedule = LearningRate.constant(1e-3);
  private Plateau plateau;
  private Validation validation;
  private long validationSteps;
  private long patience = Long.MAX_VALUE;
  private double leastImprovement;
  private long maxSteps = Long.MAX_VALUE;
  private long maxEpochs = Long.MAX_VALUE;
  private long maxNanos = Long.MAX_VALUE;
  private Path checkpoints;
  private long checkpointNanos;
  private long checkpointSteps;
  private TrainingListener listener = new TrainingListener() {};

  /** Writes checkpoints; a test writes half of one. */
  Checkpoint.Writer writer = SafetensorsFile::write;

  private float[] best;

  /** Weights that were finite: those of the last checkpoint or validation, or the first ones. */
  private final float[] good;

  /** A step began and did not end: the batch is gone, the update was not made. */
  private boolean failed;

  private boolean interrupted;
  private volatile boolean stop;
  private long began;
  private long saved;

  /**
   * A trainer at its start.
   *
   * @param training made over the source's packings, {@code Training.over(network, source, mode,
   *     loss)}; nobody else should step it. Its state begins where the source says.
   * @param source batches
   * @throws IllegalArgumentException if the training is over another packing
   */
  public Trainer(Training training, BatchSource source) {
    if (training.packing() != source.packing()) {
      throw new IllegalArgumentException(
          "training: expected one made over the packing of the source, got one over another");
    }
    Unrolled encoder = training.unrolled().encoder();
    if ((encoder == null ? null : encoder.packing()) != source.sourcePacking()) {
      throw new IllegalArgumentException(
          "training: expected one made over the source packing of the source too, got one over"
              + " another, or none");
    }
    this.training = training;
    this.source = source;
    this.begins = new boolean[source.packing().rows()];
    this.progress = new Progress(training::accuracy);
    this.snapshot = new Snapshot(training, source, progress);
    this.good = training.parameters().clone();
    progress.epoch = source.epoch();
  }

  /**
   * Sets the learning rate of each step.
   *
   * @param rate of the step, counted from 0; constantly 0.001 at first
   * @return this
   */
  public Trainer learningRate(LearningRate rate) {
    schedule = Objects.requireNonNull(rate, "rate");
    plateau = null;
    return this;
  }

  /**
   * Sets a learning rate that follows the validations.
   *
   * @param rate told of each validation
   * @return this
   */
  public Trainer learningRate(Plateau rate) {
    plateau = Objects.requireNonNull(rate, "rate");
    return this;
  }

  /**
   * Validates every so many steps, and keeps the best weights.
   *
   * @param everySteps at least 1
   * @param by tells the loss: an {@link Evaluation} of held-out batches, or a function
   * @return this
   * @throws IllegalArgumentException if it is an evaluation over the source of this training: each
   *     would move the position of the other
   */
  public Trainer validate(long everySteps, Validation by) {
    if (by instanceof Evaluation e && e.source() == source) {
      throw new IllegalArgumentException(
          "by: expected an evaluation over a source of its own, got the training's");
    }
    validationSteps = positive("everySteps", everySteps);
    validation = Objects.requireNonNull(by, "by");
    return this;
  }

  /**
   * Stops early.
   *
   * @param validations in a row that are no better than the best one, after which the run ends; at
   *     least 1
   * @return this
   */
  public Trainer patience(long validations) {
    return patience(validations, 0);
  }

  /**
   * Stops early, where a validation counts as better only if its loss is below that of the last one
   * that counted by more than some number. So a loss that falls slowly counts when it has fallen by
   * so much in all. Whatever the number, the weights that are kept are those of the smallest loss.
   *
   * @param validations in a row that do not count as better, after which the run ends; at least 1
   * @param leastImprovement the number, in the unit of the validation's loss, at least 0
   * @return this
   */
  public Trainer patience(long validations, double leastImprovement) {
    if (!(leastImprovement >= 0 && leastImprovement < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "leastImprovement: expected a number of at least 0, got " + leastImprovement);
    }
    patience = positive("validations", validations);
    this.leastImprovement = leastImprovement;
    return this;
  }

  /**
   * Ends after so many steps.
   *
   * @param steps at least 1, those before a checkpoint counted
   * @return this
   */
  public Trainer maxSteps(long steps) {
    maxSteps = positive("steps", steps);
    return this;
  }

  /**
   * Ends after so many epochs of the source.
   *
   * @param epochs at least 1, counted as the source does
   * @return this
   */
  public Trainer maxEpochs(long epochs) {
    maxEpochs = positive("epochs", epochs);
    return this;
  }

  /**
   * Ends after some time, with the step that is under way.
   *
   * @param time above 0; that of earlier runs up to their last checkpoints is counted
   * @return this
   */
  public Trainer maxTime(Duration time) {
    maxNanos = positive("time", time.toNanos());
    return this;
  }

  /**
   * Writes a checkpoint every minute, and at the end.
   *
   * @param path its file, replaced each time
   * @return this
   */
  public Trainer checkpoints(Path path) {
    return checkpoints(path, A_MINUTE);
  }

  /**
   * Writes a checkpoint every so often, and at the end.
   *
   * @param path its file, replaced each time
   * @param every the time between two, above 0
   * @return this
   */
  public Trainer checkpoints(Path path, Duration every) {
    checkpointNanos = positive("every", every.toNanos());
    checkpointSteps = Long.MAX_VALUE;
    checkpoints = Objects.requireNonNull(path, "path");
    return this;
  }

  /**
   * Writes a checkpoint every so many steps, and at the end.
   *
   * @param path its file, replaced each time
   * @param everySteps at least 1
   * @return this
   */
  public Trainer checkpoints(Path path, long everySteps) {
    checkpointSteps = positive("everySteps", everySteps);
    checkpointNanos = Long.MAX_VALUE;
    checkpoints = Objects.requireNonNull(path, "path");
    return this;
  }

  /**
   * Tells somebody.
   *
   * @param to of the steps to come
   * @return this
   */
  public Trainer listener(TrainingListener to) {
    listener = Objects.requireNonNull(to, "to");
    return this;
  }

  private static long positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
    }
    return value;
  }

  /**
   * Runs until there is a reason to end. May be called again, with wider limits or after a reason
   * that has gone: it goes on where it was. Where a listener or a validation threw, the validation
   * that was due comes first.
   *
   * @return how it ended
   * @throws IOException if a checkpoint cannot be written. The one before is as it was, and nothing
   *     is lost here: {@link #save} elsewhere, or run on.
   * @throws ArithmeticException if a loss, a gradient or a weight is not finite: the message names
   *     the update, and the row or tensor. No checkpoint is written; {@link #network} has weights
   *     that are finite: the last ones, or where the update made them infinite those of the last
   *     checkpoint or validation, or the first. Only {@link #resume} helps then, with a smaller
   *     learning rate.
   * @throws IllegalStateException if there is a patience or a plateau without validation, or a step
   *     failed before
   */
  public Result run() throws IOException {
    checkReady();
    long start = System.nanoTime();
    began = start - progress.nanos;
    saved = start;
    interrupted = false;
    try {
      settle();
      Reason reason = reason();
      while (reason == null) {
        round();
        reason = reason();
      }
      return end(reason);
    } catch (ArithmeticException e) {
      if (failed) {
        listener.end(progress, Reason.NOT_FINITE);
      }
      throw e;
    } finally {
      stop = false;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void checkReady() {
    checkWhole();
    if (validation == null && (plateau != null || patience < Long.MAX_VALUE)) {
      throw new IllegalStateException(
          "validate: expected a validation for "
              + (plateau != null ? "the plateau" : "the patience")
              + ", got none");
    }
  }

  private void checkWhole() {
    if (failed) {
      throw new IllegalStateException(
          "trainer: expected one whose last step was done, got one that failed: resume it");
    }
  }

  /** Why to end before the next step; null if there is no reason. */
  private Reason reason() {
    interrupted |= Thread.interrupted();
    if (interrupted) {
      return Reason.INTERRUPTED;
    }
    if (stop) {
      return Reason.STOPPED;
    }
    if (progress.sinceBest >= patience) {
      return Reason.PATIENCE;
    }
    if (progress.steps >= maxSteps) {
      return Reason.STEPS;
    }
    if (progress.epoch >= maxEpochs) {
      return Reason.EPOCHS;
    }
    return progress.nanos >= maxNanos ? Reason.TIME : null;
  }

  /** A step and what is due after it. */
  void round() throws IOException {
    step();
    listener.step(progress);
    settle();
    long now = System.nanoTime();
    progress.nanos = now - began;
    if (checkpoints != null
        && (now - saved >= checkpointNanos || progress.steps % checkpointSteps == 0)) {
      checkpoint();
    }
  }

  /** What is due after a step: where a listener threw before it, when the run goes on. */
  private void settle() {
    if (source.epoch() != progress.epoch) {
      progress.epoch = source.epoch();
      listener.epoch(progress);
    }
    if (validation != null && progress.validationDue) {
      validate();
    }
  }

  private void step() {
    double rate = plateau != null ? plateau.rate() : schedule.at(progress.steps);
    training.learningRate(rate);
    failed = true;
    Training.begin(source, begins, training.unrolled());
    double loss;
    try {
      loss = training.step(source.input(), source.target());
    } catch (ArithmeticException e) {
      keepGood();
      throw e;
    }
    progress.stepped(loss, rate, isValidated(progress.steps + 1));
    progress.nanos = System.nanoTime() - began;
    failed = false;
  }

  private boolean isValidated(long steps) {
    return validation != null && steps % validationSteps == 0;
  }

  /** The weights of a step that failed are those before it, unless these were infinite already. */
  private void keepGood() {
    float[] p = training.parameters();
    try {
      training.checkWeights();
    } catch (ArithmeticException e) {
      System.arraycopy(good, 0, p, 0, p.length);
    }
  }

  /** Refuses to keep weights that are not finite. */
  private void checkWeights() {
    float[] p = training.parameters();
    try {
      training.checkWeights();
    } catch (ArithmeticException e) {
      failed = true;
      System.arraycopy(good, 0, p, 0, p.length);
      throw e;
    }
    System.arraycopy(p, 0, good, 0, p.length);
  }

  private void validate() {
    checkWeights();
    double loss = validation.loss(training.network());
    if (progress.validated(loss, validation.accuracy(), leastImprovement)) {
      best = training.parameters().clone();
    }
    if (plateau != null) {
      plateau.validated(loss);
    }
    listener.validation(progress);
  }

  private Result end(Reason reason) throws IOException {
    checkWeights();
    if (checkpoints != null) {
      checkpoint();
    }
    listener.end(progress, reason);
    return new Result(
        reason,
        progress.steps,
        progress.epoch,
        progress.smoothedLoss(),
        progress.bestLoss,
        progress.bestStep,
        best());
  }

  private void checkpoint() throws IOException {
    save(checkpoints);
    saved = System.nanoTime();
    listener.checkpoint(progress, checkpoints);
  }

  /**
   * Writes a checkpoint now. Not from within a step.
   *
   * @param path a file to create or replace
   * @throws IOException if it cannot be written; the path is then as it was
   * @throws ArithmeticException if a weight is not finite; likewise
   * @throws IllegalStateException if a step failed before; likewise
   */
  public void save(Path path) throws IOException {
    checkWhole();
    checkWeights();
    write(path, snapshot.take(plateau, best));
  }

  /** An interrupt closes a file that is being written: it waits until the file is there. */
  private void write(Path path, Checkpoint content) throws IOException {
    boolean waiting = Thread.interrupted();
    try {
      for (int interrupts = 0; ; interrupts++) {
        try {
          content.write(path, writer);
          return;
        } catch (ClosedByInterruptException e) {
          waiting |= Thread.interrupted();
          if (interrupts == PATIENT_SAVES) {
            throw e;
          }
        }
      }
    } finally {
      if (waiting) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Goes on from a checkpoint: the next {@link #run} begins behind its last step. This trainer must
   * be made as the one was that wrote it: architecture, optimizer and its options, loss, mode,
   * clipping, plateau, and the source with its sizes, seed and data. The schedule, validation and
   * limits are not in it, and may be others.
   *
   * @param path what {@link #checkpoints} or {@link #save} wrote
   * @throws IOException if it cannot be read
   * @throws CheckpointException if it is damaged, or of another training; nothing is changed then
   */
  public void resume(Path path) throws IOException {
    best = snapshot.restore(Checkpoint.read(path), plateau);
    System.arraycopy(training.parameters(), 0, good, 0, good.length);
    failed = false;
  }

  /** Ends the run after the step that is under way. Any thread may call it. */
  public void stop() {
    stop = true;
  }

  /**
   * How far the trainer is.
   *
   * @return not a copy
   */
  public Progress progress() {
    return progress;
  }

  /** What runs. */
  Training training() {
    return training;
  }

  /**
   * The network as it is now.
   *
   * @return a copy of the weights
   */
  public Network network() {
    return training.network();
  }

  /**
   * The network of the best validation.
   *
   * @return a copy of the weights; as they are now where there was no validation
   */
  public Network best() {
    return best == null ? training.network() : Network.of(training.layers(), best);
  }
}
