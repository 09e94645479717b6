package dev.cellwise.rnn.cell;

/**
 * Steps one row at a time: the workspace of a thread. The state is the caller's and is changed in
 * place: the parts of {@link Cell#state()} one after the other, each padded to a multiple of 16
 * floats. Nothing is allocated, and nothing kept between steps that a result depends on.
 */
public interface CellStream {
  /**
   * The input half of the chains of some steps.
   *
   * @param steps time steps
   * @param x [steps, I] — input. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param p parameters. Not modified.
   */
  void input(int steps, float[] x, int xOff, int xRow, float[] p);

  /**
   * The input half of the chains of some steps whose input is given by its index.
   *
   * @param steps time steps
   * @param tokens [steps] — indices 0 to I - 1. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   */
  void input(int steps, int[] tokens, int tOff, float[] p);

  /**
   * The recurrent half of one of the steps of the last {@link #input}.
   *
   * @param t time step, of whatever origin: weights are read to and fro, step by step in turn
   * @param slot 0 to steps - 1, ascending
   * @param p parameters. Not modified.
   * @param state the parts of the state. Modified.
   * @param at start in {@code state}
   */
  void step(int t, int slot, float[] p, float[] state, int at);

  /**
   * A whole step.
   *
   * @param t time step, of whatever origin
   * @param x [I] — input. Not modified.
   * @param xOff start in {@code x}
   * @param p parameters. Not modified.
   * @param state the parts of the state. Modified.
   * @param at start in {@code state}
   */
  void step(int t, float[] x, int xOff, float[] p, float[] state, int at);
}
