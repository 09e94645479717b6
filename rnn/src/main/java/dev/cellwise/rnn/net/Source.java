package dev.cellwise.rnn.net;

import java.util.Objects;

/**
 * What a decoder begins from: its states before the first step come of it, and {@link
 * Layer.Attention} reads it.
 */
public sealed interface Source {
  /**
   * How the first states come of it.
   *
   * @return the bridge
   */
  Bridge bridge();

  /**
   * A row of floats for each sequence: one-to-many.
   *
   * @param size its floats
   * @param bridge a dense one
   */
  record Vector(int size, Bridge bridge) implements Source {
    /** Checks. */
    public Vector {
      Architecture.positive("vector", size);
      Objects.requireNonNull(bridge, "bridge");
      if (bridge instanceof Bridge.Copy) {
        throw new IllegalArgumentException(
            "bridge: expected a dense one for a vector, which has no states to copy, got "
                + bridge);
      }
    }

    @Override
    public String toString() {
      return "vector(" + size + ", " + bridge + ")";
    }
  }

  /**
   * Another sequence, read by a network of its own: encoder-decoder, sequence to sequence. Its rows
   * are as many as the decoder's, their lengths their own.
   *
   * @param encoder reads it; both directions in time are allowed. Its outputs, with its head if it
   *     has one, are what attention reads.
   * @param bridge from its final states to the first of the decoder
   */
  record Sequence(Architecture encoder, Bridge bridge) implements Source {
    /** Checks. */
    public Sequence {
      Objects.requireNonNull(encoder, "encoder");
      Objects.requireNonNull(bridge, "bridge");
      if (encoder.source() != null) {
        throw new IllegalArgumentException(
            "encoder: expected one without a source of its own, got " + encoder.source());
      }
      if (encoder.last()) {
        throw new IllegalArgumentException(
            "encoder: expected an output at each step (its final states go over the bridge), got"
                + " only the last: "
                + encoder.stack());
      }
      if (bridge instanceof Bridge.Copy && encoder.reversed()) {
        throw new IllegalArgumentException(
            "bridge: expected a dense one from layers that go backward in time, got "
                + bridge
                + " from "
                + encoder.stack());
      }
    }

    @Override
    public String toString() {
      return "encoder(" + encoder.input() + ", " + encoder.stack() + ", " + bridge + ")";
    }
  }
}
