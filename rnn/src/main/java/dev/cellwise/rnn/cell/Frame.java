package dev.cellwise.rnn.cell;

/**
 * Where the blocks of a {@link PassCell} lie at one time step of a window, and the arrays they lie
 * in.
 */
public final class Frame {
  final Packing packing;
  final PassPlaces places;
  Packing.Span g;
  int t;
  int s;
  float[] p;
  float[] data;
  float[] d;
  float[] dp;

  /** Null where no masks are drawn. */
  RandomMasks masks;

  /** Which layer's masks. */
  int layer;

  Frame(Packing packing, PassPlaces places) {
    this.packing = packing;
    this.places = places;
  }

  /**
   * Rows that take part in the time step.
   *
   * @return at least 1
   */
  public int rows() {
    return g.rows;
  }

  /**
   * Floats of a block, all those rows with their padding: they lie one after the other.
   *
   * @param b a block
   * @return rows times its size padded to a multiple of 16
   */
  public int length(Block b) {
    return g.rows * b.value.size();
  }

  /**
   * Floats from a row of a block to the next.
   *
   * @param b a block
   * @return its size padded to a multiple of 16
   */
  public int row(Block b) {
    return b.value.size();
  }

  /**
   * Where a block's numbers start.
   *
   * @param b a block
   * @return the index in {@link #data}
   */
  public int at(Block b) {
    return places.value(b.value, g, t);
  }

  /**
   * Where the gradient of a block starts.
   *
   * @param b a block
   * @return the index in {@link #gradients}
   */
  public int gradient(Block b) {
    return places.gradient(b.gradient, g, s);
  }

  /**
   * The tape.
   *
   * @return not a copy
   */
  public float[] data() {
    return data;
  }

  /**
   * The workspace with the gradients of the blocks.
   *
   * @return not a copy
   */
  public float[] gradients() {
    return d;
  }

  /**
   * Packed parameters.
   *
   * @return not a copy
   */
  public float[] parameters() {
    return p;
  }

  /**
   * Gradients of the packed parameters.
   *
   * @return not a copy
   */
  public float[] parameterGradients() {
    return dp;
  }
}
