package dev.cellwise.bench.report;

import dev.cellwise.bench.figure.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files of a report: {@code report.json}, {@code report.md} and {@code report.html}. */
public final class ReportFiles {
  private static final String NAME = "report.";

  private ReportFiles() {}

  /**
   * Writes all three. Each replaces its predecessor when it is whole; what the second and the third
   * say is what the first one holds, rounded as it is there.
   *
   * @param folder made if it is not there
   */
  public static void write(Results results, Path folder) throws IOException {
    Files.createDirectories(folder);
    String json = ResultsFile.toJson(results);
    Results rounded = ResultsReader.read(NAME + "json", json);
    replace(folder.resolve(NAME + "json"), json);
    replace(folder.resolve(NAME + "md"), MarkdownReport.of(rounded));
    replace(folder.resolve(NAME + "html"), HtmlReport.of(rounded));
  }

  /** Writes a file, or leaves the one that is there as it is. */
  static void replace(Path file, String text) throws IOException {
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(whole, text);
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(whole);
    }
  }
}
