package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Threefry;

/**
 * What the random masks of a network's windows are drawn from: a seed, the time steps so far, and
 * for each row of the batch an id and the time step at which its sequence began.
 *
 * <p>A mask is a function of seed, kind, layer, time step, row id and unit ({@link Threefry#mask}),
 * so it can be drawn again, and a row takes its masks along to another place or batch. The mask
 * that is the same at all steps of a sequence is that of the step at which the sequence began: the
 * next sequence of the row has another one.
 *
 * <p>Shared by the windows that are told of it, and changed by their owner between windows. Not
 * thread-safe.
 */
public final class RandomMasks {
  /** Random numbers that nothing else draws, for each kind of mask. */
  static final int BETWEEN_LAYERS = 1;

  static final int INPUT = 2;

  /** One for each part of the state from here on. */
  static final int RECURRENT = 1 << 8;

  static final int ZONEOUT = 2 << 8;

  private final long seed;
  private final int[] ids;
  private final int[] began;
  private int elapsed;

  /**
   * No time step gone, row ids 0 to N - 1.
   *
   * @param seed the seed
   * @param rows N
   */
  public RandomMasks(long seed, int rows) {
    this.seed = seed;
    this.ids = new int[rows];
    this.began = new int[rows];
    for (int n = 0; n < rows; n++) {
      ids[n] = n;
    }
  }

  /**
   * Names the rows of the windows to come. Rows of one id have the same masks.
   *
   * @param ids one for each row; copied
   */
  public void rowIds(int... ids) {
    if (ids.length != this.ids.length) {
      throw new IllegalArgumentException(
          "ids: expected " + this.ids.length + ", one for each row, got " + ids.length);
    }
    System.arraycopy(ids, 0, this.ids, 0, ids.length);
  }

  /**
   * Goes on by some time steps: the next window begins behind them.
   *
   * @param steps at least 0
   */
  public void advance(int steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("steps: expected at least 0, got " + steps);
    }
    elapsed += steps;
  }

  /**
   * A new sequence of a row begins with the next window.
   *
   * @param row its place, 0 to N - 1
   */
  public void restart(int row) {
    began[row] = elapsed;
  }

  /**
   * Time steps gone.
   *
   * @return from 0
   */
  public int elapsed() {
    return elapsed;
  }

  /**
   * The time step at which each row's sequence began.
   *
   * @return [N], a copy
   */
  public int[] began() {
    return began.clone();
  }

  /**
   * The ids of the rows.
   *
   * @return [N], a copy
   */
  public int[] rowIds() {
    return ids.clone();
  }

  /**
   * Goes on from counters that were read: the masks to come are those that would have come then.
   *
   * @param newElapsed time steps gone
   * @param newBegan [N] — where each row's sequence began; copied
   * @param newIds [N] — ids of the rows; copied
   * @throws IllegalArgumentException if an array is not of N numbers; nothing is changed then
   */
  public void restore(int newElapsed, int[] newBegan, int[] newIds) {
    if (newBegan.length != began.length) {
      throw new IllegalArgumentException(
          "began: expected " + began.length + ", one for each row, got " + newBegan.length);
    }
    rowIds(newIds);
    System.arraycopy(newBegan, 0, began, 0, began.length);
    elapsed = newElapsed;
  }

  /**
   * Notes where the masks are, so that windows can be run again: the time steps so far, and where
   * each row's sequence began.
   *
   * @param to [1 + N] — of {@link #restore}. Modified.
   */
  public void save(int[] to) {
    checkPlaces(to.length);
    to[0] = elapsed;
    System.arraycopy(began, 0, to, 1, began.length);
  }

  /**
   * Goes back, or on, to where the masks were. The row ids stay.
   *
   * @param from [1 + N] — what {@link #save} noted. Not modified.
   */
  public void restore(int[] from) {
    checkPlaces(from.length);
    elapsed = from[0];
    System.arraycopy(from, 1, began, 0, began.length);
  }

  private void checkPlaces(int length) {
    if (length != 1 + began.length) {
      throw new IllegalArgumentException(
          "places: expected " + (1 + began.length) + ", one more than rows, got " + length);
    }
  }

  /** Refuses those of another batch. */
  RandomMasks of(Packing packing) {
    if (ids.length != packing.rows()) {
      throw new IllegalArgumentException(
          "masks: expected those of " + packing.rows() + " rows, got " + ids.length);
    }
    return this;
  }

  /** Draws a mask for a time step of a span: 0 by the given rate, {@code keep} otherwise. */
  void ofStep(
      Packing packing,
      Packing.Span g,
      int stream,
      int layer,
      int t,
      int units,
      float rate,
      float keep,
      float[] mask,
      int at) {
    int step = elapsed + g.start + t;
    for (int i = 0; i < g.rows; i++) {
      int id = ids[packing.row(g, i)];
      int to = at + i * units;
      Threefry.mask(seed, stream, layer, step, id, units, rate, keep, mask, to);
    }
  }

  /** Draws the mask of a span's sequences: 0 by the given rate, 1 / (1 - rate) otherwise. */
  void ofSequence(
      Packing packing,
      Packing.Span g,
      int stream,
      int layer,
      int units,
      float rate,
      float[] mask,
      int at) {
    for (int i = 0; i < g.rows; i++) {
      ofSequence(packing.row(g, i), stream, layer, units, rate, mask, at + i * units);
    }
  }

  /** The same of a row. */
  void ofSequence(int row, int stream, int layer, int units, float rate, float[] mask, int at) {
    float keep = 1 / (1 - rate);
    Threefry.mask(seed, stream, layer, began[row], ids[row], units, rate, keep, mask, at);
  }
}
