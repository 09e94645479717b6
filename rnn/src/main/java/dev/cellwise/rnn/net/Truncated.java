package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Packing;
import java.util.Objects;

/**
 * Truncated backpropagation through time over a stream: every k1 steps, back through the last k2.
 * That is BPTT(k2; k1) of Williams and Peng (1990), <i>An Efficient Gradient-Based Algorithm for
 * On-Line Training of Recurrent Network Trajectories</i>, for k2 at least k1; and the algorithm of
 * Sutskever (2013), <i>Training Recurrent Neural Networks</i>, for any k1 and k2.
 *
 * <p>At time t, a multiple of k1, the gradient is that of the losses of the steps t - min(k1, k2) +
 * 1 to t, with the state after step t - k2 taken as a constant; where there are not so many steps
 * yet, back to the state before the first, the learned one too. So
 *
 * <ul>
 *   <li>k2 above k1: windows overlap. Each loss counts once, when its step is new; it reaches back
 *       over k2 - k1 to k2 - 1 steps before its own. The steps before the new ones are run again,
 *       with the parameters as they are now, from the state that was kept k2 - k1 steps back.
 *   <li>k2 equal to k1: windows side by side.
 *   <li>k2 below k1: the sweep ends before it comes to the first k1 - k2 of the new steps. They run
 *       forward, their losses are asked for and returned, but nothing is learned from them. To
 *       learn from all, take k1 = k2 and update every few windows.
 * </ul>
 *
 * <p>Between two chunks the caller may change the parameters, and the state goes on. The tape has
 * k2 steps. Everything is allocated at construction. Not thread-safe.
 */
public final class Truncated {
  private final int advance;
  private final int lookBack;
  private final int rows;

  /** I, floats of a row of features; 1 of tokens. */
  private final int size;

  private final Unrolled unrolled;

  /** The input of the window: what is run again must still be there. */
  private final int[] tokens;

  private final float[] features;

  /** Steps of the last window, not carried yet; where a chunk was refused, with its own. */
  private int held;

  private boolean refused;

  /**
   * A stream without a step.
   *
   * @param layers the layers
   * @param advance k1, the most steps of a chunk
   * @param lookBack k2, the most steps of a window
   * @param rows N, rows of the batch
   * @param mode for inference or training
   * @throws IllegalArgumentException if a number is less than 1, a layer goes backward in time, or
   *     only the last output of each row goes on
   */
  public Truncated(Layers layers, int advance, int lookBack, int rows, Mode mode) {
    if (advance < 1 || lookBack < 1) {
      throw new IllegalArgumentException(
          "advance, lookBack: expected at least 1, got " + advance + " and " + lookBack);
    }
    Architecture a = layers.architecture();
    Checkpointed.checkForward(a);
    if (a.last()) {
      throw new IllegalArgumentException(
          "layers: expected an output at every step, for a stream has no last one, got "
              + a.stack());
    }
    this.advance = advance;
    this.lookBack = lookBack;
    this.rows = rows;
    this.size = layers.tokens() ? 1 : a.input().size();
    this.unrolled = new Unrolled(layers, Packing.dense(lookBack, rows), mode);
    int all = Math.multiplyExact(lookBack * rows, size);
    this.tokens = layers.tokens() ? new int[all] : null;
    this.features = layers.tokens() ? null : new float[all];
  }

  /**
   * The next steps of a stream of tokens: their loss, and the truncated gradient.
   *
   * @param steps k1, or fewer at the end of a stream
   * @param given [steps, N] — the new tokens. Not modified; copied as far as they are needed again.
   * @param tOff start in {@code given}
   * @param p parameters. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   * @param loss asked for each window in time order: of the new steps only
   * @return the losses of the new steps
   * @throws IllegalStateException if a chunk has been refused and the state not been set since
   */
  public double gradient(
      int steps, int[] given, int tOff, float[] p, float[] dp, SegmentLoss loss) {
    if (tokens == null) {
      throw new IllegalArgumentException("given: expected features, the network has no tokens");
    }
    check(steps, "given", given.length, tOff);
    return run(steps, given, null, tOff, p, dp, loss);
  }

  /**
   * The next steps of a stream of features: their loss, and the truncated gradient.
   *
   * @param steps k1, or fewer at the end of a stream
   * @param x [steps, N, I] — the new features. Not modified; copied as far as they are needed
   *     again.
   * @param xOff start in {@code x}
   * @param p parameters. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   * @param loss asked for each window in time order: of the new steps only
   * @return the losses of the new steps
   * @throws IllegalStateException if a chunk has been refused and the state not been set since
   */
  public double gradient(int steps, float[] x, int xOff, float[] p, float[] dp, SegmentLoss loss) {
    if (features == null) {
      throw new IllegalArgumentException("x: expected tokens, the network has no features");
    }
    check(steps, "x", x.length, xOff);
    return run(steps, null, x, xOff, p, dp, loss);
  }

