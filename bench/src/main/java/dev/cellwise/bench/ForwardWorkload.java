package dev.cellwise.bench;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Team;
import dev.cellwise.rnn.net.Unrolled;

/** Case C: a batch forward over a window onto the tape, from a state of zeros. */
final class ForwardWorkload implements Workload {
  private final Unrolled unrolled;
  private final int steps;
  private final int rows;
  private final float[] p;
  private final float[] x;

  /** T steps of N rows through one layer of H units and H inputs. */
  ForwardWorkload(Layer layer, int hidden, int rows, int steps) {
    this(layer, hidden, rows, steps, null);
  }

  /** The same, shared by a team. */
  ForwardWorkload(Layer layer, int hidden, int rows, int steps, Team team) {
    Network network = layer.network(hidden);
    this.steps = steps;
    this.rows = rows;
    unrolled = new Unrolled(network.layers(), Packing.dense(steps, rows), Mode.inference(), team);
    p = network.copyParameters();
    x = Data.uniform(steps * rows * hidden, 1f, 7);
  }

  @Override
  public void run() {
    unrolled.forward(steps, x, 0, p);
  }

  @Override
  public String fault() {
    return Data.faultOfHidden(
        steps * rows * unrolled.outputRow(), unrolled.tape().data(), unrolled.output());
  }
}
