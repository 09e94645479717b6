package dev.cellwise.examples.lesson;

import dev.cellwise.examples.BadInput;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Architecture;
import java.util.List;
import picocli.CommandLine.Option;

/** Which recurrent cells are trained, one after the other. */
public final class CellOption {
  /** Gated recurrent unit. */
  public static final String GRU = "gru";

  /** Long short-term memory. */
  public static final String LSTM = "lstm";

  /** The simple cell, with tanh. */
  public static final String RNN = "rnn";

  /** All three, in the order in which they are trained. */
  public static final List<String> ALL = List.of(LSTM, GRU, RNN);

  @Option(
      names = "--cell",
      paramLabel = "CELL",
      split = ",",
      description = "Cells to train: lstm, gru, rnn, one or several (default: ${DEFAULT-VALUE}).")
  private List<String> cells;

  /**
   * The default of a command.
   *
   * @param cells names
   */
  public CellOption(String... cells) {
    this.cells = List.of(cells);
  }

  /** Refuses unknown cells. */
  public void check() {
    for (String cell : cells) {
      if (!ALL.contains(cell)) {
        throw new BadInput("--cell must be of %s, but is %s".formatted(ALL, cell));
      }
    }
  }

  /**
   * The cells to train.
   *
   * @return each once, in the order of {@link #ALL}
   */
  public List<String> asked() {
    return ALL.stream().filter(cells::contains).toList();
  }

  /**
   * Puts a layer on top of what is built so far.
   *
   * @param builder is added to
   * @param cell its name
   * @param units H
   * @return the builder
   */
  public static Architecture.Builder layer(Architecture.Builder builder, String cell, int units) {
    return builder.layer(cell(cell, units));
  }

  /**
   * A cell, such as is wanted for both directions.
   *
   * @param cell its name
   * @param units H
   * @return without options
   */
  public static Architecture.Recurrent cell(String cell, int units) {
    return switch (cell) {
      case GRU -> new Architecture.Gru(units);
      case LSTM -> new Architecture.Lstm(units);
      case RNN -> new Architecture.Simple(units, Activation.tanh());
      default ->
          throw new IllegalArgumentException("cell: expected one of " + ALL + ", got " + cell);
    };
  }
}
