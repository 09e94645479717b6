package dev.cellwise.rnn.train;

import dev.cellwise.rnn.net.Network;

/**
 * Tells how good a network is on data that it is not trained on: {@link Evaluation} by the loss of
 * held-out batches, or a function of the user's own.
 *
 * <p>For a resumed run to have the bits of one that was never stopped, the loss must be a function
 * of the network alone.
 */
@FunctionalInterface
public interface Validation {
  /**
   * The loss, or any number that is the better the smaller it is.
   *
   * @param network as trained so far
   * @return the loss; one that is not finite counts as not better
   */
  double loss(Network network);

  /**
   * The share of right classes, as the last {@link #loss} found it.
   *
   * @return 0 to 1; NaN where there are no classes
   */
  default double accuracy() {
    return Double.NaN;
  }
}
