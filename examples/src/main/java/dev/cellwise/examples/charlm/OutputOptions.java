package dev.cellwise.examples.charlm;

import dev.cellwise.examples.Checks;
import dev.cellwise.examples.ReportOption;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where results go. */
final class OutputOptions {
  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Folder for loss.png, surprise.png and the model (default: ${DEFAULT-VALUE}).")
  Path folder = Path.of("charlm-out");

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Where to save the model (default: model.safetensors in the --out folder).")
  Path model;

  @Option(
      names = "--line",
      paramLabel = "TEXT",
      description =
          "The line whose characters' surprise is shown in surprise.png, and whose probability is"
              + " printed (default: a held-out one).")
  String line;

  @Mixin ReportOption report;

  /** Refuses, before any work is done, what could not be written after it. */
  void check() {
    Checks.folder("--out", folder);
    Checks.writable("--out", lossCurve());
    Checks.writable("--out", surprise());
    Checks.writable("--model", model());
    report.check();
  }

  Path lossCurve() {
    return folder.resolve("loss.png");
  }

  Path surprise() {
    return folder.resolve("surprise.png");
  }

  Path model() {
    return model == null ? folder.resolve("model.safetensors") : model;
  }
}
