package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A window of a network with a source, forward and back: inputs and gradients from above are a
 * function of a row's number and its step.
 */
public final class Translation {
  static final int SOURCE = 5;
  static final int STEPS = 4;

  final Network network;
  final Unrolled u;
  final Packing source;
  final Packing packing;
  final int[] rows;
  final float[] dp;

  /**
   * Runs it.
   *
   * @param lengths of the sources, by number
   * @param steps of the windows, by number
   * @param rows numbers of the rows
   */
  Translation(Network network, int[] lengths, int[] steps, int[] rows, Mode mode, Team team) {
    this.network = network;
    this.rows = rows;
    int n = rows.length;
    packing = Packing.ragged(STEPS, n, STEPS * n);
    Layers layers = network.layers();
    if (layers.encoder() == null) {
      source = null;
      u = new Unrolled(layers, packing, mode, team);
    } else {
      source = Packing.ragged(SOURCE, n, SOURCE * n);
      u = new Unrolled(layers, source, packing, mode, team);
    }
    u.rowIds(rows);
    dp = layers.parameters().allocate();
    next(lengths, steps);
  }

  /** Another window, of other lengths. */
  void next(int[] lengths, int[] steps) {
    if (source != null) {
      source.lengths(Arrays.stream(rows).map(r -> lengths[r]).toArray());
    }
    packing.lengths(Arrays.stream(rows).map(r -> steps[r]).toArray());
    Arrays.fill(dp, 0);
    run(network.parameters());
  }

  /** Outputs, attention weights and gradients of all parameters; some rows are empty. */
  public static float[] results(Architecture a, Mode mode) {
    int[] lengths = {3, 5, 0, 1, 4};
    int[] steps = {4, 0, 2, 3, 1};
    int[] rows = {0, 1, 2, 3, 4};
    Translation run =
        new Translation(Network.initialise(a, 2026), lengths, steps, rows, mode, null);
    List<float[]> all = new ArrayList<>();
    for (int n = 0; n < rows.length; n++) {
      for (int t = 0; t < steps[n]; t++) {
        all.add(run.output(n, t));
        for (int i = 0; i < run.u.attentions(); i++) {
          float[] weights = new float[SOURCE];
          run.u.attention(i, t, n, weights);
          all.add(weights);
        }
      }
    }
    Network.tensors(run.network.layers(), run.dp).values().forEach(t -> all.add(t.values()));
    return Nets.concatenated(all);
  }

  private void run(float[] p) {
    forward(p);
    u.prepare(p);
    u.clear();
    int row = u.outputRow();
    for (int n = 0; n < rows.length; n++) {
      for (int t = 0; t < packing.length(n); t++) {
        int at = u.outputGradient(packing.steps(), 0) - packing.reversed(0) * row;
        for (int o = 0; o < network.architecture().outputSize(); o++) {
          u.outputGradient()[at + packing.slot(t, n) * row + o] = weight(rows[n], t, o);
        }
      }
    }
    u.backward(packing.steps(), p, dp);
  }

  private void forward(float[] p) {
    if (source == null) {
      u.vectors(vectors(), 0);
    } else if (network.layers().encoder().tokens()) {
      int[] tokens = new int[source.total()];
      for (int n = 0; n < rows.length; n++) {
        for (int s = 0; s < source.length(n); s++) {
          tokens[source.at(s, n)] = word(rows[n], s);
        }
      }
      u.encode(tokens, 0, p);
    } else {
      u.encode(features(), 0, p);
    }
    int[] tokens = new int[packing.total()];
    for (int n = 0; n < rows.length; n++) {
      for (int t = 0; t < packing.length(n); t++) {
        tokens[packing.at(t, n)] = symbol(rows[n], t);
      }
    }
    u.forward(tokens, 0, p);
  }

  private float[] vectors() {
    float[] all = new float[rows.length * 3];
    for (int n = 0; n < rows.length; n++) {
      System.arraycopy(feature(rows[n], 0), 0, all, n * 3, 3);
    }
    return all;
  }

  private float[] features() {
    float[] all = new float[source.total() * 3];
    for (int n = 0; n < rows.length; n++) {
      for (int s = 0; s < source.length(n); s++) {
        System.arraycopy(feature(rows[n], s), 0, all, source.at(s, n) * 3, 3);
      }
    }
    return all;
  }

  static int word(int row, int s) {
    return new SplittableRandom(31L * row + s).nextInt(Translators.WORDS);
  }

  static int symbol(int row, int t) {
    return new SplittableRandom(77L * row + t + 1000).nextInt(Translators.SYMBOLS);
  }

  static float[] feature(int row, int s) {
    SplittableRandom random = new SplittableRandom(13L * row + s + 500);
    float[] x = new float[3];
    for (int i = 0; i < 3; i++) {
      x[i] = (float) random.nextDouble(-1, 1);
    }
    return x;
  }

  private static float weight(int row, int t, int o) {
    return (float) new SplittableRandom(row * 1000L + t * 10L + o).nextDouble(-1, 1);
  }

  /** What the gradients from above are the gradient of. */
  double loss() {
    double sum = 0;
    for (int n = 0; n < rows.length; n++) {
      for (int t = 0; t < packing.length(n); t++) {
        float[] y = output(n, t);
        for (int o = 0; o < y.length; o++) {
          sum += (double) y[o] * weight(rows[n], t, o);
        }
      }
    }
    return sum;
  }

  /** The output at a step. */
  float[] output(int n, int t) {
    int at = u.output() + packing.at(t, n) * u.outputRow();
    return Arrays.copyOfRange(u.tape().data(), at, at + network.architecture().outputSize());
  }
}
