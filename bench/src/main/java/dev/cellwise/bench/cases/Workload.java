package dev.cellwise.bench.cases;

import java.util.Map;

/**
 * One call of what is timed, from one thread. Everything is allocated at construction; a call of
 * ours allocates nothing.
 *
 * <p>Cases A and B carry the state from call to call and start with zeros; C to F start each call
 * with zeros. D, E and F update their weights in every call.
 */
public interface Workload extends Runnable, AutoCloseable {
  /** The call. */
  @Override
  void run();

  /**
   * Whether the calls so far did the work: their result has to be finite and in range.
   *
   * @return what is wrong, or an empty string
   */
  String fault();

  /**
   * What the last call gave, by name, for a comparison with other libraries:
   *
   * <ul>
   *   <li>A to D, F: {@code y} [T, N, H], hidden states of the last layer
   *   <li>D, E, F: {@code loss} [1], before the update: mean squared error over all elements, in E
   *       mean cross-entropy over all symbols
   *   <li>D, E, F: gradients of the weights in PyTorch's layout, {@code grad.weight_ih_l0}, {@code
   *       grad.weight_hh_l0}, {@code grad.bias_ih_l0} and so on for further layers; in E {@code
   *       grad.head.weight} and {@code grad.embedding.weight}
   * </ul>
   *
   * @return copies; of a training step the loss and the gradients of {@code weight_ih} and {@code
   *     weight_hh} are always there, the others may be left out
   */
  Map<String, float[]> results();

  /** Gives back what is not the collector's; there is no call after it. */
  @Override
  default void close() {}
}
