package dev.cellwise.rnn.net;

/**
 * The loss of a sequence that is gone through window by window: {@link Checkpointed}, {@link
 * Truncated}, {@link GradientFlow}. It is asked once for each window. {@code SequenceLoss} of the
 * package of training makes one of a loss and its targets.
 */
@FunctionalInterface
public interface SegmentLoss {
  /**
   * The loss of a window that has run forward, and its gradient: the outputs are at {@link
   * Unrolled#output}, their gradient, zero so far, goes to {@link Unrolled#outputGradient(int,
   * int)}. Where a loss is a mean over the sequence, it is divided by the number of its steps, not
   * by that of the window's.
   *
   * @param window the network over the window, whose shape is {@link Unrolled#outputPacking}
   * @param from the first step of the window that counts: those before it were run again for the
   *     gradient's way back, and get none of their own
   * @param first which step of the sequence {@code from} is
   * @return the part of the loss that the window's steps from {@code from} on have
   */
  double apply(Unrolled window, int from, int first);

  /**
   * Told when the window has been gone back through: gradients of its states and inputs can be
   * read.
   *
   * @param window the network over the window
   * @param from its first step that counted
   * @param first which step of the sequence that is
   */
  default void done(Unrolled window, int from, int first) {}
}
