package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.EmbeddingLayer;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.tape.Layout;

/** What comes into the lowest layer. */
abstract sealed class InputWindow extends LayerWindow {
  private InputWindow(Packing packing, int size, int row) {
    super(packing, size, row);
  }

  /** Rows of the caller's own, read where they are. */
  static final class Features extends InputWindow {
    private final int d;
    private float[] x;
    private int at;

    /** With a gradient where it is wanted. */
    Features(Layout.Builder work, Packing packing, int size, boolean wanted) {
      super(packing, size, size);
      d = wanted ? work.add("d_features", packing.capacity(), dRow()) : -1;
    }

    /** Refuses what has not as many as the packing has now. */
    void check(float[] features, int off) {
      Bounds.checkRoom("x", (long) packing.total() * size, off, features.length);
    }

    void set(float[] features, int off) {
      x = features;
      at = off;
    }

    @Override
    int dRow() {
      return Panels.padded(size);
    }

    @Override
    float[] values(float[] data) {
      return x;
    }

    @Override
    int output() {
      return at;
    }

    @Override
    int dOutput() {
      return d;
    }
  }

  /** Tokens of the caller's own, read where they are. */
  abstract static sealed class Tokens extends InputWindow {
    private final int vocabulary;
    int[] tokens;
    int at;

    private Tokens(Packing packing, int vocabulary, int size, int row) {
      super(packing, size, row);
      this.vocabulary = vocabulary;
    }

    /** Refuses what has not as many as the packing has now, and tokens that there are not. */
    void check(String argument, int[] given, int off) {
      Bounds.checkRoom(argument, packing.total(), off, given.length);
      for (int i = off; i < off + packing.total(); i++) {
        if (given[i] < 0 || given[i] >= vocabulary) {
          throw new IndexOutOfBoundsException(
              argument + "[" + i + "]: expected 0 to " + (vocabulary - 1) + ", got " + given[i]);
        }
      }
    }

    void set(int[] given, int off) {
      tokens = given;
      at = off;
    }
  }

  /** Tokens that stand for one-hot rows. */
  static final class Index extends Tokens {
    Index(Packing packing, int size) {
      super(packing, size, size, 0);
    }

    @Override
    int output() {
      throw new IllegalStateException("index: expected to be read as tokens");
    }

    @Override
    int dOutput() {
      return -1;
    }
  }

  /** Tokens, replaced by rows of a table. */
  static final class Embedded extends Tokens {
    private final EmbeddingLayer layer;
    private final int y;
    private final int dy;

    Embedded(EmbeddingLayer layer, Layout.Builder tape, Layout.Builder work, Packing packing) {
      super(packing, layer.vocabulary(), layer.size(), layer.row());
      this.layer = layer;
      this.y = tape.add("embedded", packing.capacity(), row);
      this.dy = work.add("d_embedded", packing.capacity(), row);
    }

    @Override
    int output() {
      return y;
    }

    @Override
    int dOutput() {
      return dy;
    }

    @Override
    void forward(float[] p, float[] data) {
      layer.forward(packing.total(), tokens, at, p, data, y);
    }

    @Override
    void backward(float[] p, float[] data, float[] d, float[] dp) {
      layer.backward(packing, tokens, at, d, dy, dp);
    }
  }

  @Override
  void forward(float[] p, float[] data) {}

  @Override
  void backward(float[] p, float[] data, float[] d, float[] dp) {}
}
