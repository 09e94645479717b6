package dev.cellwise.examples.hello;

import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights with which a lecture works the example by hand: one number for all units on the
 * diagonal of W_hh and one as b, no b_y. It comes to h = (0.936534, 0.949104, 0.762341) after "he",
 * and with them to the softmax 0.419748, 0.194682, 0.162429, 0.223141 over h, e, l, o.
 */
final class LectureWeights {
  static final String WORD = "hello";
  static final int UNITS = 3;

  private static final float[] W_XH = {
    0.287027f, 0.84606f, 0.572392f, 0.486813f,
    0.902874f, 0.871522f, 0.691079f, 0.18998f,
    0.537524f, 0.09224f, 0.558159f, 0.491528f
  };
  private static final float W_HH = 0.427043f;
  private static final float B = 0.567001f;
  private static final float[] W_HY = {
    0.37168f, 0.974829459f, 0.830034886f,
    0.39141f, 0.282585823f, 0.659835709f,
    0.64985f, 0.09821557f, 0.334287084f,
    0.91266f, 0.32581642f, 0.144630018f
  };

  private LectureWeights() {}

  /**
   * A network with these weights.
   *
   * @param like a simple cell of three units, over four letters
   */
  static Network network(Network like) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(like.tensors());
    float[] diagonal = new float[UNITS * UNITS];
    float[] b = new float[UNITS];
    Arrays.fill(b, B);
    for (int j = 0; j < UNITS; j++) {
      diagonal[j * UNITS + j] = W_HH;
    }
    int letters = W_HY.length / UNITS;
    tensors.put("rnn.weight_ih_l0", Tensor.of(W_XH, UNITS, letters));
    tensors.put("rnn.weight_hh_l0", Tensor.of(diagonal, UNITS, UNITS));
    tensors.put("rnn.bias_ih_l0", Tensor.of(b, UNITS));
    tensors.put("rnn.bias_hh_l0", Tensor.of(new float[UNITS], UNITS));
    tensors.put("head.weight", Tensor.of(W_HY, letters, UNITS));
    tensors.put("head.bias", Tensor.of(new float[letters], letters));
    return Network.of(like.architecture(), tensors);
  }
}
