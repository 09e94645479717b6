package dev.cellwise.testing;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which steps of each row of a batch are valid: rows of different lengths, or holes anywhere. A
 * step that is not valid is as if it were not there. A row may have no valid step at all.
 *
 * <p>Objects of this class are immutable.
 */
public final class ValidSteps {
  private final int steps;
  private final int rows;
  private final boolean[] valid;

  private ValidSteps(int steps, int rows, boolean[] valid) {
    if (steps < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "steps and rows: expected at least 1 of each, got " + steps + " and " + rows);
    }
    if (valid.length != Math.multiplyExact(steps, rows)) {
      throw new IllegalArgumentException(
          "valid: expected " + steps * rows + " elements, got " + valid.length);
    }
    this.steps = steps;
    this.rows = rows;
    this.valid = valid;
  }

  /**
   * All steps of all rows.
   *
   * @param steps T, at least 1
   * @param rows N, at least 1
   * @return T steps of N rows
   * @throws IllegalArgumentException if one is less than 1
   */
  public static ValidSteps all(int steps, int rows) {
    int[] lengths = new int[Math.max(0, rows)];
    Arrays.fill(lengths, steps);
    return lengths(steps, lengths);
  }

  /**
   * Rows that begin at step 0, with padding behind their end.
   *
   * @param steps T, at least 1
   * @param lengths [N] each in [0, T]; copied
   * @return T steps of N rows
   * @throws IllegalArgumentException if {@code steps} is less than 1, there is no row, or a length
   *     is outside [0, T]
   */
  public static ValidSteps lengths(int steps, int... lengths) {
    return of(steps, lengths, (t, length) -> t < length);
  }

  /**
   * Rows that end at step T - 1, with padding in front of their beginning.
   *
   * @param steps T, at least 1
   * @param lengths [N] each in [0, T]; copied
   * @return T steps of N rows
   * @throws IllegalArgumentException if {@code steps} is less than 1, there is no row, or a length
   *     is outside [0, T]
   */
  public static ValidSteps leftPadded(int steps, int... lengths) {
    return of(steps, lengths, (t, length) -> t >= steps - length);
  }

  /**
   * Any mask.
   *
   * @param steps T, at least 1
   * @param rows N, at least 1
   * @param valid [T, N] true where a row has a step; copied
   * @return T steps of N rows
   * @throws IllegalArgumentException if a size is less than 1, or there are not T N elements
   */
  public static ValidSteps of(int steps, int rows, boolean... valid) {
    return new ValidSteps(steps, rows, valid.clone());
  }

  private interface Test {
    boolean valid(int t, int length);
  }

  private static ValidSteps of(int steps, int[] lengths, Test test) {
    int rows = lengths.length;
    boolean[] valid = new boolean[Math.multiplyExact(Math.max(0, steps), rows)];
    for (int n = 0; n < rows; n++) {
      if (lengths[n] < 0 || lengths[n] > steps) {
        throw new IllegalArgumentException(
            "lengths[%d]: expected 0 to %d, got %d".formatted(n, steps, lengths[n]));
      }
      for (int t = 0; t < steps; t++) {
        valid[t * rows + n] = test.valid(t, lengths[n]);
      }
    }
    return new ValidSteps(steps, rows, valid);
  }

  /**
   * T.
   *
   * @return number of steps, valid or not
   */
  public int steps() {
    return steps;
  }

  /**
   * N.
   *
   * @return number of rows
   */
  public int rows() {
    return rows;
  }

  /**
   * Whether a step is valid.
   *
   * @param t step
   * @param n row
   * @return true if row n has a step at t
   * @throws IndexOutOfBoundsException if there is no such step or row
   */
  public boolean at(int t, int n) {
    if (t < 0 || t >= steps || n < 0 || n >= rows) {
      throw new IndexOutOfBoundsException(
          "no step %d of row %d among %d steps of %d rows".formatted(t, n, steps, rows));
    }
    return valid[t * rows + n];
  }

  /**
   * The valid steps of a row.
   *
   * @param n row
   * @return their times, ascending
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public int[] ofRow(int n) {
    return IntStream.range(0, steps).filter(t -> at(t, n)).toArray();
  }

  /**
   * The number of valid steps of each row: its length, where it has no hole.
   *
   * @return [N] new
   */
  public int[] counts() {
    return IntStream.range(0, rows).map(n -> ofRow(n).length).toArray();
  }

  /**
   * The number of valid steps of all rows together.
   *
   * @return at least 0
   */
  public int count() {
    return Arrays.stream(counts()).sum();
  }

  /**
   * The same as an array, row-major.
   *
   * @return [T, N] new; true where a row has a step
   */
  public boolean[] toArray() {
    return valid.clone();
  }

  /** One step, which the rows have that have any: what is left where only the last is read. */
  ValidSteps last() {
    int[] counts = counts();
    boolean[] any = new boolean[rows];
    for (int n = 0; n < rows; n++) {
      any[n] = counts[n] > 0;
    }
    return new ValidSteps(1, rows, any);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ValidSteps that
        && steps == that.steps
        && rows == that.rows
        && Arrays.equals(valid, that.valid);
  }

  @Override
  public int hashCode() {
    return 31 * steps + Arrays.hashCode(valid);
  }

  /** One word a row, {@code 1} where it has a step and {@code .} where it has none. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder(steps + " steps of " + rows + " rows:");
    for (int n = 0; n < rows; n++) {
      s.append(' ');
      for (int t = 0; t < steps; t++) {
        s.append(at(t, n) ? '1' : '.');
      }
    }
    return s.toString();
  }
}
