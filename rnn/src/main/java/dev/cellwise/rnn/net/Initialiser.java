package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Threefry;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Random weights to start from. All are uniform in ±1/√k, with k the hidden units of a recurrent
 * layer, the inputs of a dense layer, and 1 for an embedding. Two exceptions: an LSTM's forget bias
 * is 1 higher, so that a cell keeps its state until it learns to forget (Gers, Schmidhuber and
 * Cummins 2000; Jozefowicz, Zaremba and Sutskever 2015); and the input weights of an index are
 * uniform in ±√3, so that the one column an index selects has variance 1, where ±1/√H would be lost
 * beside the recurrent half.
 *
 * <p>Number {@code i} of tensor {@code t} is drawn by {@link Threefry} at counter (t, i): a seed
 * gives the same bits everywhere.
 */
final class Initialiser {
  private Initialiser() {}

  static Map<String, Tensor> tensors(Architecture a, long seed) {
    Map<String, Tensor> to = new LinkedHashMap<>();
    Map<String, List<Integer>> shapes = a.tensors();
    if (a.input() instanceof Architecture.Embedding) {
      add(to, "embedding.weight", seed, 1, shapes);
    }
    for (int l = 0; l < a.layers().size(); l++) {
      add(to, a, l, seed, shapes);
    }
    if (a.outputs() > 0) {
      double bound = 1 / Math.sqrt(a.layers().getLast().units());
      add(to, "head.weight", seed, bound, shapes);
      add(to, "head.bias", seed, bound, shapes);
    }
    return to;
  }

  private static void add(
      Map<String, Tensor> to, Architecture a, int l, long seed, Map<String, List<Integer>> shapes) {
    Architecture.Recurrent layer = a.layers().get(l);
    int h = layer.units();
    double bound = 1 / Math.sqrt(h);
    boolean index = l == 0 && a.input() instanceof Architecture.Index;
    String family = layer.family();
    add(to, family + ".weight_ih_l" + l, seed, index ? Math.sqrt(3) : bound, shapes);
    add(to, family + ".weight_hh_l" + l, seed, bound, shapes);
    Tensor b = add(to, family + ".bias_ih_l" + l, seed, bound, shapes);
    Tensor b2 = add(to, family + ".bias_hh_l" + l, seed, bound, shapes);
    // A number of its own in a GRU's candidate only: elsewhere the two biases are one.
    int merged = layer instanceof Architecture.Gru ? 2 * h : b2.values().length;
    Arrays.fill(b2.values(), 0, merged, 0);
    if (layer instanceof Architecture.Lstm) {
      for (int f = h; f < 2 * h; f++) {
        b.values()[f] += 1;
      }
    }
  }

  private static Tensor add(
      Map<String, Tensor> to,
      String name,
      long seed,
      double bound,
      Map<String, List<Integer>> shapes) {
    int[] shape = shapes.get(name).stream().mapToInt(Integer::intValue).toArray();
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
