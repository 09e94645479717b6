package dev.cellwise.rnn.data;

import java.util.Arrays;

/**
 * Scales each column to mean 0 and standard deviation 1: {@code y = (float) ((x - mean) /
 * deviation)}, and back {@code x = (float) (y * deviation + mean)}, where mean and deviation are
 * floats and the arithmetic is in double.
 *
 * <p>Fitted: the mean is the sum of the rows, ascending, over their number n; the deviation is the
 * root of the sum of the squared differences from that mean, ascending, over n (not n - 1, as
 * scikit-learn has it too). All of it in double; each is rounded to float at the end. A column that
 * does not vary, or by so little that a float does not hold its deviation, gets the deviation 1: it
 * becomes 0, and other numbers met later keep their distance.
 */
public final class StandardScaler implements Scaler {
  private final float[] mean;
  private final float[] deviation;

  private StandardScaler(float[] mean, float[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  /**
   * Fits the scale of series together.
   *
   * @param series the training parts: at least one, of the same columns, one row or more in all
   * @return the scaler
   * @throws IllegalArgumentException if there are no rows, columns differ, or a number is not
   *     finite: the message names series, row of its array, and column
   */
  public static StandardScaler fit(Series... series) {
    int columns = Columns.checkFit(series);
    double[] means = new double[columns];
    long rows = 0;
    for (Series one : series) {
      rows += one.rows();
      for (int r = 0; r < one.rows(); r++) {
        for (int c = 0; c < columns; c++) {
          means[c] += one.values()[one.offset(r) + c];
        }
      }
    }
    float[] mean = new float[columns];
    float[] deviation = new float[columns];
    for (int c = 0; c < columns; c++) {
      means[c] /= rows;
      mean[c] = (float) means[c];
      float root = (float) Math.sqrt(squares(c, means[c], series) / rows);
      deviation[c] = root == 0 || constant(c, series) ? 1 : root;
    }
    return new StandardScaler(mean, deviation);
  }

  private static double squares(int column, double mean, Series... series) {
    double sum = 0;
    for (Series one : series) {
      for (int r = 0; r < one.rows(); r++) {
        double off = one.values()[one.offset(r) + column] - mean;
        sum += off * off;
      }
    }
    return sum;
  }

  /** Told by the numbers themselves: the mean of equal numbers may be off in its last place. */
  private static boolean constant(int column, Series... series) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (Series one : series) {
      for (int r = 0; r < one.rows(); r++) {
        least = Math.min(least, one.values()[one.offset(r) + column]);
        most = Math.max(most, one.values()[one.offset(r) + column]);
      }
    }
    return least == most;
  }

  /**
   * A scaler of given numbers, such as were kept with a model.
   *
   * @param mean of each column, finite; copied
   * @param deviation of each column, finite and above 0; copied
   * @return the scaler
   * @throws IllegalArgumentException if a number is none of these, or the arrays differ in length
   */
  public static StandardScaler of(float[] mean, float[] deviation) {
    Columns.checkGiven("mean", mean.length, mean);
    Columns.checkGiven("deviation", mean.length, deviation);
    for (int c = 0; c < deviation.length; c++) {
      if (deviation[c] <= 0) {
        throw new IllegalArgumentException(
            "deviation[" + c + "]: expected above 0, got " + deviation[c]);
      }
    }
    return new StandardScaler(mean.clone(), deviation.clone());
  }

  /**
   * Of each column.
   *
   * @return a copy
   */
  public float[] mean() {
    return mean.clone();
  }

  /**
   * Of each column, 1 where it does not vary.
   *
   * @return a copy
   */
  public float[] deviation() {
    return deviation.clone();
  }

  @Override
  public int columns() {
    return mean.length;
  }

  @Override
  public void transform(int rows, float[] x, int xOff, float[] y, int yOff) {
    int columns = mean.length;
    Columns.checkArrays((long) rows * columns, x, xOff, y, yOff);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int i = r * columns + c;
        y[yOff + i] = (float) (((double) x[xOff + i] - mean[c]) / deviation[c]);
      }
    }
  }

  @Override
  public void inverse(int rows, float[] x, int xOff, float[] y, int yOff) {
    int columns = mean.length;
    Columns.checkArrays((long) rows * columns, x, xOff, y, yOff);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int i = r * columns + c;
        y[yOff + i] = (float) ((double) x[xOff + i] * deviation[c] + mean[c]);
      }
    }
  }

  @Override
  public StandardScaler select(int... columns) {
    return new StandardScaler(Columns.select(mean, columns), Columns.select(deviation, columns));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StandardScaler that
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(deviation, that.deviation);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
  }

  @Override
  public String toString() {
    return "StandardScaler[" + mean.length + " columns]";
  }
}
