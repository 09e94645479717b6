package dev.cellwise.examples.lesson;

import dev.cellwise.examples.Checks;
import dev.cellwise.examples.Report;
import dev.cellwise.examples.ReportOption;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every lesson is asked. */
final class LessonOptions {
  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides the data and the first weights (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Folder for pictures (default: the command's name and -out).")
  private Path folder;

  @Mixin private ReportOption report;

  long seed() {
    return seed;
  }

  /** Refuses what could not be written after a long run. */
  void check(String command) {
    folder = folder == null ? Path.of(command + "-out") : folder;
    Checks.folder("--out", folder);
    Checks.writable("--out", picture(command));
    report.check();
  }

  Path picture(String name) {
    return file(name + ".png");
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  void write(Report figures) {
    report.write(figures);
  }
}
