package dev.cellwise.testing;

import java.util.Arrays;
import java.util.List;

/** Everything that a forward pass computed. The arrays handed out are copies of the real parts. */
public final class LstmTrace {
  private final int steps;
  private final int rows;
  private final int outputs;
  private final List<ComplexArray> h;
  private final List<ComplexArray> c;
  private final ComplexArray y;
  private final double kinkDistance;

  LstmTrace(
      int steps,
      int rows,
      int outputs,
      List<ComplexArray> h,
      List<ComplexArray> c,
      ComplexArray y,
      double kinkDistance) {
    this.steps = steps;
    this.rows = rows;
    this.outputs = outputs;
    this.h = h;
    this.c = c;
    this.y = y;
    this.kinkDistance = kinkDistance;
  }

  /**
   * How near any argument of the head's activation came to a kink of it: central differences with a
   * step of that size may go over it.
   *
   * @return the least distance; infinite if nothing has a kink
   */
  public double kinkDistance() {
    return kinkDistance;
  }

  /**
   * T.
   *
   * @return number of steps
   */
  public int steps() {
    return steps;
  }

  /**
   * N.
   *
   * @return number of rows
   */
  public int rows() {
    return rows;
  }

  /**
   * O, or the last layer's H where there is no head.
   *
   * @return number of outputs a position
   */
  public int outputs() {
    return outputs;
  }

  /**
   * Number of LSTM layers.
   *
   * @return at least 1
   */
  public int layers() {
    return h.size();
  }

  /**
   * Outputs of a layer after each step.
   *
   * @param layer 0 is the lowest
   * @return [T, N, H]
   */
  public double[] h(int layer) {
    return afterFirst(h.get(layer).re());
  }

  /**
   * Cell states of a layer after each step.
   *
   * @param layer 0 is the lowest
   * @return [T, N, H]
   */
  public double[] c(int layer) {
    return afterFirst(c.get(layer).re());
  }

  /**
   * Output of a layer after the last step.
   *
   * @param layer 0 is the lowest
   * @return [N, H]
   */
  public double[] finalH(int layer) {
    return last(h.get(layer).re());
  }

  /**
   * Cell state of a layer after the last step.
   *
   * @param layer 0 is the lowest
   * @return [N, H]
   */
  public double[] finalC(int layer) {
    return last(c.get(layer).re());
  }

  /**
   * Outputs of the network: the head's (for a classifier, the logits), or the last layer's h where
   * there is no head.
   *
   * @return [T, N, O]
   */
  public double[] y() {
    return y.re().clone();
  }

  /**
   * The network's outputs as they are, for a {@link Loss}.
   *
   * @return [T, N, O]; not to be modified
   */
  public ComplexArray complexY() {
    return y;
  }

  /**
   * A layer's states as they are, for a {@link Loss}.
   *
   * @param layer 0 is the lowest
   * @return [T+1, N, H] with the initial state in front; not to be modified
   */
  public ComplexArray complexH(int layer) {
    return h.get(layer);
  }

  /**
   * A layer's cell states as they are, for a {@link Loss}.
   *
   * @param layer 0 is the lowest
   * @return [T+1, N, H] with the initial state in front; not to be modified
   */
  public ComplexArray complexC(int layer) {
    return c.get(layer);
  }

  /** [T+1, N, H] to [T, N, H]. */
  private double[] afterFirst(double[] states) {
    return Arrays.copyOfRange(states, states.length / (steps + 1), states.length);
  }

  /** [T+1, N, H] to [N, H]. */
  private double[] last(double[] states) {
    return Arrays.copyOfRange(states, steps * (states.length / (steps + 1)), states.length);
  }
}
