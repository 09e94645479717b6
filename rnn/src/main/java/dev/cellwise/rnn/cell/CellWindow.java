package dev.cellwise.rnn.cell;

/**
 * A cell over a window of time steps: where its regions lie on a tape and in a workspace, forward
 * and backward. With N rows, R packed rows (T·N where all rows have T time steps: see {@link
 * Packing}), H' = H padded to a multiple of 16.
 *
 * <p>Each pass is one or more sweeps that threads may share: with {@code part} and {@code parts} a
 * call does its share, and the sweep is done when all have done theirs, the next one begins after
 * that. Who says nothing of parts does it all. The bits do not depend on the number of parts.
 *
 * <p>The caller owns both arrays: {@code data}, the tape, holds what the forward pass saved; {@code
 * d}, the workspace, the gradients of states and pre-activations. One window at a time.
 */
public interface CellWindow {
  /**
   * Has the random masks of the forward passes to come drawn, for training; without it there are
   * none, and a cell that has masks computes its inference form. A cell without masks does nothing.
   *
   * @param layer which layer of the network: two layers have different masks
   * @param masks what they are drawn from. Kept: whoever owns it tells it of the time steps that
   *     pass and of new sequences.
   * @throws IllegalArgumentException if the masks are those of another number of rows, or the cell
   *     drops inputs and its input are indices
   */
  default void drawMasks(int layer, RandomMasks masks) {}

  /**
   * Input half of the chains for all time steps.
   *
   * @param part whose share is done, 0 to parts - 1
   * @param parts among how many it is divided
   * @param x [R, I] — packed input. Not modified, and not changed before the backward pass.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param p parameters. Not modified.
   * @param data the tape. Modified.
   */
  void input(int part, int parts, float[] x, int xOff, int xRow, float[] p, float[] data);

  /**
   * The whole of it.
   *
   * @param x [R, I] — packed input. Not modified, and not changed before the backward pass.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param p parameters. Not modified.
   * @param data the tape. Modified.
   */
  default void input(float[] x, int xOff, int xRow, float[] p, float[] data) {
    input(0, 1, x, xOff, xRow, p, data);
  }

  /**
   * Input half of the chains for an input given by its index.
   *
   * @param part whose share is done, 0 to parts - 1
   * @param parts among how many it is divided
   * @param tokens [R] — packed, indices 0 to I - 1. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   * @param data the tape. Modified.
   */
  void input(int part, int parts, int[] tokens, int tOff, float[] p, float[] data);

  /**
   * The whole of it.
   *
   * @param tokens [R] — packed, indices 0 to I - 1. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   * @param data the tape. Modified.
   */
  default void input(int[] tokens, int tOff, float[] p, float[] data) {
    input(0, 1, tokens, tOff, p, data);
  }

  /**
   * The recurrence, step by step, from the state before the window. After {@link #input}.
   *
   * @param part whose share is done, 0 to parts - 1
   * @param parts among how many it is divided
   * @param p parameters. Not modified.
   * @param data the tape with the input half. Modified.
   */
  void forward(int part, int parts, float[] p, float[] data);

  /**
   * The whole of it.
   *
   * @param p parameters. Not modified.
   * @param data the tape with the input half. Modified.
   */
  default void forward(float[] p, float[] data) {
    forward(0, 1, p, data);
  }

  /**
   * The shape of the windows.
   *
   * @return not a copy: whoever made it changes it between two passes
   */
  Packing packing();

  /**
   * Where the outputs start on the tape: [R, H'], {@link #hRow()} floats a row.
   *
   * @return the index in the tape
   */
  int output();

  /**
   * Floats from a row of outputs, or of their gradients, to the next.
   *
   * @return H padded to a multiple of 16
   */
  int hRow();

  /**
   * Where a number of the state lies on the tape.
   *
   * @param part index in {@link Cell#state()}
   * @param t 0 for the state before the window, to the row's length
   * @param row 0 to N - 1
   * @param unit 0 to the part's size - 1
   * @return the index in the tape
   */
  int state(int part, int t, int row, int unit);

