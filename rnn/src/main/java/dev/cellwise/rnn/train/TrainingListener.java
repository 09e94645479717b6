package dev.cellwise.rnn.train;

import java.nio.file.Path;

/**
 * Is told how a {@link Trainer} gets on, in its thread. What it throws ends the run, in the middle
 * of a round: a validation that was due is made when the run goes on, here or from a checkpoint; a
 * checkpoint that was due is left out.
 *
 * <p>The progress is always the same object: read it at once, do not keep it.
 */
public interface TrainingListener {
  /**
   * A step was done.
   *
   * @param progress how far
   */
  default void step(Progress progress) {}

  /**
   * An epoch was done: the batch that comes next is of another.
   *
   * @param progress how far
   */
  default void epoch(Progress progress) {}

  /**
   * The network was validated.
   *
   * @param progress how far, with the losses
   */
  default void validation(Progress progress) {}

  /**
   * A checkpoint is in its place.
   *
   * @param progress how far
   * @param path its file
   */
  default void checkpoint(Progress progress, Path path) {}

  /**
   * The run has ended, with the last checkpoint written, if any.
   *
   * @param progress how far
   * @param reason why
   */
  default void end(Progress progress, Trainer.Reason reason) {}
}
