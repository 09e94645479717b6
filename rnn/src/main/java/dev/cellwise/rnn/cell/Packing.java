package dev.cellwise.rnn.cell;

import java.util.Arrays;
import java.util.Objects;

/**
 * The shape of a window: which rows of a batch take part in which of its time steps. Rows of
 * different length are packed: time step {@code t} has the rows that are longer than {@code t}, in
 * the caller's order, right behind those of the step before. So what a window costs follows the sum
 * of the lengths, and padding is nowhere.
 *
 * <pre>
 * lengths 2 4 0 3     t = 0   rows 0 1 3     packed rows 0 1 2
 *                         1        0 1 3                 3 4 5
 *                         2          1 3                 6 7
 *                         3          1                   8
 * </pre>
 *
 * <p>Steps with the same rows make a span, over which a window is dense; there are at most as many
 * spans as rows, and as time steps. In reverse time, packed rows lie the other way round by steps,
 * but not within a step.
 *
 * <p>A row that skips steps in between is a shorter row: it is given without them.
 *
 * <p>Shared by the windows that are made for it, and changed by their owner between two passes. Not
 * thread-safe. Changing allocates nothing.
 */
public final class Packing {
  /** A maximal run of time steps at which the same rows take part. */
  static final class Span {
    /** Its first time step. */
    int start;

    int steps;
    int rows;

    /** Packed rows before it. */
    int first;

    /** Packed rows behind it: those before it in reverse time. */
    int behind;

    /** Where its rows begin among the members. */
    int entry;

    /** Where the states before its first step lie among those of a window. */
    int before;

    /** Where those after its first step lie. */
    int after;

    /** Whether all rows of the batch take part. */
    boolean whole;

    /** The packed row at which a step begins. */
    int at(int t) {
      return first + t * rows;
    }

    /** The packed row in reverse time at which a slot begins. */
    int slot(int s) {
      return behind + s * rows;
    }

    /** Where the states before a step, or after the last one, lie among those of a window. */
    int state(int t) {
      return t == 0 ? before : after + (t - 1) * rows;
    }
  }

  /** Rows of all time steps: with 64 floats each or more, what an array can hold. */
  private static final int MOST = Integer.MAX_VALUE / 64;

  private final int maxSteps;
  private final int rows;
  private final int capacity;
  private final boolean dense;
  private final int[] lengths;

  /** Time steps of the rows before each row, and of all: where threads' rows are cut. */
  private final int[] before;

  private final Span[] spans;
  private final int[] members;

  /** The span of each time step. */
  private final int[] spanAt;

  private final int starts;
  private int count;
  private int steps;
  private int total;
  private int changes;
  private boolean set;

