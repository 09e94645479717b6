package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.List;

/**
 * A residual connection over a window: {@code y = x + f(x)}, dx the chain through f first. Where
 * all that is inside does nothing, as dropout in inference, f(x) is x.
 */
final class ResidualWindow extends LayerWindow {
  private final LayerWindow below;
  private final LayerWindow[] inner;
  private final LayerWindow top;
  private final int y;
  private final int dy;

  ResidualWindow(
      int index,
      LayerWindow below,
      List<LayerWindow> inner,
      Layout.Builder tape,
      Layout.Builder work) {
    super(below.packing, below.size, Panels.padded(below.size));
    this.below = below;
    this.inner = inner.toArray(LayerWindow[]::new);
    this.top = inner.isEmpty() ? below : inner.getLast();
    this.y = tape.add("residual" + index + ".y", packing.capacity(), row);
    this.dy = work.add("residual" + index + ".dy", packing.capacity(), row);
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
    for (LayerWindow w : inner) {
      w.forward(p, data);
    }
    float[] f = top.values(data);
    for (int r = 0; r < packing.total(); r++) {
      System.arraycopy(f, top.output() + r * top.row, data, y + r * row, size);
    }
    rows(below.values(data), below.output(), below.row, data, y, row);
  }

  @Override
  void backward(float[] p, float[] data, float[] d, float[] dp) {
    if (top.dOutput() >= 0) {
      rows(d, dy, row, d, top.dOutput(), top.dRow());
    }
    for (int i = inner.length - 1; i >= 0; i--) {
      inner[i].backward(p, data, d, dp);
    }
    if (below.dOutput() >= 0) {
      rows(d, dy, row, d, below.dOutput(), below.dRow());
    }
  }

  /** {@code to += from}, row by row: padding is not looked at. */
  private void rows(float[] from, int fromOff, int fromRow, float[] to, int toOff, int toRow) {
    for (int r = 0; r < packing.total(); r++) {
      Elementwise.add(size, from, fromOff + r * fromRow, to, toOff + r * toRow);
    }
  }

  @Override
  void prepare(float[] p, float[] d) {
    for (LayerWindow w : inner) {
      w.prepare(p, d);
    }
  }

  @Override
  void clear(float[] d) {
    super.clear(d);
    for (LayerWindow w : inner) {
      w.clear(d);
    }
  }
}
