package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights and gradients between PyTorch's layout and oneDNN's.
 *
 * @param layer [I, G, H]
 * @param iter [H, G, H]
 * @param bias [G, H], the sum of both; of a GRU [4, H], the last block inside the reset
 */
record OneDnnWeights(float[] layer, float[] iter, float[] bias) {
  /** Of a layer. */
  static OneDnnWeights of(Setting s, Weights w) {
    int[] order = Gates.oneDnn(s.layer());
    return new OneDnnWeights(
        transposed(s.layer().gates() * s.hidden(), s.input(), Gates.blocks(w.weightIh(), order)),
        transposed(s.layer().gates() * s.hidden(), s.hidden(), Gates.blocks(w.weightHh(), order)),
        bias(s, Gates.blocks(w.biasIh(), order), Gates.blocks(w.biasHh(), order)));
  }

  private static float[] transposed(int rows, int columns, float[] a) {
    float[] t = new float[a.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        t[c * rows + r] = a[r * columns + c];
      }
    }
    return t;
  }

  private static float[] bias(Setting s, float[] ih, float[] hh) {
    int h = s.hidden();
    boolean gru = s.layer() == Layer.GRU;
    float[] bias = new float[gru ? 4 * h : ih.length];
    int summed = gru ? 2 * h : ih.length;
    for (int i = 0; i < summed; i++) {
      bias[i] = ih[i] + hh[i];
    }
    if (gru) {
      System.arraycopy(ih, summed, bias, summed, h);
      System.arraycopy(hh, summed, bias, summed + h, h);
    }
    return bias;
  }

  /** As gradients in PyTorch's layout, by the names of the results. */
  Map<String, float[]> gradients(Setting s, int index) {
    // Two blocks change places at most: the order is its own inverse.
    int[] order = Gates.oneDnn(s.layer());
    int rows = s.layer().gates() * s.hidden();
    Map<String, float[]> named = new LinkedHashMap<>();
    named.put("grad.weight_ih_l" + index, Gates.blocks(transposed(s.input(), rows, layer), order));
    named.put("grad.weight_hh_l" + index, Gates.blocks(transposed(s.hidden(), rows, iter), order));
    float[] ih = Arrays.copyOf(bias, rows);
    named.put("grad.bias_ih_l" + index, Gates.blocks(ih, order));
    return named;
  }
}
