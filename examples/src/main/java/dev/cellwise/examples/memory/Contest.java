package dev.cellwise.examples.memory;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Picture;
import dev.cellwise.examples.Plot;
import dev.cellwise.examples.Progress;
import dev.cellwise.examples.Report;
import dev.cellwise.examples.memory.Drill.Learned;
import dev.cellwise.examples.memory.Drill.Point;
import dev.cellwise.kernels.Kernels;
import dev.cellwise.rnn.net.Network;
import java.awt.Color;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The cells of a task, trained one after the other on the same batches, and what is printed, drawn
 * and reported of them.
 */
final class Contest {
  private static final Color[] COLORS = {Plot.BLUE, Plot.GREEN, Plot.RED, Plot.ORANGE, Plot.VIOLET};

  private final RunOptions options;
  private final PrintWriter out;
  private final PrintWriter err;
  private final long start = System.nanoTime();
  private final Report report = new Report();
  private final List<Result> results = new ArrayList<>();
  private final List<Path> pictures = new ArrayList<>();

  /**
   * What became of a cell.
   *
   * @param cell its name
   * @param learned its training
   */
  record Result(String cell, Learned learned) {}

  /**
   * A contest that starts now.
   *
   * @param options checked
   * @param out for figures
   * @param err for progress
   */
  Contest(RunOptions options, PrintWriter out, PrintWriter err) {
    this.options = options;
    this.out = out;
    this.err = err;
    options.describe(report);
    report.put("kernels", Kernels.describe()).put("java_version", Runtime.version().toString());
  }

  /** Prints a line. */
  void line(String format, Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
    out.flush();
  }

  /** The figures so far. */
  Report report() {
    return report;
  }

  /**
   * Trains all cells that are asked for.
   *
   * @param task made anew for each cell: all see the same batches
   * @param first the first weights of a cell
   * @throws BadInput when a network is too large for memory, or training goes astray
   */
  List<Result> hold(Supplier<Task> task, Function<String, Network> first) {
    line(
        "%d units, batches of %d, at most %,d steps; kernels: %s",
        options.hidden, options.batch, options.steps, Kernels.describe());
    results.addAll(train("", task, first));
    line("");
    return results;
  }

  /**
   * Trains all cells that are asked for, on one task of several.
   *
   * @param before stands before their names on progress bars and in the report
   * @param task made anew for each cell: all see the same batches
   * @param first the first weights of a cell
   * @throws BadInput when a network is too large for memory, or training goes astray
   */
  List<Result> train(String before, Supplier<Task> task, Function<String, Network> first) {
    List<Result> trained = new ArrayList<>();
    for (String cell : options.asked()) {
      String name = before + cell;
      Drill drill = drill(task, first, cell);
      Learned learned;
      try (Progress progress = progress(name, options.steps)) {
        learned = drill.run(progress, options.rate(cell));
      }
      trained.add(new Result(cell, learned));
      report
          .put(name + "_learning_rate", options.rate(cell))
          .put(name + "_parameters", learned.network().parameterCount())
          .put(name + "_steps_taken", learned.steps())
          .put(name + "_train_seconds", learned.seconds());
    }
    return trained;
  }

  /** Shows how far a training is. */
  Progress progress(String name, long steps) {
    return Progress.start(err, name, Progress.Unit.STEPS, steps);
  }

  private Drill drill(Supplier<Task> task, Function<String, Network> first, String cell) {
    try {
      return new Drill(task.get(), options, first.apply(cell));
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "too large: take a lower --hidden or --batch, or shorter sequences (%s)"
              .formatted(e.getMessage()));
    }
  }

  /** Prints the head of the table of figures. */
  void head(String title, String... figures) {
    line("%-28s%s %9s %9s", title, columns(figures), "steps", "seconds");
  }

  /** Prints a row of what needs no training. */
  void row(String name, String... figures) {
    line("%-28s%s", name, columns(figures));
  }

  /** Prints a row of a trained cell. */
  void row(Result result, String... figures) {
    Learned learned = result.learned();
    line("%-28s%s %,9d %9.1f", result.cell(), columns(figures), learned.steps(), learned.seconds());
  }

  /** Prints a row of the same cell with its weights rounded to bfloat16. */
  void rounded(String... figures) {
    row("  in bfloat16", figures);
  }

  private static String columns(String[] figures) {
    StringBuilder row = new StringBuilder();
    for (String figure : figures) {
      row.append(" %16s".formatted(figure));
    }
    return row.toString();
  }

  /**
   * Draws the validations of all cells.
   *
   * @param title the picture's title
   * @param value what a validation is
   */
  Plot plot(String title, String value) {
    return plot(title, value, 0);
  }

  /**
   * The same with an axis of powers of ten.
   *
   * @param least where it begins, above 0: validations below are drawn there
   */
  Plot plot(String title, String value, double least) {
    return plot(title, value, least, results);
  }

  /** The same of some results. */
  static Plot plot(String title, String value, double least, List<Result> results) {
    int end = results.stream().mapToInt(r -> r.learned().steps()).max().orElseThrow();
    Plot plot = new Plot(title, "training steps", end, value);
    if (least > 0) {
      plot.logarithmic(least);
    }
    for (int i = 0; i < results.size(); i++) {
      List<Point> points = results.get(i).learned().points();
      double[] steps = points.stream().mapToDouble(Point::step).toArray();
      double[] values = points.stream().mapToDouble(p -> Math.max(least, p.value())).toArray();
      plot.curve(results.get(i).cell(), steps, values, COLORS[i % COLORS.length], true);
    }
    return plot;
  }

  /** A further picture that has been drawn, to be told of at the end. */
  void drawn(Path picture) {
    pictures.add(picture);
  }

  /**
   * Says whether the claim was reached, and writes picture and report.
   *
   * @param claim what was to be shown
   * @param reached whether it was
   * @param main the picture
   * @throws IOException when the picture cannot be written
   */
  void end(String claim, boolean reached, Picture main) throws IOException {
    main.write(options.picture());
    double seconds = (System.nanoTime() - start) / 1e9;
    line("");
    line("claim: %s: %s", claim, reached ? "reached" : "NOT REACHED");
    line("picture     %s", options.picture());
    pictures.forEach(picture -> line("picture     %s", picture));
    line("%.0f seconds in all", seconds);
    report.put("claim", claim).put("reached", reached).put("seconds", seconds);
    options.report.write(report);
  }
}
