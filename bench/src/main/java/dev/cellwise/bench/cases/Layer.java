package dev.cellwise.bench.cases;

import java.util.Locale;

/** The recurrent layer of a case. */
public enum Layer {
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
  public int gates() {
    return gates;
  }

  /**
   * The layer of a cell's name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Layer of(String cell) {
    for (Layer layer : values()) {
      if (cell.equals(layer.cell())) {
        return layer;
      }
    }
    throw new IllegalArgumentException("cell: expected lstm, gru or rnn, got " + cell);
  }

  /** Its name in tables. */
  public String cell() {
    return name().toLowerCase(Locale.ROOT);
  }
}
