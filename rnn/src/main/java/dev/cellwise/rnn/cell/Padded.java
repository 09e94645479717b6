package dev.cellwise.rnn.cell;

import java.util.Arrays;

/**
 * Between arrays [T, N, ·] in which some time steps of some rows are no part of the sequence, and
 * packed rows, which are the others: padding on the right, on the left, holes, rows of no steps.
 * What stands at a masked step, NaN too, is never looked at, and the state goes over it unchanged.
 *
 * <p>A row's valid steps are numbered one after the other, whatever lies between: that is the time
 * of a {@link Packing}, in which chains run and random masks are counted.
 *
 * <p>Not thread-safe. Nothing is allocated after the start.
 */
public final class Padded {
  /** What an output at a masked step is. */
  public enum Rule {
    /** The row's last valid output before it; zero where there was none. */
    CARRY,
    /** Zero. */
    ZERO
  }

  private final Packing packing;
  private final int rows;
  private final int[] lengths;

  /** Valid steps of each row so far, while a mask is read. */
  private final int[] counts;

  /** Where each packed row lies among T·N. */
  private final int[] places;

  private int steps;

  /**
   * No steps.
   *
   * @param packing a shape of rows of different length, to be changed with this. Kept.
   */
  public Padded(Packing packing) {
    this.packing = packing;
    this.rows = packing.rows();
    this.lengths = new int[rows];
    this.counts = new int[rows];
    this.places = new int[packing.capacity()];
  }

  /**
   * Rows padded on the right.
   *
   * @param newSteps T of the arrays, at most that of the packing
   * @param newLengths valid time steps of each row, 0 to T
   * @throws IllegalArgumentException if there is no room for them; nothing is changed then
   */
  public void lengths(int newSteps, int... newLengths) {
    checkSteps(newSteps);
    for (int n = 0; n < newLengths.length; n++) {
      if (newLengths[n] > newSteps) {
        throw new IllegalArgumentException(
            "lengths[" + n + "]: expected 0 to " + newSteps + ", got " + newLengths[n]);
      }
    }
    packing.lengths(newLengths);
    steps = newSteps;
    System.arraycopy(newLengths, 0, lengths, 0, rows);
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < lengths[n]; t++) {
        places[packing.at(t, n)] = t * rows + n;
      }
    }
  }

  /**
   * Any mask.
   *
   * @param newSteps T of the arrays, at most that of the packing
   * @param valid [T, N] — whether a step is part of the row's sequence. Not modified.
   * @throws IllegalArgumentException if there is no room for them; nothing is changed then
   */
  public void mask(int newSteps, boolean[] valid) {
    checkSteps(newSteps);
    if (valid.length != newSteps * rows) {
      throw new IllegalArgumentException(
          "valid: expected [" + newSteps + ", " + rows + "] elements, got " + valid.length);
    }
    Arrays.fill(counts, 0);
    for (int i = 0; i < valid.length; i++) {
      counts[i % rows] += valid[i] ? 1 : 0;
    }
    packing.lengths(counts);
    steps = newSteps;
    System.arraycopy(counts, 0, lengths, 0, rows);
    Arrays.fill(counts, 0);
    for (int i = 0; i < valid.length; i++) {
      if (valid[i]) {
        places[packing.at(counts[i % rows]++, i % rows)] = i;
      }
    }
  }

  private void checkSteps(int newSteps) {
    if (newSteps < 0 || newSteps > packing.maxSteps()) {
      throw new IllegalArgumentException(
          "steps: expected 0 to " + packing.maxSteps() + ", got " + newSteps);
    }
  }

  /**
   * The shape of the packed rows.
   *
   * @return not a copy
   */
  public Packing packing() {
    return packing;
  }

  /**
   * T.
   *
   * @return time steps of the arrays
   */
  public int steps() {
    return steps;
  }

  /**
   * Takes the valid rows out of an array.
   *
   * @param size floats of a row
   * @param x [T, N, size]. Not modified.
   * @param xOff start in {@code x}
   * @param to [R, size] — packed. Modified.
   * @param toOff start in {@code to}
   * @param toRow floats from a packed row to the next
   */
  public void pack(int size, float[] x, int xOff, float[] to, int toOff, int toRow) {
    for (int i = 0; i < packing.total(); i++) {
      System.arraycopy(x, xOff + places[i] * size, to, toOff + i * toRow, size);
    }
  }

  /**
   * Takes the valid ones out of an array of tokens, or targets.
   *
   * @param x [T, N]. Not modified.
   * @param xOff start in {@code x}
   * @param to [R] — packed. Modified.
   */
  public void pack(int[] x, int xOff, int[] to) {
    for (int i = 0; i < packing.total(); i++) {
      to[i] = x[xOff + places[i]];
    }
  }

  /**
   * Puts packed rows back in their places.
   *
   * @param size floats of a row
   * @param from [R, size] — packed. Not modified.
   * @param fromOff start in {@code from}
   * @param fromRow floats from a packed row to the next
   * @param y [T, N, size]. Modified: all of it.
   * @param yOff start in {@code y}
   * @param rule what stands at masked steps
   */
  public void unpack(
      int size, float[] from, int fromOff, int fromRow, float[] y, int yOff, Rule rule) {
    Arrays.fill(y, yOff, yOff + steps * rows * size, 0);
    for (int i = 0; i < packing.total(); i++) {
      System.arraycopy(from, fromOff + i * fromRow, y, yOff + places[i] * size, size);
    }
    if (rule == Rule.CARRY) {
      carry(size, y, yOff);
    }
  }

  private void carry(int size, float[] y, int yOff) {
    for (int n = 0; n < rows; n++) {
      int next = 0;
      for (int t = 0; t < steps; t++) {
        int at = t * rows + n;
        if (next < lengths[n] && places[packing.at(next, n)] == at) {
          next++;
        } else if (next > 0) {
          System.arraycopy(y, yOff + (at - rows) * size, y, yOff + at * size, size);
        }
      }
    }
  }

  /**
   * Puts gradients, which lie in reverse time, in the places of what they are of; zero at masked
   * steps.
   *
   * @param size floats of a row
   * @param from [R, size] — in reverse time. Not modified.
   * @param fromOff start in {@code from}
   * @param fromRow floats from a packed row to the next
   * @param to [T, N, size]. Modified: all of it.
   * @param toOff start in {@code to}
   */
  public void unpackReversed(
      int size, float[] from, int fromOff, int fromRow, float[] to, int toOff) {
    Arrays.fill(to, toOff, toOff + steps * rows * size, 0);
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < lengths[n]; t++) {
        int source = fromOff + packing.slot(t, n) * fromRow;
        int target = toOff + places[packing.at(t, n)] * size;
        System.arraycopy(from, source, to, target, size);
      }
    }
  }
}
