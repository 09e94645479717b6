package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Below;

/** A recurrent layer that goes forward in time. */
final class RecurrentLayerWindow extends LayerWindow {
  private final SharedCell cell;
  private final LayerWindow below;

  RecurrentLayerWindow(SharedCell cell, int size, LayerWindow below) {
    super(cell.window.packing(), size, cell.window.hRow());
    this.cell = cell;
    this.below = below;
  }

  /** What a cell on some layer has below it. */
  static Below below(LayerWindow below) {
    if (below instanceof InputWindow.Index) {
      return Below.TOKENS;
    }
    return below.dOutput() >= 0 ? Below.LAYER : Below.FEATURES;
  }

  @Override
  int output() {
    return cell.window.output();
  }

  @Override
  int dOutput() {
    return cell.window.dOutput();
  }

  @Override
  void forward(float[] p, float[] data) {
    if (below instanceof InputWindow.Index tokens) {
      cell.input(tokens.tokens, tokens.at, p, data);
    } else {
      cell.input(below.values(data), below.output(), below.row, p, data);
    }
    cell.forward(p, data);
  }

  @Override
  void backward(float[] p, float[] data, float[] d, float[] dp) {
    cell.backward(p, data, d, dp);
    if (below instanceof InputWindow.Index tokens) {
      cell.backwardInputWeights(tokens.tokens, tokens.at, d, dp);
      return;
    }
    cell.backwardInputWeights(below.values(data), below.output(), below.row, d, dp);
    if (below.dOutput() >= 0) {
      cell.backwardInput(d, d, below.dOutput(), below.dRow());
    }
  }

  @Override
  void prepare(float[] p, float[] d) {
    cell.window.prepare(p, d);
  }

  @Override
  void clear(float[] d) {
    cell.window.clearAbove(d);
    cell.window.clearState(d);
  }
}
