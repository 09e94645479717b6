package dev.cellwise.examples.memory;

import dev.cellwise.examples.Draws;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The "chrono" start of gates: b = ln u with u uniform from 1 to the longest wait, on the gate that
 * keeps, and -b on an LSTM's input gate, so that units of all time scales up to the wait are there
 * at first. C. Tallec and Y. Ollivier, "Can recurrent neural networks warp time?", ICLR 2018.
 */
final class Chrono {
  private Chrono() {}

  /**
   * Sets the biases of the first layer.
   *
   * @param network its first layer is one of LSTMs or GRUs
   * @param cell {@link Cells#LSTM} or {@link Cells#GRU}
   * @param units H
   * @param wait the longest time that is to be remembered over, at least 2
   * @param draws random numbers
   * @return a copy with other biases
   */
  static Network start(Network network, String cell, int units, int wait, Draws draws) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(network.tensors());
    String name = cell + ".bias_ih_l0";
    Tensor old = tensors.get(name);
    float[] bias = old.values().clone();
    for (int j = 0; j < units; j++) {
      float b = (float) StrictMath.log(1 + draws.unit() * (wait - 2.0));
      // PyTorch's gates: input, forget, cell, output; reset, update, new. Both keep by the second.
      bias[units + j] = b;
      if (cell.equals(Cells.LSTM)) {
        bias[j] = -b;
      }
    }
    tensors.put(name, Tensor.of(bias, old.shape()));
    return Network.of(network.architecture(), tensors);
  }
}
