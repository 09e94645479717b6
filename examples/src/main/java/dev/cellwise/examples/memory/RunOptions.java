package dev.cellwise.examples.memory;

import static dev.cellwise.examples.Checks.positive;
import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Checks;
import dev.cellwise.examples.Report;
import dev.cellwise.examples.ReportOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all tasks of this package are asked. The same options and seed give the same figures. */
final class RunOptions {
  private static final String ALL = "all";
  private static final double HIGHEST_RATE = 1000;

  @Option(
      names = "--cell",
      paramLabel = "CELL",
      split = ",",
      defaultValue = ALL,
      description = "Cells to train, one or several: a,b or all (default: ${DEFAULT-VALUE}).")
  List<String> cells;

  @Option(
      names = "--hidden",
      paramLabel = "H",
      description = "Units of the recurrent layer (default: ${DEFAULT-VALUE}).")
  int hidden;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Sequences trained on in one step (default: ${DEFAULT-VALUE}).")
  int batch;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "The most training steps of each cell; adding and copy end earlier where a network is"
              + " good enough (default: ${DEFAULT-VALUE}).")
  int steps;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description =
          "Adam's highest learning rate: a short warm-up, then a cosine down to a tenth"
              + " (default: what suits task and cell).")
  Double learningRate;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description = "Largest global norm of a gradient (default: ${DEFAULT-VALUE}).")
  double clip = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides the data and the first weights (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Folder for the picture of the curves (default: ${DEFAULT-VALUE}).")
  Path folder;

  @Mixin ReportOption report;

  private final String name;
  private final List<String> known;
  private final Map<String, Double> rates;

  /**
   * The defaults of a task.
   *
   * @param name of the task, a word
   * @param rates learning rates of its cells, in the order in which these are trained
   */
  RunOptions(String name, int hidden, int batch, int steps, SequencedMap<String, Double> rates) {
    this.name = name;
    this.known = List.copyOf(rates.sequencedKeySet());
    this.rates = rates;
    this.hidden = hidden;
    this.batch = batch;
    this.steps = steps;
    this.folder = Path.of(name + "-out");
  }

  /**
   * Refuses what cannot be trained, or written after it.
   *
   * @param length time steps of the longest sequence
   */
  void check(int length) {
    for (String cell : cells) {
      if (!known.contains(cell) && !cell.equals(ALL)) {
        throw new BadInput("--cell must be of %s or all, but is %s".formatted(known, cell));
      }
    }
    range("--hidden", hidden, 1, 8192);
    range("--batch", batch, 1, 4096);
    range("--steps", steps, 1, 100_000_000);
    if (learningRate != null) {
      positive("--learning-rate", learningRate);
      if (learningRate > HIGHEST_RATE) {
        throw new BadInput(
            "--learning-rate must be at most %s, but is %s".formatted(HIGHEST_RATE, learningRate));
      }
    }
    positive("--clip", clip);
    if (4L * hidden * batch * length > Integer.MAX_VALUE - 8L) {
      throw new BadInput(
          "--hidden %d x --batch %d x %d time steps is more than one array can hold; lower one"
              .formatted(hidden, batch, length));
    }
    Checks.folder("--out", folder);
    Checks.writable("--out", picture());
    report.check();
  }

  /** The cells to train, each once, in the order of the task's own list. */
  List<String> asked() {
    return known.stream().filter(cell -> cells.contains(cell) || cells.contains(ALL)).toList();
  }

  /**
   * The cells that a claim is about.
   *
   * @param claimants those that should reach it
   * @return those of them that are asked for; all that are asked for if none is
   */
  List<String> judged(String... claimants) {
    List<String> judged = asked().stream().filter(List.of(claimants)::contains).toList();
    return judged.isEmpty() ? asked() : judged;
  }

  /** The highest learning rate of a cell. */
  double rate(String cell) {
    return learningRate == null ? rates.get(cell) : learningRate;
  }

  Path picture() {
    return folder.resolve(name + ".png");
  }

  /**
   * A further picture.
   *
   * @param what it shows, a word
   */
  Path picture(String what) {
    return folder.resolve(name + "-" + what + ".png");
  }

  /**
   * Puts the options into a report.
   *
   * @param to is added to
   */
  void describe(Report to) {
    to.put("task", name)
        .put("cells", String.join(",", asked()))
        .put("hidden", hidden)
        .put("batch", batch)
        .put("steps", steps)
        .put("clip", clip)
        .put("seed", seed);
  }
}
