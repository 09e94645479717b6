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
 * {@code mask [T, N, H']}, {@code dropped [T, N, H']}.
 */
public final class Dropout {
  private final int layer;
  private final int rows;
  private final int row;
  private final int mask;
  private final int dropped;

  /**
   * Adds the regions to a tape.
   *
   * @param tape the layout under construction
   * @param layer which layer's output is dropped
   * @param below where that output lies
   * @param steps T, the most time steps of a window
   * @param rows N
   */
  public Dropout(Layout.Builder tape, int layer, CellWindow below, int steps, int rows) {
    this.layer = layer;
    this.rows = rows;
    this.row = below.hRow();
    this.mask = tape.add("l" + layer + ".mask", steps, rows, row);
    this.dropped = tape.add("l" + layer + ".dropped", steps, rows, row);
  }

  /**
   * Forward: {@code y = m · x}.
   *
   * @param steps time steps of the window
   * @param rate share of units dropped, 0 to 1
   * @param masks what they are drawn from
   * @param x start of the input in {@code data}, [steps, N, H']
   * @param data the tape. Modified: mask and dropped.
   */
  public void forward(int steps, float rate, RandomMasks masks, int x, float[] data) {
    masks.of(rows);
    float keep = 1 / (1 - rate);
    for (int t = 0; t < steps; t++) {
      int at = mask + t * rows * row;
      masks.ofStep(RandomMasks.BETWEEN_LAYERS, layer, t, row, rate, keep, data, at);
    }
    int all = steps * rows * row;
    System.arraycopy(data, mask, data, dropped, all);
    Elementwise.multiply(all, data, x, data, dropped);
  }

  /**
   * Backward: {@code dx = m · dy}, in place.
   *
   * @param steps time steps of the window
   * @param data the tape. Not modified.
   * @param d gradients. Modified.
   * @param dOff start of [steps, N, H'] in reverse time in {@code d}
   */
  public void backward(int steps, float[] data, float[] d, int dOff) {
    int slot = rows * row;
    for (int t = 0; t < steps; t++) {
      int to = dOff + (steps - 1 - t) * slot;
      int from = mask + t * slot;
      Elementwise.multiply(slot, data, from, d, to);
    }
  }

  /**
   * Where the output starts on the tape: [T, N, H'].
   *
   * @return the index
   */
  public int output() {
    return dropped;
  }
}
