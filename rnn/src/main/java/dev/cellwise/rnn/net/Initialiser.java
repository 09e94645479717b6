package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Threefry;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Random weights to start from. All are uniform in ±1/√k, with k the hidden units of an LSTM layer,
 * the inputs of a dense layer, and 1 for an embedding. Two exceptions: an LSTM's forget bias is 1
 * higher, so that a cell keeps its state until it learns to forget (Gers, Schmidhuber and Cummins
 * 2000; Jozefowicz, Zaremba and Sutskever 2015); and the input weights of an index are uniform in
 * ±√3, so that the one column an index selects has variance 1, where ±1/√H would be lost beside the
 * recurrent half.
 *
 * <p>Number {@code i} of tensor {@code t} is drawn by {@link Threefry} at counter (t, i): a seed
 * gives the same bits everywhere.
 */
final class Initialiser {
  private Initialiser() {}

  static Map<String, Tensor> tensors(Architecture a, long seed) {
    Map<String, Tensor> to = new LinkedHashMap<>();
    int size = a.input().size();
    if (a.input() instanceof Architecture.Embedding e) {
      size = e.width();
      add(to, "embedding.weight", seed, 1, e.size(), e.width());
    }
    for (int l = 0; l < a.hidden().size(); l++) {
      int h = a.hidden().get(l);
      double bound = 1 / Math.sqrt(h);
      boolean index = l == 0 && a.input() instanceof Architecture.Index;
      add(to, "lstm.weight_ih_l" + l, seed, index ? Math.sqrt(3) : bound, 4 * h, size);
      add(to, "lstm.weight_hh_l" + l, seed, bound, 4 * h, h);
      Tensor b = add(to, "lstm.bias_ih_l" + l, seed, bound, 4 * h);
      for (int f = h; f < 2 * h; f++) {
        b.values()[f] += 1;
      }
      to.put("lstm.bias_hh_l" + l, new Tensor(new int[] {4 * h}, new float[4 * h]));
      size = h;
    }
    if (a.outputs() > 0) {
      double bound = 1 / Math.sqrt(size);
      add(to, "head.weight", seed, bound, a.outputs(), size);
      add(to, "head.bias", seed, bound, a.outputs());
    }
    return to;
  }

  private static Tensor add(
      Map<String, Tensor> to, String name, long seed, double bound, int... shape) {
    int n = 1;
    for (int d : shape) {
      n = Math.multiplyExact(n, d);
    }
    float[] values = new float[n];
    float scale = (float) bound;
    int tensor = to.size();
    for (int i = 0; i < n; i++) {
      float u = Threefry.uniform(seed, 0, tensor, i, 0);
      values[i] = Math.fma(2 * scale, u, -scale);
    }
    Tensor t = new Tensor(shape, values);
    to.put(name, t);
    return t;
  }
}
