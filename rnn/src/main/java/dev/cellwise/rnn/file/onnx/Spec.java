package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Tensor;
import java.util.List;
import java.util.Map;

/** A layer with its weights, found in a graph. */
sealed interface Spec {
  /** The layer. */
  Layer layer();

  /**
   * A recurrent layer.
   *
   * @param cell of all directions
   * @param reverse whether the only direction goes backward
   * @param merge what becomes of two directions
   * @param directions tensors by the names that the cell takes
   * @param starts each direction's parts of the state before the first step; null where it is zero
   */
  record Recurrent(
      Architecture.Recurrent cell,
      boolean reverse,
      Merge merge,
      List<Map<String, Tensor>> directions,
      float[][][] starts)
      implements Spec {
    @Override
    public Layer layer() {
      if (directions.size() == 2) {
        return new Layer.Bidirectional(cell, merge);
      }
      return reverse ? new Layer.Reverse(cell) : cell;
    }

    Recurrent with(Merge other) {
      return new Recurrent(cell, reverse, other, directions, starts);
    }

    boolean hasStart() {
      for (float[][] direction : starts) {
        for (float[] part : direction) {
          if (part != null) {
            return true;
          }
        }
      }
      return false;
    }
  }

  /**
   * A dense layer.
   *
   * @param function its activation; the identity where there are slopes
   * @param weight [O, I]
   * @param bias [O]
   * @param slope [O]; null unless it is prelu
   */
  record Dense(Activation function, Tensor weight, Tensor bias, Tensor slope) implements Spec {
    int units() {
      return weight.shape()[0];
    }

    boolean isLinear() {
      return slope == null && function.equals(Activation.identity());
    }

    Dense with(Activation f) {
      return new Dense(f, weight, bias, null);
    }

    @Override
    public Layer layer() {
      return new Layer.Dense(units(), function, slope != null);
    }
  }

  /**
   * Layer normalisation.
   *
   * @param gain [H]
   * @param bias [H]
   */
  record Norm(Tensor gain, Tensor bias) implements Spec {
    @Override
    public Layer layer() {
      return new Layer.Norm();
    }
  }

  /**
   * A residual connection.
   *
   * @param inner the layers within
   */
  record Residual(List<Spec> inner) implements Spec {
    @Override
    public Layer layer() {
      return new Layer.Residual(inner.stream().map(Spec::layer).toList());
    }
  }

  /** Only the last output of each row goes on. */
  record Last() implements Spec {
    @Override
    public Layer layer() {
      return new Layer.Last();
    }
  }
}
