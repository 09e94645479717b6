package dev.cellwise.rnn.train;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Source;
import dev.cellwise.rnn.net.Unrolled;

/** A window forward to its loss: what training and evaluation have in common. */
final class ForwardPass {
  private final Layers layers;
  private final Unrolled unrolled;
  private final WindowLoss loss;
  private final int outputs;

  ForwardPass(Layers layers, Unrolled unrolled, WindowLoss loss) {
    this.outputs = layers.architecture().outputSize();
    this.layers = layers;
    this.unrolled = unrolled;
    this.loss = loss;
  }

  /**
   * The loss, its gradient where the way back starts. What is refused is refused before anything
   * runs, but for tokens out of range.
   *
   * @param source what the window begins from; null where that is nothing
   * @param tokens or features, the other null
   * @param classes or numbers, the other null
   * @param weights of rows; null where all are 1
   */
  double loss(
      Training.Input source,
      int[] tokens,
      float[] features,
      int[] classes,
      float[] numbers,
      float[] weights,
      float[] p) {
    checkInput("tokens", "features", layers, unrolled.packing(), tokens, features);
    checkSource(source);
    loss.check(classes, numbers, weights);
    begin(source, p);
    if (tokens != null) {
      unrolled.forward(tokens, 0, p);
    } else {
      unrolled.forward(features, 0, p);
    }
    loss.apply(classes, numbers, weights);
    return loss.mean();
  }

  /** Refuses rows of another width than the network's, where theirs was said. */
  void checkWidths(Training.Input input, Training.Target target) {
    Architecture a = layers.architecture();
    if (!layers.tokens()) {
      checkWidth("features", input.width, a.input().size());
    }
    checkWidth("targets", target.width, outputs);
    Layers encoder = layers.encoder();
    if (input.source != null && a.source() instanceof Source.Vector v) {
      checkWidth("source features", input.source.width, v.size());
    }
    if (input.source != null && encoder != null && !encoder.tokens()) {
      int expected = encoder.architecture().input().size();
      checkWidth("source features", input.source.width, expected);
    }
  }

  private static void checkWidth(String name, int width, int expected) {
    if (width > 0 && width != expected) {
      throw new IllegalArgumentException(
          name + ": expected " + expected + " numbers a row, got " + width);
    }
  }

  private static void checkInput(
      String ofTokens,
      String ofFeatures,
      Layers layers,
      Packing packing,
      int[] tokens,
      float[] features) {
    if ((tokens != null) != layers.tokens()) {
      throw new IllegalArgumentException(
          layers.tokens()
              ? ofFeatures + ": expected tokens, got features"
              : ofTokens + ": expected features, got tokens");
    }
    if (tokens != null) {
      packing.checkArray(ofTokens, tokens.length, 1);
    } else {
      packing.checkArray(ofFeatures, features.length, layers.architecture().input().size());
    }
  }

  /** Refuses a source that the network does not begin from. */
  private void checkSource(Training.Input source) {
    Source begins = layers.architecture().source();
    if ((source == null) != (begins == null)) {
      throw new IllegalArgumentException(
          source == null
              ? "input: expected a source, for the network begins from one, got none"
              : "input: expected no source, for the network begins from none, got one");
    }
    if (begins instanceof Source.Vector v) {
      checkVectors(source, v.size());
    } else if (begins != null) {
      Packing rows = unrolled.encoder().packing();
      Layers encoder = layers.encoder();
      checkInput("source tokens", "source features", encoder, rows, source.tokens, source.features);
    }
  }

  private void checkVectors(Training.Input source, int size) {
    int expected = size * unrolled.packing().rows();
    if (source.features == null || source.features.length != expected) {
      throw new IllegalArgumentException(
          "source features: expected "
              + expected
              + ", a vector for each row, got "
              + (source.features == null ? "tokens" : source.features.length));
    }
  }

  /** Reads what the window begins from, if it does from anything. */
  private void begin(Training.Input source, float[] p) {
    if (source == null) {
      return;
    }
    if (unrolled.encoder() == null) {
      unrolled.vectors(source.features, 0);
    } else if (source.tokens != null) {
      unrolled.encode(source.tokens, 0, p);
    } else {
      unrolled.encode(source.features, 0, p);
    }
  }
}
