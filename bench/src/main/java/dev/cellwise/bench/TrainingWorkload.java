package dev.cellwise.bench;

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

/**
 * Cases D and F: a training step of a batch over a window: forward, mean squared error of all
 * hidden states, backward, weight gradients, SGD. The input's gradient is not asked for.
 */
final class TrainingWorkload implements Workload {
  private static final float LEARNING_RATE = 0.01f;

  private final Layers layers;
  private final Unrolled unrolled;
  private final int steps;
  private final int rows;
  private final float[] p;
  private final float[] g;
  private final float[] x;
  private final float[] minusTarget;
  private double first = Double.NaN;
  private double last;

  /** T steps of N rows through one layer of H units and H inputs. */
  TrainingWorkload(Layer layer, int hidden, int rows, int steps) {
    this(layer, hidden, rows, steps, null);
  }

  /** The same, shared by a team. */
  TrainingWorkload(Layer layer, int hidden, int rows, int steps, Team team) {
    this(layer.network(hidden), rows, steps, team);
  }

  /** Of a network from H features. */
  TrainingWorkload(Network network, int rows, int steps, Team team) {
    int hidden = network.architecture().input().size();
    this.layers = network.layers();
    this.steps = steps;
    this.rows = rows;
    unrolled = new Unrolled(layers, Packing.dense(steps, rows), Mode.inference(), team);
    p = network.copyParameters();
    g = layers.parameters().allocate();
    x = Data.uniform(steps * rows * hidden, 1f, 7);
    minusTarget = padRows(steps * rows, hidden, Data.uniform(steps * rows * hidden, 0.5f, 8));
  }

  /** Rows in the layout of the network's outputs, the padding zero. */
  private static float[] padRows(int rows, int columns, float[] a) {
    int row = Panels.padded(columns);
    float[] padded = new float[rows * row];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(a, r * columns, padded, r * row, columns);
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
    Optimizer.sgd(layers.parameters().length(), g, 0, 0, LEARNING_RATE, p, 0);
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
  public String fault() {
    return last < first ? "" : "the loss went from " + first + " to " + last;
  }
}
