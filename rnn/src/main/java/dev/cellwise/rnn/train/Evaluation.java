package dev.cellwise.rnn.train;

import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Objects;

/**
 * The loss of a network on held-out batches, without random masks, and for classes its accuracy.
 *
 * <p>Each evaluation goes through the batches of one epoch from where the source stood when this
 * was made. The loss is the mean over all rows that count, as if they were one batch, but that the
 * sums of the batches are added in double. Not thread-safe.
 */
public final class Evaluation implements Validation {
  private final Layers layers;
  private final BatchSource source;
  private final Unrolled unrolled;
  private final WindowLoss loss;
  private final ForwardPass pass;
  private final boolean classes;
  private final long[] start;
  private final boolean[] begins;
  private double accuracy = Double.NaN;

  /**
   * An evaluation of networks of an architecture.
   *
   * @param layers those of the networks: {@link Network#layers}
   * @param source held-out batches; this moves its position, nobody else should
   * @param loss what outputs are held against
   * @throws IllegalArgumentException if the batches are too large, or the loss does not fit the
   *     outputs
   */
  public Evaluation(Layers layers, BatchSource source, Loss loss) {
    this.layers = layers;
    this.source = source;
    this.unrolled =
        new Unrolled(layers, source.sourcePacking(), source.packing(), Mode.inference(), null);
    this.loss =
        new WindowLoss(
            unrolled, Objects.requireNonNull(loss, "loss"), layers.architecture().outputSize());
    this.pass = new ForwardPass(layers, unrolled, this.loss);
    this.classes = loss.ofClasses();
    this.start = source.position();
    this.begins = new boolean[source.packing().rows()];
  }

  /**
   * The loss of a network.
   *
   * @param network of the architecture that this was made for
   * @return the mean
   * @throws IllegalArgumentException if it is of another architecture, or the batches do not fit it
   */
  @Override
  public double loss(Network network) {
    if (!network.architecture().equals(layers.architecture())) {
      throw new IllegalArgumentException(
          "network: expected " + layers.architecture() + ", got " + network.architecture());
    }
    float[] p = network.copyParameters();
    source.position(start);
    unrolled.resetState();
    long epoch = source.epoch();
    double sum = 0;
    double weight = 0;
    long counted = 0;
    long hits = 0;
    while (source.epoch() == epoch) {
      Training.begin(source, begins, unrolled);
      sum += batch(p) * loss.weight();
      weight += loss.weight();
      counted += classes ? loss.counted() : 0;
      hits += classes ? loss.hits() : 0;
    }
    accuracy = counted > 0 ? (double) hits / counted : Double.NaN;
    return weight > 0 ? sum / weight : 0;
  }

  private double batch(float[] p) {
    Training.Input input = source.input();
    Training.Target target = source.target();
    pass.checkWidths(input, target);
    double value =
        pass.loss(
            input.source,
            input.tokens,
            input.features,
            target.classes,
            target.numbers,
            target.weights,
            p);
    if (source.packing().steps() > 0) {
      unrolled.carry(source.packing().steps());
    }
    return value;
  }

  /**
   * The share of rows that count whose largest output is that of their class; of several as large
   * it is the first.
   *
   * @return of the last evaluation; NaN before it, and where targets are numbers
   */
  @Override
  public double accuracy() {
    return accuracy;
  }

  /** Where the batches come from. */
  BatchSource source() {
    return source;
  }
}
