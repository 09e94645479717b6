package dev.cellwise.bench.cases;

import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Norm;
import dev.cellwise.kernels.Optimizer;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Team;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Arrays;
import java.util.Map;

/**
 * Cases D and F: a training step of a batch over a window: forward, mean squared error of all
 * hidden states, backward, weight gradients, SGD. The input's gradient is not asked for.
 */
final class TrainingWorkload implements Workload {
  private final Layers layers;
  private final Unrolled unrolled;
  private final int steps;
  private final int rows;
  private final int hidden;
  private final float[] p;
  private final float[] g;
  private final float[] x;
  private final float[] minusTarget;
  private double first = Double.NaN;
  private double last;

  /** Shared by a team, or by the calling thread alone if that is null. */
  TrainingWorkload(Problem problem, Team team) {
    Network network = Networks.of(problem);
    layers = network.layers();
    steps = problem.setting().steps();
    rows = problem.setting().batch();
    hidden = problem.setting().hidden();
    unrolled = new Unrolled(layers, Packing.dense(steps, rows), Mode.inference(), team);
    p = network.copyParameters();
    g = layers.parameters().allocate();
    x = problem.x();
    minusTarget = minusRows(steps * rows, problem.setting().hidden(), problem.target());
  }

  /** Rows in the layout of the network's outputs, of the other sign, the padding zero. */
  private static float[] minusRows(int rows, int columns, float[] a) {
    int row = Panels.padded(columns);
    float[] padded = new float[rows * row];
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < columns; j++) {
        padded[r * row + j] = -a[r * columns + j];
      }
    }
    return padded;
  }

  @Override
  public void run() {
    unrolled.prepare(p);
    unrolled.forward(steps, x, 0, p);
    unrolled.clear(steps);
    last = loss();
    // The array is longer than its layout where that puts it on a cache line.
    Arrays.fill(g, 0, layers.parameters().length(), 0);
    unrolled.backward(steps, p, g);
    Optimizer.sgd(layers.parameters().length(), g, 0, 0, Problem.LEARNING_RATE, p, 0);
    if (Double.isNaN(first)) {
      first = last;
    }
  }

  /** Mean squared error of the outputs; their gradient goes where the backward pass starts. */
  private double loss() {
    int n = rows * unrolled.outputRow();
    int count = steps * rows * layers.architecture().outputSize();
    float[] y = unrolled.tape().data();
    float[] dy = unrolled.outputGradient();
    double squares = 0;
    for (int t = 0; t < steps; t++) {
      int at = unrolled.outputGradient(steps, t);
      System.arraycopy(y, unrolled.output() + t * n, dy, at, n);
      Elementwise.add(n, minusTarget, t * n, dy, at);
      squares += Norm.sumOfSquares(n, dy, at);
      Norm.scale(n, 2f / count, dy, at);
    }
    return squares / count;
  }

  @Override
  public Map<String, float[]> results() {
    Map<String, float[]> results = Networks.gradients(layers, g);
    results.put("y", Networks.outputs(unrolled, steps * rows, hidden));
    results.put("loss", new float[] {(float) last});
    return results;
  }

  @Override
  public String fault() {
    return last < first ? "" : "the loss went from " + first + " to " + last;
  }
}
