package dev.cellwise.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A simple cell over features, a dense tanh bridge, a simple cell over features and attention above
 * it, forward and back in double precision, written by hand: a second opinion beside the complex
 * step. A fault can be planted in the backward pass. Both cells have H units.
 *
 * <pre>
 *   h_s = tanh(W x_s + U h_s-1 + b)    m_s = h_s    g = tanh(B h_S + d)    q_0 = g
 *   e_s = v · tanh(W_q q + b + W_m m_s) or q · m_s,  a = softmax(e),  y = [sum over s of a_s m_s ; q]
 * </pre>
 */
final class HandWrittenTranslator {
  enum Fault {
    NONE,
    NO_SOFTMAX_JACOBIAN,
    SOFTMAX_JACOBIAN_WITHOUT_ITS_MEAN,
    SCORES_WITHOUT_TANH_DERIVATIVE,
    MEMORY_WITHOUT_SCORES,
    MEMORY_WITHOUT_CONTEXT,
    QUERY_WITHOUT_SCORES,
    QUERY_NOT_HANDED_ON,
    LAST_SOURCE_STEP_FORGOTTEN,
    BRIDGE_WITHOUT_DERIVATIVE,
    FINAL_STATE_WITHOUT_GRADIENT,
    FINAL_STATE_AT_THE_PADDING
  }

  private final ValidSteps source;
  private final ValidSteps valid;
  private final int H;
  private final int U;
  private final Fault fault;
  private final Map<String, double[]> p;
  private final Map<String, double[]> d = new LinkedHashMap<>();

  /** Rows begin at step 0; {@code U} is 0 for dot attention. {@code p} is not modified. */
  HandWrittenTranslator(
      ValidSteps source, ValidSteps valid, int H, int U, Map<String, double[]> p, Fault fault) {
    this.source = source;
    this.valid = valid;
    this.H = H;
    this.U = U;
    this.p = p;
    this.fault = fault;
    p.forEach((name, values) -> d.put(name, new double[values.length]));
  }

  /** Back from dy [T, N, 2 H] of the outputs and dhn [N, H] of the decoder's final states. */
  Map<String, double[]> gradient(double[] dy, double[] dhn) {
    for (int n = 0; n < valid.rows(); n++) {
      row(n, dy, dhn);
    }
    return d;
  }

  private void row(int n, double[] dy, double[] dhn) {
    int S = source.counts()[n];
    int T = valid.counts()[n];
    double[][] m = forward("encoder.", n, S, new double[H]);
    double[] g = affine("bridge.h_l0.weight", m[S], "bridge.h_l0.bias");
    for (int j = 0; j < H; j++) {
      g[j] = Math.tanh(g[j]);
    }
    double[][] q = forward("", n, T, g);

    double[][] dm = new double[S + 1][H];
    double[][] dq = new double[T + 1][H];
    add(dq[T], 1, dhn, n * H);
    for (int t = 1; t <= T; t++) {
      attention(q[t], dq[t], m, dm, dy, ((t - 1) * valid.rows() + n) * 2 * H);
    }
    double[] dg = backward("", n, q, dq);
    for (int j = 0; j < H && fault != Fault.BRIDGE_WITHOUT_DERIVATIVE; j++) {
      dg[j] *= 1 - g[j] * g[j];
    }
    double[] de = new double[H];
    back("bridge.h_l0.weight", dg, m[S], de, "bridge.h_l0.bias");
    boolean lost = fault == Fault.FINAL_STATE_AT_THE_PADDING && S < source.steps();
    if (fault != Fault.FINAL_STATE_WITHOUT_GRADIENT && !lost) {
      add(dm[S], 1, de, 0);
    }
    backward("encoder.", n, m, dm);
  }

  /** States [steps + 1][H], the first of them in front. */
  private double[][] forward(String of, int n, int steps, double[] start) {
    double[][] h = new double[steps + 1][];
    h[0] = start;
    for (int k = 0; k < steps; k++) {
      double[] a = affine(of + "weight_ih_l0", x(of, k, n), of + "bias_ih_l0");
      add(a, 1, affine(of + "weight_hh_l0", h[k], null), 0);
      h[k + 1] = new double[H];
      for (int j = 0; j < H; j++) {
        h[k + 1][j] = Math.tanh(a[j]);
      }
    }
    return h;
  }

  /** Back from dh [steps + 1][H], which it adds to; returns that of the first state. */
  private double[] backward(String of, int n, double[][] h, double[][] dh) {
    for (int k = h.length - 2; k >= 0; k--) {
      double[] da = new double[H];
      for (int j = 0; j < H; j++) {
        da[j] = dh[k + 1][j] * (1 - h[k + 1][j] * h[k + 1][j]);
      }
      double[] x = x(of, k, n);
      double[] dx = new double[x.length];
      back(of + "weight_ih_l0", da, x, dx, of + "bias_ih_l0");
      back(of + "weight_hh_l0", da, h[k], dh[k], null);
      System.arraycopy(dx, 0, d.get(of + "x"), xOff(of, k, n, x.length), x.length);
    }
    return dh[0];
  }

