package dev.cellwise.rnn.cell;

/**
 * A cell over a window of time steps: where its regions lie on a tape and in a workspace, forward
 * and backward. With N rows, R packed rows (T·N where all rows have T time steps: see {@link
 * Packing}), H' = H padded to a multiple of 16.
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
   * @param x [R, I] — packed input. Not modified, and not changed before the backward pass.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param p parameters. Not modified.
   * @param data the tape. Modified.
   */
  void input(float[] x, int xOff, int xRow, float[] p, float[] data);

  /**
   * Input half of the chains for an input given by its index.
   *
   * @param tokens [R] — packed, indices 0 to I - 1. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   * @param data the tape. Modified.
   */
  void input(int[] tokens, int tOff, float[] p, float[] data);

  /**
   * The recurrence, step by step, from the state before the window.
   *
   * @param p parameters. Not modified.
   * @param data the tape with the input half. Modified.
   */
  void forward(float[] p, float[] data);

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
   * @param values as many as the part has, or more. Not modified.
   * @param data the tape. Modified.
   */
  void setState(int part, int row, float[] values, float[] data);

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
   * The recurrence backward, from the last step to the first, with the gradients of all parameters
   * but those that the input is multiplied with.
   *
   * @param p parameters of the forward pass; {@link #prepare} has seen them. Not modified.
   * @param data the tape. Not modified.
   * @param d the workspace. Modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  void backward(float[] p, float[] data, float[] d, float[] dp);

  /**
   * Gradient of the input weights: {@code dW += da xᵀ}.
   *
   * @param x [R, I] — the packed input of the forward pass, in time order. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param d the workspace after {@link #backward}. Modified: scratch.
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  void backwardInputWeights(float[] x, int xOff, int xRow, float[] d, float[] dp);

  /**
   * Gradient of the input weights for an input given by its index: {@code dW[:, token] += da}.
   *
   * @param tokens [R] — the packed input of the forward pass, in time order. Not modified.
   * @param tOff start in {@code tokens}
   * @param d the workspace after {@link #backward}. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   * @throws IndexOutOfBoundsException if there are too few tokens, or one is not 0 to I - 1
   */
  void backwardInputWeights(int[] tokens, int tOff, float[] d, float[] dp);

  /**
   * Gradient of the input: {@code dx += Wᵀ da}.
   *
   * @param d the workspace after {@link #backward}. Not modified, but where {@code dx} lies in it.
   * @param dx [R, I'] — in reverse time, I padded to a multiple of 16. Modified: accumulated.
   * @param dxOff start in {@code dx}
   * @param dxRow floats from a row of {@code dx} to the next
   */
  void backwardInput(float[] d, float[] dx, int dxOff, int dxRow);
}
