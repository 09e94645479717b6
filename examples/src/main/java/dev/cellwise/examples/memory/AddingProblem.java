package dev.cellwise.examples.memory;

import dev.cellwise.examples.Draws;
import dev.cellwise.examples.Draws.Purpose;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.GradientFlow;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.SequenceLoss;
import dev.cellwise.rnn.train.Training;
import java.util.Arrays;

/**
 * Sequences of T numbers in [0, 1), each with a marker that is 1 twice, once in each half, else 0.
 * Wanted is the sum of the two marked numbers. Whoever always says 1 has an error of 1/6, the
 * variance of the sum.
 */
final class AddingProblem implements Task {
  private static final int VALIDATED = 500;

  /** A tenth of what is claimed. */
  private static final double ENOUGH = 0.001;

  private final int length;

  /** Steps that have a number: those behind them are a wait of zeros. */
  private final int numbers;

  private final int rows;
  private final long seed;
  private final Draws training;
  private final Packing packing;

  /** x [T, N, 2] — number and marker. */
  private final float[] x;

  /** y [N] — the sums. */
  private final float[] y;

  private final Training.Input input;
  private final Training.Target target;

  /**
   * Batches without end.
   *
   * @param length T, at least 2
   * @param rows N
   * @param seed of the sequences
   */
  AddingProblem(int length, int rows, long seed) {
    this(length, 0, rows, seed);
  }

  /**
   * Batches without end, with a wait before the answer.
   *
   * @param length T, at least 2 more than the wait
   * @param wait steps without a number at the end
   * @param rows N
   * @param seed of the sequences
   */
  AddingProblem(int length, int wait, int rows, long seed) {
    this.length = length;
    this.numbers = length - wait;
    this.rows = rows;
    this.seed = seed;
    training = new Draws(seed, Purpose.TRAINING);
    packing = Packing.dense(length, rows);
    x = new float[length * rows * 2];
    y = new float[rows];
    input = Training.Input.features(x);
    target = Training.Target.numbers(y);
  }

  @Override
  public Packing packing() {
    return packing;
  }

  @Override
  public Loss loss() {
    return Loss.squared();
  }

  @Override
  public Training.Input input() {
    return input;
  }

  @Override
  public Training.Target target() {
    return target;
  }

  /** The batch: [T, N, 2], number and marker; not a copy. */
  float[] numbers() {
    return x;
  }

  /** The batch's sums: [N]; not a copy. */
  float[] sums() {
    return y;
  }

  @Override
  public void fill() {
    fill(training);
  }

  private void fill(Draws draws) {
    Arrays.fill(y, 0);
    for (int n = 0; n < rows; n++) {
      int first = draws.below(numbers / 2);
      int second = numbers / 2 + draws.below(numbers - numbers / 2);
      for (int t = 0; t < length; t++) {
        float number = t < numbers ? draws.unit() : 0;
        boolean marked = t == first || t == second;
        x[(t * rows + n) * 2] = number;
        x[(t * rows + n) * 2 + 1] = marked ? 1 : 0;
        y[n] += marked ? number : 0;
      }
    }
  }

  @Override
  public double validate(Network network) {
    return error(network, Purpose.VALIDATION, VALIDATED);
  }

  @Override
  public boolean enough(double validation) {
    return validation <= ENOUGH;
  }

  /**
   * The mean squared error of a network.
   *
   * @param network two features in, a number out after the last step
   * @param purpose which sequences: the same each time
   * @param sequences how many of them
   */
  double error(Network network, Purpose purpose, int sequences) {
    Forward forward = new Forward(network, packing);
    Draws draws = new Draws(seed, purpose);
    float[] answer = new float[1];
    double sum = 0;
    for (int done = 0; done < sequences; done += rows) {
      fill(draws);
      forward.run(x);
      for (int n = 0; n < Math.min(rows, sequences - done); n++) {
        forward.output(n, answer);
        double off = (double) answer[0] - y[n];
        sum += off * off;
      }
    }
    return sum / sequences;
  }

  /**
   * How much of the loss of the first test sequences reaches each state.
   *
   * @param network two features in, a number out after the last step
   */
  GradientFlow flow(Network network) {
    fill(new Draws(seed, Purpose.TEST));
    Layers layers = network.layers();
    GradientFlow flow = new GradientFlow(layers, packing, Mode.inference());
    SequenceLoss loss = new SequenceLoss(layers, packing, loss()).against(target);
    flow.gradient(x, 0, network.copyParameters(), layers.parameters().allocate(), loss);
    return flow;
  }

  /** The mean squared error of the answer 1 on the same sequences. */
  double errorOfOne(Purpose purpose, int sequences) {
    Draws draws = new Draws(seed, purpose);
    double sum = 0;
    for (int done = 0; done < sequences; done += rows) {
      fill(draws);
      for (int n = 0; n < Math.min(rows, sequences - done); n++) {
        sum += (1.0 - y[n]) * (1.0 - y[n]);
      }
    }
    return sum / sequences;
  }
}