  private double[] x(String of, int k, int n) {
    int I = p.get(of + "weight_ih_l0").length / H;
    double[] x = new double[I];
    System.arraycopy(p.get(of + "x"), xOff(of, k, n, I), x, 0, I);
    return x;
  }

  private int xOff(String of, int k, int n, int I) {
    return (k * (of.isEmpty() ? valid : source).rows() + n) * I;
  }

  /** One step of attention, forward and back: m and dm from index 1 on. */
  private void attention(
      double[] q, double[] dq, double[][] m, double[][] dm, double[] dy, int at) {
    int S = m.length - 1;
    double[] a = new double[S];
    double[] da = new double[S];
    double sum = 0;
    for (int s = 0; s < S; s++) {
      a[s] = Math.exp(score(q, m[s + 1]));
      sum += a[s];
    }
    double mean = 0;
    for (int s = 0; s < S; s++) {
      a[s] /= sum;
      for (int j = 0; j < H; j++) {
        da[s] += dy[at + j] * m[s + 1][j];
      }
      mean += a[s] * da[s];
    }
    if (fault != Fault.QUERY_NOT_HANDED_ON) {
      add(dq, 1, dy, at + H);
    }
    for (int s = 0; s < S - (fault == Fault.LAST_SOURCE_STEP_FORGOTTEN ? 1 : 0); s++) {
      double de =
          switch (fault) {
            case NO_SOFTMAX_JACOBIAN -> da[s];
            case SOFTMAX_JACOBIAN_WITHOUT_ITS_MEAN -> a[s] * da[s];
            default -> a[s] * (da[s] - mean);
          };
      add(dm[s + 1], fault == Fault.MEMORY_WITHOUT_CONTEXT ? 0 : a[s], dy, at);
      scoreBack(de, q, dq, m[s + 1], dm[s + 1]);
    }
  }

  private double score(double[] q, double[] m) {
    double e = 0;
    double[] z = U > 0 ? units(q, m) : q;
    double[] v = U > 0 ? p.get("attention0.score.weight") : m;
    for (int k = 0; k < z.length; k++) {
      e += v[k] * z[k];
    }
    return e;
  }

  /** tanh(W_q q + b + W_m m). */
  private double[] units(double[] q, double[] m) {
    double[] z = affine("attention0.query.weight", q, "attention0.query.bias");
    add(z, 1, affine("attention0.memory.weight", m, null), 0);
    for (int u = 0; u < U; u++) {
      z[u] = Math.tanh(z[u]);
    }
    return z;
  }

  private void scoreBack(double de, double[] q, double[] dq, double[] m, double[] dm) {
    double[] toQuery = fault == Fault.QUERY_WITHOUT_SCORES ? new double[H] : dq;
    double[] toMemory = fault == Fault.MEMORY_WITHOUT_SCORES ? new double[H] : dm;
    if (U == 0) {
      add(toQuery, de, m, 0);
      add(toMemory, de, q, 0);
      return;
    }
    double[] v = p.get("attention0.score.weight");
    double[] z = units(q, m);
    double[] dz = new double[U];
    for (int u = 0; u < U; u++) {
      double slope = fault == Fault.SCORES_WITHOUT_TANH_DERIVATIVE ? 1 : 1 - z[u] * z[u];
      dz[u] = de * v[u] * slope;
    }
    add(d.get("attention0.score.weight"), de, z, 0);
    back("attention0.query.weight", dz, q, toQuery, "attention0.query.bias");
    back("attention0.memory.weight", dz, m, toMemory, null);
  }

  /** W x + b; without b where it is null. */
  private double[] affine(String weight, double[] x, String bias) {
    double[] w = p.get(weight);
    double[] a = new double[w.length / x.length];
    for (int k = 0; k < w.length; k++) {
      a[k / x.length] += w[k] * x[k % x.length];
    }
    if (bias != null) {
      add(a, 1, p.get(bias), 0);
    }
    return a;
  }

  /** Back from da of W x + b: adds to the gradients of W, of x and, where it is not null, of b. */
  private void back(String weight, double[] da, double[] x, double[] dx, String bias) {
    double[] w = p.get(weight);
    for (int k = 0; k < w.length; k++) {
      d.get(weight)[k] += da[k / x.length] * x[k % x.length];
      dx[k % x.length] += da[k / x.length] * w[k];
    }
    if (bias != null) {
      add(d.get(bias), 1, da, 0);
    }
  }

  private static void add(double[] to, double factor, double[] from, int off) {
    for (int k = 0; k < to.length; k++) {
      to[k] += factor * from[off + k];
    }
  }
}
