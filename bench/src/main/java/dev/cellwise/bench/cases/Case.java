package dev.cellwise.bench.cases;

import java.util.List;
import java.util.stream.Stream;

/** The cases of the comparison with other libraries: float32, one thread, one layer but in F. */
public enum Case {
  /** One step of a stream, the state carried from call to call. */
  A("us", 1, 1, 32, 1024),
  /** A sequence of one stream, all outputs kept. */
  B("us", 1, 100, 32, 512),
  /** A batch forward. */
  C("ms", 32, 50, 32, 512),
  /** A training step: forward, mean squared error, backward, SGD. */
  D("ms", 32, 50, 64, 512),
  /** A training step of a character model: by index and by embedding. */
  E("ms", 32, 100, 256, 256),
  /** A training step as D, of two LSTM layers one on the other. */
  F("ms", 32, 100, 256, 256);

  /** Symbols of the text of case E. */
  public static final int VOCABULARY = 65;

  private final String unit;
  private final int batch;
  private final int steps;
  private final int smallest;
  private final int largest;

  Case(String unit, int batch, int steps, int smallest, int largest) {
    this.unit = unit;
    this.batch = batch;
    this.steps = steps;
    this.smallest = smallest;
    this.largest = largest;
  }

  /** The unit that its times are printed in: us or ms. */
  public String unit() {
    return unit;
  }

  /** Its settings at the sizes that are compared. */
  public List<Setting> settings() {
    return Stream.iterate(smallest, h -> h <= largest, h -> 2 * h)
        .flatMap(h -> settings(h).stream())
        .toList();
  }

  /** An LSTM of 128 at other lengths (B) or batches (C), which are not compared by size. */
  public List<Setting> scaling() {
    return switch (this) {
      case B ->
          Stream.of(10, 30, 300, 1000).map(t -> new Setting(B, "lstm", 128, 128, 1, t)).toList();
      case C ->
          Stream.of(1, 2, 4, 8, 16, 64, 128)
              .map(n -> new Setting(C, "lstm", 128, 128, n, 50))
              .toList();
      default -> List.of();
    };
  }

  /** One of a single kind of layer at a size: not E. */
  public Setting setting(Layer layer, int hidden) {
    return new Setting(this, layer.cell(), hidden, hidden, batch, steps);
  }

  /** Its settings at a size. */
  public List<Setting> settings(int hidden) {
    if (this == E) {
      return List.of(
          new Setting(E, "lstm", VOCABULARY, hidden, batch, steps),
          new Setting(E, "lstm_emb", hidden, hidden, batch, steps));
    }
    if (this == F) {
      return List.of(setting(Layer.LSTM, hidden));
    }
    return Stream.of(Layer.values()).map(layer -> setting(layer, hidden)).toList();
  }
}
