package dev.cellwise.bench.cases;

import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Precision;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;

/** A state a stream, a stepper a thread. */
final class CellwiseStreams implements Streams {
  private final Network network;
  private final Problem problem;

  CellwiseStreams(Problem problem, Precision precision) {
    this.network = Networks.of(problem).to(precision);
    this.problem = problem;
  }

  @Override
  public void warmUp() {
    network.warmUp();
  }

  @Override
  public Share share(int streams) {
    return new OfThread(network, problem, streams);
  }

  private static final class OfThread implements Share {
    private final Stepper stepper;
    private final State[] states;
    private final float[] x;
    private final float[] h;

    OfThread(Network network, Problem problem, int streams) {
      stepper = network.newStepper();
      states = new State[streams];
      for (int i = 0; i < streams; i++) {
        states[i] = network.newState();
      }
      x = problem.x();
      h = new float[problem.setting().hidden()];
    }

    @Override
    public int streams() {
      return states.length;
    }

    @Override
    public void step(int stream) {
      stepper.step(states[stream], x, h);
    }

    @Override
    public float[] output() {
      return h.clone();
    }
  }
}
