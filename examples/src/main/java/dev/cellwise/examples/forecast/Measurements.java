package dev.cellwise.examples.forecast;

import dev.cellwise.rnn.data.Series;
import java.util.List;

/**
 * Series in their own units, and which of their rows are for what. Parts that come later may begin
 * with rows of the one before, as inputs: what is foretold is in one part alone.
 *
 * @param name what they are called
 * @param columns targets first, then features, then what is known in advance
 * @param times of each row of the one series its time; empty where there are no times
 * @param training what everything is fitted on
 * @param validation what the weights of a network are chosen by
 * @param test what is judged; empty if the validation is
 * @param next the last rows there are, and behind them n of which only what is known in advance is
 *     there; empty where that is not known
 */
public record Measurements(
    String name,
    List<Column> columns,
    List<String> times,
    List<Series> training,
    List<Series> validation,
    List<Series> test,
    List<Series> next) {
  /**
   * Columns that are foretold.
   *
   * @return O, the first ones
   */
  public int targets() {
    return (int) columns.stream().filter(c -> c.kind() == Column.Kind.TARGET).count();
  }

  /**
   * Columns that are known only when their row is there.
   *
   * @return targets and features
   */
  public int measured() {
    return (int) columns.stream().filter(c -> c.kind().compareTo(Column.Kind.KNOWN) < 0).count();
  }

  /**
   * What everything is judged on.
   *
   * @return the test, if there is one
   */
  public List<Series> held() {
    return test.isEmpty() ? validation : test;
  }

  /**
   * What to call a row.
   *
   * @param row of its series' array
   * @return its time, or its number from 1
   */
  public String when(int row) {
    return times.isEmpty() ? "row " + (row + 1) : times.get(row);
  }
}
