package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Dropout;
import dev.cellwise.rnn.cell.RandomMasks;

/**
 * Dropout over a window. Its gradient lies where that of the layer below does, which it is made
 * into in place: nobody else reads that layer before.
 */
final class DropoutWindow extends LayerWindow {
  private final Dropout dropout;
  private final float rate;
  private final RandomMasks masks;
  private final LayerWindow below;

  DropoutWindow(Dropout dropout, float rate, RandomMasks masks, LayerWindow below) {
    super(below.packing, below.size, below.dRow());
    this.dropout = dropout;
    this.rate = rate;
    this.masks = masks;
    this.below = below;
  }

  @Override
  int output() {
    return dropout.output();
  }

  @Override
  int dOutput() {
    return below.dOutput();
  }

  @Override
  void forward(float[] p, float[] data) {
    float[] x = below.values(data);
    if (x == data) {
      dropout.forward(rate, masks, below.output(), data);
    } else {
      dropout.forward(rate, masks, size, x, below.output(), below.row, data);
    }
  }

  @Override
  void backward(float[] p, float[] data, float[] d, float[] dp) {
    if (below.dOutput() >= 0) {
      dropout.backward(data, d, below.dOutput());
    }
  }

  /** The layer below clears it. */
  @Override
  void clear(float[] d) {}
}
