package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Packing;

/**
 * What the states before a window come from: a {@link Source}, if the network has one. A vector or
 * the rows of an encoder, which are given before each window.
 */
final class SourceWindow {
  /** Null where the network has none. */
  private final Unrolled encoder;

  /** From the source to the first states; null where the network has no source. */
  private final BridgeWindow bridge;

  private final int rows;
  private final boolean ofVectors;

  /** Whether vectors were given for the window that comes. */
  private boolean given;

  /** The encoder's forward pass that the last window began from. */
  private long read;

  /**
   * Of a window that has been made.
   *
   * @param encoder null where the network has none
   */
  SourceWindow(Unrolled encoder, Windows made, int rows) {
    this.encoder = encoder;
    this.bridge = made.bridge;
    this.rows = rows;
    this.ofVectors = bridge != null && encoder == null;
    if (encoder != null) {
      bridge.read(encoder);
      made.attentions.forEach(a -> a.read(encoder.tape().data(), encoder.workspace()));
    }
  }

  /** Refuses rows for an encoder that there is not, or that do not go with those of the windows. */
  static void check(Layers layers, Packing source, Packing packing) {
    if ((layers.encoder() == null) != (source == null)) {
      throw new IllegalArgumentException(
          source == null
              ? "source: expected the shape of the rows that the encoder reads, got none"
              : "source: expected none, for the network has no encoder, got one");
    }
    if (source != null && source.rows() != packing.rows()) {
      throw new IllegalArgumentException(
          "source: expected " + packing.rows() + " rows, as in the windows, got " + source.rows());
    }
  }

  /** Whether sequences begin from one. */
  boolean isThere() {
    return bridge != null;
  }

  /** Null where there is none. */
  Unrolled encoder() {
    return encoder;
  }

  /** The encoder, to be run over rows whose lengths are set. */
  Unrolled encoder(String argument) {
    if (encoder == null) {
      throw new IllegalArgumentException(
          argument + ": expected none, for the network has no encoder, got some");
    }
    if (!encoder.packing().isSet()) {
      throw new IllegalArgumentException(
          "source: expected the lengths of its rows to be set, got none");
    }
    return encoder;
  }

  /** Takes the vectors of the window that comes, [N, E] dense. */
  void vectors(float[] v, int off, float[] data) {
    if (!ofVectors) {
      throw new IllegalArgumentException(
          "v: expected none, for the network does not begin from vectors, got some");
    }
    Bounds.checkRoom("v", (long) rows * bridge.size(), off, v.length);
    bridge.vectors(v, off, data);
    given = true;
  }

  /** The states before the first step. */
  void forward(float[] p, float[] data) {
    if (bridge == null) {
      return;
    }
    checkBegun();
    bridge.forward(p, data);
    read = encoder == null ? 0 : encoder.last().count();
  }

  private void checkBegun() {
    if (ofVectors && !given) {
      throw new IllegalArgumentException(
          "vectors: expected some for each window, got none since the last was carried");
    }
    if (encoder != null && !encoder.last().isThere()) {
      throw new IllegalArgumentException(
          "source: expected to be encoded before each window, in the shape that its packing has"
              + " now; it was not, or was refused, or the last window has been carried, or rows"
              + " were named or states set since");
    }
  }

  /** Refuses an encoder that has been run, or set to another shape, since the forward pass. */
  void checkUnchanged() {
    if (encoder != null && !(encoder.last().isThere() && encoder.last().count() == read)) {
      throw new IllegalArgumentException(
          "source: expected the encoder as the last forward pass left it, got one that was run, set"
              + " to another shape, or whose rows were named or states set, since");
    }
  }

  /** From the gradient of the states before the first step to those of all that gave them. */
  void backward(float[] p, float[] data, float[] d, float[] dp) {
    if (bridge != null) {
      bridge.backward(p, data, d, dp);
    }
    if (encoder != null) {
      encoder.backward(encoder.packing().steps(), p, dp);
    }
  }

  void prepare(float[] p, float[] d) {
    if (bridge != null) {
      bridge.prepare(p, d);
    }
    if (encoder != null) {
      encoder.prepare(p);
    }
  }

  void clear() {
    if (encoder != null) {
      encoder.clear();
    }
  }

  /** The encoder's random masks would be those of other sequences. */
  void forget() {
    if (encoder != null) {
      encoder.last().forget();
    }
  }

  /**
   * The next window needs a source of its own.
   *
   * @param steps of the window that it leaves
   * @return of the longer side: by so many no random mask is drawn twice on either
   */
  int leave(int steps) {
    given = false;
    if (encoder == null) {
      return steps;
    }
    encoder.last().forget();
    return Math.max(steps, encoder.packing().steps());
  }

  /** Refuses what does not begin from vectors. */
  BridgeWindow ofVectors() {
    if (!ofVectors) {
      throw new IllegalStateException("vectorGradient: expected a network that begins from them");
    }
    return bridge;
  }

  /** Of the encoder's tape and workspace. */
  long bytes() {
    return encoder == null ? 0 : encoder.bytes();
  }
}
