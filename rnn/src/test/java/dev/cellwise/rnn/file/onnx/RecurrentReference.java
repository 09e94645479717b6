package dev.cellwise.rnn.file.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * RNN, GRU and LSTM in double, written from the text of ONNX's operators, in its order of gates and
 * with plain loops: a row of a batch after the other, each from its own first step. What the text
 * leaves open is as in ONNX Runtime: {@code input_forget} is f = 1 - i, the clip bounds the
 * pre-activations, a row of no steps ends in zeros.
 */
final class RecurrentReference {
  final String operator;
  final int directions;
  final int hidden;
  final int inputs;
  double[] w;
  double[] r;

  /** Null for none. */
  double[] b;

  /** Null for none. */
  double[] p;

  boolean reverse;
  double clip = Double.POSITIVE_INFINITY;

  /** {@code linear_before_reset} or {@code input_forget}. */
  boolean flag;

  List<DoubleUnaryOperator> functions = new ArrayList<>();

  RecurrentReference(String operator, int directions, int inputs, int hidden) {
    this.operator = operator;
    this.directions = directions;
    this.inputs = inputs;
    this.hidden = hidden;
  }

  int gates() {
    return switch (operator) {
      case "RNN" -> 1;
      case "GRU" -> 3;
      default -> 4;
    };
  }

  static DoubleUnaryOperator function(String name, double alpha, double beta) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "relu" -> x -> Math.max(0, x);
      case "tanh" -> Math::tanh;
      case "sigmoid" -> x -> 1 / (1 + Math.exp(-x));
      case "affine" -> x -> alpha * x + beta;
      case "leakyrelu" -> x -> x >= 0 ? x : alpha * x;
      case "thresholdedrelu" -> x -> x > alpha ? x : 0;
      case "scaledtanh" -> x -> alpha * Math.tanh(beta * x);
      case "hardsigmoid" -> x -> Math.min(Math.max(alpha * x + beta, 0), 1);
      case "elu" -> x -> x >= 0 ? x : alpha * (Math.exp(x) - 1);
      case "softsign" -> x -> x / (1 + Math.abs(x));
      case "softplus" -> x -> Math.log(1 + Math.exp(x));
      default -> throw new IllegalArgumentException(name);
    };
  }

  /**
   * What comes out.
   *
   * @param y [T, D, N, H]
   * @param h [D, N, H]
   * @param c [D, N, H]
   */
  record Result(double[] y, double[] h, double[] c) {}

  /**
   * Runs, layout 0.
   *
   * @param x [T, N, I]
   * @param lengths [N]
   * @param h0 [D, N, H]
   * @param c0 [D, N, H]
   */
  Result run(int steps, int rows, double[] x, int[] lengths, double[] h0, double[] c0) {
    double[] y = new double[steps * directions * rows * hidden];
    double[] hn = new double[directions * rows * hidden];
    double[] cn = new double[directions * rows * hidden];
    for (int d = 0; d < directions; d++) {
      for (int n = 0; n < rows; n++) {
        int state = (d * rows + n) * hidden;
        double[] h = part(h0, state, hidden);
        double[] c = part(c0, state, hidden);
        for (int s = 0; s < lengths[n]; s++) {
          int t = d == 1 || reverse ? lengths[n] - 1 - s : s;
          double[] xt = part(x, (t * rows + n) * inputs, inputs);
          step(d, xt, h, c);
          System.arraycopy(h, 0, y, ((t * directions + d) * rows + n) * hidden, hidden);
        }
        if (lengths[n] > 0) {
          System.arraycopy(h, 0, hn, state, hidden);
          System.arraycopy(c, 0, cn, state, hidden);
        }
      }
    }
    return new Result(y, hn, cn);
  }

  private static double[] part(double[] of, int from, int count) {
    double[] part = new double[count];
    System.arraycopy(of, from, part, 0, count);
    return part;
  }

  private void step(int d, double[] x, double[] h, double[] c) {
    switch (operator) {
      case "RNN" -> rnn(d, x, h);
      case "GRU" -> gru(d, x, h);
      default -> lstm(d, x, h, c);
    }
  }

  private double function(int d, int which, double a) {
    return functions.get(d * functions.size() / directions + which).applyAsDouble(a);
  }

  private double clipped(double a) {
    return Math.min(Math.max(a, -clip), clip);
  }

  /** W of a gate's unit times x. */
  private double input(int d, int gate, int u, double[] x) {
    double sum = 0;
    for (int i = 0; i < inputs; i++) {
      sum += w[((d * gates() + gate) * hidden + u) * inputs + i] * x[i];
    }
    return sum;
  }

  private double recurrent(int d, int gate, int u, double[] h) {
    double sum = 0;
    for (int i = 0; i < hidden; i++) {
      sum += r[((d * gates() + gate) * hidden + u) * hidden + i] * h[i];
    }
    return sum;
  }

  private double wb(int d, int gate, int u) {
    return b == null ? 0 : b[(2 * d * gates() + gate) * hidden + u];
  }

  private double rb(int d, int gate, int u) {
    return b == null ? 0 : b[((2 * d + 1) * gates() + gate) * hidden + u];
  }

  private double peephole(int d, int gate, int u) {
    return p == null ? 0 : p[(d * 3 + gate) * hidden + u];
  }

  private double sum(int d, int gate, int u, double[] x, double[] h) {
    return input(d, gate, u, x) + recurrent(d, gate, u, h) + wb(d, gate, u) + rb(d, gate, u);
  }

  private void rnn(int d, double[] x, double[] h) {
    double[] next = new double[hidden];
    for (int u = 0; u < hidden; u++) {
      next[u] = function(d, 0, clipped(sum(d, 0, u, x, h)));
    }
    System.arraycopy(next, 0, h, 0, hidden);
  }

  /** Gates z, r, h. */
  private void gru(int d, double[] x, double[] h) {
    double[] z = new double[hidden];
    double[] reset = new double[hidden];
    double[] rh = new double[hidden];
    for (int u = 0; u < hidden; u++) {
      z[u] = function(d, 0, clipped(sum(d, 0, u, x, h)));
      reset[u] = function(d, 0, clipped(sum(d, 1, u, x, h)));
      rh[u] = reset[u] * h[u];
    }
    double[] next = new double[hidden];
    for (int u = 0; u < hidden; u++) {
      double a =
          flag
              ? input(d, 2, u, x) + reset[u] * (recurrent(d, 2, u, h) + rb(d, 2, u)) + wb(d, 2, u)
              : sum(d, 2, u, x, rh);
      next[u] = (1 - z[u]) * function(d, 1, clipped(a)) + z[u] * h[u];
    }
    System.arraycopy(next, 0, h, 0, hidden);
  }

  /** Gates i, o, f, c; peepholes i, o, f. */
  private void lstm(int d, double[] x, double[] h, double[] c) {
    double[] next = new double[hidden];
    for (int u = 0; u < hidden; u++) {
      double i = function(d, 0, clipped(sum(d, 0, u, x, h) + peephole(d, 0, u) * c[u]));
      double f =
          flag ? 1 - i : function(d, 0, clipped(sum(d, 2, u, x, h) + peephole(d, 2, u) * c[u]));
      double g = function(d, 1, clipped(sum(d, 3, u, x, h)));
      c[u] = f * c[u] + i * g;
      double o = function(d, 0, clipped(sum(d, 1, u, x, h) + peephole(d, 1, u) * c[u]));
      next[u] = o * function(d, 2, c[u]);
    }
    System.arraycopy(next, 0, h, 0, hidden);
  }
}
