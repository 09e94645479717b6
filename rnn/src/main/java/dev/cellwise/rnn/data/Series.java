package dev.cellwise.rnn.data;

/**
 * Rows of measurements in time order, {@code [rows, columns]}, or a part of them; with a name, for
 * messages. A view: the numbers are the caller's array, which a {@link Scaler} may change in place.
 */
public final class Series {
  private final String name;
  private final float[] values;
  private final int columns;
  private final int from;
  private final int to;

  private Series(String name, float[] values, int columns, int from, int to) {
    this.name = name;
    this.values = values;
    this.columns = columns;
    this.from = from;
    this.to = to;
  }

  /**
   * Parts of a series, one after the other in time. What is cut from one of them holds no number of
   * another.
   *
   * @param training the earliest
   * @param validation the one after it
   * @param test the latest
   */
  public record Split(Series training, Series validation, Series test) {}

  /**
   * All of an array.
   *
   * @param name what to call it in messages
   * @param values [rows, columns]; not copied
   * @param columns features, at least 1
   * @return the series
   * @throws IllegalArgumentException if there are no columns, or the values are no whole rows
   */
  public static Series of(String name, float[] values, int columns) {
    if (columns < 1) {
      throw new IllegalArgumentException("columns: expected at least 1, got " + columns);
    }
    if (values.length % columns != 0) {
      throw new IllegalArgumentException(
          "values: expected whole rows of "
              + columns
              + " columns, got "
              + values.length
              + " numbers for series "
              + name);
    }
    return new Series(name, values, columns, 0, values.length / columns);
  }

  /**
   * Some of these rows.
   *
   * @param first the first, from 0, counted from this part's first row
   * @param end the one after the last
   * @return a view of the same array, by the same name
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  public Series part(int first, int end) {
    if (first < 0 || end < first || end > rows()) {
      throw new IndexOutOfBoundsException(
          String.format(
              "series %s: expected rows within 0 to %d, got %d to %d", name, rows(), first, end));
    }
    return new Series(name, values, columns, from + first, from + end);
  }

  /**
   * Cuts the rows by time into three parts. With R rows, training ends at row round(R · training)
   * and validation at row round(R · (training + validation)), computed in double, halves upwards;
   * what is left is for tests. A part may be empty.
   *
   * @param training share of the rows, 0 to 1
   * @param validation share of the rows, 0 to 1 - training
   * @return the parts
   * @throws IllegalArgumentException if the shares are none
   */
  public Split split(double training, double validation) {
    if (!(training >= 0 && validation >= 0 && training + validation <= 1)) {
      throw new IllegalArgumentException(
          "shares: expected at least 0 and together at most 1, got "
              + training
              + " and "
              + validation);
    }
    int first = (int) Math.round(rows() * training);
    int second = (int) Math.round(rows() * (training + validation));
    return new Split(part(0, first), part(first, second), part(second, rows()));
  }

  /**
   * What messages call it.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The whole array, of which this may be a part.
   *
   * @return the caller's, not a copy
   */
  public float[] values() {
    return values;
  }

  /**
   * Features of a row.
   *
   * @return at least 1
   */
  public int columns() {
    return columns;
  }

  /**
   * Rows of this part.
   *
   * @return at least 0
   */
  public int rows() {
    return to - from;
  }

  /**
   * The row of the array that is this part's first.
   *
   * @return from 0
   */
  public int from() {
    return from;
  }

  /**
   * Where a row of this part begins in the array.
   *
   * @param row 0 to rows; rows is the end of the last one
   * @return a place in {@link #values}
   */
  int offset(int row) {
    return (from + row) * columns;
  }

  @Override
  public String toString() {
    return String.format("Series[%s, rows %d to %d of %d columns]", name, from, to, columns);
  }
}
