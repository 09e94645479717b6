package dev.cellwise.bench;

import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;

/** Case A: one step of one stream, the state carried from call to call. */
final class StepWorkload implements Workload {
  private final Stepper stepper;
  private final State state;
  private final float[] x;
  private final float[] h;

  /** One layer of H units and H inputs. */
  StepWorkload(Layer layer, int hidden) {
    Network network = layer.network(hidden);
    stepper = network.newStepper();
    state = network.newState();
    x = Data.uniform(hidden, 1f, 7);
    h = new float[hidden];
  }

  @Override
  public void run() {
    stepper.step(state, x, h);
  }

  @Override
  public String fault() {
    return Data.faultOfHidden(h.length, h, 0);
  }
}
