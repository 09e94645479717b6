package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;

/** A window of a cell with a tape and a workspace of its own, features below. */
final class CellRun {
  final Cell cell;
  final float[] p;
  final int steps;
  final int rows;
  final Packing packing;
  final CellWindow window;
  final Layout tape;
  final float[] data;
  final float[] d;
  final float[] dp;
  final float[] dx;
  private final int dxRow;

  CellRun(Cells.Instance of, float[] p, int steps, int rows) {
    this(of, p, Packing.dense(steps, rows));
  }

  /** A window of a shape whose longest row has all its steps. */
  CellRun(Cells.Instance of, float[] p, Packing packing) {
    this.cell = of.cell();
    this.p = p;
    this.packing = packing;
    this.steps = packing.maxSteps();
    this.rows = packing.rows();
    Layout.Builder regions = Layout.builder("tape");
    Layout.Builder work = Layout.builder("workspace");
    window = cell.window(regions, work, "", packing, Below.LAYER);
    tape = regions.build();
    data = tape.allocate();
    d = work.build().allocate();
    dp = of.layout().allocate();
    dxRow = Panels.padded(cell.inputs());
    dx = new float[steps * rows * dxRow];
    window.prepare(p, d);
  }

  /** Sets the state before the window: {@code [rows, size]} for each part. */
  void start(float[]... parts) {
    for (int part = 0; part < parts.length; part++) {
      int size = cell.state().get(part).size();
      for (int n = 0; n < rows; n++) {
        for (int u = 0; u < size; u++) {
          data[window.state(part, 0, n, u)] = parts[part][n * size + u];
        }
      }
    }
  }

  /** Forward over {@code x}, [steps, rows, I] from an offset. */
  void forward(float[] x, int xOff) {
    packing.steps(steps);
    window.input(x, xOff, cell.inputs(), p, data);
    window.forward(p, data);
  }

  /** A part of the state after step {@code t - 1}, [rows, size]. */
  float[] state(int part, int t) {
    int size = cell.state().get(part).size();
    float[] all = new float[rows * size];
    for (int n = 0; n < rows; n++) {
      for (int u = 0; u < size; u++) {
        all[n * size + u] = data[window.state(part, t, n, u)];
      }
    }
    return all;
  }

  /** A part of the state after every step, [steps, rows, size]. */
  float[] states(int part) {
    int slot = rows * cell.state().get(part).size();
    float[] all = new float[steps * slot];
    for (int t = 0; t < steps; t++) {
      System.arraycopy(state(part, t + 1), 0, all, t * slot, slot);
    }
    return all;
  }

  /** Nothing from above, nothing from behind. */
  void clear() {
    window.clearAbove(d);
    window.clearState(d);
  }

  /** The gradient from above, of steps of {@code dy} [·, rows, H] from step {@code first} on. */
  void above(float[] dy, int first) {
    int h = cell.outputs();
    for (int t = 0; t < steps; t++) {
      for (int n = 0; n < rows; n++) {
        int to = window.dOutput() + (packing.reversed(t) + n) * window.hRow();
        System.arraycopy(dy, ((first + t) * rows + n) * h, d, to, h);
      }
    }
  }

  /** Sets a part of the gradient of the state after the window, [rows, size]. */
  void behind(int part, float[] gradient) {
    int size = cell.state().get(part).size();
    for (int n = 0; n < rows; n++) {
      for (int u = 0; u < size; u++) {
        d[window.dState(part, n, u)] = gradient[n * size + u];
      }
    }
  }

  /** A part of the gradient of the state before the window, [rows, size]. */
  float[] before(int part) {
    int size = cell.state().get(part).size();
    float[] all = new float[rows * size];
    for (int n = 0; n < rows; n++) {
      for (int u = 0; u < size; u++) {
        all[n * size + u] = d[window.dState(part, n, u)];
      }
    }
    return all;
  }

  /** All gradients. */
  void backward(float[] x, int xOff) {
    window.backward(p, data, d, dp);
    window.backwardInputWeights(x, xOff, cell.inputs(), d, dp);
    window.backwardInput(d, dx, 0, dxRow);
  }

  /** The gradient of the input in time order, [steps, rows, I]. */
  float[] inputGradient() {
    int inputs = cell.inputs();
    float[] all = new float[steps * rows * inputs];
    for (int t = 0; t < steps; t++) {
      for (int n = 0; n < rows; n++) {
        int from = ((steps - 1 - t) * rows + n) * dxRow;
        System.arraycopy(dx, from, all, (t * rows + n) * inputs, inputs);
      }
    }
    return all;
  }
}
