package dev.cellwise.rnn.train;

import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Norm;
import dev.cellwise.kernels.Softmax;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.net.Unrolled;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Trains a network of tokens to predict targets: truncated backpropagation through time with a
 * carried state, softmax cross-entropy, {@link Clipping}, an {@link UpdateRule}: {@link Adam} at
 * first.
 *
 * <p>A step works on N rows of T time steps. The state after a window is where the next one starts,
 * until {@link #resetState}. A step allocates nothing. The same calls from the same network give
 * the same bits on every machine. Not thread-safe.
 */
public final class Training {
  private final Layers layers;
  private final int steps;
  private final int rows;
  private final int classes;
  private final Unrolled unrolled;
  private final float[] p;
  private final float[] g;
  private UpdateRule rule;
  private final float[] rowLoss;
  private double learningRate = 1e-3;
  private Clipping clipping = Clipping.none();
  private long updates;

  /**
   * A training that starts from a network's weights, without dropout between layers. Cells with
   * random masks draw them by seed 0.
   *
   * @param network tokens in, logits out; not changed
   * @param steps T, time steps of a window
   * @param rows N, rows of the batch
   * @throws IllegalArgumentException if the network takes features, or the window is too large
   */
  public Training(Network network, int steps, int rows) {
    this(network, steps, rows, 0, 0);
  }

  /**
   * A training that starts from a network's weights, with dropout on the output of every recurrent
   * layer that another layer reads, and with the random masks of the cells that have any.
   *
   * @param network tokens in, logits out; not changed
   * @param steps T, time steps of a window
   * @param rows N, rows of the batch
   * @param dropout share of the units dropped, at least 0 and less than 1; 0: none
   * @param seed of the masks
   * @throws IllegalArgumentException if the network takes features, or the window is too large
   */
  public Training(Network network, int steps, int rows, float dropout, long seed) {
    this.layers = network.layers();
    if (!layers.tokens()) {
      throw new IllegalArgumentException(
          "network: expected tokens in, got " + network.architecture());
    }
    this.steps = steps;
    this.rows = rows;
    this.classes = network.architecture().outputSize();
    this.unrolled = new Unrolled(layers, steps, rows, dropout, seed);
    this.p = network.copyParameters();
    this.g = layers.parameters().allocate();
    this.rule = new Adam(layers.parameters());
    this.rowLoss = new float[steps * rows];
  }

  /**
   * Sets the learning rate of the steps to come.
   *
   * @param rate at least 0, at most 10^37; 0.001 at first
   */
  public void learningRate(double rate) {
    UpdateRule.checkRate("rate", rate, UpdateRule.MAX_RATE);
    learningRate = rate;
  }

  /**
   * Sets the global norm above which gradients are scaled down to it.
   *
   * @param norm above 0; infinite (no clipping) at first
   */
  public void clip(float norm) {
    clip(Clipping.byNorm(norm));
  }

  /**
   * Sets what is done to gradients that are too large.
   *
   * @param clipping by norm, by value, or none, as it is at first
   */
  public void clip(Clipping clipping) {
    this.clipping = Objects.requireNonNull(clipping, "clipping");
  }

  /**
   * Sets the optimizer.
   *
   * @param start makes it over the layout of the parameters: {@code p -> new Sgd(p, options)}
   * @throws IllegalArgumentException if it makes one over a layout of another length
   */
  public void updateRule(Function<Layout, ? extends UpdateRule> start) {
    UpdateRule made = Objects.requireNonNull(start.apply(layers.parameters()), "start");
    if (made.length != layers.parameters().length()) {
      throw new IllegalArgumentException(
          "start: expected a rule over %d floats, the layout given, got one over %d"
              .formatted(layers.parameters().length(), made.length));
    }
    rule = made;
  }

  /**
   * The optimizer, its state to be saved or restored.
   *
   * @return not a copy
   */
  public UpdateRule updateRule() {
    return rule;
  }

  /**
   * One training step: forward, loss, backward, clip, update; then the state is carried on.
   *
   * @param tokens [T, N] — input. Not modified.
   * @param targets [T, N] — the tokens to predict. Not modified.
   * @return the loss before the update: mean over T·N of -log p(target), in nats
   * @throws ArithmeticException if the loss or the gradient is not finite; the weights are as
   *     before
   * @throws IllegalArgumentException if a window has not T·N elements, or the rate is too large for
   *     the optimizer; likewise
   * @throws IndexOutOfBoundsException if a token or target is out of its range; likewise
   */
  public double step(int[] tokens, int[] targets) {
    double loss = gradient(tokens, targets);
    // From BASE: a sum goes in blocks from its start, and BASE is not the same in every JVM.
    int length = layers.parameters().length() - Floats.BASE;
    double norm = clipping.apply(length, g, Floats.BASE);
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException(
          "gradient: expected finite, got norm " + norm + " at update " + updates);
    }
    rule.update(learningRate, g, p);
    unrolled.carry(steps);
    updates++;
    return loss;
  }

  /**
   * The loss of a window and its gradient, which {@link #gradients} then gives; nothing is updated,
   * no state carried.
   *
   * @param tokens [T, N] — input. Not modified.
   * @param targets [T, N] — the tokens to predict. Not modified.
   * @return mean over T·N of -log p(target), in nats
   * @throws IllegalArgumentException if a window has not T·N elements
   * @throws IndexOutOfBoundsException if a token or target is out of its range
   * @throws ArithmeticException if the loss is not finite
   */
  public double gradient(int[] tokens, int[] targets) {
    check("tokens", tokens, layers.architecture().input().size());
    check("targets", targets, classes);
    unrolled.prepare(p);
    unrolled.forward(steps, tokens, 0, p);
    unrolled.clear(steps);
    double loss = loss(targets);
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException("loss: expected finite, got " + loss + " at update " + updates);
    }
    // The array is longer than its layout where that puts it on a cache line.
    Arrays.fill(g, 0, layers.parameters().length(), 0);
    unrolled.backward(steps, p, g);
    return loss;
  }

  /** Mean cross-entropy of the outputs; their gradient goes where the backward pass starts. */
  private double loss(int[] targets) {
    int row = unrolled.outputRow();
    float scale = 1f / (steps * rows);
    for (int t = 0; t < steps; t++) {
      Softmax.crossEntropy(
          rows,
          classes,
          unrolled.tape().data(),
          unrolled.output() + t * rows * row,
          row,
          targets,
          t * rows,
          scale,
          unrolled.outputGradient(),
          unrolled.outputGradient(steps, t),
          row,
          rowLoss,
          t * rows);
    }
    return Norm.sum(steps * rows, rowLoss, 0) / (steps * rows);
  }

  private void check(String name, int[] window, int end) {
    if (window.length != steps * rows) {
      throw new IllegalArgumentException(
          name + ": expected [" + steps + ", " + rows + "] elements, got " + window.length);
    }
    for (int i = 0; i < window.length; i++) {
      if (window[i] < 0 || window[i] >= end) {
        throw new IndexOutOfBoundsException(
            name + "[" + i + "]: expected 0 to " + (end - 1) + ", got " + window[i]);
      }
    }
  }

  /** Sets the carried state of all rows to zero: a new stream begins. */
  public void resetState() {
    unrolled.resetState();
  }

  /**
   * The gradients of the last {@link #gradient} or {@link #step}, by PyTorch's names and in its
   * layouts. The gradient of {@code bias_hh} is that of {@code bias_ih} and is given as zero: see
   * {@link Network#tensors()}.
   *
   * @return copies
   */
  public Map<String, Tensor> gradients() {
    return Network.tensors(layers, g);
  }

  /**
   * The window with its tape: gates, states and their gradients.
   *
   * @return not a copy
   */
  public Unrolled unrolled() {
    return unrolled;
  }

  /**
   * The network as it is now.
   *
   * @return a copy of the weights
   */
  public Network network() {
    return Network.of(layers, p);
  }
}
