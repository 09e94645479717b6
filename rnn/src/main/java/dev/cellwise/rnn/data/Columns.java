package dev.cellwise.rnn.data;

import java.util.Objects;

/** What both scalers check. */
final class Columns {
  private Columns() {}

  static void check(int columns, Series series) {
    if (series.columns() != columns) {
      throw new IllegalArgumentException(
          String.format(
              "series %s: expected %d columns, got %d", series.name(), columns, series.columns()));
    }
  }

  /** The number of columns of series to be fitted on: at least one row, all numbers finite. */
  static int checkFit(Series... series) {
    if (series.length == 0) {
      throw new IllegalArgumentException("series: expected at least one, got none");
    }
    long rows = 0;
    for (Series one : series) {
      check(series[0].columns(), one);
      checkFinite(one);
      rows += one.rows();
    }
    if (rows == 0) {
      throw new IllegalArgumentException(
          "series " + series[0].name() + ": expected at least one row to fit on, got none");
    }
    return series[0].columns();
  }

  private static void checkFinite(Series series) {
    for (int at = series.offset(0); at < series.offset(series.rows()); at++) {
      float value = series.values()[at];
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            String.format(
                "series %s: expected finite numbers, got %s in row %d, column %d",
                series.name(), value, at / series.columns(), at % series.columns()));
      }
    }
  }

  /** Numbers of each column that a caller gives: finite. */
  static void checkGiven(String name, int columns, float[] values) {
    if (values.length == 0 || values.length != columns) {
      throw new IllegalArgumentException(
          name + ": expected " + Math.max(1, columns) + " columns, got " + values.length);
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            name + "[" + i + "]: expected a finite number, got " + values[i]);
      }
    }
  }

  static void checkArrays(long size, float[] x, int xOff, float[] y, int yOff) {
    Objects.checkFromIndexSize(xOff, size, x.length);
    Objects.checkFromIndexSize(yOff, size, y.length);
  }

  static float[] select(float[] values, int... columns) {
    if (columns.length == 0) {
      throw new IllegalArgumentException("columns: expected at least one, got none");
    }
    float[] selected = new float[columns.length];
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] < 0 || columns[i] >= values.length) {
        throw new IndexOutOfBoundsException(
            "columns[" + i + "]: expected 0 to " + (values.length - 1) + ", got " + columns[i]);
      }
      selected[i] = values[columns[i]];
    }
    return selected;
  }
}
