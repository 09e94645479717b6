package dev.cellwise.examples;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --report} of every command that measures. */
public final class ReportOption {
  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also writes all figures there, as flat JSON.")
  private Path file;

  /** Made by the command line. */
  public ReportOption() {}

  /** Refuses, before any work is done, a file that could not be written after it. */
  public void check() {
    if (file != null) {
      Checks.writable("--report", file);
    }
  }

  /**
   * Writes a report, if one is asked for.
   *
   * @param report all figures
   */
  public void write(Report report) {
    if (file != null) {
      report.write(file);
    }
  }
}
