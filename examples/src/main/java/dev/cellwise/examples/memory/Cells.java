package dev.cellwise.examples.memory;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.net.Architecture;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Recurrent layers by the name that the command line gives them. */
final class Cells {
  static final String GRU = "gru";
  static final String LSTM = "lstm";

  /** The plain one, with tanh. */
  static final String RNN = "rnn";

  private Cells() {}

  /** All of these, with a learning rate. */
  static SequencedMap<String, Double> at(double rate) {
    SequencedMap<String, Double> rates = new LinkedHashMap<>();
    for (String cell : new String[] {GRU, LSTM, RNN}) {
      rates.put(cell, rate);
    }
    return rates;
  }

  /** Puts a layer on top of what is built so far. */
  static Architecture.Builder layer(Architecture.Builder builder, String cell, int units) {
    return switch (cell) {
      case GRU -> builder.gru(units);
      case LSTM -> builder.lstm(units);
      case RNN -> builder.rnn(units);
      default -> throw new BadInput("--cell: there is no " + cell);
    };
  }
}
