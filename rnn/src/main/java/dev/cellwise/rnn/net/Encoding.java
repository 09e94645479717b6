package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Floats;

/**
 * What a {@link Decoder} made of a source: the state that its sequences begin with, and what
 * attention reads. Immutable, shared by all threads and by all sequences that begin from it.
 */
public final class Encoding {
  /** The weights that it was made with. */
  final float[] parameters;

  final State start;
  final int length;

  /** The encoder's outputs, packed, in {@link #data}; null without attention or without steps. */
  final Memory memory;

  /** Where the keys of each additive attention layer lie in {@link #data}; others -1. */
  final int[] keys;

  final float[] data;

  Encoding(float[] parameters, State start, int length, Memory memory, int[] keys, float[] data) {
    this.parameters = parameters;
    this.start = start;
    this.length = length;
    this.memory = memory;
    this.keys = keys;
    this.data = data;
  }

  /** Without anything to read. */
  static Encoding of(float[] parameters, State start, int length) {
    return new Encoding(parameters, start, length, null, new int[0], new float[Floats.BASE]);
  }

  /**
   * Steps of the source.
   *
   * @return at least 0; 1 of a vector
   */
  public int length() {
    return length;
  }

  /**
   * The state before the first step.
   *
   * @return a copy
   */
  public State newState() {
    return start.copy();
  }
}
