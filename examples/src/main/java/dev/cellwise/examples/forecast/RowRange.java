package dev.cellwise.examples.forecast;

import dev.cellwise.examples.BadInput;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * Rows of a series.
 *
 * @param from the first, from 0
 * @param to the one after the last
 */
record RowRange(int from, int to) {
  /**
   * Reads A..B, both within: numbers of rows from 1, or dates or times in ISO 8601.
   *
   * @param option the option's name, for messages
   * @param text what the user gave
   * @param rows how many there are
   * @param times of the rows, ascending; empty where there are none
   * @throws BadInput if there are no such rows
   */
  static RowRange parse(String option, String text, int rows, List<LocalDateTime> times) {
    String[] ends = text.split("\\.\\.", -1);
    if (ends.length != 2) {
      throw new BadInput("%s must be FROM..TO, but is %s".formatted(option, text));
    }
    int from = row(option, ends[0], times, false);
    int to = row(option, ends[1], times, true);
    if (from < 0 || to > rows || from >= to) {
      throw new BadInput("%s: %s has no rows of the %d there are".formatted(option, text, rows));
    }
    return new RowRange(from, to);
  }

  /**
   * The number of one row.
   *
   * @param option the option's name, for messages
   * @param text a number from 1, a date or a time
   * @param times of the rows; empty where there are none
   * @param behind whether the row behind it is meant, that of the day behind a date
   */
  static int row(String option, String text, List<LocalDateTime> times, boolean behind) {
    if (text.matches("\\d{1,9}")) {
      return Integer.parseInt(text) - (behind ? 0 : 1);
    }
    if (times.isEmpty()) {
      throw new BadInput("%s: %s is no row, and there is no --time".formatted(option, text));
    }
    LocalDateTime at = time(option, text, behind);
    int row = 0;
    while (row < times.size() && times.get(row).isBefore(at)) {
      row++;
    }
    return row;
  }

  private static LocalDateTime time(String option, String text, boolean behind) {
    try {
      if (text.contains("T")) {
        LocalDateTime time = LocalDateTime.parse(text);
        return behind ? time.plusNanos(1) : time;
      }
      LocalDate day = LocalDate.parse(text);
      return (behind ? day.plusDays(1) : day).atStartOfDay();
    } catch (DateTimeParseException e) {
      throw new BadInput(
          "%s: %s is neither a row nor a date as 2019-05-31 nor a time as 2019-05-31T13:00"
              .formatted(option, text));
    }
  }
}