  private void check(int steps, String name, int length, int off) {
    if (steps < 1 || steps > advance) {
      throw new IllegalArgumentException("steps: expected 1 to " + advance + ", got " + steps);
    }
    Bounds.checkRoom(name, (long) steps * rows * size, off, length);
    if (refused) {
      throw new IllegalStateException(
          "state: expected to be set after a chunk that was refused, got the next chunk");
    }
  }

  private double run(
      int steps, int[] t, float[] x, int off, float[] p, float[] dp, SegmentLoss loss) {
    int before = held;
    refused = true;
    held += steps;
    unrolled.prepare(p);
    int passed = Math.max(0, steps - lookBack);
    if (passed > 0 && before > 0) {
      carry(before);
      before = 0;
    }
    double value = 0;
    for (int first = 0; first < passed; first += lookBack) {
      int n = Math.min(lookBack, passed - first);
      take(0, n, t, x, off + first * rows * size);
      value += forward(n, 0, first, p, loss);
      carry(n);
    }
    int fresh = steps - passed;
    int window = Math.min(before + fresh, lookBack);
    int out = before + fresh - window;
    if (out > 0) {
      carry(out);
      drop(out, before);
    }
    take(before - out, fresh, t, x, off + passed * rows * size);
    value += forward(window, window - fresh, passed, p, loss);
    unrolled.backward(window, p, dp);
    loss.done(unrolled, window - fresh, passed);
    refused = false;
    return value;
  }

  private void carry(int steps) {
    unrolled.carry(steps);
    held -= steps;
  }

  private double forward(int steps, int from, int first, float[] p, SegmentLoss loss) {
    if (tokens != null) {
      unrolled.forward(steps, tokens, 0, p);
    } else {
      unrolled.forward(steps, features, 0, p);
    }
    unrolled.clear();
    return loss.apply(unrolled, from, first);
  }

  /** New input behind that of some steps. */
  private void take(int behind, int steps, int[] t, float[] x, int off) {
    int step = rows * size;
    if (t != null) {
      System.arraycopy(t, off, tokens, behind * step, steps * step);
    } else {
      System.arraycopy(x, off, features, behind * step, steps * step);
    }
  }

  /** The input of the first steps is not needed again. */
  private void drop(int steps, int of) {
    int step = rows * size;
    if (tokens != null) {
      System.arraycopy(tokens, steps * step, tokens, 0, (of - steps) * step);
    } else {
      System.arraycopy(features, steps * step, features, 0, (of - steps) * step);
    }
  }

  /**
   * Begins a new stream from the states that sequences begin with, with random masks of its own.
   * Those of a chunk that was refused count as drawn.
   */
  public void resetState() {
    leave();
    unrolled.resetState();
    refused = false;
  }

  /**
   * Begins a new stream from given states, with random masks of its own. Those of a chunk that was
   * refused count as drawn.
   *
   * @param states one for each row; not kept
   * @throws IllegalStateException if one of them is being changed; nothing is changed here then
   */
  public void setStates(State... states) {
    Objects.requireNonNull(states, "states");
    if (states.length != rows) {
      throw new IllegalArgumentException(
          "states: expected " + rows + ", one for each row, got " + states.length);
    }
    for (int n = 0; n < rows; n++) {
      unrolled.states().check(n, states[n]);
    }
    int read = 0;
    try {
      for (; read < rows; read++) {
        states[read].beginRead("states");
      }
      leave();
      for (int n = 0; n < rows; n++) {
        unrolled.setState(n, states[n]);
      }
    } finally {
      for (int n = 0; n < read; n++) {
        states[n].endRead();
      }
    }
    refused = false;
  }

  /** So that no mask is drawn twice, nor one of a chunk that was refused half way. */
  private void leave() {
    if (refused) {
      unrolled.states().skip(held);
    } else if (held > 0) {
      unrolled.carry(held);
    }
    held = 0;
  }

  /**
   * Copies a row's state after the last chunk.
   *
   * @param row 0 to N - 1
   * @param to a state of a network of this architecture. Modified.
   * @throws IllegalArgumentException if there is no chunk yet, or one was refused
   * @throws IllegalStateException if {@code to} is in use; it is not modified then
   */
  public void state(int row, State to) {
    unrolled.state(row, to);
  }

  /**
   * Names the rows of the windows to come: random masks follow a row's id and not its place.
   *
   * @param ids one for each row; copied
   */
  public void rowIds(int... ids) {
    unrolled.rowIds(ids);
  }
}
