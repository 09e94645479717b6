package dev.cellwise.rnn.net;

/** One stream: a state with a stepper of its own. Not thread-safe; overlapping use is refused. */
public final class Session {
  private final Stepper stepper;
  private final State state;

  /** What the network has learned to begin with; null where that is zeros. */
  private final State start;

  Session(Network network) {
    stepper = network.newStepper();
    state = network.newState();
    start = network.architecture().learnedStart() ? network.newState() : null;
  }

  /**
   * One step.
   *
   * @param in [I] — features. Not modified.
   * @param out [O] — the output. Modified.
   */
  public void step(float[] in, float[] out) {
    stepper.step(state, in, out);
  }

  /**
   * One step.
   *
   * @param token 0 to V - 1
   * @param out [O] — the output. Modified.
   */
  public void step(int token, float[] out) {
    stepper.step(state, token, out);
  }

  /**
   * Some steps at once: the bits of as many single steps, sooner.
   *
   * @param x [steps, I] — features. Not modified.
   * @param steps time steps
   * @param y [steps, O] — the outputs. Modified.
   */
  public void run(float[] x, int steps, float[] y) {
    stepper.run(state, x, steps, y);
  }

  /**
   * Some steps at once: the bits of as many single steps, sooner.
   *
   * @param tokens [steps] — 0 to V - 1 each. Not modified.
   * @param steps time steps
   * @param y [steps, O] — the outputs. Modified.
   */
  public void run(int[] tokens, int steps, float[] y) {
    stepper.run(state, tokens, steps, y);
  }

  /** Back to the start, as a new session: a state of zeros, or the learned first state. */
  public void reset() {
    if (start == null) {
      state.reset();
    } else {
      state.set(start);
    }
  }

  /**
   * The state, not a copy: to read, keep, or put another in its place.
   *
   * @return this session's state
   */
  public State state() {
    return state;
  }
}
