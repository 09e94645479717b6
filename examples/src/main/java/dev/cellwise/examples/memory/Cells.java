package dev.cellwise.examples.memory;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.net.Architecture;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Recurrent layers by the name that the command line gives them. */
final class Cells {
  static final String GRU = "gru";
  static final String LSTM = "lstm";

  /** The plain one, with tanh. */
  static final String RNN = "rnn";

  /**
   * Units that forget at rates of their own: M. Mozer, "Induction of multiscale temporal
   * structure", 1992.
   */
  static final String LEAKY = "leaky";

  /**
   * The plain one, which also sees its own output of some steps before: T. Lin and others,
   * "Learning long-term dependencies in NARX recurrent neural networks", 1996.
   */
  static final String SKIP = "skip";

  /** Steps that the skip connections go back. */
  static final int LAG = 10;

  /** Steps over which the slowest leaky unit forgets. */
  private static final double SLOWEST = 100;

  private Cells() {}

  /** The three that everybody has, with a learning rate. */
  static SequencedMap<String, Double> at(double rate) {
    return at(rate, GRU, LSTM, RNN);
  }

  /**
   * Some cells with a learning rate.
   *
   * @param cells in the order in which they are trained
   */
  static SequencedMap<String, Double> at(double rate, String... cells) {
    SequencedMap<String, Double> rates = new LinkedHashMap<>();
    for (String cell : cells) {
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
      case LEAKY -> builder.rnn(units, SimpleOptions.plain().withAlpha(leaks(units)));
      case SKIP -> builder.rnn(units, SimpleOptions.plain().withLags(LAG));
      default -> throw new BadInput("--cell: there is no " + cell);
    };
  }

  /** α = 1 - 1 / τ, the times τ spread evenly by their logarithm from 1 step to the slowest. */
  private static float[] leaks(int units) {
    float[] alpha = new float[units];
    for (int j = 0; j < units; j++) {
      double share = units == 1 ? 1 : (double) j / (units - 1);
      alpha[j] = (float) (1 - StrictMath.pow(SLOWEST, -share));
    }
    return alpha;
  }
}
