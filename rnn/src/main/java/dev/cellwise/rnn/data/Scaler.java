package dev.cellwise.rnn.data;

/**
 * Brings the columns of series to a common scale, and results back. A scaler is fitted on the
 * training part alone: numbers of the parts that judge the network must not reach into it.
 *
 * <p>Immutable. Each number is computed on its own, in double, and rounded to float once; NaN and
 * infinity go through as the arithmetic takes them.
 */
public sealed interface Scaler permits StandardScaler, MinMaxScaler {
  /**
   * Columns.
   *
   * @return at least 1
   */
  int columns();

  /**
   * Scales rows.
   *
   * @param rows how many
   * @param x [rows, columns]
   * @param xOff start in {@code x}
   * @param y [rows, columns], scaled; may be {@code x} at the same place. Modified.
   * @param yOff start in {@code y}
   * @throws IndexOutOfBoundsException if an array is too short
   */
  void transform(int rows, float[] x, int xOff, float[] y, int yOff);

  /**
   * Takes the scale off again.
   *
   * @param rows how many
   * @param x [rows, columns], scaled
   * @param xOff start in {@code x}
   * @param y [rows, columns]; may be {@code x} at the same place. Modified.
   * @param yOff start in {@code y}
   * @throws IndexOutOfBoundsException if an array is too short
   */
  void inverse(int rows, float[] x, int xOff, float[] y, int yOff);

  /**
   * A scaler of some of the columns, such as those that a network foretells.
   *
   * @param columns at least one, in the order of the new scaler's
   * @return a scaler of these
   * @throws IllegalArgumentException if there is none
   * @throws IndexOutOfBoundsException if there is no such column
   */
  Scaler select(int... columns);

  /**
   * Scales a series, or a part of one, in its array.
   *
   * @param series of as many columns. Modified.
   * @throws IllegalArgumentException if its columns are not as many
   */
  default void transform(Series series) {
    Columns.check(columns(), series);
    transform(series.rows(), series.values(), series.offset(0), series.values(), series.offset(0));
  }

  /**
   * Takes the scale off a series, or a part of one, in its array.
   *
   * @param series of as many columns. Modified.
   * @throws IllegalArgumentException if its columns are not as many
   */
  default void inverse(Series series) {
    Columns.check(columns(), series);
    inverse(series.rows(), series.values(), series.offset(0), series.values(), series.offset(0));
  }
}
