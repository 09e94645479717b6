package dev.cellwise.examples.lesson;

import static dev.cellwise.examples.Checks.positive;
import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.Report;
import picocli.CommandLine.Option;

/** How a network is trained. The defaults are those of the command. */
public final class FitOptions {
  @Option(
      names = "--hidden",
      paramLabel = "H",
      description = "Units of a recurrent layer (default: ${DEFAULT-VALUE}).")
  private int hidden;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Sequences trained on in one step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often all training data is gone through (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description =
          "Adam's highest learning rate: a short warm-up, then a cosine down to a twentieth"
              + " (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description = "Largest global norm of a gradient (default: ${DEFAULT-VALUE}).")
  private double clip = 1;

  /**
   * The defaults of a command.
   *
   * @param hidden units of a recurrent layer
   * @param batch N
   * @param epochs over all training data
   * @param learningRate the highest
   */
  public FitOptions(int hidden, int batch, int epochs, double learningRate) {
    this.hidden = hidden;
    this.batch = batch;
    this.epochs = epochs;
    this.learningRate = learningRate;
  }

  /** Refuses what cannot be trained. */
  public void check() {
    range("--hidden", hidden, 1, 8192);
    range("--batch", batch, 1, 65_536);
    range("--epochs", epochs, 1, 1_000_000);
    positive("--learning-rate", learningRate);
    positive("--clip", clip);
  }

  /**
   * Units.
   *
   * @return of a recurrent layer
   */
  public int hidden() {
    return hidden;
  }

  /**
   * Rows of a batch.
   *
   * @return N
   */
  public int batch() {
    return batch;
  }

  int epochs() {
    return epochs;
  }

  double learningRate() {
    return learningRate;
  }

  double clip() {
    return clip;
  }

  /**
   * Puts the options into a report.
   *
   * @param to is added to
   */
  public void describe(Report to) {
    to.put("hidden", hidden)
        .put("batch", batch)
        .put("epochs", epochs)
        .put("learning_rate", learningRate)
        .put("clip", clip);
  }
}
