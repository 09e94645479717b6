package dev.cellwise.examples.hello;

import dev.cellwise.rnn.net.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The example once more in plain double, with weights for each time step of their own, and a number
 * added to h after each: so the derivative by the weights of one step is that step's share, and
 * that by the number added is dh.
 */
final class PlainWord {
  private final Word word;
  private final String cell;
  private final int hidden;

  /** Weights by step and name: W [rows][columns], a bias is one row. */
  final Map<String, double[][]>[] weights;

  /** Added to h after each step [T][H]. */
  final double[][] added;

  /** Added to y at each step [T][V]. */
  final double[][] addedLogits;

  /** What the last way through gave at each step, by letters. */
  final Map<String, double[]>[] seen;

  @SuppressWarnings({"unchecked", "rawtypes"})
  PlainWord(Word word, String cell, int hidden, Map<String, Tensor> tensors) {
    this.word = word;
    this.cell = cell;
    this.hidden = hidden;
    weights = new Map[word.steps()];
    seen = new Map[word.steps()];
    added = new double[word.steps()][hidden];
    addedLogits = new double[word.steps()][word.size()];
    for (int t = 0; t < word.steps(); t++) {
      weights[t] = new LinkedHashMap<>();
      for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
        weights[t].put(tensor.getKey(), rows(tensor.getValue()));
      }
    }
  }

  private static double[][] rows(Tensor tensor) {
    int columns = tensor.shape()[tensor.rank() - 1];
    double[][] rows = new double[tensor.values().length / columns][columns];
    for (int i = 0; i < tensor.values().length; i++) {
      rows[i / columns][i % columns] = tensor.values()[i];
    }
    return rows;
  }

  /** The mean loss. */
  double loss() {
    double[] h = new double[hidden];
    double[] c = new double[hidden];
    double sum = 0;
    for (int t = 0; t < word.steps(); t++) {
      seen[t] = new LinkedHashMap<>();
      switch (cell) {
        case "lstm" -> lstm(t, h, c);
        case "gru" -> gru(t, h);
        default -> rnn(t, h);
      }
      for (int j = 0; j < hidden; j++) {
        h[j] += added[t][j];
      }
      seen[t].put("h", h.clone());
      sum += loss(t, h);
    }
    return sum / word.steps();
  }

  private double loss(int t, double[] h) {
    double[][] w = weights[t].get("head.weight");
    double[] y = new double[word.size()];
    double total = 0;
    for (int k = 0; k < y.length; k++) {
      y[k] = weights[t].get("head.bias")[0][k] + dot(w[k], h) + addedLogits[t][k];
      total += Math.exp(y[k]);
    }
    double[] p = new double[y.length];
    for (int k = 0; k < y.length; k++) {
      p[k] = Math.exp(y[k]) / total;
    }
    seen[t].put("y", y);
    seen[t].put("p", p);
    return -Math.log(p[word.targets()[t]]);
  }

  private void rnn(int t, double[] h) {
    double[] a = new double[hidden];
    for (int j = 0; j < hidden; j++) {
      a[j] = input(t, j) + recurrent(t, j, h);
    }
    seen[t].put("a", a);
    for (int j = 0; j < hidden; j++) {
      h[j] = Math.tanh(a[j]);
    }
  }

  private void lstm(int t, double[] h, double[] c) {
    double[][] a = new double[4][hidden];
    for (int g = 0; g < 4; g++) {
      for (int j = 0; j < hidden; j++) {
        double sum = input(t, g * hidden + j) + recurrent(t, g * hidden + j, h);
        a[g][j] = g == 2 ? Math.tanh(sum) : sigmoid(sum);
      }
    }
    for (int j = 0; j < hidden; j++) {
      c[j] = a[1][j] * c[j] + a[0][j] * a[2][j];
      h[j] = a[3][j] * Math.tanh(c[j]);
    }
    for (int g = 0; g < 4; g++) {
      seen[t].put("ifgo".substring(g, g + 1), a[g]);
    }
    seen[t].put("c", c.clone());
  }

  private void gru(int t, double[] h) {
    double[] before = h.clone();
    double[] r = new double[hidden];
    double[] z = new double[hidden];
    double[] m = new double[hidden];
    double[] n = new double[hidden];
    for (int j = 0; j < hidden; j++) {
      r[j] = sigmoid(input(t, j) + recurrent(t, j, before));
      z[j] = sigmoid(input(t, hidden + j) + recurrent(t, hidden + j, before));
      m[j] = recurrent(t, 2 * hidden + j, before);
      n[j] = Math.tanh(input(t, 2 * hidden + j) + r[j] * m[j]);
      h[j] = (1 - z[j]) * n[j] + z[j] * before[j];
    }
    seen[t].putAll(Map.of("r", r, "z", z, "m", m, "n", n));
  }

  /** b + W x of a row. */
  private double input(int t, int row) {
    return of(t, "bias_ih_l0")[0][row] + of(t, "weight_ih_l0")[row][word.inputs()[t]];
  }

  /** b + U h of a row. */
  private double recurrent(int t, int row, double[] h) {
    return of(t, "bias_hh_l0")[0][row] + dot(of(t, "weight_hh_l0")[row], h);
  }

  private double[][] of(int t, String name) {
    return weights[t].get(cell + "." + name);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double sigmoid(double a) {
    return 1 / (1 + Math.exp(-a));
  }

  /** dL / dx of a number of the arrays above, by central differences. */
  double slope(double[] array, int at) {
    double step = 1e-5;
    double x = array[at];
    array[at] = x + step;
    double above = loss();
    array[at] = x - step;
    double below = loss();
    array[at] = x;
    return (above - below) / (2 * step);
  }
}
