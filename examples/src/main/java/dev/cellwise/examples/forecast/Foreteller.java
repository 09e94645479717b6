package dev.cellwise.examples.forecast;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.Windows;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Unrolled;
import dev.cellwise.rnn.train.Validation;

/** Runs networks of one architecture over windows, and says how far they are from the truth. */
final class Foreteller implements Validation {
  private static final int ROWS = 256;

  private final Scaled scaled;
  private final Windows windows;
  private final boolean flat;
  private final boolean iterated;
  private final int rows;
  private final Unrolled unrolled;
  private final float[] x;
  private final float[] y;
  private final float[] truth;
  private float[] parameters;

  /**
   * A workspace.
   *
   * @param layers of the networks
   * @param scaled the networks' scale
   * @param windows on it, with n rows of O targets
   * @param flat whether a network takes a window as one row of numbers
   * @param iterated whether it foretells one row of all measured columns at a time
   */
  Foreteller(Layers layers, Scaled scaled, Windows windows, boolean flat, boolean iterated) {
    this.scaled = scaled;
    this.windows = windows;
    this.flat = flat;
    this.iterated = iterated;
    this.rows = Math.min(ROWS, windows.count());
    Packing packing = Packing.dense(flat ? 1 : windows.steps(), rows);
    this.unrolled = new Unrolled(layers, packing, Mode.inference());
    this.x = new float[windows.inputSize(rows)];
    this.y = new float[windows.targetSize(rows)];
    this.truth = Errors.truth(windows);
  }

  /** The mean absolute error on the networks' scale. */
  @Override
  public double loss(Network network) {
    float[] forecasts = forecasts(network);
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      sum += Math.abs(forecasts[i] - truth[i]);
    }
    return sum / truth.length;
  }

  /**
   * Foretells.
   *
   * @param network of the layers
   * @return [windows, n, O]
   */
  float[] forecasts(Network network) {
    parameters = network.copyParameters();
    int each = windows.outputs();
    float[] all = new float[windows.count() * each];
    for (int done = 0; done < windows.count(); done += rows) {
      // The last batch takes some windows again, to be as long as the others.
      int first = Math.min(done, windows.count() - rows);
      windows.fill(first, rows, x, y);
      if (iterated) {
        iterate(first, all);
      } else {
        forward();
        for (int n = 0; n < rows; n++) {
          output(n, all, (first + n) * each, each);
        }
      }
    }
    return all;
  }

  private void forward() {
    unrolled.resetState();
    unrolled.forward(flat ? flattened() : x, 0, parameters);
  }

  /** [T, N, I] as [N, T · I]. */
  private float[] flattened() {
    int inputs = windows.inputs();
    float[] all = new float[x.length];
    for (int t = 0; t < windows.steps(); t++) {
      for (int n = 0; n < rows; n++) {
        int to = (n * windows.steps() + t) * inputs;
        System.arraycopy(x, (t * rows + n) * inputs, all, to, inputs);
      }
    }
    return all;
  }

  /** What stands behind the last step of a row. */
  private void output(int n, float[] to, int toOff, int size) {
    Packing packing = unrolled.outputPacking();
    int row = packing.at(packing.steps() - 1, n);
    int from = unrolled.output() + row * unrolled.outputRow();
    System.arraycopy(unrolled.tape().data(), from, to, toOff, size);
  }

  /** The window moves a row on at a time, onto what was foretold. */
  private void iterate(int first, float[] all) {
    int inputs = windows.inputs();
    int horizon = scaled.horizon();
    int targets = scaled.targets();
    int last = (windows.steps() - 1) * rows * inputs;
    for (int k = 0; k < horizon; k++) {
      forward();
      System.arraycopy(x, rows * inputs, x, 0, last);
      for (int n = 0; n < rows; n++) {
        int to = last + n * inputs;
        known(first + n, k, to);
        output(n, x, to, scaled.measured());
        System.arraycopy(x, to, all, ((first + n) * horizon + k) * targets, targets);
      }
    }
  }

  /** What is known in advance of row k behind a window. */
  private void known(int window, int k, int to) {
    Series series = windows.series(window);
    int inputs = windows.inputs();
    int row = series.from() + windows.row(window) + windows.steps() + k;
    System.arraycopy(series.values(), row * inputs, x, to, inputs);
  }
}
