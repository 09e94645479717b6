package dev.cellwise.rnn.tape;

/**
 * What the forward pass saved for the backward pass: one flat array and its layout.
 *
 * <p>The array is the caller's to read at any time; whoever writes to it between forward and
 * backward changes the gradient. One window at a time: the next forward pass overwrites it. Not
 * thread-safe.
 */
public final class Tape {
  private final Layout layout;
  private final float[] data;

  /**
   * A tape of zeros.
   *
   * @param layout the regions
   */
  public Tape(Layout layout) {
    this.layout = layout;
    this.data = layout.allocate();
  }

  /**
   * What lies where.
   *
   * @return the layout
   */
  public Layout layout() {
    return layout;
  }

  /**
   * The floats themselves, not a copy.
   *
   * @return the array, {@code layout().length()} long or longer
   */
  public float[] data() {
    return data;
  }
}
