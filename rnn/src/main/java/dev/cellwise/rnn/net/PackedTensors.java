package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.EmbeddingLayer;
import dev.cellwise.rnn.cell.LstmCell;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Between the flat packed parameters and named tensors in PyTorch's layouts: {@code
 * embedding.weight [V, E]}; {@code lstm.weight_ih_lK [4H, I]}, {@code lstm.weight_hh_lK [4H, H]},
 * {@code lstm.bias_ih_lK [4H]}, {@code lstm.bias_hh_lK [4H]} with gates i, f, g, o; {@code
 * head.weight [O, H]}, {@code head.bias [O]}.
 *
 * <p>The two biases are added once when they are taken in; they come out as b and 0.
 */
final class PackedTensors {
  private PackedTensors() {}

  /** Packed order is i, f, o, g; the place of each in PyTorch's i, f, g, o. */
  private static final int[] TORCH_GATE = {0, 1, 3, 2};

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
      LstmCell cell = layers.cells().get(l);
      int h = cell.hidden();
      int i = cell.inputs();
      to.put("lstm.weight_ih_l" + l, unpackGates(cell.panels(), i, p, cell.inputWeights(), true));
      to.put(
          "lstm.weight_hh_l" + l, unpackGates(cell.panels(), h, p, cell.recurrentWeights(), true));
      to.put("lstm.bias_ih_l" + l, unpackGates(cell.panels(), 1, p, cell.bias(), false));
      to.put("lstm.bias_hh_l" + l, new Tensor(new int[] {4 * h}, new float[4 * h]));
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
    }
    return to;
  }

  private static Tensor unpackGates(Panels panels, int k, float[] p, int at, boolean matrix) {
    int h = panels.units();
    float[] values = new float[4 * h * k];
    for (int g = 0; g < 4; g++) {
      panels.unpack(k, g, p, at, values, TORCH_GATE[g] * h * k);
    }
    return new Tensor(matrix ? new int[] {4 * h, k} : new int[] {4 * h}, values);
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
      packCell(layers.cells().get(l), "_l" + l, from, left, p);
    }
    DenseLayer head = layers.head();
    if (head != null) {
      int i = head.inputs();
      int o = head.outputs();
      head.panels().pack(i, 0, take(from, left, "head.weight", o, i), 0, p, head.weights());
      head.panels().pack(1, 0, take(from, left, "head.bias", o), 0, p, head.bias());
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "tensors: expected none but those of " + layers.architecture() + ", got also " + left);
    }
    return p;
  }

  private static void packCell(
      LstmCell cell, String suffix, Map<String, Tensor> from, Set<String> left, float[] p) {
    int h = cell.hidden();
    int i = cell.inputs();
    float[] w = take(from, left, "lstm.weight_ih" + suffix, 4 * h, i);
    float[] u = take(from, left, "lstm.weight_hh" + suffix, 4 * h, h);
    float[] b = take(from, left, "lstm.bias_ih" + suffix, 4 * h).clone();
    float[] b2 = take(from, left, "lstm.bias_hh" + suffix, 4 * h);
    for (int j = 0; j < b.length; j++) {
      // b + 0 would turn -0, which is saved as -0 and 0, into 0.
      b[j] = b2[j] == 0 ? b[j] : b[j] + b2[j];
    }
    for (int g = 0; g < 4; g++) {
      int block = TORCH_GATE[g] * h;
      cell.panels().pack(i, g, w, block * i, p, cell.inputWeights());
      cell.panels().pack(h, g, u, block * h, p, cell.recurrentWeights());
      cell.panels().pack(1, g, b, block, p, cell.bias());
    }
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