  /**
   * Sets a row's part of the state before the window that comes, its padding to zero.
   *
   * @param part index in {@link Cell#state()}
   * @param row 0 to N - 1
   * @param values as many as the part has, of whatever array. Not modified.
   * @param from start in {@code values}
   * @param data the tape. Modified.
   */
  void setState(int part, int row, float[] values, int from, float[] data);

  /**
   * Copies a row's part of the state.
   *
   * @param part index in {@link Cell#state()}
   * @param t 0 for the state before the window, to the row's length
   * @param row 0 to N - 1
   * @param size of the part
   * @param data the tape. Not modified.
   * @param to takes as many numbers. Modified.
   * @param at start in {@code to}
   */
  default void getState(int part, int t, int row, int size, float[] data, float[] to, int at) {
    for (int u = 0; u < size; u++) {
      to[at + u] = data[state(part, t, row, u)];
    }
  }

  /**
   * Copies each row's state after a window, or after its first part, in front of it, for the next
   * window to start from. A row that is shorter than the part has its last state copied.
   *
   * @param steps time steps of the part
   * @param data the tape. Modified.
   */
  void carry(int steps, float[] data);

  /**
   * Packs the transposes of the weights anew: needed before a backward pass after the parameters
   * have changed.
   *
   * @param p parameters. Not modified.
   * @param d the workspace. Modified.
   */
  void prepare(float[] p, float[] d);

  /**
   * Where the gradient of the outputs starts in the workspace: [R, H'] in reverse time ({@link
   * Packing#reversed}), what comes from above before the sweep, all of it after. Padding is zero.
   *
   * @return the index in the workspace
   */
  int dOutput();

  /**
   * Where a number of the gradient of the state lies: before the sweep that of the state after the
   * window, as the steps behind it give it (zero if there are none); after the sweep that of the
   * state before the window. What comes from above is no part of it, so a sweep can be cut anywhere
   * and goes on with the same bits.
   *
   * @param part index in {@link Cell#state()}
   * @param row 0 to N - 1
   * @param unit 0 to the part's size - 1
   * @return the index in the workspace
   */
  int dState(int part, int row, int unit);

  /**
   * Sets the gradients from above to zero, for a sweep that goes on with the window before.
   *
   * @param d the workspace. Modified.
   */
  void clearAbove(float[] d);

  /**
   * Sets the gradient of the state to zero: no steps behind the window.
   *
   * @param d the workspace. Modified.
   */
  void clearState(float[] d);

  /**
   * Makes ready for sweeps that so many threads share. One at first.
   *
   * @param parts at least 1
   */
  void parts(int parts);

  /**
   * The recurrence backward, from the last step to the first: gradients of the pre-activations and
   * of the state before the window.
   *
   * @param part whose share is done, 0 to parts - 1
   * @param parts as {@link #parts} was told
   * @param p parameters of the forward pass; {@link #prepare} has seen them. Not modified.
   * @param data the tape. Not modified.
   * @param d the workspace. Modified.
   * @param dp gradients of the parameters. Modified where a pass has some of its own: accumulated.
   */
  void backward(int part, int parts, float[] p, float[] data, float[] d, float[] dp);

  /**
   * Brings the states into the order of {@link #backwardWeights}. After {@link #backward}.
   *
   * @param part whose share is done, 0 to parts - 1
   * @param parts as {@link #parts} was told
   * @param data the tape. Not modified.
   * @param d the workspace. Modified: scratch.
   */
  void interleave(int part, int parts, float[] data, float[] d);

