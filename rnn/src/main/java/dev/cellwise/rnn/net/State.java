package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.StatePart;
import java.util.Arrays;
import java.util.List;

/**
 * What one stream remembers between two steps: for each layer the parts of its cell's state, such
 * as h, and c of an LSTM. One array of four bytes a number, each part padded to a multiple of 16
 * numbers, and some 40 bytes of headers and references: read, write, copy, fork, keep. Not
 * thread-safe; one stream, one state.
 */
public final class State {
  private final StateShape shape;

  /** All parts, one after the other; the padding is zero until a step meets a NaN or infinity. */
  final float[] values;

  State(StateShape shape) {
    this.shape = shape;
    this.values = new float[shape.length];
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
   */
  public float[] get(int layer, String name) {
    int i = part(layer, name);
    int at = shape.at(layer, i);
    return Arrays.copyOfRange(values, at, at + shape.size(layer, i));
  }

  /**
   * Sets a part of a layer's state.
   *
   * @param layer 0 to layers - 1
   * @param name of the part, such as {@code h}
   * @param numbers as many as the part has, copied
   * @throws IllegalArgumentException if the layer has no such part, or of another size
   */
  public void set(int layer, String name, float[] numbers) {
    int i = part(layer, name);
    int expected = shape.size(layer, i);
    if (numbers.length != expected) {
      throw new IllegalArgumentException(
          "numbers: expected " + expected + " of " + name + ", got " + numbers.length);
    }
    System.arraycopy(numbers, 0, values, shape.at(layer, i), expected);
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
   * @param other a state of the same parts
   */
  public void set(State other) {
    other.check("other", shape);
    System.arraycopy(other.values, 0, values, 0, values.length);
  }

  /** Back to the start: zeros. */
  public void reset() {
    Arrays.fill(values, 0);
  }

  /**
   * A state of its own with the same values.
   *
   * @return a copy
   */
  public State copy() {
    State copy = new State(shape);
    copy.set(this);
    return copy;
  }

  /**
   * All values as one array, to be kept: for each layer its parts in order, without padding.
   *
   * @return a copy
   */
  public float[] toArray() {
    float[] all = new float[shape.numbers];
    for (int l = 0, to = 0; l < shape.layers(); l++) {
      for (int i = 0; i < shape.parts(l); i++) {
        System.arraycopy(values, shape.at(l, i), all, to, shape.size(l, i));
        to += shape.size(l, i);
      }
    }
    return all;
  }

  /**
   * Takes over what {@link #toArray} gave.
   *
   * @param all for each layer its parts
   */
  public void fromArray(float[] all) {
    if (all.length != shape.numbers) {
      throw new IllegalArgumentException(
          "all: expected " + shape.numbers + " floats, got " + all.length);
    }
    for (int l = 0, from = 0; l < shape.layers(); l++) {
      for (int i = 0; i < shape.parts(l); i++) {
        System.arraycopy(all, from, values, shape.at(l, i), shape.size(l, i));
        from += shape.size(l, i);
      }
    }
  }

  void check(StateShape expected) {
    check("state", expected);
  }

  private void check(String argument, StateShape expected) {
    // Nearly always the same shape: that of the network both came from.
    if (shape != expected && !shape.parts.equals(expected.parts)) {
      throw new IllegalArgumentException(
          argument + ": expected " + expected.parts + ", got " + shape.parts);
    }
  }

  /** Where a cell's parts start in {@link #values}, one after the other. */
  int at(int layer) {
    return shape.at(layer);
  }
}
