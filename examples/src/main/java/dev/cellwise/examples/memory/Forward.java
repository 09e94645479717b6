package dev.cellwise.examples.memory;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Unrolled;

/** Runs a network over a batch of sequences from their first states, to look at its outputs. */
final class Forward {
  private final Unrolled unrolled;
  private final float[] parameters;

  /**
   * A workspace.
   *
   * @param network what to run
   * @param packing the shape of the batches; may be changed between two
   */
  Forward(Network network, Packing packing) {
    unrolled = new Unrolled(network.layers(), packing, Mode.inference());
    parameters = network.copyParameters();
  }

  /**
   * Runs a batch of features.
   *
   * @param x packed
   */
  void run(float[] x) {
    unrolled.resetState();
    unrolled.forward(x, 0, parameters);
  }

  /**
   * Runs a batch of tokens.
   *
   * @param tokens packed
   */
  void run(int[] tokens) {
    unrolled.resetState();
    unrolled.forward(tokens, 0, parameters);
  }

  /**
   * Copies a row of outputs.
   *
   * @param row packed row; the sequence, where only the last output of each comes out
   * @param out [O]. Modified.
   */
  void output(int row, float[] out) {
    int from = unrolled.output() + row * unrolled.outputRow();
    System.arraycopy(unrolled.tape().data(), from, out, 0, out.length);
  }
}
