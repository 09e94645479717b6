package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.EmbeddingLayer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Between the flat packed parameters and named tensors in PyTorch's layouts: {@code
 * embedding.weight [V, E]}; for layer K those of its cell, such as {@code lstm.weight_ih_lK [4H,
 * I]}; {@code head.weight [O, H]}, {@code head.bias [O]}, with prelu {@code head.slope [O]}.
 */
final class PackedTensors {
  private PackedTensors() {}

  /** Named tensors of packed parameters, or of their gradients. */
  static Map<String, Tensor> unpack(Layers layers, float[] p) {
    Map<String, Tensor> to = new LinkedHashMap<>();
    EmbeddingLayer e = layers.embedding();
    if (e != null) {
      float[] table = new float[e.vocabulary() * e.size()];
      for (int v = 0; v < e.vocabulary(); v++) {
        System.arraycopy(p, e.table() + v * e.row(), table, v * e.size(), e.size());
      }
      to.put("embedding.weight", new Tensor(new int[] {e.vocabulary(), e.size()}, table));
    }
    for (int l = 0; l < layers.cells().size(); l++) {
      Cell cell = layers.cells().get(l);
      String suffix = "_l" + l;
      cell.unpack(
          p,
          (name, values, shape) ->
              to.put(cell.family() + "." + name + suffix, new Tensor(shape, values)));
    }
    DenseLayer head = layers.head();
    if (head != null) {
      int i = head.inputs();
      int o = head.outputs();
      float[] w = new float[o * i];
      float[] b = new float[o];
      head.panels().unpack(i, 0, p, head.weights(), w, 0);
      head.panels().unpack(1, 0, p, head.bias(), b, 0);
      to.put("head.weight", new Tensor(new int[] {o, i}, w));
      to.put("head.bias", new Tensor(new int[] {o}, b));
      if (head.prelu()) {
        float[] slope = new float[o];
        head.panels().unpack(1, 0, p, head.slopes(), slope, 0);
        to.put("head.slope", new Tensor(new int[] {o}, slope));
      }
    }
    return to;
  }

  /** Packed parameters of named tensors; every one must be there, no other, all of its shape. */
  static float[] pack(Layers layers, Map<String, Tensor> from) {
    float[] p = layers.parameters().allocate();
    Set<String> left = new TreeSet<>(from.keySet());
    EmbeddingLayer e = layers.embedding();
    if (e != null) {
      float[] table = take(from, left, "embedding.weight", e.vocabulary(), e.size());
      for (int v = 0; v < e.vocabulary(); v++) {
        System.arraycopy(table, v * e.size(), p, e.table() + v * e.row(), e.size());
      }
    }
    for (int l = 0; l < layers.cells().size(); l++) {
      Cell cell = layers.cells().get(l);
      String suffix = "_l" + l;
      cell.pack((name, shape) -> take(from, left, cell.family() + "." + name + suffix, shape), p);
    }
    DenseLayer head = layers.head();
    if (head != null) {
      int i = head.inputs();
      int o = head.outputs();
      head.panels().pack(i, 0, take(from, left, "head.weight", o, i), 0, p, head.weights());
      head.panels().pack(1, 0, take(from, left, "head.bias", o), 0, p, head.bias());
      if (head.prelu()) {
        head.panels().pack(1, 0, take(from, left, "head.slope", o), 0, p, head.slopes());
      }
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "tensors: expected none but those of " + layers.architecture() + ", got also " + left);
    }
    return p;
  }

  private static float[] take(
      Map<String, Tensor> from, Set<String> left, String name, int... shape) {
    Tensor t = from.get(name);
    if (t == null) {
      throw new IllegalArgumentException(
          name + ": expected a tensor of shape " + Arrays.toString(shape) + ", got none");
    }
    if (!Arrays.equals(t.shape(), shape)) {
      throw new IllegalArgumentException(
          name
              + ": expected shape "
              + Arrays.toString(shape)
              + ", got "
              + Arrays.toString(t.shape()));
    }
    left.remove(name);
    return t.values();
  }
}
