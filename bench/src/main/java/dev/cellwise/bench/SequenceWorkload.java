package dev.cellwise.bench;

import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;

/** Case B: a sequence of one stream at once, all outputs kept. */
final class SequenceWorkload implements Workload {
  private final Stepper stepper;
  private final State state;
  private final int steps;
  private final float[] x;
  private final float[] y;

  /** T steps of one layer of H units and H inputs. */
  SequenceWorkload(Layer layer, int hidden, int steps) {
    Network network = layer.network(hidden);
    this.steps = steps;
    stepper = network.newStepper();
    state = network.newState();
    x = Data.uniform(steps * hidden, 1f, 7);
    y = new float[steps * hidden];
  }

  @Override
  public void run() {
    stepper.run(state, x, steps, y);
  }

  @Override
  public String fault() {
    return Data.faultOfHidden(y.length, y, 0);
  }
}