  /**
   * Gradients of the recurrent weights and of biases. After {@link #interleave}.
   *
   * @param part whose share is done, 0 to parts - 1
   * @param parts as {@link #parts} was told
   * @param data the tape. Not modified.
   * @param d the workspace. Modified: scratch.
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  void backwardWeights(int part, int parts, float[] data, float[] d, float[] dp);

  /**
   * The recurrence backward with the gradients of all parameters but those that the input is
   * multiplied with: the three sweeps above, whole.
   *
   * @param p parameters of the forward pass; {@link #prepare} has seen them. Not modified.
   * @param data the tape. Not modified.
   * @param d the workspace. Modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  default void backward(float[] p, float[] data, float[] d, float[] dp) {
    parts(1);
    backward(0, 1, p, data, d, dp);
    interleave(0, 1, data, d);
    backwardWeights(0, 1, data, d, dp);
  }

  /**
   * Brings the input into the order of {@link #backwardInputWeights(int, int, float[], float[])}.
   * After {@link #backwardWeights}.
   *
   * @param part whose share is done, 0 to parts - 1
   * @param parts as {@link #parts} was told
   * @param x [R, I] — the packed input of the forward pass, in time order. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param d the workspace. Modified: scratch.
   */
  void interleaveInput(int part, int parts, float[] x, int xOff, int xRow, float[] d);

  /**
   * Gradient of the input weights: {@code dW += da xᵀ}. After {@link #interleaveInput}.
   *
   * @param part whose share is done, 0 to parts - 1
   * @param parts as {@link #parts} was told
   * @param d the workspace. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  void backwardInputWeights(int part, int parts, float[] d, float[] dp);

  /**
   * Gradient of the input weights, whole.
   *
   * @param x [R, I] — the packed input of the forward pass, in time order. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param d the workspace after {@link #backward}. Modified: scratch.
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  default void backwardInputWeights(float[] x, int xOff, int xRow, float[] d, float[] dp) {
    parts(1);
    interleaveInput(0, 1, x, xOff, xRow, d);
    backwardInputWeights(0, 1, d, dp);
  }

  /**
   * Brings the tokens into the order of {@link #backwardLookup}. Whole.
   *
   * @param tokens [R] — the packed input of the forward pass, in time order. Not modified.
   * @param tOff start in {@code tokens}
   * @throws IndexOutOfBoundsException if there are too few tokens
   */
  void reverseTokens(int[] tokens, int tOff);

  /**
   * Gradient of the input weights for an input given by its index: {@code dW[:, token] += da}.
   * After {@link #reverseTokens}.
   *
   * @param part whose share is done, 0 to parts - 1
   * @param parts as {@link #parts} was told
   * @param d the workspace after {@link #backward}. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   * @throws IndexOutOfBoundsException if a token is not 0 to I - 1
   */
  void backwardLookup(int part, int parts, float[] d, float[] dp);

  /**
   * The same, whole.
   *
   * @param tokens [R] — the packed input of the forward pass, in time order. Not modified.
   * @param tOff start in {@code tokens}
   * @param d the workspace after {@link #backward}. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   * @throws IndexOutOfBoundsException if there are too few tokens, or one is not 0 to I - 1
   */
  default void backwardInputWeights(int[] tokens, int tOff, float[] d, float[] dp) {
    parts(1);
    reverseTokens(tokens, tOff);
    backwardLookup(0, 1, d, dp);
  }

  /**
   * Gradient of the input: {@code dx += Wᵀ da}. After {@link #backward}.
   *
   * @param part whose share is done, 0 to parts - 1
   * @param parts as {@link #parts} was told
   * @param d the workspace after {@link #backward}. Not modified, but where {@code dx} lies in it.
   * @param dx [R, I'] — in reverse time, I padded to a multiple of 16. Modified: accumulated.
   * @param dxOff start in {@code dx}
   * @param dxRow floats from a row of {@code dx} to the next
   */
  void backwardInput(int part, int parts, float[] d, float[] dx, int dxOff, int dxRow);

  /**
   * The whole of it.
   *
   * @param d the workspace after {@link #backward}. Not modified, but where {@code dx} lies in it.
   * @param dx [R, I'] — in reverse time, I padded to a multiple of 16. Modified: accumulated.
   * @param dxOff start in {@code dx}
   * @param dxRow floats from a row of {@code dx} to the next
   */
  default void backwardInput(float[] d, float[] dx, int dxOff, int dxRow) {
    backwardInput(0, 1, d, dx, dxOff, dxRow);
  }
}
