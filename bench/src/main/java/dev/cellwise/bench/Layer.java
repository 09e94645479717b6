package dev.cellwise.bench;

import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import java.util.Locale;

/** The recurrent layer of cases A to D: one of H units and H inputs. */
enum Layer {
  LSTM(4),
  /** With its reset gate after the recurrent product. */
  GRU(3),
  /** Simple cells with tanh. */
  RNN(1);

  private final int gates;

  Layer(int gates) {
    this.gates = gates;
  }

  /** Blocks of H rows in the weights. */
  int gates() {
    return gates;
  }

  /**
   * The layer of a cell's name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static Layer of(String cell) {
    for (Layer layer : values()) {
      if (cell.equals(layer.cell())) {
        return layer;
      }
    }
    throw new IllegalArgumentException("cell: expected lstm, gru or rnn, got " + cell);
  }

  /** Its name in lines of measurements. */
  String cell() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A network of it alone. */
  Network network(int hidden) {
    return network(hidden, 1);
  }

  /** A network of some such layers. */
  Network network(int hidden, int layers) {
    Architecture.Builder b = Architecture.builder().features(hidden);
    for (int l = 0; l < layers; l++) {
      switch (this) {
        case LSTM -> b.lstm(hidden);
        case GRU -> b.gru(hidden);
        case RNN -> b.rnn(hidden);
      }
    }
    return Network.initialise(b.build(), 1);
  }
}
