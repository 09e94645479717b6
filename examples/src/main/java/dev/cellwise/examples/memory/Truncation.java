package dev.cellwise.examples.memory;

import dev.cellwise.examples.Draws.Purpose;
import dev.cellwise.examples.Progress;
import dev.cellwise.kernels.Floats;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Truncated;
import dev.cellwise.rnn.train.Adam;
import dev.cellwise.rnn.train.Clipping;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.SequenceLoss;
import dev.cellwise.rnn.train.Training;
import java.util.Arrays;

/**
 * Adding by truncated backpropagation through time: the sequence runs forward whole, and the
 * gradient of its last answer goes back through k steps. The second half of a sequence has no
 * numbers: so with k up to a half no gradient ever comes to one.
 */
final class Truncation {
  private final int length;
  private final int rows;
  private final long seed;
  private final Network start;
  private final Architecture answering;

  /**
   * A network at its first weights.
   *
   * @param length T
   * @param rows N
   * @param seed of sequences and weights
   * @param start a network that answers after the last number
   */
  Truncation(int length, int rows, long seed, Network start) {
    this.length = length;
    this.rows = rows;
    this.seed = seed;
    // A stream has no last step: the same weights, with an answer after every number.
    this.answering =
        Architecture.builder()
            .features(2)
            .layer(start.architecture().layers().getFirst())
            .dense(1)
            .build();
    this.start = start;
  }

  /**
   * How much of the gradient is lost at the first weights, on a batch of training sequences.
   *
   * @param k steps that the gradient goes back
   * @return ‖g_k - g‖ / ‖g‖, g being the gradient through all steps
   */
  double lost(int k) {
    AddingProblem problem = problem();
    problem.fill();
    float[] whole = new Sweep(length).gradient(problem);
    float[] cut = new Sweep(k).gradient(problem);
    double off = 0;
    double all = 0;
    for (int i = 0; i < whole.length; i++) {
      off += square((double) cut[i] - whole[i]);
      all += square(whole[i]);
    }
    return Math.sqrt(off / all);
  }

  private AddingProblem problem() {
    return new AddingProblem(length, length / 2, rows, seed);
  }

  private static double square(double x) {
    return x * x;
  }

  /**
   * Trains with Adam.
   *
   * @param k steps that the gradient goes back
   * @param rate constant
   * @param steps how many
   * @param clip largest norm of a gradient
   * @param progress is shown each step
   * @return the mean squared error on test sequences
   */
  double learn(int k, double rate, int steps, float clip, Progress progress) {
    AddingProblem problem = problem();
    Sweep sweep = new Sweep(k);
    Adam rule = new Adam(sweep.layers.parameters(), Adam.Options.standard());
    for (int step = 0; step < steps; step++) {
      problem.fill();
      float[] dp = sweep.gradient(problem);
      int of = sweep.layers.parameters().length() - Floats.BASE;
      Clipping.byNorm(clip).apply(of, dp, Floats.BASE);
      rule.update(rate, dp, sweep.p);
      progress.update(step + 1L, sweep.value);
    }
    Network learned = Network.of(start.layers(), Network.of(sweep.layers, sweep.p).tensors());
    return problem.error(learned, Purpose.TEST, 1000);
  }

  /** Forward through all steps, backward through the last k. */
  private final class Sweep {
    private final Layers layers;
    private final float[] p;
    private final float[] dp;
    private final Truncated truncated;
    private final SequenceLoss loss;

    /** Of each step and row; that of the last step is the sum. */
    private final float[] targets = new float[length * rows];

    /** 1 at the last step. */
    private final float[] weights = new float[length * rows];

    private double value;

    Sweep(int k) {
      Network network = Network.of(answering, start.tensors());
      layers = network.layers();
      p = network.copyParameters();
      dp = layers.parameters().allocate();
      truncated = new Truncated(layers, length, k, rows, Mode.inference());
      loss = new SequenceLoss(layers, Packing.dense(length, rows), Loss.squared());
      Arrays.fill(weights, (length - 1) * rows, weights.length, 1);
    }

    float[] gradient(AddingProblem problem) {
      System.arraycopy(problem.sums(), 0, targets, (length - 1) * rows, rows);
      loss.against(Training.Target.numbers(targets).weighted(weights));
      Arrays.fill(dp, 0);
      truncated.resetState();
      value = truncated.gradient(length, problem.numbers(), 0, p, dp, loss);
      return dp;
    }
  }
}
