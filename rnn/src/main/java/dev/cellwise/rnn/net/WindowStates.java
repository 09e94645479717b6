package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.RandomMasks;
import dev.cellwise.rnn.cell.StatePart;
import java.util.Arrays;
import java.util.List;

/**
 * The states of a window's cells on the tape, and their gradients in the workspace: row by row, as
 * the floats of a {@link State}. What stands before a window: the state of each row, whether it is
 * the learned first one, and the place of the random masks.
 *
 * <p>A {@link State} that comes or goes is refused while it is in use elsewhere, before anything is
 * modified.
 */
final class WindowStates {
  private final StateShape shape;
  private final Packing packing;
  private final int rows;
  private final CellWindow[] cells;

  /** An array, since a list has an iterator, which is garbage where it is not inlined. */
  private final Laid.Directed[] directed;

  private final RandomMasks masks;
  private final LastForward last;

  /** The tape. */
  private final float[] data;

  /** The workspace. */
  private final float[] d;

  private final float[] zero;

  /**
   * [2, N] — rows whose first state is the learned one: in layers that go forward in time, and in
   * the others, which begin each window anew.
   */
  private final boolean[] fresh;

  /** Whether sequences begin with a learned first state. */
  private final boolean learned;

  WindowStates(
      Layers layers,
      Packing packing,
      CellWindow[] cells,
      RandomMasks masks,
      LastForward last,
      float[] data,
      float[] d) {
    this.shape = layers.shape();
    this.packing = packing;
    this.rows = packing.rows();
    this.cells = cells;
    this.directed = layers.directed().toArray(Laid.Directed[]::new);
    this.masks = masks;
    this.last = last;
    this.data = data;
    this.d = d;
    this.zero = new float[shape.length];
    this.learned = layers.architecture().learnedStart();
    this.fresh = new boolean[2 * rows];
    Arrays.fill(fresh, learned);
  }

  private boolean isFresh(Laid.Directed of, int row) {
    return fresh[of.reverse() ? rows + row : row];
  }

  private void setFresh(int row, boolean begins) {
    fresh[row] = begins;
    fresh[rows + row] = begins;
  }

  /** Before a forward pass: the learned first state of rows that begin with it. */
  void begin(float[] p) {
    for (int n = 0; n < rows && learned; n++) {
      for (Laid.Directed of : directed) {
        if (isFresh(of, n)) {
          begin(of, n, p);
        }
      }
    }
  }

  private void begin(Laid.Directed of, int row, float[] p) {
    for (int part = 0; part < of.start().length; part++) {
      cells[of.number()].setState(part, row, p, of.start()[part], data);
    }
  }

  /** After a backward pass: the gradient of the learned one, a chain over the same rows. */
  void backward(float[] dp) {
    for (int n = 0; n < rows && learned; n++) {
      for (Laid.Directed of : directed) {
        if (isFresh(of, n)) {
          backward(of, n, dp);
        }
      }
    }
  }

  private void backward(Laid.Directed of, int row, float[] dp) {
    for (int part = 0; part < of.start().length; part++) {
      for (int u = 0; u < shape.size(of.number(), part); u++) {
        dp[of.start()[part] + u] += d[cells[of.number()].dState(part, row, u)];
      }
    }
  }

  /** The state after some steps comes in front of the next window. */
  void carry(int steps) {
    for (Laid.Directed of : directed) {
      if (!of.reverse()) {
        cells[of.number()].carry(steps, data);
      }
    }
    for (int n = 0; n < rows; n++) {
      // A row that had no step has yet to begin.
      fresh[n] &= packing.length(n) == 0;
    }
    skip(steps);
  }

  /** Goes on by some steps of random masks; the states stay. */
  void skip(int steps) {
    masks.advance(steps);
  }

  void rowIds(int... ids) {
    masks.rowIds(ids);
  }

  /** Refuses a row or state that is none of this network's. */
  void check(int row, State state) {
    checkRow(row);
    if (state == null) {
      throw new IllegalArgumentException("state: expected a state, got none");
    }
    state.check(shape);
  }

  private void checkRow(int row) {
    Bounds.checkIndex("row", row, rows);
  }

  /** Sets a row's state before the window: a new sequence. */
  void set(int row, State from) {
    check(row, from);
    from.beginRead("state");
    try {
      set(row, from.values);
    } finally {
      from.endRead();
    }
  }

  private void set(int row, float[] values) {
    setFresh(row, false);
    masks.restart(row);
    for (int l = 0; l < cells.length; l++) {
      for (int part = 0; part < shape.parts(l); part++) {
        cells[l].setState(part, row, values, shape.at(l, part), data);
      }
    }
  }

