package dev.cellwise.bench.cases;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.Sgd;
import dev.cellwise.rnn.train.Training;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A training step of rows of different length, packed, or run to the longest with a mask on the
 * loss. Lengths are drawn from a gamma distribution of shape 1/2 above the least, which has a long
 * tail; longer ones are cut.
 */
public final class RaggedWorkload implements Runnable {
  /** Inputs of a time step. */
  public static final int FEATURES = 16;

  private final Training training;
  private final Training.Input input;
  private final Training.Target target;
  private double first = Double.NaN;
  private double last;

  /**
   * Lengths with the given mean, least and most.
   *
   * @return one for each row; the same for the same seed
   */
  public static int[] lengths(int rows, int least, int mean, int most, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] lengths = new int[rows];
    for (int n = 0; n < rows; n++) {
      // The square of a normal number, with its mean of 1, is gamma of shape 1/2.
      double z = random.nextGaussian();
      double scaled = least + (mean - least) * z * z;
      lengths[n] = (int) Math.max(least, Math.min(most, Math.round(scaled)));
    }
    return lengths;
  }

  /** One LSTM layer of H units and a dense head of one output; MSE at every valid step; SGD. */
  public RaggedWorkload(int hidden, int[] lengths, boolean packed) {
    Architecture a = Architecture.builder().features(FEATURES).lstm(hidden).dense(1).build();
    Network network = Network.initialise(a, 1);
    int longest = Arrays.stream(lengths).max().orElseThrow();
    int total = Arrays.stream(lengths).sum();
    int rows = lengths.length;
    Packing ragged = Packing.ragged(longest, rows, total);
    ragged.lengths(lengths);
    Packing packing = packed ? ragged : Packing.dense(longest, rows);
    float[] x = new float[packing.total() * FEATURES];
    float[] y = new float[packing.total()];
    float[] weights = new float[packing.total()];
    float[] values = Data.uniform(FEATURES, 1f, 7);
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < lengths[n]; t++) {
        int at = packing.at(t, n);
        for (int i = 0; i < FEATURES; i++) {
          x[at * FEATURES + i] = values[(i + 3 * t + 5 * n) % FEATURES];
        }
        y[at] = values[(t + n) % FEATURES];
        weights[at] = 1;
      }
    }
    training = new Training(network, packing, Mode.training(1), Loss.squared());
    training.updateRule(p -> new Sgd(p, Sgd.Options.plain()));
    training.learningRate(0.01);
    input = Training.Input.features(x);
    Training.Target numbers = Training.Target.numbers(y);
    target = packed ? numbers : numbers.weighted(weights);
  }

  /** Its training. */
  public Training training() {
    return training;
  }

  @Override
  public void run() {
    training.resetState();
    last = training.step(input, target);
    first = Double.isNaN(first) ? last : first;
  }

  /** What is wrong with the calls so far, or an empty string. */
  public String fault() {
    return last < first ? "" : "the loss went from " + first + " to " + last;
  }
}
