package dev.cellwise.bench.cases;

import dev.cellwise.kernels.Norm;
import dev.cellwise.kernels.Optimizer;
import dev.cellwise.kernels.Softmax;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Team;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Arrays;
import java.util.Map;

/**
 * Case E: a training step of a character model: tokens, LSTM, dense layer, softmax cross-entropy,
 * backward, SGD. The tokens are random but the same in every call, so the loss falls, if slowly,
 * from the logarithm of the vocabulary.
 */
final class CharModelWorkload implements Workload {
  private final Layers layers;
  private final Unrolled unrolled;
  private final int steps;
  private final int rows;
  private final float[] p;
  private final float[] g;
  private final int[] tokens;
  private final int[] targets;
  private final float[] rowLoss;
  private double first = Double.NaN;
  private double last;

  /** Shared by a team, or by the calling thread alone if that is null. */
  CharModelWorkload(Problem problem, Team team) {
    Network network = Networks.of(problem);
    layers = network.layers();
    steps = problem.setting().steps();
    rows = problem.setting().batch();
    unrolled = new Unrolled(layers, Packing.dense(steps, rows), Mode.inference(), team);
    p = network.copyParameters();
    g = layers.parameters().allocate();
    tokens = problem.text().tokens();
    targets = problem.text().targets();
    rowLoss = new float[steps * rows];
  }

  @Override
  public void run() {
    unrolled.prepare(p);
    unrolled.forward(steps, tokens, 0, p);
    unrolled.clear(steps);
    last = loss();
    // The array is longer than its layout where that puts it on a cache line.
    Arrays.fill(g, 0, layers.parameters().length(), 0);
    unrolled.backward(steps, p, g);
    Optimizer.sgd(layers.parameters().length(), g, 0, 0, Problem.TEXT_LEARNING_RATE, p, 0);
    if (Double.isNaN(first)) {
      first = last;
    }
  }

  /** Mean cross-entropy of the outputs; their gradient goes where the backward pass starts. */
  private double loss() {
    int row = unrolled.outputRow();
    float scale = 1f / (steps * rows);
    float[] y = unrolled.tape().data();
    float[] dy = unrolled.outputGradient();
    for (int t = 0; t < steps; t++) {
      int from = unrolled.output() + t * rows * row;
      int to = unrolled.outputGradient(steps, t);
      int at = t * rows;
      Softmax.crossEntropy(
          rows, Case.VOCABULARY, y, from, row, targets, at, scale, dy, to, row, rowLoss, at);
    }
    return Norm.sum(steps * rows, rowLoss, 0) / (steps * rows);
  }

  @Override
  public Map<String, float[]> results() {
    Map<String, float[]> results = Networks.gradients(layers, g);
    results.put("loss", new float[] {(float) last});
    return results;
  }

  @Override
  public String fault() {
    return last < first ? "" : "the loss went from " + first + " to " + last;
  }
}
