package dev.cellwise.examples.forecast;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.CsvTable;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The rows of a table in the order of their times. A row that is there twice, the same in all
 * columns that are used, is taken once.
 */
final class TimedTable {
  private final CsvTable table;
  private final List<LocalDateTime> times;
  private final int[] order;

  /**
   * A table in the order of its file.
   *
   * @param table the rows
   */
  TimedTable(CsvTable table) {
    this.table = table;
    this.times = List.of();
    this.order = IntStream.range(0, table.rows()).toArray();
  }

  /**
   * A table in the order of time.
   *
   * @param table the rows
   * @param time the column of times
   * @param format a pattern of {@link DateTimeFormatter}; null for ISO 8601
   * @param used the other columns
   * @throws BadInput if a field is no time, or a time is there twice with other values
   */
  TimedTable(CsvTable table, String time, DateTimeFormatter format, List<String> used) {
    this.table = table;
    List<String> texts = table.text(time);
    List<LocalDateTime> all = new ArrayList<>();
    for (int row = 0; row < texts.size(); row++) {
      all.add(parse(row, texts.get(row), format));
    }
    List<List<String>> fields = used.stream().map(table::text).toList();
    List<Integer> kept = new ArrayList<>();
    int[] sorted =
        IntStream.range(0, all.size())
            .boxed()
            .sorted(Comparator.comparing(all::get))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int row : sorted) {
      int before = kept.isEmpty() ? -1 : kept.getLast();
      if (before < 0 || !all.get(before).equals(all.get(row))) {
        kept.add(row);
      } else if (fields.stream().anyMatch(f -> !f.get(before).equals(f.get(row)))) {
        throw table.bad(row, "%s is there twice, with other values", texts.get(row));
      }
    }
    this.order = kept.stream().mapToInt(Integer::intValue).toArray();
    this.times = kept.stream().map(all::get).toList();
  }

  private LocalDateTime parse(int row, String text, DateTimeFormatter format) {
    try {
      if (format == null) {
        return text.length() > 10
            ? LocalDateTime.parse(text.replace(' ', 'T'))
            : LocalDate.parse(text).atStartOfDay();
      }
      TemporalAccessor t = format.parseBest(text, LocalDateTime::from, LocalDate::from);
      return t instanceof LocalDate day ? day.atStartOfDay() : (LocalDateTime) t;
    } catch (DateTimeParseException e) {
      String expected = format == null ? "ISO 8601 (give --time-format)" : "--time-format says";
      throw table.bad(row, "'%s' is no time as %s", text, expected);
    }
  }

  /** How many rows there are. */
  int rows() {
    return order.length;
  }

  /** Rows that were there twice. */
  int dropped() {
    return table.rows() - order.length;
  }

  /** Of each row its time, ascending; empty where there are none. */
  List<LocalDateTime> times() {
    return times;
  }

  /**
   * The same as texts.
   *
   * @param more how many behind the last
   */
  List<String> timeTexts(int more) {
    if (times.isEmpty()) {
      return List.of();
    }
    boolean days = times.stream().allMatch(t -> t.equals(t.toLocalDate().atStartOfDay()));
    return IntStream.range(0, rows() + more)
        .mapToObj(this::time)
        .map(t -> days ? t.toLocalDate().toString() : t.toString())
        .toList();
  }

  /**
   * The time of a row.
   *
   * @param row from 0; behind the last one each is as much later as that is than the one before it
   */
  LocalDateTime time(int row) {
    int last = times.size() - 1;
    if (row <= last || last == 0) {
      return times.get(Math.min(row, last));
    }
    Duration step = Duration.between(times.get(last - 1), times.get(last));
    return times.get(last).plus(step.multipliedBy(row - last));
  }

  /**
   * A column as numbers.
   *
   * @param column its name
   * @param more zeros behind the last row
   */
  float[] numbers(String column, int more) {
    float[] all = table.series(column).values();
    float[] ordered = new float[order.length + more];
    for (int i = 0; i < order.length; i++) {
      ordered[i] = all[order[i]];
    }
    return ordered;
  }

  /** Whether a column is one of numbers. */
  boolean isNumbers(String column) {
    return table.isNumbers(column);
  }

  /** A column as it is. */
  List<String> texts(String column) {
    List<String> all = table.text(column);
    return IntStream.of(order).mapToObj(all::get).toList();
  }

  /** A pattern that a user gave; null stays so. */
  static DateTimeFormatter format(String pattern) {
    try {
      return pattern == null ? null : DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new BadInput("--time-format: " + e.getMessage());
    }
  }
}
