package dev.cellwise.examples.lesson;

import dev.cellwise.examples.Picture;
import dev.cellwise.examples.Report;
import dev.cellwise.kernels.Kernels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run has to say: lines and tables to read, figures for the report, pictures, and a claim
 * that was stated before and is judged.
 */
public final class Findings {
  private final String name;
  private final LessonOptions options;
  private final PrintWriter out;
  private final PrintWriter err;
  private final long start = System.nanoTime();
  private final Report report = new Report();
  private final List<Path> pictures = new ArrayList<>();

  Findings(String name, LessonOptions options, PrintWriter out, PrintWriter err) {
    this.name = name;
    this.options = options;
    this.out = out;
    this.err = err;
    report
        .put("command", name)
        .put("seed", options.seed())
        .put("kernels", Kernels.describe())
        .put("java_version", Runtime.version().toString());
  }

  /**
   * Prints a line.
   *
   * @param format as {@link String#format}
   * @param arguments of the format
   */
  public void line(String format, Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
    out.flush();
  }

  /**
   * Where progress is shown.
   *
   * @return standard error
   */
  public PrintWriter progress() {
    return err;
  }

  /**
   * The figures so far, to add to.
   *
   * @return always the same
   */
  public Report report() {
    return report;
  }

  /**
   * Prints the head of a table.
   *
   * @param title above the rows' names
   * @param figures above the columns
   */
  public void head(String title, String... figures) {
    line("");
    row(title, figures);
  }

  /**
   * Prints a row of a table.
   *
   * @param row its name
   * @param figures as many as there are columns
   */
  public void row(String row, String... figures) {
    StringBuilder columns = new StringBuilder();
    for (String figure : figures) {
      columns.append(" %14s".formatted(figure));
    }
    line("%-34s%s", row, columns);
  }

  /**
   * Draws a picture, in the folder of the command.
   *
   * @param what it shows, a word; empty for the main one
   * @param picture to draw
   * @throws IOException when it cannot be written
   */
  public void draw(String what, Picture picture) throws IOException {
    Path file = options.picture(what.isEmpty() ? name : name + "-" + what);
    picture.write(file);
    pictures.add(file);
  }

  /**
   * Writes a file of another kind, in the folder of the command.
   *
   * @param file its name
   * @param writer writes it
   * @throws IOException when it cannot be written
   */
  public void write(String file, Picture writer) throws IOException {
    Path path = options.file(file);
    writer.write(path);
    line("written     %s", path);
  }

  /**
   * Says whether a claim that was stated before was reached.
   *
   * @param claim what was to be shown
   * @param reached whether it was
   */
  public void claim(String claim, boolean reached) {
    line("");
    line("claim: %s: %s", claim, reached ? "reached" : "NOT REACHED");
    report.put("claim", claim).put("reached", reached);
  }

  /**
   * A share as it is printed.
   *
   * @param share such as 0.25
   * @param places behind the point
   * @return such as "25.0 %", in every country
   */
  public static String percent(double share, int places) {
    return String.format(Locale.ROOT, "%." + places + "f %%", 100 * share);
  }

  /** Tells of the pictures and writes the report. */
  void end() {
    double seconds = (System.nanoTime() - start) / 1e9;
    pictures.forEach(picture -> line("picture     %s", picture));
    line("%.0f seconds in all", seconds);
    report.put("seconds", seconds);
    options.write(report);
  }
}
