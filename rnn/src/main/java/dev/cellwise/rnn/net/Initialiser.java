package dev.cellwise.rnn.net;

import dev.cellwise.rnn.net.Initialisation.Scheme;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Random weights to start from. Recurrent layers start as their {@link Initialisation} says; a
 * dense layer uniform in ±1/√k, k its inputs; an embedding uniform in ±1. The input weights of an
 * index are uniform in ±√3, so that the one column an index selects has variance 1, where ±1/√H
 * would be lost beside the recurrent half.
 */
final class Initialiser {
  private final Architecture architecture;
  private final Initialisation start;
  private final long seed;
  private final Map<String, List<Integer>> shapes;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private Initialiser(Architecture architecture, Initialisation start, long seed) {
    this.architecture = architecture;
    this.start = start;
    this.seed = seed;
    this.shapes = architecture.tensors();
  }

  static Map<String, Tensor> tensors(Architecture architecture, Initialisation start, long seed) {
    Initialiser i = new Initialiser(architecture, start, seed);
    if (architecture.input() instanceof Architecture.Embedding) {
      i.uniform("embedding.weight", 1);
    }
    for (int l = 0; l < architecture.layers().size(); l++) {
      i.layer(l);
    }
    if (architecture.outputs() > 0) {
      double bound = 1 / Math.sqrt(architecture.layers().getLast().units());
      i.uniform("head.weight", bound);
      i.uniform("head.bias", bound);
    }
    return i.tensors;
  }

  private void layer(int l) {
    Architecture.Recurrent layer = architecture.layers().get(l);
    int h = layer.units();
    boolean index = l == 0 && architecture.input() instanceof Architecture.Index;
    String family = layer.family();
    if (index && start.input() != Scheme.ZERO) {
      uniform(family + ".weight_ih_l" + l, Math.sqrt(3));
    } else {
      gates(family + ".weight_ih_l" + l, start.input(), h);
    }
    gates(family + ".weight_hh_l" + l, start.recurrent(), h);
    float[] b = gates(family + ".bias_ih_l" + l, start.bias(), h);
    float[] b2 = gates(family + ".bias_hh_l" + l, start.bias(), h);
    // A number of its own in a GRU's candidate only: elsewhere the two biases are one.
    int merged = layer instanceof Architecture.Gru ? 2 * h : b2.length;
    Arrays.fill(b2, 0, merged, 0);
    if (layer instanceof Architecture.Lstm) {
      for (int f = h; f < 2 * h; f++) {
        b[f] += start.forgetBias();
      }
    }
  }

  /** A tensor whose rows are gates of {@code h} units, each started for itself. */
  private float[] gates(String name, Scheme scheme, int h) {
    Draw draw = new Draw(seed, tensors.size());
    float[] values = add(name);
    List<Integer> shape = shapes.get(name);
    int k = shape.size() > 1 ? shape.get(1) : 1;
    int gate = h * k;
    for (int at = 0; at < values.length; at += gate) {
      switch (scheme) {
        case UNIFORM -> draw.uniform(1 / Math.sqrt(h), values, at, gate);
        case GLOROT -> draw.uniform(Math.sqrt(6.0 / (k + h)), values, at, gate);
        case HE -> draw.uniform(Math.sqrt(6.0 / k), values, at, gate);
        case ORTHOGONAL -> draw.orthogonal(h, k, values, at);
        case IDENTITY -> {
          for (int u = 0; u < h; u++) {
            values[at + u * k + u] = 1;
          }
        }
        case ZERO -> Arrays.fill(values, at, at + gate, 0);
      }
    }
    return values;
  }

  private void uniform(String name, double bound) {
    Draw draw = new Draw(seed, tensors.size());
    float[] values = add(name);
    draw.uniform(bound, values, 0, values.length);
  }

  private float[] add(String name) {
    int[] shape = shapes.get(name).stream().mapToInt(Integer::intValue).toArray();
    int n = 1;
    for (int d : shape) {
      n = Math.multiplyExact(n, d);
    }
    float[] values = new float[n];
    tensors.put(name, new Tensor(shape, values));
    return values;
  }
}
