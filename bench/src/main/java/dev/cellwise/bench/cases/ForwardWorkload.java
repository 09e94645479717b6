package dev.cellwise.bench.cases;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Team;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Map;

/** Case C: a batch forward over a window onto the tape, from a state of zeros. */
final class ForwardWorkload implements Workload {
  private final Unrolled unrolled;
  private final int steps;
  private final int rows;
  private final int hidden;
  private final float[] p;
  private final float[] x;

  /** Shared by a team, or by the calling thread alone if that is null. */
  ForwardWorkload(Problem problem, Team team) {
    Network network = Networks.of(problem);
    steps = problem.setting().steps();
    rows = problem.setting().batch();
    hidden = problem.setting().hidden();
    unrolled = new Unrolled(network.layers(), Packing.dense(steps, rows), Mode.inference(), team);
    p = network.copyParameters();
    x = problem.x();
  }

  @Override
  public void run() {
    unrolled.forward(steps, x, 0, p);
  }

  @Override
  public Map<String, float[]> results() {
    return Map.of("y", Networks.outputs(unrolled, steps * rows, hidden));
  }

  @Override
  public String fault() {
    return Data.faultOfHidden(
        steps * rows * unrolled.outputRow(), unrolled.tape().data(), unrolled.output());
  }
}
