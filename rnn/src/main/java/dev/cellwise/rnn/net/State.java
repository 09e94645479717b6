package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.StatePart;
import java.util.Arrays;
import java.util.List;

/**
 * What one stream remembers between two steps: for each layer the parts of its cell's state, such
 * as h, and c of an LSTM. Arrays only, four bytes a number: read, write, copy, fork, keep. Not
 * thread-safe; one stream, one state.
 */
public final class State {
  private final List<List<StatePart>> parts;
  private final float[][][] values;
  private final int size;

  State(List<List<StatePart>> parts) {
    this.parts = parts;
    this.values = new float[parts.size()][][];
    int all = 0;
    for (int l = 0; l < values.length; l++) {
      List<StatePart> layer = parts.get(l);
      values[l] = new float[layer.size()][];
      for (int i = 0; i < layer.size(); i++) {
        values[l][i] = new float[Panels.padded(layer.get(i).size())];
        all += layer.get(i).size();
      }
    }
    size = all;
  }

  /**
   * Layers.
   *
   * @return at least 1
   */
  public int layers() {
    return values.length;
  }

  /**
   * The parts of a layer's state.
   *
   * @param layer 0 to layers - 1
   * @return their names and sizes; the first one is the layer's output
   */
  public List<StatePart> parts(int layer) {
    return parts.get(checked(layer));
  }

  private int checked(int layer) {
    if (layer < 0 || layer >= values.length) {
      throw new IndexOutOfBoundsException(
          "layer: expected 0 to " + (values.length - 1) + ", got " + layer);
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
    return Arrays.copyOf(values[layer][i], parts.get(layer).get(i).size());
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
    int expected = parts.get(layer).get(i).size();
    if (numbers.length != expected) {
      throw new IllegalArgumentException(
          "numbers: expected " + expected + " of " + name + ", got " + numbers.length);
    }
    System.arraycopy(numbers, 0, values[layer][i], 0, expected);
  }

  private int part(int layer, String name) {
    List<StatePart> of = parts.get(checked(layer));
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
    other.check("other", parts);
    for (int l = 0; l < values.length; l++) {
      for (int i = 0; i < values[l].length; i++) {
        System.arraycopy(other.values[l][i], 0, values[l][i], 0, values[l][i].length);
      }
    }
  }

  /** Back to the start: zeros. */
  public void reset() {
    for (float[][] layer : values) {
      for (float[] part : layer) {
        Arrays.fill(part, 0);
      }
    }
  }

  /**
   * A state of its own with the same values.
   *
   * @return a copy
   */
  public State copy() {
    State copy = new State(parts);
    copy.set(this);
    return copy;
  }

  /**
   * All values as one array, to be kept: for each layer its parts in order, without padding.
   *
   * @return a copy
   */
  public float[] toArray() {
    float[] all = new float[size];
    int at = 0;
    for (int l = 0; l < values.length; l++) {
      for (int i = 0; i < values[l].length; i++) {
        int n = parts.get(l).get(i).size();
        System.arraycopy(values[l][i], 0, all, at, n);
        at += n;
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
    if (all.length != size) {
      throw new IllegalArgumentException("all: expected " + size + " floats, got " + all.length);
    }
    int at = 0;
    for (int l = 0; l < values.length; l++) {
      for (int i = 0; i < values[l].length; i++) {
        int n = parts.get(l).get(i).size();
        System.arraycopy(all, at, values[l][i], 0, n);
        at += n;
      }
    }
  }

  void check(List<List<StatePart>> expected) {
    check("state", expected);
  }

  private void check(String argument, List<List<StatePart>> expected) {
    // Nearly always the same list: that of the network both came from.
    if (parts != expected && !parts.equals(expected)) {
      throw new IllegalArgumentException(argument + ": expected " + expected + ", got " + parts);
    }
  }

  /**
   * The parts of a layer, not copies, each padded to a multiple of 16. The padding is zero until a
   * step meets a NaN or infinity; no other number depends on it.
   */
  float[][] layer(int layer) {
    return values[layer];
  }
}
