package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.tape.Layout;

/** A dense layer over a window. */
final class DenseWindow extends LayerWindow {
  private final DenseLayer layer;
  private final LayerWindow below;
  private final int y;

  /** What f' is taken from: the outputs, or pre-activations in a region of their own. */
  private final int saved;

  private final int dy;
  private final int wT;
  private final int scratch;

  /**
   * Adds its regions.
   *
   * @param names of tape regions {@code y} and pre-activations, and of workspace regions {@code
   *     dy}, transposed weights and scratch
   */
  DenseWindow(
      DenseLayer layer, LayerWindow below, Layout.Builder tape, Layout.Builder work, Names names) {
    super(below.packing, layer.outputs(), Panels.padded(layer.outputs()));
    this.layer = layer;
    this.below = below;
    int all = packing.capacity();
    y = tape.add(names.y, all, row);
    saved = layer.fromOutput() ? y : tape.add(names.a, all, row);
    dy = work.add(names.dy, all, row);
    wT = work.add(names.wT, layer.transposedSize());
    scratch = work.add(names.scratch, layer.scratchSize(all));
  }

  /** Of its regions. */
  record Names(String y, String a, String dy, String wT, String scratch) {
    static final Names HEAD =
        new Names("output", "pre_output", "d_output", "head_transposed", "scratch");

    static Names of(String prefix) {
      return new Names(
          prefix + ".y",
          prefix + ".a",
          prefix + ".dy",
          prefix + ".transposed",
          prefix + ".scratch");
    }
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
    float[] x = below.values(data);
    int n = packing.total();
    layer.forward(n, x, below.output(), below.row, p, data, saved, data, y, row);
  }

  @Override
  void backward(float[] p, float[] data, float[] d, float[] dp) {
    layer.backwardActivation(packing, data, saved, p, d, dy, dp);
    if (below.dOutput() >= 0) {
      layer.backward(packing.total(), d, dy, row, d, wT, d, below.dOutput(), below.dRow());
    }
    float[] x = below.values(data);
    layer.backwardWeights(packing, x, below.output(), below.row, d, dy, row, d, scratch, dp);
  }

  @Override
  void prepare(float[] p, float[] d) {
    layer.transpose(p, d, wT);
  }
}
