package dev.cellwise.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An LSTM layer of one row with a backward pass written by hand: what the checker is for. A fault
 * can be planted in it.
 */
final class HandWrittenLstm {
  enum Fault {
    NONE,
    WRONG_SIGN,
    SWAPPED_GATES,
    DROPPED_TANH_DERIVATIVE,
    DROPPED_CARRY_OF_C,
    DROPPED_CARRY_OF_H,
    FORGOTTEN_LAST_STEP_OF_BIAS,
    ONE_ELEMENT
  }

  private final int T;
  private final int I;
  private final int H;
  private final Fault fault;

  HandWrittenLstm(int T, int I, int H, Fault fault) {
    this.T = T;
    this.I = I;
    this.H = H;
    this.fault = fault;
  }

  /** The loss is sum(dy h), as {@link Loss#weightedSum} with weights of zero for final states. */
  Map<String, double[]> gradient(Map<String, double[]> p, double[] dy) {
    double[] w = p.get("lstm.weight_ih_l0");
    double[] u = p.get("lstm.weight_hh_l0");
    double[] b = p.get("lstm.bias_ih_l0");
    double[] x = p.get("x");
    double[][] h = new double[T + 1][H];
    double[][] c = new double[T + 1][H];
    double[][] gates = new double[T][4 * H]; // i, f, g, o
    h[0] = p.get("h0_l0").clone();
    c[0] = p.get("c0_l0").clone();
    for (int t = 0; t < T; t++) {
      for (int k = 0; k < 4 * H; k++) {
        double a = b[k];
        for (int m = 0; m < I; m++) {
          a += w[k * I + m] * x[t * I + m];
        }
        for (int m = 0; m < H; m++) {
          a += u[k * H + m] * h[t][m];
        }
        gates[t][k] = k / H == 2 ? Math.tanh(a) : 1 / (1 + Math.exp(-a));
      }
      for (int j = 0; j < H; j++) {
        c[t + 1][j] = gates[t][H + j] * c[t][j] + gates[t][j] * gates[t][2 * H + j];
        h[t + 1][j] = gates[t][3 * H + j] * Math.tanh(c[t + 1][j]);
      }
    }

    double[] dw = new double[w.length];
    double[] du = new double[u.length];
    double[] db = new double[b.length];
    double[] dx = new double[x.length];
    double[] dh = new double[H];
    double[] dc = new double[H];
    for (int t = T - 1; t >= 0; t--) {
      double[] da = new double[4 * H];
      for (int j = 0; j < H; j++) {
        double i = gates[t][j];
        double f = gates[t][H + j];
        double g = gates[t][2 * H + j];
        double o = gates[t][3 * H + j];
        double tanhC = Math.tanh(c[t + 1][j]);
        double dht = dy[t * H + j] + dh[j];
        double slope = fault == Fault.DROPPED_TANH_DERIVATIVE ? 1 : 1 - tanhC * tanhC;
        double dct = dc[j] + dht * o * slope;
        double di = dct * g * i * (1 - i);
        double df = dct * c[t][j] * f * (1 - f);
        da[j] = fault == Fault.SWAPPED_GATES ? df : di;
        da[H + j] = fault == Fault.SWAPPED_GATES ? di : df;
        da[2 * H + j] = (fault == Fault.WRONG_SIGN ? -1 : 1) * dct * i * (1 - g * g);
        da[3 * H + j] = dht * tanhC * o * (1 - o);
        dc[j] = fault == Fault.DROPPED_CARRY_OF_C ? 0 : dct * f;
        dh[j] = 0;
      }
      for (int k = 0; k < 4 * H; k++) {
        if (fault != Fault.FORGOTTEN_LAST_STEP_OF_BIAS || t < T - 1) {
          db[k] += da[k];
        }
        for (int m = 0; m < I; m++) {
          dw[k * I + m] += da[k] * x[t * I + m];
          dx[t * I + m] += da[k] * w[k * I + m];
        }
        for (int m = 0; m < H; m++) {
          du[k * H + m] += da[k] * h[t][m];
          if (fault != Fault.DROPPED_CARRY_OF_H) {
            dh[m] += da[k] * u[k * H + m];
          }
        }
      }
    }
    if (fault == Fault.ONE_ELEMENT) {
      du[du.length / 2] *= 1 + 1e-6;
    }

    Map<String, double[]> gradient = new LinkedHashMap<>();
    gradient.put("lstm.weight_ih_l0", dw);
    gradient.put("lstm.weight_hh_l0", du);
    gradient.put("lstm.bias_ih_l0", db);
    gradient.put("x", dx);
    gradient.put("h0_l0", dh);
    gradient.put("c0_l0", dc);
    return gradient;
  }
}