  /** Sets it to the one that sequences begin with. */
  void reset(int row) {
    checkRow(row);
    set(row, zero);
    setFresh(row, learned);
  }

  /** Copies a row's state after t steps; that before the window needs no forward pass. */
  void get(int t, int row, State to) {
    check(row, to);
    if (t != 0) {
      Bounds.checkIndex("t", t, Integer.MAX_VALUE);
      last.check();
      Bounds.checkIndex("t", t, packing.length(row) + 1);
    }
    to.change();
    try {
      get(t, row, to.values);
    } finally {
      to.release();
    }
  }

  /** Copies that after the row's last step. */
  void get(int row, State to) {
    last.check();
    checkRow(row);
    get(packing.length(row), row, to);
  }

  private void get(int t, int row, float[] to) {
    for (int l = 0; l < cells.length; l++) {
      for (int part = 0; part < shape.parts(l); part++) {
        cells[l].getState(part, t, row, shape.size(l, part), data, to, shape.at(l, part));
      }
    }
  }

  /** Copies a part of a cell's state after every step, packed. */
  void get(int cell, String name, float[] to, int toOff) {
    last.check();
    int part = part(cell, name);
    int size = shape.size(cell, part);
    Bounds.checkRoom("to", (long) packing.total() * size, toOff, to.length);
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < packing.length(n); t++) {
        cells[cell].getState(part, t + 1, n, size, data, to, toOff + packing.at(t, n) * size);
      }
    }
  }

  /** The index of a part of a cell's state. */
  int part(int cell, String name) {
    Bounds.checkIndex("cell", cell, cells.length);
    List<StatePart> parts = shape.parts.get(cell);
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("part: expected one of " + parts + ", got " + name);
  }

  /** Copies the gradient of a row's state: before the window, once a backward pass was made. */
  void gradient(int row, State to) {
    check(row, to);
    to.change();
    try {
      gradient(row, to.values);
    } finally {
      to.release();
    }
  }

  private void gradient(int row, float[] to) {
    for (int l = 0; l < cells.length; l++) {
      for (int part = 0; part < shape.parts(l); part++) {
        int at = shape.at(l, part);
        for (int u = 0; u < shape.size(l, part); u++) {
          to[at + u] = d[cells[l].dState(part, row, u)];
        }
      }
    }
  }

  /** Sets the gradient of a row's state after the window. */
  void setGradient(int row, State from) {
    check(row, from);
    from.beginRead("from");
    try {
      setGradient(row, from.values);
    } finally {
      from.endRead();
    }
  }

  private void setGradient(int row, float[] from) {
    for (int l = 0; l < cells.length; l++) {
      for (int part = 0; part < shape.parts(l); part++) {
        int at = shape.at(l, part);
        for (int u = 0; u < shape.size(l, part); u++) {
          d[cells[l].dState(part, row, u)] = from[at + u];
        }
      }
    }
  }

  /** What stands before the window, and the row ids, for a file. */
  Carried carried() {
    State state = new State(shape);
    float[] states = new float[Math.multiplyExact(rows, shape.numbers)];
    for (int n = 0; n < rows; n++) {
      get(0, n, state.values);
      System.arraycopy(state.toArray(), 0, states, n * shape.numbers, shape.numbers);
    }
    return new Carried(states, fresh.clone(), masks.elapsed(), masks.began(), masks.rowIds());
  }

  /** Goes there; of another size, nothing is changed. */
  void restore(Carried from) {
    from.check(rows, shape.numbers);
    State state = new State(shape);
    int size = shape.numbers;
    for (int n = 0; n < rows; n++) {
      state.fromArray(Arrays.copyOfRange(from.states(), n * size, (n + 1) * size));
      set(n, state.values);
    }
    System.arraycopy(from.fresh(), 0, fresh, 0, fresh.length);
    masks.restore(from.elapsed(), from.began(), from.rowIds());
  }

  Checkpoint newCheckpoint() {
    return new Checkpoint(shape, rows);
  }

  /** What stands before the window, without the row ids. */
  void save(Checkpoint to) {
    to.check(shape, rows);
    to.change();
    try {
      for (int n = 0; n < rows; n++) {
        get(0, n, to.states[n].values);
      }
    } finally {
      to.release();
    }
    System.arraycopy(fresh, 0, to.fresh, 0, fresh.length);
    masks.save(to.masks);
  }

  /** Goes there. */
  void restore(Checkpoint from) {
    from.check(shape, rows);
    from.beginRead();
    try {
      for (int n = 0; n < rows; n++) {
        set(n, from.states[n].values);
      }
    } finally {
      from.endRead();
    }
    System.arraycopy(from.fresh, 0, fresh, 0, fresh.length);
    masks.restore(from.masks);
  }
}
