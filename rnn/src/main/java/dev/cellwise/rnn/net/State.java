package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import java.util.Arrays;
import java.util.List;

/**
 * What one stream remembers between two steps: the hidden and the cell state of each layer. Arrays
 * only, eight bytes a unit: read, write, copy, fork, keep. Not thread-safe; one stream, one state.
 */
public final class State {
  private final List<Integer> sizes;
  private final float[][] h;
  private final float[][] c;

  State(List<Integer> sizes) {
    this.sizes = sizes;
    this.h = new float[sizes.size()][];
    this.c = new float[sizes.size()][];
    for (int l = 0; l < h.length; l++) {
      h[l] = new float[Panels.padded(sizes.get(l))];
      c[l] = new float[Panels.padded(sizes.get(l))];
    }
  }

  /**
   * Layers.
   *
   * @return at least 1
   */
  public int layers() {
    return h.length;
  }

  /**
   * A layer's hidden state.
   *
   * @param layer 0 to layers - 1
   * @return [H], a copy
   */
  public float[] h(int layer) {
    return Arrays.copyOf(h[layer], sizes.get(layer));
  }

  /**
   * A layer's cell state.
   *
   * @param layer 0 to layers - 1
   * @return [H], a copy
   */
  public float[] c(int layer) {
    return Arrays.copyOf(c[layer], sizes.get(layer));
  }

  /**
   * Sets a layer's state.
   *
   * @param layer 0 to layers - 1
   * @param hidden [H], copied
   * @param cell [H], copied
   */
  public void set(int layer, float[] hidden, float[] cell) {
    check("hidden", layer, hidden);
    check("cell", layer, cell);
    System.arraycopy(hidden, 0, h[layer], 0, hidden.length);
    System.arraycopy(cell, 0, c[layer], 0, cell.length);
  }

  private void check(String name, int layer, float[] values) {
    if (values.length != sizes.get(layer)) {
      throw new IllegalArgumentException(
          name + ": expected " + sizes.get(layer) + " units, got " + values.length);
    }
  }

  /**
   * Takes over another state's values.
   *
   * @param other a state of the same layer sizes
   */
  public void set(State other) {
    checkSizes(other.sizes);
    for (int l = 0; l < h.length; l++) {
      System.arraycopy(other.h[l], 0, h[l], 0, h[l].length);
      System.arraycopy(other.c[l], 0, c[l], 0, c[l].length);
    }
  }

  /** Back to the start: zeros. */
  public void reset() {
    for (int l = 0; l < h.length; l++) {
      Arrays.fill(h[l], 0);
      Arrays.fill(c[l], 0);
    }
  }

  /**
   * A state of its own with the same values.
   *
   * @return a copy
   */
  public State copy() {
    State copy = new State(sizes);
    copy.set(this);
    return copy;
  }

  /**
   * All values as one array, to be kept: for each layer h, then c, without padding.
   *
   * @return a copy
   */
  public float[] toArray() {
    float[] all = new float[2 * sizes.stream().mapToInt(Integer::intValue).sum()];
    int at = 0;
    for (int l = 0; l < h.length; l++) {
      System.arraycopy(h[l], 0, all, at, sizes.get(l));
      System.arraycopy(c[l], 0, all, at + sizes.get(l), sizes.get(l));
      at += 2 * sizes.get(l);
    }
    return all;
  }

  /**
   * Takes over what {@link #toArray} gave.
   *
   * @param all for each layer h, then c
   */
  public void fromArray(float[] all) {
    int expected = 2 * sizes.stream().mapToInt(Integer::intValue).sum();
    if (all.length != expected) {
      throw new IllegalArgumentException(
          "all: expected " + expected + " floats, got " + all.length);
    }
    int at = 0;
    for (int l = 0; l < h.length; l++) {
      System.arraycopy(all, at, h[l], 0, sizes.get(l));
      System.arraycopy(all, at + sizes.get(l), c[l], 0, sizes.get(l));
      at += 2 * sizes.get(l);
    }
  }

  void checkSizes(List<Integer> expected) {
    if (!sizes.equals(expected)) {
      throw new IllegalArgumentException(
          "state: expected layers of " + expected + " units, got " + sizes);
    }
  }

  /** [H'], not a copy; the padding is zero. */
  float[] hidden(int layer) {
    return h[layer];
  }

  /** [H'], not a copy; the padding is zero. */
  float[] cell(int layer) {
    return c[layer];
  }
}