  private Packing(int maxSteps, int rows, int capacity, boolean dense) {
    this.maxSteps = maxSteps;
    this.rows = rows;
    this.capacity = capacity;
    this.dense = dense;
    this.lengths = new int[rows];
    this.before = new int[rows + 1];
    this.spans = new Span[dense ? 1 : Math.min(rows, maxSteps)];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = new Span();
    }
    this.starts = dense ? 0 : starts(spans.length, rows, capacity);
    this.members = new int[dense ? rows : starts];
    this.spanAt = new int[maxSteps];
    if (dense) {
      steps(maxSteps);
    }
  }

  /** The most rows of all spans: each has a row less than the one before, and a step at least. */
  private static int starts(int spans, int rows, int capacity) {
    long most = (long) spans * rows - (long) spans * (spans - 1) / 2;
    return (int) Math.min(most, capacity);
  }

  /**
   * Windows whose rows are all of one length.
   *
   * @param steps T, the most time steps; so many at first
   * @param rows N
   * @return a shape of T steps
   * @throws IllegalArgumentException if a number is less than 1, or their product too large
   */
  public static Packing dense(int steps, int rows) {
    return new Packing(steps, rows, product(steps, rows), true);
  }

  /**
   * Windows whose rows may be of different length.
   *
   * @param steps T, the most time steps of a row
   * @param rows N
   * @param total the most packed rows: time steps of all rows together
   * @return a shape of no steps
   * @throws IllegalArgumentException if a number is less than 1, or the total not within T·N
   */
  public static Packing ragged(int steps, int rows, int total) {
    if (steps < 1 || rows < 1 || total < 1 || total > (long) steps * rows) {
      throw new IllegalArgumentException(
          "steps, rows, total: expected at least 1, and a total of at most steps times rows, got "
              + steps
              + ", "
              + rows
              + " and "
              + total);
    }
    if (Math.max(Math.max(steps, rows), total) > MOST) {
      throw new IllegalArgumentException(
          "steps, rows, total: expected at most "
              + MOST
              + " of each, got "
              + steps
              + ", "
              + rows
              + " and "
              + total);
    }
    return new Packing(steps, rows, total, false);
  }

  private static int product(int steps, int rows) {
    if (steps < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "steps, rows: expected at least 1, got " + steps + " and " + rows);
    }
    if ((long) steps * rows > MOST) {
      throw new IllegalArgumentException(
          "steps, rows: expected a tape of at most 2^31 - 17 floats, got "
              + steps
              + " time steps of "
              + rows
              + " rows with 64 floats or more: take fewer a window");
    }
    return steps * rows;
  }

  /**
   * All rows of one length.
   *
   * @param newSteps time steps, at most T; with them no more rows than there is room for
   * @throws IllegalArgumentException if there are more, or less than 0
   */
  public void steps(int newSteps) {
    if (newSteps < 0 || newSteps > maxSteps) {
      throw new IllegalArgumentException("steps: expected 0 to " + maxSteps + ", got " + newSteps);
    }
    if ((long) newSteps * rows > capacity) {
      throw new IllegalArgumentException(
          "steps: expected at most "
              + capacity
              + " time steps of all rows, got "
              + newSteps
              + " of "
              + rows);
    }
    set = true;
    if (newSteps != steps || total != newSteps * rows) {
      Arrays.fill(lengths, newSteps);
      pack();
    }
  }

  /**
   * Rows of different length.
   *
   * @param newLengths time steps of each row, 0 to T; copied
   * @throws IllegalArgumentException if there are not as many as rows, one is too long, or all
   *     together are too many; the shape is as before then
   * @throws IllegalStateException if this is a shape of rows of one length
   */
  public void lengths(int... newLengths) {
    if (dense) {
      throw new IllegalStateException("lengths: expected windows with rows of one length");
    }
    check(newLengths);
    set = true;
    System.arraycopy(newLengths, 0, lengths, 0, rows);
    pack();
  }

  private void check(int[] given) {
    if (given.length != rows) {
      throw new IllegalArgumentException(
          "lengths: expected " + rows + ", one for each row, got " + given.length);
    }
    long all = 0;
    for (int n = 0; n < rows; n++) {
      if (given[n] < 0 || given[n] > maxSteps) {
        throw new IllegalArgumentException(
            "lengths[" + n + "]: expected 0 to " + maxSteps + ", got " + given[n]);
      }
      all += given[n];
    }
    if (all > capacity) {
      throw new IllegalArgumentException(
          "lengths: expected at most " + capacity + " time steps of all rows, got " + all);
    }
  }

  /** Finds the spans: each ends where its shortest rows do. */
  private void pack() {
    changes++;
    count = 0;
    total = 0;
    steps = 0;
    int entry = 0;
    for (int end = nextLength(0); end > 0; end = nextLength(end)) {
      Span g = spans[count];
      g.start = steps;
      g.steps = end - steps;
      g.first = total;
      g.entry = entry;
      for (int n = 0; n < rows; n++) {
        if (lengths[n] >= end) {
          members[entry++] = n;
        }
      }
      g.rows = entry - g.entry;
      g.whole = g.rows == rows;
      g.before = g.whole ? 0 : rows + capacity + g.entry;
      g.after = rows + total;
      total += g.steps * g.rows;
      Arrays.fill(spanAt, steps, end, count);
      steps = end;
      count++;
    }
    for (int i = 0; i < count; i++) {
      spans[i].behind = total - spans[i].at(spans[i].steps);
    }
    for (int n = 0; n < rows; n++) {
      before[n + 1] = before[n] + lengths[n];
    }
  }

  /** The smallest length above a number; 0 if there is none. */
  private int nextLength(int above) {
    int next = 0;
    for (int n = 0; n < rows; n++) {
      if (lengths[n] > above && (next == 0 || lengths[n] < next)) {
        next = lengths[n];
      }
    }
    return next;
  }

  /**
   * Time steps now.
   *
   * @return those of the longest row
   */
  public int steps() {
    return steps;
  }

  /**
   * T.
   *
   * @return the most time steps of a row
   */
  public int maxSteps() {
    return maxSteps;
  }

  /**
   * N.
   *
   * @return rows of the batch
   */
  public int rows() {
    return rows;
  }

  /**
   * How many times the shape was set: who notes it can tell later that it is the same.
   *
   * @return a count, from any number
   */
  public int changes() {
    return changes;
  }

  /**
   * Whether there is a shape.
   *
   * @return false until the lengths of rows that may be of different ones are first set
   */
  public boolean isSet() {
    return set;
  }

  /**
   * Whether rows are always of one length.
   *
   * @return true for {@link #dense}
   */
  public boolean isDense() {
    return dense;
  }

  /**
   * Refuses an array for packed rows: of another length than theirs, or where rows may be of
   * different length of a smaller one, since such an array is used again.
   *
   * @param name of the argument
   * @param length of the array
   * @param size elements of a packed row
   * @throws IllegalArgumentException if it is refused
   */
  public void checkArray(String name, int length, int size) {
    long expected = (long) total * size;
    if (dense ? length != expected : length < expected) {
      throw new IllegalArgumentException(
          name
              + ": expected "
              + (dense ? "" : "at least ")
              + expected
              + " elements for "
              + total
              + " packed rows, got "
              + length);
    }
  }

  /**
   * Packed rows now.
   *
   * @return time steps of all rows together
   */
  public int total() {
    return total;
  }

  /**
   * The most packed rows.
   *
   * @return what there is room for
   */
  public int capacity() {
    return capacity;
  }

  /**
   * Time steps of a row.
   *
   * @param row 0 to N - 1
   * @return its length
   */
  public int length(int row) {
    return lengths[Objects.checkIndex(row, rows)];
  }

  /**
   * Where a row's time step lies among the packed rows.
   *
   * @param t 0 to its length - 1
   * @param row 0 to N - 1
   * @return 0 to {@link #total} - 1
   * @throws IndexOutOfBoundsException if the row has no such step
   */
  public int at(int t, int row) {
    Objects.checkIndex(t, length(row));
    Span g = spanOf(t);
    return g.at(t - g.start) + rank(g, row);
  }

  /**
   * Packed rows before a time step.
   *
   * @param t 0 to {@link #steps}
   * @return where those of the step begin
   */
  public int at(int t) {
    if (Objects.checkIndex(t, steps + 1) == steps) {
      return total;
    }
    Span g = spanOf(t);
    return g.at(t - g.start);
  }

  /**
   * Where a time step's rows begin in reverse time.
   *
   * @param t 0 to {@link #steps} - 1
   * @return packed rows of the steps behind it
   */
  public int reversed(int t) {
    Span g = spanOf(Objects.checkIndex(t, steps));
    return g.slot(g.start + g.steps - 1 - t);
  }

  /**
   * Rows that take part in a time step.
   *
   * @param t 0 to {@link #steps} - 1
   * @return at least 1
   */
  public int active(int t) {
    return spanOf(Objects.checkIndex(t, steps)).rows;
  }

  /** The span of a time step. */
  Span spanOf(int t) {
    return spans[spanAt[t]];
  }

  /** The place of a row among those of a span. */
  int rank(Span g, int row) {
    return dense ? row : Arrays.binarySearch(members, g.entry, g.entry + g.rows, row) - g.entry;
  }

  /** The row at a place of a span. */
  int row(Span g, int rank) {
    return members[g.entry + rank];
  }

  /** Spans now. */
  int spans() {
    return count;
  }

  /** A span, in the order of time. */
  Span span(int i) {
    return spans[i];
  }

  /**
   * Where the state of a row after some of its steps lies among those of a window.
   *
   * @param t 0 to its length
   */
  int state(int t, int row) {
    if (Objects.checkIndex(t, length(row) + 1) == 0) {
      return row;
    }
    Span g = spanOf(t - 1);
    return g.state(t - g.start) + rank(g, row);
  }

  /**
   * Copies packed rows so that each row's time steps come the other way round: the last valid one
   * first.
   *
   * @param width floats of a packed row
   * @param from [R, width] — in time order. Not modified.
   * @param fromOff start in {@code from}
   * @param fromRow floats from a packed row to the next
   * @param to [R, width] — another place. Modified.
   * @param toOff start in {@code to}
   * @param toRow floats from a packed row to the next
   */
  public void flip(
      int width, float[] from, int fromOff, int fromRow, float[] to, int toOff, int toRow) {
    for (int i = 0; i < count; i++) {
      Span g = spans[i];
      for (int r = 0; r < g.steps * g.rows; r++) {
        int n = members[g.entry + r % g.rows];
        int q = at(lengths[n] - 1 - g.start - r / g.rows, n);
        System.arraycopy(from, fromOff + (g.first + r) * fromRow, to, toOff + q * toRow, width);
      }
    }
  }

  /**
   * The same with packed tokens.
   *
   * @param from [R] — in time order. Not modified.
   * @param fromOff start in {@code from}
   * @param to [R] — another array. Modified.
   */
  public void flip(int[] from, int fromOff, int[] to) {
    for (int i = 0; i < count; i++) {
      Span g = spans[i];
      for (int r = 0; r < g.steps * g.rows; r++) {
        int n = members[g.entry + r % g.rows];
        to[at(lengths[n] - 1 - g.start - r / g.rows, n)] = from[fromOff + g.first + r];
      }
    }
  }

  /**
   * The same with gradients, which lie in reverse time: a row's gradient of its first step comes
   * where that of its last one was.
   *
   * @param width floats of a packed row
   * @param from [R, width] — in reverse time. Not modified.
   * @param fromOff start in {@code from}
   * @param fromRow floats from a packed row to the next
   * @param to [R, width] — another place. Modified.
   * @param toOff start in {@code to}
   * @param toRow floats from a packed row to the next
   */
  public void flipReversed(
      int width, float[] from, int fromOff, int fromRow, float[] to, int toOff, int toRow) {
    for (int i = 0; i < count; i++) {
      Span g = spans[i];
      for (int r = 0; r < g.steps * g.rows; r++) {
        int n = members[g.entry + r % g.rows];
        int q = slot(lengths[n] - g.start - g.steps + r / g.rows, n);
        System.arraycopy(from, fromOff + (g.behind + r) * fromRow, to, toOff + q * toRow, width);
      }
    }
  }

  /**
   * Where a row's time step lies among the packed rows in reverse time.
   *
   * @param t 0 to its length - 1
   * @param row 0 to N - 1
   * @return 0 to {@link #total} - 1
   * @throws IndexOutOfBoundsException if the row has no such step
   */
  public int slot(int t, int row) {
    Objects.checkIndex(t, length(row));
    Span g = spanOf(t);
    return g.slot(g.start + g.steps - 1 - t) + rank(g, row);
  }

  /**
   * The first row that a thread of some works on: all have about as many time steps of theirs to
   * do. A thread has the same rows in all spans, so none waits for another within a window.
   */
  int firstRow(int part, int parts) {
    if (part == parts) {
      return rows;
    }
    if (dense) {
      return Shares.cutRows(rows, part, parts);
    }
    // The first row with as many steps before it as the threads before have: asked for each span.
    int share = Shares.cut(total, part, parts);
    int low = 0;
    int high = rows;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (before[middle] < share) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The place among a span's rows of the first one that a thread of some works on. */
  int from(Span g, int part, int parts) {
    int row = firstRow(part, parts);
    if (dense) {
      return row;
    }
    int at = Arrays.binarySearch(members, g.entry, g.entry + g.rows, row);
    return (at < 0 ? -at - 1 : at) - g.entry;
  }

  /** Rows of states that a window has room for: the one before it, each step's, and each span's. */
  int stateRows() {
    return Math.addExact(Math.addExact(rows, capacity), starts);
  }

  /** Rows of all spans together that there is room for. */
  int starts() {
    return dense ? rows : starts;
  }
}
