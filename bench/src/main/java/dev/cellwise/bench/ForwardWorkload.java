package dev.cellwise.bench;

import dev.cellwise.rnn.net.Network;
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
    Network network = layer.network(hidden);
    this.steps = steps;
    this.rows = rows;
    unrolled = new Unrolled(network.layers(), steps, rows);
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
