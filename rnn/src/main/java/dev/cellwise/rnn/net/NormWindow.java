package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.LayerNorm;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;

/** Layer normalisation of each row of a window: {@code y = g x̂ + b}. */
final class NormWindow extends LayerWindow {
  private final Laid.Norm norm;
  private final LayerWindow below;
  private final int y;
  private final int normalised;
  private final int factors;
  private final int dy;
  private final int dNormalised;

  NormWindow(Laid.Norm norm, LayerWindow below, Layout.Builder tape, Layout.Builder work) {
    super(below.packing, norm.size(), Panels.padded(norm.size()));
    this.norm = norm;
    this.below = below;
    int all = packing.capacity();
    String prefix = "norm" + norm.index();
    y = tape.add(prefix + ".y", all, row);
    normalised = tape.add(prefix + ".normalised", all, row);
    factors = tape.add(prefix + ".factors", all);
    dy = work.add(prefix + ".dy", all, row);
    dNormalised = work.add(prefix + ".d_normalised", packing.rows(), row);
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
    int n = packing.total();
    float[] x = below.values(data);
    LayerNorm.normalise(
        n, size, x, below.output(), below.row, data, normalised, row, data, factors);
    LayerNorm.scale(n, size, p, norm.gain(), p, norm.bias(), data, normalised, row, data, y, row);
  }

  /** Step by step, since what was saved lies in time order. */
  @Override
  void backward(float[] p, float[] data, float[] d, float[] dp) {
    int gain = norm.gain();
    for (int t = packing.steps() - 1; t >= 0; t--) {
      int n = packing.active(t);
      int at = normalised + packing.at(t) * row;
      int from = dy + packing.reversed(t) * row;
      Arrays.fill(d, dNormalised, dNormalised + n * row, 0);
      LayerNorm.scaleBackward(
          n,
          size,
          p,
          gain,
          data,
          at,
          row,
          d,
          from,
          row,
          dp,
          gain,
          dp,
          norm.bias(),
          d,
          dNormalised,
          row);
      if (below.dOutput() >= 0) {
        LayerNorm.normaliseBackward(
            n, size, data, at, row, data, factors + packing.at(t), d, dNormalised, row);
        int to = below.dOutput() + packing.reversed(t) * below.dRow();
        Elementwise.add(n * row, d, dNormalised, d, to);
      }
    }
  }
}
