package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Arrays;

/** A network run over what a model was given. */
final class NetworkRun {
  private final Network network;
  private final boolean batchFirst;
  private final int steps;
  private final int rows;
  private final int[] lengths;
  final Unrolled unrolled;

  /**
   * Before the run.
   *
   * @param batchFirst whether inputs and outputs have rows before time steps
   * @param shape of the input
   * @param lengths of the rows; null for all steps
   */
  NetworkRun(Network network, boolean batchFirst, int[] shape, int[] lengths) {
    this.network = network;
    this.batchFirst = batchFirst;
    this.steps = shape[batchFirst ? 1 : 0];
    this.rows = shape[batchFirst ? 0 : 1];
    this.lengths = lengths == null ? new int[rows] : lengths;
    Packing packing = Packing.ragged(steps, rows, steps * rows);
    if (lengths == null) {
      Arrays.fill(this.lengths, steps);
    }
    packing.lengths(this.lengths);
    this.unrolled = new Unrolled(network.layers(), packing, Mode.inference());
  }

  private int place(int t, int n) {
    return batchFirst ? n * steps + t : t * rows + n;
  }

  /** A row's state before the first step. */
  void state(int row, State state) {
    unrolled.setState(row, state);
  }

  /** The outputs in the order of the model's; zeros behind a row's length. */
  float[] run(TypedArray x) {
    Packing packing = unrolled.packing();
    int width = x.size() / (steps * rows);
    int[] tokens = new int[packing.total()];
    float[] features = new float[packing.total() * width];
    boolean isTokens = network.layers().tokens();
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < lengths[n]; t++) {
        int at = packing.at(t, n);
        if (isTokens) {
          tokens[at] = x.ints()[place(t, n)];
        } else {
          System.arraycopy(x.floats(), place(t, n) * width, features, at * width, width);
        }
      }
    }
    float[] p = network.copyParameters();
    if (isTokens) {
      unrolled.forward(tokens, 0, p);
    } else {
      unrolled.forward(features, 0, p);
    }
    return outputs();
  }

  private float[] outputs() {
    int size = network.architecture().outputSize();
    boolean last = network.architecture().last();
    float[] all = new float[(last ? rows : steps * rows) * size];
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < (last ? 1 : lengths[n]); t++) {
        int from = unrolled.output() + unrolled.outputPacking().at(t, n) * unrolled.outputRow();
        int to = last ? n : place(t, n);
        System.arraycopy(unrolled.tape().data(), from, all, to * size, size);
      }
    }
    return all;
  }
}
