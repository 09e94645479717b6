package dev.cellwise.examples.charlm;

import static dev.cellwise.examples.Checks.positive;
import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Checks;
import dev.cellwise.examples.Report;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * The options that decide what is trained, and how. The same options and seed give the same model,
 * bit for bit.
 */
final class TrainingOptions {
  private static final double HIGHEST_RATE = 1000;
  private static final long MOST_FLOATS = Integer.MAX_VALUE - 8L;

  @Option(
      names = "--cell",
      paramLabel = "CELL",
      description =
          "Recurrent cell: lstm, gru, or rnn, the simple one (default: ${DEFAULT-VALUE}).")
  String cell = "lstm";

  @Option(
      names = "--hidden",
      paramLabel = "H",
      description = "Units in each recurrent layer (default: ${DEFAULT-VALUE}).")
  int hidden = 256;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Recurrent layers (default: ${DEFAULT-VALUE}).")
  int layers = 1;

  @Option(
      names = "--embedding",
      paramLabel = "E",
      description =
          "Size of a learned character embedding; 0 for none: characters enter as indices"
              + " (default: ${DEFAULT-VALUE}).")
  int embedding = 0;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Streams trained side by side (default: ${DEFAULT-VALUE}).")
  int batch = 32;

  @Option(
      names = "--window",
      paramLabel = "T",
      description =
          "Characters that a gradient reaches back; the state is carried on from window to window"
              + " (default: ${DEFAULT-VALUE}).")
  int window = 64;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Training steps, each over batch x window characters. The learning rate follows them"
              + " (default: ${DEFAULT-VALUE}).")
  int steps = 1600;

  @Option(
      names = "--passes",
      paramLabel = "N",
      description = "Instead of --steps: so many passes over the text to train on.")
  Integer passes;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description =
          "Highest learning rate: a short warm-up, then a cosine down to a twentieth"
              + " (default: ${DEFAULT-VALUE}).")
  double learningRate = 0.008;

  @Option(
      names = "--constant-rate",
      description = "No warm-up and no cosine: the same learning rate all the time.")
  boolean constantRate;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "adam or nadam (default: ${DEFAULT-VALUE}).")
  String optimizer = "adam";

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description = "Largest global norm of a gradient (default: ${DEFAULT-VALUE}).")
  double clip = 1;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      description =
          "Share of each layer's outputs dropped while training; helps where a text is small for"
              + " its network (default: ${DEFAULT-VALUE}).")
  double dropout = 0;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Decides the split, the first weights and what is invented (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description =
          "Ends training early so that the whole command takes about this long. It drives no"
              + " schedule: --steps does (default: no limit).")
  Double minutes;

  /** Refuses what cannot be trained. */
  void check() {
    if (!List.of("lstm", "gru", "rnn").contains(cell)) {
      throw new BadInput("--cell must be lstm, gru or rnn, but is " + cell);
    }
    range("--hidden", hidden, 1, 8192);
    range("--layers", layers, 1, 16);
    range("--embedding", embedding, 0, 8192);
    range("--batch", batch, 1, 4096);
    range("--window", window, 1, 65536);
    range("--steps", steps, 1, 100_000_000);
    if (passes != null) {
      range("--passes", passes, 1, 1_000_000);
    }
    if (!List.of("adam", "nadam").contains(optimizer)) {
      throw new BadInput("--optimizer must be adam or nadam, but is " + optimizer);
    }
    positive("--learning-rate", learningRate);
    if (learningRate > HIGHEST_RATE) {
      throw new BadInput(
          "--learning-rate must be at most %.0f, but is %s".formatted(HIGHEST_RATE, learningRate));
    }
    positive("--clip", clip);
    if (!(dropout >= 0 && (float) dropout < 1)) {
      throw new BadInput("--dropout must be at least 0 and below 1, but is " + dropout);
    }
    if (minutes != null) {
      Checks.positive("--minutes", minutes);
    }
    if (4L * hidden * batch * window > MOST_FLOATS) {
      throw new BadInput(
          "--hidden %d x --batch %d x --window %d is more than one array can hold; lower one"
              .formatted(hidden, batch, window));
    }
  }

  /** Takes {@code --passes} for steps of so many windows a pass. */
  void passes(int windows) {
    if (passes != null) {
      steps = Math.multiplyExact(passes, windows);
    }
  }

  /** Characters trained on in one step. */
  long charactersPerStep() {
    return (long) batch * window;
  }

  /**
   * Puts all options into a report.
   *
   * @param report is added to
   */
  void describe(Report report) {
    report
        .put("cell", cell)
        .put("hidden", hidden)
        .put("layers", layers)
        .put("embedding", embedding)
        .put("batch", batch)
        .put("window", window)
        .put("steps", steps)
        .put("learning_rate", learningRate)
        .put("constant_rate", constantRate)
        .put("optimizer", optimizer)
        .put("clip", clip)
        .put("dropout", dropout)
        .put("seed", seed);
  }
}
