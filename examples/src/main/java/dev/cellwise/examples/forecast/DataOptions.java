package dev.cellwise.examples.forecast;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.CsvTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which series, which of their columns and rows. */
final class DataOptions {
  private static final String BIRTHS = "births.csv";

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "A table with names of columns in its first line (default: daily births).")
  private Path csv;

  @Option(
      names = "--generated",
      paramLabel = "SERIES",
      description = "Instead: sine, mackey-glass or collatz.")
  private String generated;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "Time of a row; rows are put in its order (default: the order of the file).")
  private String time;

  @Option(
      names = "--time-format",
      paramLabel = "PATTERN",
      description = "As MM/dd/yyyy (default: ISO 8601, as 2019-05-31 or 2019-05-31T13:00).")
  private String timeFormat;

  @Option(
      names = "--target",
      paramLabel = "COLUMNS",
      split = ",",
      description = "Columns of numbers to foretell.")
  private List<String> targets;

  @Option(
      names = "--features",
      paramLabel = "COLUMNS",
      split = ",",
      description = "Further columns of numbers that a window has.")
  private List<String> features = List.of();

  @Option(
      names = "--known",
      paramLabel = "COLUMNS",
      split = ",",
      description =
          "Columns that are known in advance: a row has what stands in the next. Words become flags.")
  private List<String> known = List.of();

  @Option(
      names = "--calendar",
      paramLabel = "PARTS",
      split = ",",
      description =
          "Of the next row's time, as flags: weekday, month, day, hour (default: none; of the births"
              + " weekday,month,day).")
  private List<String> calendar;

  @Option(
      names = "--train",
      paramLabel = "A..B",
      description =
          "Rows to fit on, by number from 1 or by date, both within (default: the first 70 %%; of"
              + " the births 2000 to 2012).")
  private String train;

  @Option(
      names = "--valid",
      paramLabel = "A..B",
      description =
          "Rows to choose the weights of a network by. Windows lie within: what is foretold begins a"
              + " window later (default: the next 15 %%, all foretold; of the births 2013).")
  private String valid;

  @Option(
      names = "--test",
      paramLabel = "A..B",
      description =
          "Rows to judge on, as --valid (default: the rest; of the births 2014). With --train and"
              + " --valid but not this one, those of --valid judge.")
  private String test;

  /** Refuses what does not go together. */
  void check() {
    boolean columns = time != null || timeFormat != null || !features.isEmpty() || !known.isEmpty();
    if (csv != null && generated != null) {
      throw new BadInput("--csv and --generated exclude each other");
    }
    if (csv == null && (columns || targets != null)) {
      throw new BadInput("--time, --time-format, --target, --features, --known need --csv");
    }
    if (csv != null && targets == null) {
      throw new BadInput("--csv needs --target");
    }
    if (generated != null && (calendar != null || train != null || valid != null || test != null)) {
      throw new BadInput("--generated has no --calendar, --train, --valid, --test");
    }
    if (generated != null && !Generated.NAMES.contains(generated)) {
      throw new BadInput(
          "--generated must be of %s, but is %s".formatted(Generated.NAMES, generated));
    }
    if (timeFormat != null && time == null || csv != null && calendar != null && time == null) {
      throw new BadInput("--time-format and --calendar need --time");
    }
    if ((train == null) != (valid == null) || train == null && test != null) {
      throw new BadInput("--train and --valid go together, and --test with them");
    }
    TimedTable.format(timeFormat);
    Calendar.parse(calendar == null ? List.of() : calendar);
  }

  /**
   * Which series is to be made up.
   *
   * @return empty: none
   */
  String generated() {
    return generated == null ? "" : generated;
  }

  /**
   * The series.
   *
   * @param window T, rows of a window
   * @param horizon n, rows that are foretold
   * @param seed of what is generated
   */
  Measurements read(int window, int horizon, long seed) {
    if (generated != null) {
      return Generated.of(generated, window, horizon, seed);
    }
    if (csv == null) {
      Path file = Path.of(BIRTHS);
      CsvTable table = CsvTable.withHeader("births", file, births());
      TimedTable rows = new TimedTable(table, "date", null, List.of("births"));
      List<String> parts = calendar == null ? List.of("weekday", "month", "day") : calendar;
      TableReader reader = new TableReader("US births", rows, window, horizon);
      reader.columns(List.of("births"), List.of(), List.of(), Calendar.parse(parts));
      String[] years = {
        "2000-01-01..2012-12-31", "2013-01-01..2013-12-31", "2014-01-01..2014-12-31"
      };
      return train == null
          ? reader.reaching(years[0], years[1], years[2])
          : reader.within(train, valid, test);
    }
    TableReader reader =
        new TableReader(String.valueOf(csv.getFileName()), rows(), window, horizon);
    List<String> parts = calendar == null ? List.of() : calendar;
    reader.columns(targets, features, known, Calendar.parse(parts));
    return train == null ? reader.shares(0.7, 0.15) : reader.within(train, valid, test);
  }

  private TimedTable rows() {
    CsvTable table = CsvTable.withHeader("--csv", csv);
    if (time == null) {
      return new TimedTable(table);
    }
    List<String> used = Stream.of(targets, features, known).flatMap(List::stream).toList();
    return new TimedTable(table, time, TimedTable.format(timeFormat), used);
  }

  private static String births() {
    try (InputStream in = DataOptions.class.getResourceAsStream(BIRTHS)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
