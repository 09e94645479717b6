package dev.cellwise.bench.cases;

import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Precision;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;
import java.util.Map;

/** Case A: one step of one stream, the state carried from call to call. */
final class StepWorkload implements Workload {
  private final Stepper stepper;
  private final State state;
  private final float[] x;
  private final float[] h;

  StepWorkload(Problem problem, Precision precision) {
    Network network = Networks.of(problem).to(precision);
    stepper = network.newStepper();
    state = network.newState();
    x = problem.x();
    h = new float[problem.setting().hidden()];
  }

  @Override
  public void run() {
    stepper.step(state, x, h);
  }

  @Override
  public String fault() {
    return Data.faultOfHidden(h.length, h, 0);
  }

  @Override
  public Map<String, float[]> results() {
    return Map.of("y", h.clone());
  }
}
