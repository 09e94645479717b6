package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Elementwise;
import dev.cellwise.rnn.tape.Layout;

/**
 * Dropout between layers (Srivastava et al. 2014; not on the recurrence: Zaremba, Sutskever and
 * Vinyals 2014): {@code y = m · x} with {@code m} = 0 by the given rate and 1 / (1 - rate)
 * otherwise.
 *
 * <p>A mask is a function of seed, layer, time step since the start, row id and unit, so it can be
 * drawn again and does not depend on the other rows of the batch: see {@link RandomMasks}. Regions:
 * {@code mask [R, H']}, {@code dropped [R, H']}.
 */
public final class Dropout {
  private final int layer;
  private final Packing packing;
  private final int row;
  private final int mask;
  private final int dropped;

  /**
   * Adds the regions to a tape.
   *
   * @param tape the layout under construction
   * @param layer which layer's output is dropped
   * @param row H', floats of a row of that output
   * @param packing the shape of the windows. Kept.
   */
  public Dropout(Layout.Builder tape, int layer, int row, Packing packing) {
    this.layer = layer;
    this.packing = packing;
    this.row = row;
    this.mask = tape.add("l" + layer + ".mask", packing.capacity(), row);
    this.dropped = tape.add("l" + layer + ".dropped", packing.capacity(), row);
  }

  /**
   * Forward: {@code y = m · x}.
   *
   * @param rate share of units dropped, 0 to 1
   * @param masks what they are drawn from
   * @param x start of the input in {@code data}, [R, H']
   * @param data the tape. Modified: mask and dropped.
   */
  public void forward(float rate, RandomMasks masks, int x, float[] data) {
    draw(rate, masks, data);
    int all = packing.total() * row;
    System.arraycopy(data, mask, data, dropped, all);
    Elementwise.multiply(all, data, x, data, dropped);
  }

  /**
   * The same with an input that lies elsewhere.
   *
   * @param rate share of units dropped, 0 to 1
   * @param masks what they are drawn from
   * @param size floats of a row that are no padding
   * @param x [R, size]. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row to the next
   * @param data the tape. Modified: mask and dropped.
   */
  public void forward(
      float rate, RandomMasks masks, int size, float[] x, int xOff, int xRow, float[] data) {
    draw(rate, masks, data);
    for (int r = 0; r < packing.total(); r++) {
      int to = dropped + r * row;
      System.arraycopy(data, mask + r * row, data, to, size);
      Elementwise.multiply(size, x, xOff + r * xRow, data, to);
    }
  }

  private void draw(float rate, RandomMasks masks, float[] data) {
    masks.of(packing);
    float keep = 1 / (1 - rate);
    for (int i = 0; i < packing.spans(); i++) {
      Packing.Span g = packing.span(i);
      for (int t = 0; t < g.steps; t++) {
        int at = mask + g.at(t) * row;
        masks.ofStep(packing, g, RandomMasks.BETWEEN_LAYERS, layer, t, row, rate, keep, data, at);
      }
    }
  }

  /**
   * Backward: {@code dx = m · dy}, in place.
   *
   * @param data the tape. Not modified.
   * @param d gradients. Modified.
   * @param dOff start of [R, H'] in reverse time in {@code d}
   */
  public void backward(float[] data, float[] d, int dOff) {
    for (int i = 0; i < packing.spans(); i++) {
      Packing.Span g = packing.span(i);
      for (int t = 0; t < g.steps; t++) {
        int to = dOff + g.slot(g.steps - 1 - t) * row;
        Elementwise.multiply(g.rows * row, data, mask + g.at(t) * row, d, to);
      }
    }
  }

  /**
   * Where the output starts on the tape: [R, H'].
   *
   * @return the index
   */
  public int output() {
    return dropped;
  }
}
