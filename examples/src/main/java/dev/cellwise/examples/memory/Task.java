package dev.cellwise.examples.memory;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.Training;

/** A task for a {@link Drill}: batches without end, and a measure of who has learned it. */
interface Task {
  /** The shape of the batch that was filled last. */
  Packing packing();

  /** What is minimised. */
  Loss loss();

  /** The batch's input, the same object always. */
  Training.Input input();

  /** The batch's targets, the same object always. */
  Training.Target target();

  /** Puts the next batch into input and target. */
  void fill();

  /**
   * How far a network is from solving the task, on sequences that are not trained on.
   *
   * @param network of this task
   * @return 0 if it does, more the worse it is
   */
  double validate(Network network);

  /**
   * Whether training may end.
   *
   * @param validation the last one; asked once after each
   */
  boolean enough(double validation);
}
