package dev.cellwise.rnn.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Windows over one or several series: T rows as inputs, and as targets the n rows that follow, or
 * of each of the T steps the n rows that follow it.
 *
 * <pre>
 * series 0 1 2 3 4 5 …, T = 3          inputs of window 0: 0 1 2
 *
 * withHorizon(1)                       the next value:            3
 * withHorizon(2)                       the next two, at once:     3 4
 * withSequence(1)                      of each step the next:     1,     2,     3
 * withSequence(2)                      of each step the next two: 1 2,   2 3,   3 4
 * withSequence(3)                      of each step the next three: 1 2 3, 2 3 4, 3 4 5
 * </pre>
 *
 * <p>So the last step of a sequence has the targets of the same horizon. A window takes T + n rows
 * of one series and never reaches into another: windows of the parts of a {@link Series#split}
 * share no row. Window k + 1 begins {@code stride} rows after window k; what is left at the end of
 * a series, fewer rows than a stride, is in no window.
 *
 * <p>Windows are chosen by number, so shuffling is a {@linkplain Shuffle permutation of numbers}.
 * Immutable, but the series' arrays are the caller's. Filling allocates nothing.
 */
public final class Windows {
  private final Series[] series;
  private final int steps;
  private final int horizon;
  private final boolean sequence;
  private final int stride;
  private final int[] targets;

  /** First window of each series, and the number of all windows. */
  private final int[] firsts;

  private Windows(
      Series[] series, int steps, int horizon, boolean sequence, int stride, int[] targets) {
    positive("steps", steps);
    positive("horizon", horizon);
    positive("stride", stride);
    this.series = series;
    this.steps = steps;
    this.horizon = horizon;
    this.sequence = sequence;
    this.stride = stride;
    this.targets = targets;
    this.firsts = new int[series.length + 1];
    for (int s = 0; s < series.length; s++) {
      long windows = (long) firsts[s] + windowsOf(series[s]);
      if (windows > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "series: expected at most 2^31 - 1 windows, got " + windows + " and more");
      }
      firsts[s + 1] = (int) windows;
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
    }
  }

  private int windowsOf(Series one) {
    long spare = (long) one.rows() - steps - horizon;
    if (spare < 0) {
      throw new IllegalArgumentException(
          String.format(
              "series %s: expected at least %d rows for %d steps and %d after them, got %d",
              one.name(), (long) steps + horizon, steps, horizon, one.rows()));
    }
    return (int) (spare / stride) + 1;
  }

  /**
   * Windows with the next value of every column as target, one at each row.
   *
   * @param steps T, rows of a window, at least 1
   * @param series at least one, all of the same columns
   * @return the windows
   * @throws IllegalArgumentException if there is no series, one has other columns, or one is too
   *     short for a window; the message names it
   */
  public static Windows of(int steps, Series... series) {
    if (series.length == 0) {
      throw new IllegalArgumentException("series: expected at least one, got none");
    }
    int columns = series[0].columns();
    for (Series one : series) {
      if (one.columns() != columns) {
        throw new IllegalArgumentException(
            String.format(
                "series %s: expected %d columns as %s has, got %d",
                one.name(), columns, series[0].name(), one.columns()));
      }
    }
    int[] all = new int[columns];
    Arrays.setAll(all, i -> i);
    return new Windows(series.clone(), steps, 1, false, 1, all);
  }

  /**
   * With the n rows after the window as targets.
   *
   * @param rows n, at least 1
   * @return a copy
   * @throws IllegalArgumentException if a series is too short for it
   */
  public Windows withHorizon(int rows) {
    return new Windows(series, steps, rows, false, stride, targets);
  }

  /**
   * With the n rows after each step as targets of that step.
   *
   * @param rows n, at least 1
   * @return a copy
   * @throws IllegalArgumentException if a series is too short for it
   */
  public Windows withSequence(int rows) {
    return new Windows(series, steps, rows, true, stride, targets);
  }

  /**
   * With another distance between the beginnings of windows. With a stride of T no row is an input
   * of two.
   *
   * @param rows at least 1
   * @return a copy
   */
  public Windows withStride(int rows) {
    return new Windows(series, steps, horizon, sequence, rows, targets);
  }

  /**
   * With some columns as targets; all are inputs still.
   *
   * @param columns O of them, at least one, in the order of the targets
   * @return a copy
   * @throws IllegalArgumentException if there is none
   * @throws IndexOutOfBoundsException if there is no such column
   */
  public Windows withTargets(int... columns) {
    if (columns.length == 0) {
      throw new IllegalArgumentException("columns: expected at least one, got none");
    }
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] < 0 || columns[i] >= inputs()) {
        throw new IndexOutOfBoundsException(
            "columns[" + i + "]: expected 0 to " + (inputs() - 1) + ", got " + columns[i]);
      }
    }
    return new Windows(series, steps, horizon, sequence, stride, columns.clone());
  }

  /**
   * How many windows there are, in all series together.
   *
   * @return at least 1
   */
  public int count() {
    return firsts[series.length];
  }

  /**
   * Rows of a window, T.
   *
   * @return at least 1
   */
  public int steps() {
    return steps;
  }

  /**
   * Columns of the series, I.
   *
   * @return at least 1
   */
  public int inputs() {
    return series[0].columns();
  }

  /**
   * Targets of a row of the batch, at a step or in all: n rows of O columns.
   *
   * @return n · O, the outputs that a network needs
   */
  public int outputs() {
    return Math.multiplyExact(horizon, targets.length);
  }

  /**
   * Numbers of a batch's inputs.
   *
   * @param rows N
   * @return T · N · I
   */
  public int inputSize(int rows) {
    return Math.multiplyExact(Math.multiplyExact(steps, rows), inputs());
  }

  /**
   * Numbers of a batch's targets.
   *
   * @param rows N
   * @return N · n · O, T times that of a sequence
   */
  public int targetSize(int rows) {
    return Math.multiplyExact(Math.multiplyExact(sequence ? steps : 1, rows), outputs());
  }

  /**
   * The series that a window is of.
   *
   * @param window 0 to count - 1
   * @return one of those given
   * @throws IndexOutOfBoundsException if there is no such window
   */
  public Series series(int window) {
    return series[seriesOf(Objects.checkIndex(window, count()))];
  }

  /**
   * The row at which a window begins; its targets begin T rows later, those of a sequence one row
   * later.
   *
   * @param window 0 to count - 1
   * @return counted from the first row of its series, or of the part of one that it was given as
   * @throws IndexOutOfBoundsException if there is no such window
   */
  public int row(int window) {
    int s = seriesOf(Objects.checkIndex(window, count()));
    return (window - firsts[s]) * stride;
  }

  /** The last series whose first window is not behind this one. */
  private int seriesOf(int window) {
    int low = 0;
    int high = series.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (firsts[middle] <= window) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /**
   * A batch of chosen windows.
   *
   * @param windows their numbers, such as a {@link Shuffle} gives
   * @param wOff the first of them
   * @param rows how many, N
   * @param x [T, N, I], {@code x[(t * N + n) * I + i]}; may be longer. Modified.
   * @param y [N, n, O], {@code y[(n * horizon + k) * O + o]}; of a sequence [T, N, n, O]; may be
   *     longer. Modified.
   * @throws IllegalArgumentException if an array is too short
   * @throws IndexOutOfBoundsException if there is no such window
   */
  public void fill(int[] windows, int wOff, int rows, float[] x, float[] y) {
    Objects.checkFromIndexSize(wOff, rows, windows.length);
    check(rows, x, y);
    for (int n = 0; n < rows; n++) {
      int window = windows[wOff + n];
      if (window < 0 || window >= count()) {
        throw new IndexOutOfBoundsException(
            "windows[" + (wOff + n) + "]: expected 0 to " + (count() - 1) + ", got " + window);
      }
    }
    for (int n = 0; n < rows; n++) {
      row(windows[wOff + n], n, rows, x, y);
    }
  }

  /**
   * A batch of windows that follow each other.
   *
   * @param first the first of them
   * @param rows how many, N
   * @param x as above. Modified.
   * @param y as above. Modified.
   * @throws IllegalArgumentException if an array is too short
   * @throws IndexOutOfBoundsException if there are no such windows
   */
  public void fill(int first, int rows, float[] x, float[] y) {
    Objects.checkFromIndexSize(first, rows, count());
    check(rows, x, y);
    for (int n = 0; n < rows; n++) {
      row(first + n, n, rows, x, y);
    }
  }

  private void check(int rows, float[] x, float[] y) {
    checkLength("x", inputSize(rows), x);
    checkLength("y", targetSize(rows), y);
  }

  private static void checkLength(String name, int size, float[] array) {
    if (array.length < size) {
      throw new IllegalArgumentException(
          name + ": expected room for " + size + " numbers, got " + array.length);
    }
  }

  /** One window into its place in a batch. */
  private void row(int window, int n, int rows, float[] x, float[] y) {
    Series one = series(window);
    int first = row(window);
    int inputs = inputs();
    for (int t = 0; t < steps; t++) {
      System.arraycopy(one.values(), one.offset(first + t), x, (t * rows + n) * inputs, inputs);
    }
    if (sequence) {
      for (int t = 0; t < steps; t++) {
        targets(one, first + t + 1, y, (t * rows + n) * outputs());
      }
    } else {
      targets(one, first + steps, y, n * outputs());
    }
  }

  /** The chosen columns of {@code horizon} rows. */
  private void targets(Series one, int first, float[] y, int yOff) {
    float[] values = one.values();
    int at = yOff;
    for (int k = 0; k < horizon; k++) {
      int from = one.offset(first + k);
      for (int column : targets) {
        y[at++] = values[from + column];
      }
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Windows[%d of %d steps, horizon %d%s]",
        count(),
        steps,
        horizon,
        sequence ? " of each step" : "");
  }
}
