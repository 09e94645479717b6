package dev.cellwise.examples.memory;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.net.Architecture;

/** Recurrent layers by the name that the command line gives them. */
final class Cells {
  static final String GRU = "gru";
  static final String LSTM = "lstm";

  /** The plain one, with tanh. */
  static final String RNN = "rnn";

  private Cells() {}

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
