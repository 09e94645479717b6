package dev.cellwise.rnn.cell;

import dev.cellwise.rnn.tape.Layout;
import java.util.List;

/**
 * A recurrent cell: sizes, and where its weights lie in a flat array of parameters. It holds no
 * numbers. What runs is made from it: a {@link CellWindow} over some time steps with the way back,
 * and a {@link CellStream} for one row, step by step. Both give the same bits.
 *
 * <p>Immutable, shared by all threads.
 */
public interface Cell {
  /**
   * I.
   *
   * @return inputs
   */
  int inputs();

  /**
   * H, the size of what the layer above reads: of the first part of the state.
   *
   * @return outputs
   */
  int outputs();

  /**
   * What a row remembers between two steps.
   *
   * @return the parts; the first one is the output
   */
  List<StatePart> state();

  /**
   * The first part of the names of its tensors in PyTorch's manner.
   *
   * @return such as {@code lstm}
   */
  String family();

  /**
   * The tensors that its weights are taken in from, and given out as.
   *
   * @return in the order that files have them
   */
  List<CellTensor> tensors();

  /**
   * Gives the weights, or their gradients, by name.
   *
   * @param p packed parameters. Not modified.
   * @param to takes them
   */
  void unpack(float[] p, TensorSink to);

  /**
   * Takes the weights by name.
   *
   * @param from gives them
   * @param p packed parameters. Modified.
   */
  void pack(TensorSource from, float[] p);

  /**
   * A window of time steps.
   *
   * @param tape layout under construction of what the forward pass saves; regions are added
   * @param work layout under construction of what the backward pass needs beside it
   * @param prefix of the region names
   * @param packing the shape of the window, which its owner changes between two passes. Kept.
   * @param below what the input comes from
   * @return the window
   */
  CellWindow window(
      Layout.Builder tape, Layout.Builder work, String prefix, Packing packing, Below below);

  /**
   * One row, step by step.
   *
   * @param steps the most time steps whose input half is made at once
   * @return a workspace of its own
   */
  CellStream stream(int steps);

  /**
   * The matrices that {@link #stream(int, Halves)} reads in half the bytes: those that a step reads
   * whole. A cell that is made of another one hands both calls on; else it has none.
   *
   * @param onIndex whether the input is indices, so that a column of W is looked up at a step
   * @return the matrices, one at each place
   */
  default List<Matrix> matrices(boolean onIndex) {
    return List.of();
  }

  /**
   * One row, step by step, over weights in half the bytes.
   *
   * @param steps the most time steps whose input half is made at once
   * @param halves the matrices, those among the parameters rounded
   * @return a workspace of its own; results have the bits of {@link #stream(int)}
   */
  default CellStream stream(int steps, Halves halves) {
    return stream(steps);
  }
}
