package dev.cellwise.bench.cases;

import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Precision;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;
import java.util.Map;

/** Case B: a sequence of one stream at once, all outputs kept. */
final class SequenceWorkload implements Workload {
  private final Stepper stepper;
  private final State state;
  private final int steps;
  private final float[] x;
  private final float[] y;

  SequenceWorkload(Problem problem, Precision precision) {
    Network network = Networks.of(problem).to(precision);
    steps = problem.setting().steps();
    stepper = network.newStepper();
    state = network.newState();
    x = problem.x();
    y = new float[steps * problem.setting().hidden()];
  }

  @Override
  public void run() {
    stepper.run(state, x, steps, y);
  }

  @Override
  public String fault() {
    return Data.faultOfHidden(y.length, y, 0);
  }

  @Override
  public Map<String, float[]> results() {
    return Map.of("y", y.clone());
  }
}
