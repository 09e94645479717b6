package dev.cellwise.rnn.data;

import java.util.Arrays;

/**
 * Scales each column from its smallest and largest number to a range, 0 to 1 unless told: {@code y
 * = (float) ((x - min) / (max - min) * (high - low) + low)}, and back {@code x = (float) ((y - low)
 * / (high - low) * (max - min) + min)}, all in double. With the range 0 to 1, the smallest becomes
 * exactly 0 and the largest exactly 1. Numbers outside, met later, lie outside the range by as
 * much.
 *
 * <p>Of a column that does not vary, 1 takes the place of {@code max - min}: it becomes {@code
 * low}.
 */
public final class MinMaxScaler implements Scaler {
  private final float[] minimum;
  private final float[] maximum;
  private final float low;
  private final float high;

  private MinMaxScaler(float[] minimum, float[] maximum, float low, float high) {
    this.minimum = minimum;
    this.maximum = maximum;
    this.low = low;
    this.high = high;
  }

  /**
   * Fits the scale of series together, to the range 0 to 1.
   *
   * @param series the training parts: at least one, of the same columns, one row or more in all
   * @return the scaler
   * @throws IllegalArgumentException if there are no rows, columns differ, or a number is not
   *     finite: the message names series, row of its array, and column
   */
  public static MinMaxScaler fit(Series... series) {
    int columns = Columns.checkFit(series);
    float[] minimum = new float[columns];
    float[] maximum = new float[columns];
    Arrays.fill(minimum, Float.POSITIVE_INFINITY);
    Arrays.fill(maximum, Float.NEGATIVE_INFINITY);
    for (Series one : series) {
      for (int r = 0; r < one.rows(); r++) {
        for (int c = 0; c < columns; c++) {
          float value = one.values()[one.offset(r) + c];
          minimum[c] = Math.min(minimum[c], value);
          maximum[c] = Math.max(maximum[c], value);
        }
      }
    }
    return new MinMaxScaler(minimum, maximum, 0, 1);
  }

  /**
   * A scaler of given numbers, such as were kept with a model, to the range 0 to 1.
   *
   * @param minimum of each column, finite; copied
   * @param maximum of each column, finite and not below the minimum; copied
   * @return the scaler
   * @throws IllegalArgumentException if a number is none of these, or the arrays differ in length
   */
  public static MinMaxScaler of(float[] minimum, float[] maximum) {
    Columns.checkGiven("minimum", minimum.length, minimum);
    Columns.checkGiven("maximum", minimum.length, maximum);
    for (int c = 0; c < minimum.length; c++) {
      if (maximum[c] < minimum[c]) {
        throw new IllegalArgumentException(
            "maximum[" + c + "]: expected at least " + minimum[c] + ", got " + maximum[c]);
      }
    }
    return new MinMaxScaler(minimum.clone(), maximum.clone(), 0, 1);
  }

  /**
   * With another range.
   *
   * @param newLow what the smallest becomes, finite
   * @param newHigh what the largest becomes, finite and above that
   * @return a copy
   * @throws IllegalArgumentException if they are not
   */
  public MinMaxScaler withRange(float newLow, float newHigh) {
    if (!(Float.isFinite(newLow) && Float.isFinite(newHigh) && newLow < newHigh)) {
      throw new IllegalArgumentException(
          "range: expected two finite numbers, the second above the first, got "
              + newLow
              + " and "
              + newHigh);
    }
    return new MinMaxScaler(minimum, maximum, newLow, newHigh);
  }

  /**
   * Of each column.
   *
   * @return a copy
   */
  public float[] minimum() {
    return minimum.clone();
  }

  /**
   * Of each column.
   *
   * @return a copy
   */
  public float[] maximum() {
    return maximum.clone();
  }

  /**
   * What the smallest number of a column becomes.
   *
   * @return the range's lower end
   */
  public float low() {
    return low;
  }

  /**
   * What the largest number of a column becomes.
   *
   * @return the range's upper end
   */
  public float high() {
    return high;
  }

  @Override
  public int columns() {
    return minimum.length;
  }

  private double extent(int column) {
    double extent = (double) maximum[column] - minimum[column];
    return extent == 0 ? 1 : extent;
  }

  @Override
  public void transform(int rows, float[] x, int xOff, float[] y, int yOff) {
    int columns = minimum.length;
    Columns.checkArrays((long) rows * columns, x, xOff, y, yOff);
    double range = (double) high - low;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int i = r * columns + c;
        y[yOff + i] = (float) (((double) x[xOff + i] - minimum[c]) / extent(c) * range + low);
      }
    }
  }

  @Override
  public void inverse(int rows, float[] x, int xOff, float[] y, int yOff) {
    int columns = minimum.length;
    Columns.checkArrays((long) rows * columns, x, xOff, y, yOff);
    double range = (double) high - low;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int i = r * columns + c;
        y[yOff + i] = (float) (((double) x[xOff + i] - low) / range * extent(c) + minimum[c]);
      }
    }
  }

  @Override
  public MinMaxScaler select(int... columns) {
    return new MinMaxScaler(
        Columns.select(minimum, columns), Columns.select(maximum, columns), low, high);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MinMaxScaler that
        && Arrays.equals(minimum, that.minimum)
        && Arrays.equals(maximum, that.maximum)
        && low == that.low
        && high == that.high;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(minimum) + Arrays.hashCode(maximum);
  }

  @Override
  public String toString() {
    return "MinMaxScaler[" + minimum.length + " columns to " + low + ".." + high + "]";
  }
}
