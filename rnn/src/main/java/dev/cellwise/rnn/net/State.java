package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.StatePart;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;

/**
 * What one stream remembers between two steps: for each layer the parts of its cell's state, such
 * as h, and c of an LSTM. One array of four bytes a number, each part padded to a multiple of 16
 * numbers, and some 40 bytes beside them: read, write, {@linkplain #copy copy or fork}, {@linkplain
 * Network#toBytes keep}. It knows the shapes of its parts and nothing of a network's weights.
 *
 * <p>Not thread-safe: one stream, one state. It may go from thread to thread; what overlaps is
 * refused with an {@link IllegalStateException}: a step or another change beside a second one, or
 * beside a reading. Readings may overlap one another. The check costs a step one compare-and-set.
 */
public final class State {
  private static final VarHandle USES;

  static {
    try {
      USES = MethodHandles.lookup().findVarHandle(State.class, "uses", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int CHANGED = -1;

  private final StateShape shape;

  /** All parts, one after the other; the padding is zero until a step meets a NaN or infinity. */
  final float[] values;

  /** How many read it now; {@link #CHANGED} while one writes. */
  private int uses;

  State(StateShape shape) {
    this.shape = shape;
    this.values = new float[shape.length];
  }

  /** Whether the caller may change it from now on, until {@link #release}. */
  boolean take() {
    return USES.compareAndSet(this, 0, CHANGED);
  }

  /** Of who took it, on every path. */
  void release() {
    USES.setRelease(this, 0);
  }

  /** What is thrown where it could not be taken. */
  static IllegalStateException overlap(String argument) {
    return new IllegalStateException(
        argument
            + ": expected one use at a time, got a second while the first runs; take a state for"
            + " each stream");
  }

  /** Takes it, or refuses. Until {@link #release}. */
  void change() {
    if (!take()) {
      throw overlap("state");
    }
  }

  /** Whether the caller may read it from now on, until {@link #endRead}. */
  boolean beginRead() {
    int readers;
    do {
      readers = (int) USES.getVolatile(this);
      if (readers == CHANGED) {
        return false;
      }
    } while (!USES.compareAndSet(this, readers, readers + 1));
    return true;
  }

  /** The same, or refuses. */
  void beginRead(String argument) {
    if (!beginRead()) {
      throw overlap(argument);
    }
  }

  /** Of who read it, on every path. */
  void endRead() {
    USES.getAndAdd(this, -1);
  }

  /**
   * Layers.
   *
   * @return at least 1
   */
  public int layers() {
    return shape.layers();
  }

  /**
   * The parts of a layer's state.
   *
   * @param layer 0 to layers - 1
   * @return their names and sizes; the first one is the layer's output
   */
  public List<StatePart> parts(int layer) {
    return shape.parts.get(checked(layer));
  }

  private int checked(int layer) {
    if (layer < 0 || layer >= shape.layers()) {
      throw new IndexOutOfBoundsException(
          "layer: expected 0 to " + (shape.layers() - 1) + ", got " + layer);
    }
    return layer;
  }

  /**
   * A part of a layer's state.
   *
   * @param layer 0 to layers - 1
   * @param name of the part, such as {@code h}
   * @return its numbers, a copy
   * @throws IllegalArgumentException if the layer has no such part
   * @throws IllegalStateException if the state is being changed
   */
  public float[] get(int layer, String name) {
    int i = part(layer, name);
    int at = shape.at(layer, i);
    beginRead("state");
    try {
      return Arrays.copyOfRange(values, at, at + shape.size(layer, i));
    } finally {
      endRead();
    }
  }

  /**
   * Sets a part of a layer's state.
   *
   * @param layer 0 to layers - 1
   * @param name of the part, such as {@code h}
   * @param numbers as many as the part has, copied
   * @throws IllegalArgumentException if the layer has no such part, or of another size
   * @throws IllegalStateException if the state is in use
   */
  public void set(int layer, String name, float[] numbers) {
    int i = part(layer, name);
    int expected = shape.size(layer, i);
    if (numbers.length != expected) {
      throw new IllegalArgumentException(
          "numbers: expected " + expected + " of " + name + ", got " + numbers.length);
    }
    change();
    try {
      System.arraycopy(numbers, 0, values, shape.at(layer, i), expected);
    } finally {
      release();
    }
  }

  private int part(int layer, String name) {
    List<StatePart> of = parts(layer);
    for (int i = 0; i < of.size(); i++) {
      if (of.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("name: expected one of " + of + ", got " + name);
  }

  /**
   * A layer's hidden state.
   *
   * @param layer 0 to layers - 1
   * @return [H], a copy
   */
  public float[] h(int layer) {
    return get(layer, "h");
  }

  /**
   * An LSTM layer's cell state.
   *
   * @param layer 0 to layers - 1
   * @return [H], a copy
   * @throws IllegalArgumentException if the layer is none
   */
  public float[] c(int layer) {
    return get(layer, "c");
  }

  /**
   * Takes over another state's values.
   *
   * @param other a state of the same parts. Not modified.
   * @throws IllegalArgumentException if there is none, or its parts are others
   * @throws IllegalStateException if this state is in use, or the other one being changed
   */
  public void set(State other) {
    if (other == null) {
      throw new IllegalArgumentException("other: expected a state, got none");
    }
    other.check("other", shape);
    if (other == this) {
      return;
    }
    change();
    try {
      other.copyTo("other", values);
    } finally {
      release();
    }
  }

  private void copyTo(String argument, float[] to) {
    beginRead(argument);
    try {
      System.arraycopy(values, 0, to, 0, values.length);
    } finally {
      endRead();
    }
  }

  /**
   * Zeros: the start of a stream, unless the network has learned another one, which {@link
   * Network#newState()} gives.
   *
   * @throws IllegalStateException if the state is in use
   */
  public void reset() {
    change();
    try {
      Arrays.fill(values, 0);
    } finally {
      release();
    }
  }

  /**
   * A state of its own with the same values: a fork. The stream goes on with either of them, or
   * with both, each as the one would have without the other.
   *
   * @return a copy
   * @throws IllegalStateException if the state is being changed
   */
  public State copy() {
    State copy = new State(shape);
    copyTo("state", copy.values);
    return copy;
  }

  /**
   * All values as one array: for each layer its parts in order, without padding. It says nothing of
   * the network that they belong to; {@link Network#toBytes} does.
   *
   * @return a copy
   * @throws IllegalStateException if the state is being changed
   */
  public float[] toArray() {
    float[] all = new float[shape.numbers];
    beginRead("state");
    try {
      for (int l = 0, to = 0; l < shape.layers(); l++) {
        for (int i = 0; i < shape.parts(l); i++) {
          System.arraycopy(values, shape.at(l, i), all, to, shape.size(l, i));
          to += shape.size(l, i);
        }
      }
    } finally {
      endRead();
    }
    return all;
  }

  /**
   * Takes over what {@link #toArray} gave.
   *
   * @param all for each layer its parts
   * @throws IllegalArgumentException if they are not as many
   * @throws IllegalStateException if the state is in use
   */
  public void fromArray(float[] all) {
    if (all.length != shape.numbers) {
      throw new IllegalArgumentException(
          "all: expected " + shape.numbers + " floats, got " + all.length);
    }
    change();
    try {
      for (int l = 0, from = 0; l < shape.layers(); l++) {
        for (int i = 0; i < shape.parts(l); i++) {
          System.arraycopy(all, from, values, shape.at(l, i), shape.size(l, i));
          from += shape.size(l, i);
        }
      }
    } finally {
      release();
    }
  }

  void check(StateShape expected) {
    check("state", expected);
  }

  private void check(String argument, StateShape expected) {
    if (!fits(expected)) {
      throw misfit(argument, expected);
    }
  }

  /** Whether its parts are these: nearly always the shape of the network both came from. */
  boolean fits(StateShape expected) {
    return shape == expected || shape.isSame(expected);
  }

  /** What is thrown where they are not. */
  IllegalArgumentException misfit(String argument, StateShape expected) {
    return new IllegalArgumentException(
        argument + ": expected " + expected.parts + ", got " + shape.parts);
  }

  /** Where a cell's parts start in {@link #values}, one after the other. */
  int at(int layer) {
    return shape.at(layer);
  }
}
